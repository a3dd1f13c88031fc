# What Shapes does, on CPython, where slices and C are cheap and calls are not: GETs that are
# asked over and over, as managers poll, are found by a few slices, and a value of any type that is
# what it was stands in the reply already. Imports usnmp_codec and usnmp_agent.request_cache;
# usnmp_pc.speed imports it.
#
# As there, only what follows from the octets is relied on. A function is asked once for each
# request, in the order of the bindings, and what it gives now decides.

from hmac import compare_digest

from usnmp_agent.request_cache import Shapes, _into
from usnmp_codec import frombytes_lenat

from .encoded import encoded, tlv

_IN_PKTS = 1
_OUT_PKTS = 2
_IN_TOTAL_REQ_VARS = 13
_IN_GETS = 15
_OUT_RESPONSES = 28
_SILENT_DROPS = 31
_NO_ERROR = b"\x02\x01\x00\x02\x01\x00"
_KEY = 16  # octets at the end of a request, by which it is looked for
_ALIKE = 8  # requests with the same


class Polled(Shapes):
    """Has `agent`, a usnmp_agent.Agent, remember GetRequests, as Shapes."""

    def clear(self):
        """Forget all of them."""
        Shapes.clear(self)
        self._known = {}  # by their ends: what respond() compares, in a tuple, last of it another

    def respond(self, d):
        """As Agent._message()."""
        known = self._known.get(d[-_KEY:])
        while known:
            at, end, before, behind, shape, known = known
            if d[end:] == behind and compare_digest(d[:at], before):
                return self._answer(d, shape, at, end)
        return self._unknown(d)

    # Long and flat: each call takes a tenth of what all of it does.

    def _answer(self, d, shape, at, end):
        agent = self.agent
        rights = self._heads.get(shape.head)
        if not rights:
            return agent._message(d)
        view = rights[0]
        self._read = None
        counters = self._counters
        counters[_IN_PKTS] += 1
        agent._v2 = 0  # it is spoken
        if view and view.sources is not None and not view.admits(agent._source):
            return agent._stranger(shape.head)
        if agent.limit and not agent.limit.admits(agent._source):
            return agent._drop(_SILENT_DROPS)
        if agent.authentic and not agent._asked(shape.head, 0):
            return agent._stranger(shape.head)
        k = 0
        if (
            shape.reply
            and (not view or view.reads is None)
            and shape.need <= agent.max_size
            and not agent.max_times
        ):
            get = self._get
            for oid, node, read, last in shape.values:
                if get(oid) is not node:
                    break
                if read:
                    try:
                        v = read()
                    except Exception as e:
                        v = e
                    if (type(v) is not last[1] or v != last[0]) and not self._put(shape, k, v):
                        self._read = (v,)
                        break
                k += 1
            else:
                counters[_IN_GETS] += 1
                counters[_IN_TOTAL_REQ_VARS] += k
                counters[_OUT_RESPONSES] += 1
                counters[_OUT_PKTS] += 1
                w = agent._base
                agent._w = n = w + len(shape.reply)
                agent._buf[w:n] = shape.reply
                w += shape.rid
                agent._buf[w : w + end - at] = d[at:end]
                return agent._base
        w = self._write(d, shape, k)
        if w:
            counters[_OUT_PKTS] += 1
        return w

    def _put(self, shape, k, v):
        # Put `v` into the reply, as what binding k has now; False: it is for _write().
        oid, node, read, last = shape.values[k]
        octets = encoded(node[0], v)
        if not octets:
            return False
        begin, value, end = shape.places[k]
        if len(octets) == end - value:
            shape.reply[value:end] = octets
        elif not self._resized(shape, begin, end, tlv(48, tlv(6, oid) + octets)):
            return False
        last[:] = v, type(v)
        return True

    def _resized(self, shape, begin, end, binding):
        # Put `binding` in place of what stands from `begin` to `end` of the reply.
        reply = shape.reply
        need = shape.need + len(binding) - (end - begin)
        pdu = reply[shape.rid - 2 : shape.rid + shape.end - shape.at] + _NO_ERROR
        pdu += tlv(48, reply[shape.first : begin] + binding + reply[end:])
        message = tlv(48, shape.head + tlv(0xA2, pdu))
        if need > self.agent.max_size or len(message) > self.longest:
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
        shape.places = places = []
        shape.parts = parts = []
        for oid, node in nodes:
            value = _end(reply, _into(reply, w))
            parts.append((oid, node, w - shape.first))
            places.append((w, value, _end(reply, w)))
            w = places[-1][2]

    def _keep(self, d, p):
        n = self.n
        Shapes._keep(self, d, p)
        if self.n == n:
            return
        shape = self._kept[len(d) << 16 | d[-4] << 8 | d[-3]]
        known = other = self._known.get(d[-_KEY:])
        n = 0
        while other:
            n += 1
            other = other[-1]
        if n == _ALIKE:
            return
        if shape.reply:
            self._place(shape, shape.parts)
            shape.values = []
            for (oid, node, _), (_, value, end) in zip(shape.parts, shape.places):
                read = None if type(node) is bytes else node[1]
                shape.values.append((oid, node, read, [None, None]))
        at, end = shape.at, shape.end
        self._known[d[-_KEY:]] = at, end, d[:at], shape.behind, shape, known

    def _parts(self, oids, reply, first):
        # (OID, node) of the bindings; None if one is not to be found in nodes.
        nodes = [(oid, self._get(oid)) for oid in oids]
        return None if any(node is None for _, node in nodes) else nodes


def _end(d, p):
    # Where the TLV at p ends.
    n, k = frombytes_lenat(d, p)
    return p + 1 + k + n
