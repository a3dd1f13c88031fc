# Answers PDUs: the operations of RFC 1157, and with v2c of RFC 3416, over a MIB, within a view.
# Imports usnmp_codec, usnmp_mib and reply, trees for a MIB that has some; the agent wraps it into
# messages.
#
# The request is read in place. What is cut off is noticed by return values, for an exception costs
# more garbage than a GET; what else is no BER raises BerError, for the wrapper to count.

from usnmp_codec import BerError, frombytes_lenat, frombytes_tvat
from usnmp_mib import key_oid, oid_octets, oid_str, sort_key

from .reply import Reply, const

if 0 & 1:  # for type checkers alone
    from typing import Callable
    from usnmp_mib import Mib

# Outcomes: see reply.
_OFFSETS = const(32)
_INDEX = const(5)
_STATUS = const(31)

_TOOBIG = const(1)
_NOSUCHNAME = const(2)
_GENERR = const(5)
_NOACCESS = const(6)
# What an error-status from 6 on is in SNMPv1: RFC 3584 4.4.
_V1_STATUS = const(b"\x02\x03\x03\x03\x03\x02\x03\x05\x05\x05\x02\x02\x02")
_COUNTER64 = const(0x46)
_FIELDS = const(b"\x02\x01\0\x02\x01")  # error-status, and the start of error-index

# PDUs, their tags less 0xA0.
_GET = const(0)
_GETNEXT = const(1)
_RESPONSE = const(2)
_SET = const(3)
_TRAP = const(4)
_GETBULK = const(5)

# Indices of `counters`: the arcs of the snmp group (RFC 1213).
_IN_BAD_USES = const(5)
_IRREGULAR = const(7)
_IN_TOTAL_REQ_VARS = const(13)
_IN_TOTAL_SET_VARS = const(14)
_IN_GETS = const(15)  # then GetNexts
_IN_RESPONSES = const(18)  # then Traps
_OUT_TOO_BIGS = const(20)  # then NoSuchNames, BadValues, -, GenErrs
_OUT_RESPONSES = const(28)
_SILENT_DROPS = const(31)


_trees = None  # once they were wanted


def tlv_end(buf: bytes, p: int, end: int) -> int:
    """The offset behind the TLV at `p`, or 0 if it does not end by `end`. Raises BerError."""
    k = p + 2
    if k > end:
        return 0
    n = buf[p + 1]
    if n > 127:
        n, k = frombytes_lenat(buf, p)
        k += p + 1
    k += n
    return k if k <= end else 0


