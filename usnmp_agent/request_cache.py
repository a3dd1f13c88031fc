# Requests of the same shape: octet for octet as before but for the request-id, as a manager that
# polls sends them. What they ask is kept, not parsed again. Imports usnmp_mib, engine,
# reply; usnmp_pc.speed, or whoever has the heap for it, gives it an agent: Shapes(agent).
#
# Only what follows from the octets alone is relied on: whose community, and which OIDs. All else
# is decided anew by what the agent has then, so no change has to be told. The reply is kept as
# well, and used again as far as the MIB holds the same nodes: a constant stands in it, an integer
# is written over the one before; from the first binding on that does not fit, the rest is written
# as engine does.

from usnmp_mib import sort_key

from .engine import _call, tlv_end
from .reply import const

_OFFSETS = const(32)  # an outcome below is an error-status: see reply
_INDEX = const(5)
_NOSUCHNAME = const(2)
_IN_PKTS = const(1)
_OUT_PKTS = const(2)
_IN_TOTAL_REQ_VARS = const(13)
_IN_GETS = const(15)
_OUT_RESPONSES = const(28)
_SILENT_DROPS = const(31)
_NO_ERROR = const(b"\x02\x01\x00\x02\x01\x00")  # error-status and error-index
_ALIKE = const(8)  # shapes of one key: who tries can make no more to be compared


class _Shape:
    # A request d: what is `before` its PDU, which begins at `pdu`, of that the `start`, 5 octets,
    # and the `head`, version and community; `type`, from there to its request-id, d[at:end]; what
    # is `behind` that; the number `n` of its bindings and their `oids`. Or, if `reply` is kept:
    # where request-id (`rid`) and `first` binding are in it; `need`, what max_size must be for it;
    # `parts`, a tuple for each binding: OID, node, where it begins, counted from the first, where
    # it ends in the reply, how many octets at its end are an integer that is asked for each time.
    # 0: a constant.
    reply = None


