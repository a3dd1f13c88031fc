# What Shapes does, where there is the heap of a PC: requests that are asked over and over, as
# managers poll, and in the reply that is kept a value of any type that is what it was, or not.
# Imports usnmp_codec, usnmp_agent.request_cache, encoded and walked; polled_cpython and
# polled_unix import it.
#
# As there, only what follows from the octets is relied on. A function is asked once for each
# request, in the order of the bindings, and what it gives now decides.

from usnmp_agent.request_cache import Shapes, _into
from usnmp_codec import frombytes_lenat

from .encoded import beside, encoded, tlv
from .walked import otherwise, shape_of

_NO_ERROR = b"\x02\x01\x00\x02\x01\x00"
_GET = 0xA0
_GETNEXT = 0xA1
_GETBULK = 0xA5
_IN_GETS = 15
_SILENT_DROPS = 31
_NOTHING = object()  # no value is that
_NONE = 0, 0


class Polled(Shapes):
    """Has `agent`, a usnmp_agent.Agent, remember GetRequests, as Shapes. Subclasses answer.

    Of a _Shape here: `before`, all to its request-id; `values`, of each binding OID, node, what
    reads it, None for a constant, and [value, its type, least, most + 1] of what stands in `reply`
    and of integers that take as many octets; `places`, where
    there it and its value begin, and where it ends; `parts`, OID, node, where it begins, counted
    from the first; `count`, the counter of such requests; `runs`, of those of walked.
    """

    most = 20000  # bindings of what is kept, for the heap that they take
    recent = 8192  # walks' requests that are waited for to come again
    _missed = None  # the datagram that answer() did not know last

    def respond(self, d):
        """As Agent._message()."""
        start = None
        if d is not self._missed:  # not twice, if otherwise() has it from the socket
            start = self.answer(d)
        if start is None:
            return self._unknown(d)
        if type(start) is bytearray:
            agent = self.agent
            reply = start
            start = agent._base
            agent._w = start + len(reply)
            agent._buf[start : agent._w] = reply
        return start

    def failed(self):
        """What Agent._respond() does when answer() raised."""
        self.agent._report("no reply: out of memory, or a defect")
        return self.agent._drop(_SILENT_DROPS)

    def otherwise(self, d, source, start):
        """Send what stands at `start` in the agent's buffer, 0: nothing, to `source`; None: the
        reply to `d`, which answer() does not know.
        """
        agent = self.agent
        if start is None:
            self._missed = d
            start = agent._respond(d)
        if start and not agent._udp.send(agent._view[start : agent._w], source):
            agent._drop(_SILENT_DROPS)

    def _put(self, shape, k, v):
        # Put `v` into the reply, as what binding k has now; False: it is for _write().
        oid, node, _, last = shape.values[k][:4]
        octets = encoded(node[0], v)
        if not octets:
            return False
        begin, value, end = shape.places[k]
        if len(octets) == end - value:
            shape.reply[value:end] = octets
        elif not self._resized(shape, begin, end, tlv(48, tlv(6, oid) + octets)):
            return False
        last[0] = v
        last[1] = type(v)
        last[2:] = beside(octets) if last[1] is int else _NONE
        return True

    def _resized(self, shape, begin, end, binding):
        # Put `binding` in place of what stands from `begin` to `end` of the reply.
        reply = shape.reply
        need = shape.need + len(binding) - (end - begin)
        pdu = reply[shape.rid - 2 : shape.rid + shape.end - shape.at] + _NO_ERROR
        pdu += tlv(48, reply[shape.first : begin] + binding + reply[end:])
        message = tlv(48, shape.head + tlv(0xA2, pdu))
        agent = self.agent
        room = min(agent.max_size, len(agent._buf) - agent._base)
        if need > room or len(message) > self.longest:
            return False
        shape.need = need
        shape.reply = bytearray(message)
        shape.rid = len(message) - len(pdu) + 2
        self._place(shape, [part[:2] for part in shape.parts])
        return True

    def _place(self, shape, nodes):
        # Note where in the reply the bindings, (OID, node) each, are.
        reply = shape.reply
        w = _into(reply, shape.rid + shape.end - shape.at + len(_NO_ERROR))
        shape.first = w
        shape.size = len(reply)
        shape.places = places = []
        shape.parts = parts = []
        for oid, node in nodes:
            value = _end(reply, _into(reply, w))
            parts.append((oid, node, w - shape.first))
            places.append((w, value, _end(reply, w)))
            w = places[-1][2]

    def clear(self):
        """Forget all of them."""
        Shapes.clear(self)
        self.held = 0  # bindings
        self._seen = {}  # GETNEXTs and GETBULKs, without their request-ids: are they kept?

    def _unknown(self, d):
        try:
            p = self._others(d)
        except MemoryError as e:  # what is kept may be what has the heap
            self.clear()
            raise e  # a bare raise is no machine code
        if p and len(d) <= self.longest:
            tag = _tag(d)
            if tag == _GET or (tag == _GETNEXT or tag == _GETBULK) and self._comes_again(d):
                half = tag != _GET  # of the room, at most, for walks
                if self.n < self.size >> half and self.held < self.most >> half:
                    self._try(d, p)
                else:
                    # Who came first stays, or a long walk finds none of its own again; for a time.
                    self.missed += 1
                    if self.missed > 16 * self.size:
                        self.clear()
        return p

    def _comes_again(self, d):
        # Is `d`, a GETNEXT or GETBULK, asked for the second time, and not kept?
        i = _into(d, 0)
        i = _into(d, i + 5 + d[i + 4]) + 2
        known = d[:i] + d[i + d[i - 1] :]  # all but the request-id
        kept = self._seen.get(known)
        if kept is None and len(self._seen) >= self.recent:
            self._seen = {}
        self._seen[known] = kept is not None
        return kept is False

    def _keep(self, d, p):
        if _tag(d) == _GET:
            n = self.n
            Shapes._keep(self, d, p)
            shape = None
            if self.n > n:
                shape = self._kept[len(d) << 16 | d[-4] << 8 | d[-3]]
                shape.before = d[: shape.at]
                shape.count = _IN_GETS
                shape.runs = ()
                nodes = shape.parts if shape.reply else None
        else:
            shape = shape_of(self.agent, d, p, self.longest)
            if shape:
                self.n += 1
                nodes = shape.nodes
        if shape:
            if nodes:
                self.held += len(nodes)
                self._values(shape, nodes)
            self._find(d, shape)

    def _values(self, shape, nodes):
        self._place(shape, nodes)
        shape.values = []
        for oid, node in nodes:
            read = None if type(node) is bytes else node[1]
            last = [_NOTHING, None, 0, 0] if read else None
            shape.values.append(self._binding_of(oid, node, read, last))

    def _binding_of(self, *value):
        # For a subclass that wants to know more of a binding.
        return value

    def _walked(self, d, shape, k, v):
        # Answer a GETNEXT or GETBULK anew from binding k on, whose value, if v has one, is v[0].
        read = [(value[0], value[3][0]) for value in shape.values[:k] if value[2]]
        if v:
            read.append((shape.values[k][0], v[0]))
        keys = self.agent.mib.keys
        stands = True
        for start, end, run in shape.runs:
            stands = stands and keys[start:end] == run
        p = otherwise(self.agent, d, shape, read)
        if p and not stands:
            try:
                self._renew(d, shape, p)
            except MemoryError:  # the next time, then
                pass
        return p

    def _renew(self, d, shape, p):
        # Other objects follow by now.
        new = shape_of(self.agent, d, p, self.longest)
        if new:
            self._values(new, new.nodes)
            for name in ("runs", "reply", "rid", "need", "values", "places", "parts", "first"):
                setattr(shape, name, getattr(new, name))
            shape.size = new.size
        return new

    def _find(self, d, shape):
        # For a subclass: what is like `d` has that shape.
        pass

    def _parts(self, oids, reply, first):
        # (OID, node) of the bindings; None if one is not to be found in nodes.
        nodes = [(oid, self._get(oid)) for oid in oids]
        return None if any(node is None for _, node in nodes) else nodes


def _tag(d):
    # The PDU's tag of a message that was answered; 0 if version or community are not in the
    # fewest octets.
    i = _into(d, 0)
    return d[i + 5 + d[i + 4]] if d[i + 1] == 1 and d[i + 4] < 128 else 0


def _end(d, p):
    # Where the TLV at p ends.
    n, k = frombytes_lenat(d, p)
    return p + 1 + k + n
