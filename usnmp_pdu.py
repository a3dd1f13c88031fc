# Answers PDUs: the protocol operations of RFC 1157, and with usnmp_v2c of RFC 3416, over a MIB,
# within a view. Imports usnmp_codec, usnmp_mib and usnmp_reply; usnmp_agent wraps it into
# messages. It knows neither communities nor message versions nor sockets.
#
# The request is read in place. Parse errors are return values: an exception costs more garbage
# than all of a GET.

from usnmp_codec import BerError, frombytes_lenat, frombytes_tvat, tobytes_tv
from usnmp_mib import key_oid, oid_str, sort_key
from usnmp_reply import Reply, is_short

try:
    from micropython import const
except ImportError:  # CPython

    def const(v):
        return v


_TOOBIG = const(1)
_NOSUCHNAME = const(2)
_GENERR = const(5)
_NOACCESS = const(6)
# What an error-status is in SNMPv1: RFC 3584 4.4.
_V1_STATUS = b"\x00\x01\x02\x03\x04\x05\x02\x03\x03\x03\x03\x02\x03\x05\x05\x05\x02\x02\x02"
_COUNTER64 = const(0x46)

# Indices of `counters`, which are the arcs of the snmp group, 1.3.6.1.2.1.11 (RFC 1213).
_IN_BAD_USES = const(5)
_IN_PARSE_ERRS = const(6)
_IN_TOTAL_REQ_VARS = const(13)
_IN_TOTAL_SET_VARS = const(14)
_IN_GETS = const(15)  # then GetNexts
_IN_SETS = const(17)
_IN_RESPONSES = const(18)  # then Traps
_OUT_TOO_BIGS = const(20)  # then NoSuchNames, BadValues, -, GenErrs
_OUT_RESPONSES = const(28)
_SILENT_DROPS = const(31)


def tlv_end(buf, ptr, end):
    """The offset behind the TLV at `ptr`, or 0 if it does not end by `end`. Allocates nothing."""
    k = ptr + 2
    if k > end:
        return 0
    k += buf[ptr + 1]
    if buf[ptr + 1] > 127:
        k = _long_end(buf, ptr)
    return k if k <= end else 0


def _long_end(buf, ptr):
    try:
        n, k = frombytes_lenat(buf, ptr)
        return ptr + 1 + k + n
    except BerError:
        return 0