class PduEngine(Reply):
    """Answers PDUs from `mib` (usnmp_mib.Mib), in replies of at most `max_size` octets.

    log: called with a str when a handler raised. counters: the snmp group's, by arc; 7, which it
    has not: what BER does not allow but net-snmp reads, octets behind a message, OIDs that are
    padded or of no octets.
    """

    max_times = 0  # how many times as long as its request a reply may be; 0: no matter
    capped = 0  # replies that were cut or refused while there was such a cap
    # Set for each request: by the wrapper _v2, the module v2c or 0; _rights, the view that limits
    # it; and _transaction, the class if it may SET, or None. By _next _oid, what it found last.

    def __init__(self, mib: "Mib", max_size: int, log: "Callable[[str], object]") -> None:
        self.max_size = max_size
        self.reserve(32)
        self.mib = mib
        self.log = log
        self.counters = [0] * 33
        self._v2 = 0

    def _report(self, text):
        try:
            self.log("usnmp: " + text)
        except Exception:  # the log is not worth an agent
            pass

    def _drop(self, i):
        self.counters[i] += 1
        return 0

    def _pdu(self, d, p, error):
        # Answer the PDU from p to the end of d: leave the reply PDU in _buf up to _w and return
        # where it starts, or 0 for no reply. The wrapper will put _room octets before it; if they
        # are there, _room is less than 0: minus where. RFC 1157 4.1.2-4.1.5. error: an outcome
        # (see reply), if that is the answer; or 0. Raises BerError.
        n = oid = value = 0  # here: the first 16 locals take an octet less
        end = len(d)
        pdu = d[p] - 0xA0
        v2 = self._v2
        if pdu == _RESPONSE or pdu == _TRAP:  # for a manager
            return self._drop(_IN_RESPONSES + (pdu >> 2))
        rid = p + 2 if d[p + 1] < 128 else p + d[p + 1] - 126
        if pdu < 0 or pdu > (_GETBULK if v2 else _SET) or end < rid + 11:  # 11: the least possible
            raise BerError
        # Behind the request-id: error-status and error-index, or what GETBULK has there.
        fields = rid + 2 + d[rid + 1]
        lst = fields + 6  # the list of bindings
        at = lst + 2  # the first one
        w = self._base
        copy = 0
        # What nearly all requests look like; and step by step for long lengths.
        value = end - at
        if (
            not value >> 7  # 0 to 127
            and d[at - 1] == value
            and d[lst] == 48
            and d.startswith(_FIELDS, fields)
            and d[rid] == 2
            and not fields - rid - 3 >> 2  # 1 to 4 octets
        ):
            # What is before the bindings is there in the reply, but for lengths: one copy.
            if pdu < _RESPONSE and rid == p + 2 and rid == self._room and not d[lst - 1]:
                if at <= w and end <= self.max_size:
                    copy = w - at
                    self._buf[copy : copy + end] = d
        else:
            fields = tlv_end(d, rid, end)
            at = tlv_end(d, fields, end)  # error-index
            frombytes_tvat(d, fields)  # both are whole; without one `at` would be the end
            frombytes_tvat(d, at)
            lst = tlv_end(d, at, end)
            if d[rid] != 2 or d[fields] != 2 or d[at] != 2 or fields - rid > 12:
                raise BerError
            if tlv_end(d, lst, end) != end or d[lst] != 48:
                raise BerError
            frombytes_tvat(d, rid)
            at = lst + 2 if d[lst + 1] < 128 else lst + d[lst + 1] - 126
        sets = self._transaction and self._transaction(self) if pdu == _SET else None
        bulk = v2.Bulk(d, fields) if pdu == _GETBULK else None
        self._limit = w + self.max_size - self._room - (fields - rid) - 14
        if self.max_times:
            self._limit -= max(0, self.max_size - end * self.max_times)
        while at + 5 < end:
            # Nearly all have short lengths, and NULL for what stands at `value`.
            value = at + d[at + 1]
            if (
                d[at] == 48
                and d[at + 2] == 6
                and d[at + 3] == value - at - 4
                and value < at + 128
                and value + 1 < end
                and d[value] == 5
                and d[value + 1] == 0
            ):
                oid = d[at + 4 : value]
                at = value + 2
            else:
                start = at + 2 if d[at + 1] < 128 else at + d[at + 1] - 126
                after = tlv_end(d, at, end)
                value = after and tlv_end(d, start, after)
                if not value or d[at] != 48 or d[start] != 6 or tlv_end(d, value, after) != after:
                    raise BerError
                if value - start > 650:  # not to be copied, see frombytes_tvat
                    raise BerError
                frombytes_tvat(d, value)
                oid = d[start + 2 if d[start + 1] < 128 else start + d[start + 1] - 126 : value]
                at = after
            n += 1  # the index of the binding
            node = self.mib.nodes.get(oid)
            if node is None:
                # Padded; or of no octets, 0.0: as snmpd reads it
                if sort_key(oid) is None:
                    oid = oid_octets(oid_str(oid))  # or BerError
                    self.counters[_IRREGULAR] += 1
                    node = self.mib.nodes.get(oid)
                if node is None and self.mib.trees and not error and (pdu == _GET or sets):
                    node = self.trees().find(self, oid, sets)
            if error:  # the rest must still be well-formed
                continue
            if pdu == _GET:
                found = self._put(w, oid, node)
            elif pdu == _GETNEXT:
                found = self._next(w, oid)
            elif bulk:
                found = bulk.first(self, w, oid)
            else:
                found = sets.check(oid, node, d, value) if sets else _NOACCESS
            if found == _NOSUCHNAME and v2 and pdu != _SET:
                found = self._write(w, oid, v2.exception(self, oid, pdu))
            if found < _OFFSETS:
                error = n << _INDEX | found
            else:
                w = found
        if at != end:
            raise BerError
        if pdu != _GETBULK:
            self.counters[_IN_GETS + pdu - (pdu >> 1)] += 1
        elif not error:
            w = bulk.repeat(self, w)
            error = bulk.error
        if pdu == _SET and not sets:
            self.counters[_IN_BAD_USES] += 1
        if sets and not error:
            error = sets.commit(end - lst)
        start = self._base
        status = error & _STATUS
        if error or sets:  # the request's own bindings, octet for octet
            if status == _TOOBIG:
                error = status  # of no one binding
            elif status > _GENERR and not v2:
                error += _V1_STATUS[status - 6] - status
                status = error & _STATUS
            copy = 0
            w = start + end - lst
            if w <= self._limit + 4 and (status != _TOOBIG or not v2):
                self._buf[start:w] = d[lst:end]
            elif v2:
                w = start  # none (RFC 3416 4.2.1)
                error = status = _TOOBIG
            else:
                return self._drop(_SILENT_DROPS)
        if (status == _TOOBIG or bulk and bulk.full) and self.max_times:
            self.capped += 1
        if not status:
            self.counters[_IN_TOTAL_SET_VARS if sets else _IN_TOTAL_REQ_VARS] += n
        elif status < 6:
            self.counters[_OUT_TOO_BIGS - 1 + status] += 1
        self.counters[_OUT_RESPONSES] += 1
        self._w = w
        if copy and w < copy + 130:  # all lengths are of one octet
            self._room = -copy
            self._buf[copy + 1] = w - copy - 2
            p += copy
            self._buf[p] = 0xA2
            self._buf[p + 1] = w - p - 2
            self._buf[start - 1] = w - start
            return p
        if w == start or not error and not sets:
            start = self._header(start, 48)
        return self._reply(start, d, rid, fields, error)

    def trees(self):
        """The module trees, for a MIB with subtrees or tables."""
        global _trees
        if not _trees:
            from usnmp_agent import trees

            _trees = trees
        return _trees

    # Small, for the C stack: see reply.

    def _next(self, w, oid):
        # Write the binding that follows `oid` in the view, and keep its OID in _oid; as _put.
        mib = self.mib
        if mib.trees:
            return self.trees().step(self, w, oid)
        i = mib.after(oid)
        while i < len(mib.keys):
            oid = key_oid(mib.keys[i])
            self._oid = oid
            oid = self._put(w, oid, mib.nodes[oid])
            if oid != _NOSUCHNAME:
                return oid
            view = self._rights
            i = view.after(mib, i, self._oid) if view else i + 1
        return _NOSUCHNAME

    def _put(self, w, oid, node):
        # Write the binding of `oid`, if it is there and in the view, at w of the reply; return
        # where it ends, or an error-status, which is below 32. SNMPv1 has no Counter64: GET misses
        # it, GETNEXT passes it by (RFC 3584 4.2.2.1).
        if (
            node is None
            or self._rights
            and not self._rights.sees(oid)
            or node[0] == _COUNTER64
            and not self._v2
        ):
            return _NOSUCHNAME
        if type(node) is bytes:
            return self._write(w, oid, node)
        v = _call(node[1])
        if v is None:
            return _NOSUCHNAME
        return (
            isinstance(v, int)
            and self._write_int(w, oid, node[0], v)
            or self._write_other(w, oid, node[0], v)
        )

    def failed(self, oid, e):
        """Log that the handler of `oid` raised `e`; return genErr."""
        try:
            text = "%s: %r" % (oid_str(oid), e)
        except Exception:  # its repr() raises, or there is no memory for it
            text = "handler raised"
        self._report(text)
        return _GENERR


def _call(read):
    # What a handler returns, or the exception it raised. On its own: except..as takes much room.
    try:
        return read()
    except Exception as e:
        return e