class Shapes:
    """Has `agent`, a usnmp_agent.Agent, remember up to `size` shapes of GetRequests, none of them
    longer than `longest` octets, nor its reply.
    """

    def __init__(self, agent, size=8, longest=128):
        self.agent = agent
        self.size = size
        self.longest = longest
        self.copy = _copy_id
        self.differ = agent.differ
        self._read = None  # the value that _put found but could not write, in a tuple
        self.clear()
        agent.max_times = agent.max_times
        self._heads = agent._heads
        self._counters = agent.counters
        self._get = agent.mib.nodes.get
        self._others = agent.answer
        agent.answer = self.respond

    def clear(self):
        """Forget all of them."""
        self.n = 0  # how many there are
        self.missed = 0  # requests that found no more room
        self._kept = {}  # by length and octets that differ: a _Shape, with others behind it

    # Small functions, for the C stack: see reply.

    def respond(self, d):
        """As Agent._message()."""
        n = len(d)
        if n > 20:
            known = self._kept.get(n << 16 | d[-4] << 8 | d[-3])
            while known:
                if (
                    d.startswith(known.start)
                    and d.startswith(known.type, known.pdu)
                    and d.endswith(known.behind)
                    and not self.differ(known.before, d)
                ):
                    return _known(self, d, known)
                known = known.next
        return self._unknown(d)

    def _write(self, d, shape, k):
        # Write the bindings from number k on, then all that stands before them. An error is
        # answered as usual.
        agent = self.agent
        agent._v2 = shape.head[2] and agent._v2c
        agent._rights = self._heads[shape.head][0]
        w = agent._base
        if k:  # what stands before
            i = w
            w += shape.parts[k][2]
            agent._buf[i:w] = shape.reply[shape.first : shape.first + w - i]
        head = shape.head
        agent._room = len(head) + 4
        agent._limit = agent._base + agent.max_size - agent._room - (shape.end - shape.at) - 16
        if agent.max_times:
            agent._limit -= max(0, agent.max_size - len(d) * agent.max_times)
        while k < shape.n:
            i = self._binding(w, shape.parts[k][0] if shape.reply else shape.oids[k])
            k += 1
            if i < _OFFSETS:
                w = agent._pdu(d, shape.pdu, k << _INDEX | i)
                break
            w = i
        else:
            _count(self._counters, k)
            agent._w = w
            w = agent._header(agent._base, 48)
            w = agent._reply(w, d, shape.at - 2, shape.end, 0)
        if w:
            i = w - len(head)
            agent._buf[i:w] = head
            w = agent._header(i, 48)
        return w

    def _binding(self, w, oid):
        # As in PduEngine._pdu.
        agent = self.agent
        node = self._get(oid)
        if self._read:
            i = self._value(w, oid, node)
        else:
            if node is None and agent.mib.trees:
                node = agent.trees().find(agent, oid)
            i = agent._put(w, oid, node)
        if i == _NOSUCHNAME and agent._v2:
            i = agent._write(w, oid, agent._v2.exception(agent, oid, 0))
        return i

    def _value(self, w, oid, node):
        # The end of PduEngine._put(), the value having been read.
        (v,) = self._read
        self._read = None
        if v is None:
            return _NOSUCHNAME
        agent = self.agent
        return (
            type(v) is int
            and agent._write_int(w, oid, node[0], v)
            or agent._write_other(w, oid, node[0], v)
        )

    # What was not known before.

    def _unknown(self, d):
        p = self._others(d)
        if p and len(d) <= self.longest:
            if self.n < self.size:
                self._try(d, p)
            else:
                # Who came first stays, or a long walk finds none of its own again; for a time.
                self.missed += 1
                if self.missed > 16 * self.size:
                    self.clear()
        return p

    def _try(self, d, p):
        try:
            self._keep(d, p)
        except MemoryError:  # the reply is there all the same, and goes out
            pass

    def _keep(self, d, p):
        # Keep the shape of `d`, whose reply begins at `p`, if it is a GetRequest without frills.
        # It was parsed: it is well-formed.
        agent = self.agent
        i = _into(d, 0)
        if tlv_end(d, 0, len(d)) != len(d):  # octets behind it
            return
        if d[i + 1] != 1 or d[i + 2] > 1 or d[i + 4] > 127:
            return
        pdu = i + 5 + d[i + 4]
        rid = _into(d, pdu)
        end = rid + 2 + d[rid + 1]
        if d[pdu] != 0xA0 or not 0 < d[rid + 1] < 5 or d[end : end + 6] != _NO_ERROR:
            return
        shape = _Shape()
        oids = _oids(d, _into(d, end + 6))
        reply = agent._buf[p : agent._w]
        rid += 2
        p = _into(reply, _into(reply, 0) + pdu - i)  # its request-id
        n = p + 2 + reply[p + 1]
        if not oids or reply[n : n + 6] != _NO_ERROR:
            return
        shape.start = d[:5]
        shape.before = d[:pdu]
        shape.type = d[pdu:rid]
        shape.behind = d[end:]
        shape.head = d[i:pdu]
        shape.pdu = pdu
        shape.at = rid
        shape.end = end
        shape.n = len(oids)
        view = agent._rights
        seen = not view or view.reads is None
        if seen and not agent.max_times and len(reply) <= self.longest:
            shape.rid = p + 2
            shape.first = _into(reply, n + 6)
            shape.need = agent.max_size - agent._limit + agent._w
            shape.parts = self._parts(oids, reply, shape.first)
            shape.reply = shape.parts and reply
        if not shape.reply:
            shape.oids = oids
        # Those of one key are compared one by one.
        n = len(d) << 16 | d[-4] << 8 | d[-3]
        shape.next = other = self._kept.get(n)
        i = 0
        while other:
            i += 1
            other = other.next
        if i < _ALIKE:
            self._kept[n] = shape
            self.n += 1

    def _parts(self, oids, reply, first):
        # _Shape.parts of the reply; None if one is not to be found in nodes, or is not an integer
        # and asked for.
        parts = []
        w = first
        for oid in oids:
            node = self._get(oid)
            end = w + 2 + reply[w + 1]
            if reply[w + 1] > 127 or node is None:
                return None
            n = 0
            if type(node) is not bytes:
                n = reply[w + 5 + len(oid)]
                if not (node[0] == 2 or 64 < node[0] < 68) or reply[w + 4 + len(oid)] != node[0]:
                    return None
            parts.append((oid, node, w - first, end, n))
            w = end
        return parts