class PduEngine(Reply):
    """Answers PDUs from `mib` (usnmp_mib.Mib), in replies of at most `max_size` octets.

    log: called with a str when a handler raised. counters: the snmp group's, by arc.
    """

    def __init__(self, mib, max_size, log):
        Reply.__init__(self, max_size)
        self.mib = mib
        self.log = log
        self.counters = [0] * 33
        self._transaction = None  # the class of usnmp_set, once some view may write
        self.max_times = 0  # how many times as long as its request a reply may be; 0: no matter
        self.capped = 0  # replies that were cut or refused while there was such a cap
        # Set by the wrapper for each request: usnmp_v2c, if its operations are those of RFC 3416.
        self._v2 = None
        self._rights = None  # the view of the request
        self._oid = None  # that _next found last

    def _report(self, text):
        try:
            self.log("usnmp: " + text)
        except Exception:  # the log is not worth an agent
            pass

    def _drop(self, i):
        self.counters[i] += 1
        return 0

    def _pdu(self, d, p, view):
        # Answer the PDU from p to the end of d: leave the reply PDU in _buf up to _w and return
        # where it starts, or 0 for no reply. The wrapper will put _room octets before it. RFC 1157
        # 4.1.2-4.1.5.
        end = len(d)
        tag = d[p]
        v2 = self._v2
        if tag == 0xA2 or tag == 0xA4:  # for a manager, not for us
            return self._drop(_IN_RESPONSES + (tag >> 2 & 1))
        if tag != 0xA0 and tag != 0xA1 and tag != 0xA3 and (tag != 0xA5 or not v2):
            return self._drop(_IN_PARSE_ERRS)
        rid = p + 2 if d[p + 1] < 128 else p + d[p + 1] - 126
        p = tlv_end(d, rid, end)  # error-status, behind the request-id
        lst = p + 6
        q = p + 8
        # What nearly all requests look like, in one test; and step by step for long lengths.
        if (
            not p
            or not q <= end < q + 128
            or d[p + 1] != 1
            or d[p + 3] != 2
            or d[p + 4] != 1
            or d[lst + 1] != end - q
        ):
            q = p and tlv_end(d, p, end)  # error-index
            lst = q and tlv_end(d, q, end)  # the list of bindings
            if not lst or d[q] != 2 or tlv_end(d, lst, end) != end or not is_ber(d, p, q):
                return self._drop(_IN_PARSE_ERRS)
            q = lst + 2 if d[lst + 1] < 128 else lst + d[lst + 1] - 126
        if d[rid] != 2 or d[p] != 2 or d[lst] != 48 or not 2 < p - rid < 13:
            return self._drop(_IN_PARSE_ERRS)
        if p - rid > 6 and not is_ber(d, rid, rid):  # past 32 bits, or padded
            return self._drop(_IN_PARSE_ERRS)
        sets = self._transaction(self, view) if tag == 0xA3 and view.write else None
        bulk = None
        if tag == 0xA5:
            bulk = v2.bulk(d, p)
            if not bulk:
                return self._drop(_IN_PARSE_ERRS)
        self._rights = view
        self._limit = self._base + self.max_size - self._room - (p - rid) - 14
        if self.max_times:
            self._limit -= max(0, self.max_size - end * self.max_times)
        w = self._base
        n = status = index = 0
        while q < end:
            # One binding ends at e; its OID is d[i:v], its value starts at v. Tested as above.
            e = 0
            i = q + 4
            if i < end and d[q + 1] < 128 and d[q + 2] == 6 and d[q + 3] < 128:
                v = i + d[q + 3]
                e = q + 2 + d[q + 1]
                if e > end or v + 1 >= e or v + 2 + d[v + 1] != e:
                    e = 0
            if not e:
                e = tlv_end(d, q, end)
                if not e:
                    return self._drop(_IN_PARSE_ERRS)
                i = q + 2 if d[q + 1] < 128 else q + d[q + 1] - 126
                v = tlv_end(d, i, e)
                if not v or d[i] != 6 or tlv_end(d, v, e) != e:
                    return self._drop(_IN_PARSE_ERRS)
                i += 2 if d[i + 1] < 128 else d[i + 1] - 126
            if d[q] != 48:
                return self._drop(_IN_PARSE_ERRS)
            if not sets and (d[v] != 5 or e - v > 2) and not is_ber(d, v, v):
                return self._drop(_IN_PARSE_ERRS)
            oid = d[i:v]
            q = e
            n += 1
            node = self.mib.nodes.get(oid)
            if node is None:
                if sort_key(oid) is None:
                    return self._drop(_IN_PARSE_ERRS)
                if self.mib.tree and tag != 0xA1 and tag != 0xA5:
                    node = self.mib.tree.find(self.mib, oid)
            if status:  # the rest must still be well-formed
                continue
            if tag == 0xA1:
                i = self._next(w, oid)
            elif bulk:
                i = bulk.first(self, w, oid)
            elif tag == 0xA0:
                i = self._get(w, oid, node)
            elif sets:
                i = sets.check(oid, node, d, v)
                if i < 0:
                    return self._drop(_IN_PARSE_ERRS)
            else:
                i = _NOACCESS
            if i == _NOSUCHNAME and v2 and tag != 0xA3:
                i = self._write(w, oid, v2.exception(self, oid, tag))
            if i < 32:
                status = i
                index = n
            else:
                w = i
        c = self.counters
        if tag != 0xA5:
            c[_IN_GETS + (tag & 3) - (tag >> 1 & 1)] += 1
        elif not status:
            w = bulk.repeat(self, w)
            if w < 0:
                status = -w & 31
                index = -w >> 5
        if tag == 0xA3 and not view.write:
            c[_IN_BAD_USES] += 1
        if sets and not status:
            index = sets.commit()
            status = index & 31
            index >>= 5
        if status == _TOOBIG:
            index = 0
        elif status and not v2:
            status = _V1_STATUS[status]
        i = status or sets
        if i:  # the request's own bindings, octet for octet; or none (RFC 3416 4.2.1)
            w = self._base + end - lst
            if v2 and (status == _TOOBIG or w > self._limit + 4):
                w = self._base
                status = _TOOBIG
                i = index = 0
            elif w > self._limit + 4:
                return self._drop(_SILENT_DROPS)
            else:
                self._buf[self._base : w] = d[lst:end]
        if self.max_times and (status == _TOOBIG or bulk and bulk.full):
            self.capped += 1
        if not status:
            c[_IN_TOTAL_SET_VARS if sets else _IN_TOTAL_REQ_VARS] += n
        elif status < 6:
            c[_OUT_TOO_BIGS - 1 + status] += 1
        c[_OUT_RESPONSES] += 1
        self._w = w
        w = self._base
        if not i:
            w = self._header(w, 48)
        return self._reply(w, d, rid, p, index << 5 | status)

    # Small, for the C stack: see usnmp_reply.

    def visible(self, oid):
        """Is `oid` in the view of the request?"""
        return self._rights.reads is None or self._rights.sees(oid)

    def _get(self, w, oid, node):
        # As _put, if `oid` is in the view.
        if node is None or self._rights.reads is not None and not self._rights.sees(oid):
            return _NOSUCHNAME
        return self._put(w, oid, node)

    def _next(self, w, oid):
        # Write the binding that follows `oid` in the view, and keep its OID in _oid; as _put.
        if self.mib.tree:
            return self.mib.tree.step(self, w, oid)
        i = self.mib.after(sort_key(oid))
        while i < len(self.mib.keys):
            self._oid = oid = key_oid(self.mib.keys[i])
            if self._rights.reads is None or self._rights.sees(oid):
                oid = self._put(w, oid, self.mib.nodes[oid])
                if oid != _NOSUCHNAME:
                    return oid
            i += 1
        return _NOSUCHNAME

    def _put(self, w, oid, node):
        # Write the binding of `oid` at w of the reply; return where it ends, or an error-status,
        # which is below 32. SNMPv1 has no Counter64: GET misses it, GETNEXT passes it by (RFC 3584
        # 4.2.2.1).
        if node[0] == _COUNTER64 and not self._v2:
            return _NOSUCHNAME
        if type(node) is bytes:
            return self._write(w, oid, node)
        v = _call(node[1])
        if type(v) is int and is_short(node[0], v):
            return self._write_int(w, oid, node, v)
        return _NOSUCHNAME if v is None else self._write_other(w, oid, node, v)

    def _write_other(self, w, oid, node, v):
        try:
            if isinstance(v, Exception):
                raise v
            v = tobytes_tv(node[0], v)
        except Exception as e:
            return self.failed(oid, e)
        return self._write(w, oid, v)

    def failed(self, oid, e):
        """Log that the handler of `oid` raised `e`; return genErr."""
        self._report("%s: %r" % (oid_str(oid), e))
        return _GENERR


def is_ber(d, p, q):
    """Are the TLVs at `p` and at `q` values of SNMP?"""
    try:
        frombytes_tvat(d, p)
        frombytes_tvat(d, q)
        return True
    except BerError:
        return False


def _call(read):
    # What a handler returns, or the exception it raised. On its own: except..as takes much room.
    try:
        return read()
    except Exception as e:
        return e