# Small, for the C stack: see reply. And functions: a method is looked for in the object first.


def _known(self, d, shape):
    # Answer d as Agent._message, its shape being known.
    agent = self.agent
    view = self._heads.get(shape.head)
    if not view:
        return agent._message(d)
    view = view[0]
    self._counters[_IN_PKTS] += 1
    if view and not view.admits(agent._source):
        return _refused(agent, shape.head)
    if agent.limit and not agent.limit.admits(agent._source):
        return agent._drop(_SILENT_DROPS)
    if agent.authentic and not agent._asked(shape.head, 0):
        return _refused(agent, shape.head)
    if (
        shape.reply
        and (not view or view.reads is None)
        and shape.need <= agent.max_size
        and not agent.max_times
    ):
        start = _again(self, d, shape)
    else:
        self._read = None
        start = self._write(d, shape, 0)
    if start:
        self._counters[_OUT_PKTS] += 1
    return start


def _refused(agent, head):
    agent._v2 = 0  # it is spoken
    return agent._stranger(head)


def _again(self, d, shape):
    # The reply that is kept, with this request-id and the values of now.
    k = 0
    while k < shape.n:
        if not _holds(self, shape, shape.parts[k]):
            return self._write(d, shape, k)
        k += 1
    x = self._counters  # one name for both: the frame is full
    x[_IN_GETS] += 1
    x[_IN_TOTAL_REQ_VARS] += k
    x[_OUT_RESPONSES] += 1
    x = self.agent
    k = x._base
    x._w = k + len(shape.reply)
    x._buf[k : x._w] = shape.reply
    self.copy(d, shape, x._buf, k)
    return k


def _count(c, n):
    c[_IN_GETS] += 1
    c[_IN_TOTAL_REQ_VARS] += n
    c[_OUT_RESPONSES] += 1


def _copy_id(d, shape, buf, w):
    # The request-id of d into the reply at w.
    i = shape.at
    end = shape.end
    w += shape.rid - i
    while i < end:
        buf[w + i] = d[i]
        i += 1


def _holds(self, shape, part):
    # Does a binding hold still, or again, its integer being the one of now?
    node = part[1]
    if node is not self._get(part[0]):
        self._read = None
        return False
    return part[4] == 0 or _put(self, node, shape.reply, part[3], part[4])


def _put(self, node, buf, w, size):
    # Write the integer that is there now over the last one, which ends at w of buf. If it is of
    # another size, or none, keep it for _write: nobody is to be asked twice.
    v = _call(node[1])
    if (
        type(v) is int
        and -128 <= v >> size * 8 - 8 < 128
        and (size == 1 or not -128 <= v >> size * 8 - 16 < 128)
        and (size < 5 if node[0] == 2 else 0 <= v and not v >> 32)
    ):
        while size:
            size -= 1
            w -= 1
            buf[w] = v & 255
            v >>= 8
        return True
    self._read = (v,)
    return False


def _into(d, p):
    # Where the content of the TLV at p begins.
    return p + 2 if d[p + 1] < 128 else p + d[p + 1] - 126


def _oids(d, p):
    # The OIDs of the bindings from p on; None if there is one whose value is not NULL, or whose
    # OID is not to be looked up as it stands: padded, or of no octets.
    oids = []
    while p < len(d):
        p = _into(d, p)
        end = p + 2 + d[p + 1]
        oid = d[p + 2 : end]
        if d[p + 1] > 127 or d[end : end + 2] != b"\x05\x00" or sort_key(oid) is None:
            return None
        oids.append(oid)
        p = end + 2
    return oids
