# Answers what is asked over and over on MicroPython's unix port: in machine code, and as soon as
# there is more to be looked at, in small functions, for the C stack as in usnmp_agent.reply.
# Imports usnmp_agent.engine, usnmp_agent.request_cache, usnmp_mib and polled; usnmp_pc.speed
# imports it.

from array import array

from usnmp_agent.engine import _call
from usnmp_agent.request_cache import _count

from usnmp_mib import Value

from .polled import Polled

_IN_PKTS = 1
_OUT_PKTS = 2
_SILENT_DROPS = 31
_ALIKE = 8  # of one key, that are compared


class Native(Polled):
    """Polled with `code`, what usnmp_pc.machine_code defines."""

    most = 1500  # some 800 kB at 64 bit, of a heap of 2 MB; half of that at 32 bit
    recent = 256

    def __init__(self, agent, size, longest, code):
        self.code = code
        self.alike = code["alike"]
        self.put = code["put"]
        self._quick = {}  # by length and octets that differ, as _kept: what answer() compares
        Polled.__init__(self, agent, size, longest)
        self._unread = late = self._late  # a bound method is another object each time
        self.answer = code["answers"](agent, self._quick, self._moved, late)

    def clear(self):
        """Forget all of them."""
        Polled.clear(self)
        self._quick.clear()

    def _find(self, d, shape):
        # What answer() compares: what follows from a match; where in `d` and in the reply the
        # request-id is, in two octets each; `d`; the reply; and another of these.
        n = len(d) << 16 | d[-4] << 8 | d[-3]
        others = known = self._quick.get(n)
        k = 0
        while known:
            known = known[4]
            k += 1
        shape.quick = None
        if shape.reply and k < _ALIKE:
            places = array("H", (shape.at, shape.end, 0))
            shape.quick = self._quick[n] = [[None] * 8, places, d, None, others]
            self._fill(shape)

    def _fill(self, shape):
        known = shape.quick
        quick = [shape.head, shape.need, shape.values, shape, shape.reply]
        known[0][:] = quick + [shape.runs, shape.count, shape.n]
        known[1][2] = shape.rid
        known[3] = shape.reply

    def _binding_of(self, oid, node, read, last):
        # And is it of the class Value; the least integer that answer() itself writes.
        return oid, node, read, last, type(read) is Value, _least(node[0])

    def _renew(self, d, shape, p):
        if Polled._renew(self, d, shape, p):
            self._fill(shape)

    def _resized(self, shape, begin, end, binding):
        resized = Polled._resized(self, shape, begin, end, binding)
        if resized and shape.quick:
            known = shape.quick
            known[1][2] = shape.rid
            known[3] = known[0][4] = shape.reply
            known[0][1] = shape.need
        return resized

    def _moved(self, shape, k, v):
        # Is another value than the last one in the reply now?
        last = shape.values[k][3]
        return type(v) is last[1] and v == last[0] or self._put(shape, k, v)

    def _late(self, d, shape, k, v):
        # answer() has no place for v, the value of binding k; or, v being this method, there is
        # another node by now: from there on as usual.
        read = self._read = None if v is self._unread else (v,)
        if shape.runs:
            self.agent._rights = None
            return self._walked(d, shape, k, read)
        start = self._write(d, shape, k)
        if start:
            self._counters[_OUT_PKTS] += 1
        return start

    def serve(self, quick):
        """As Flat.serve() of polled_cpython."""
        polls = self.code["polls"]
        self.agent.poll = polls(self.agent, quick, self.answer, self.otherwise, self.failed)

    def _unknown(self, d):
        # What answer() has not; or there is more to be looked at.
        n = len(d)
        if n > 20:
            known = self._kept.get(n << 16 | d[-4] << 8 | d[-3])
            while known:
                if self.alike(d, known):
                    return _known(self, d, known)
                known = known.next
        return Polled._unknown(self, d)


def _least(t):
    # The least integer of a type that answer() writes by itself.
    return -0x40000000 if t == 2 else 0 if 64 < t < 68 or t == 70 else 0x40000000


def _known(self, d, shape):
    # Answer d as Agent._message, its shape being known.
    agent = self.agent
    view = self._heads.get(shape.head)
    if not view:
        return agent._message(d)
    view = view[0]
    self._read = None
    self._counters[_IN_PKTS] += 1
    agent._v2 = 0  # it is spoken
    if view and view.sources is not None and not view.admits(agent._source):
        return agent._stranger(shape.head)
    if agent.limit and not agent.limit.admits(agent._source):
        return agent._drop(_SILENT_DROPS)
    if agent.authentic and not agent._asked(shape.head, 0):
        return agent._stranger(shape.head)
    if (
        shape.reply
        and (not view or view.reads is None)
        and shape.need <= agent.max_size
        and not agent.max_times
    ):
        start = _again(self, d, shape)
    else:
        start = self._write(d, shape, 0)
    if start:
        self._counters[_OUT_PKTS] += 1
    return start


def _again(self, d, shape):
    # The reply that is kept, with this request-id and the values of now.
    k = 0
    get = self._get
    for value in shape.values:
        if get(value[0]) is not value[1] or value[2] and not _holds(self, shape, k, value[3]):
            return self._write(d, shape, k)
        k += 1
    _count(self._counters, k)
    agent = self.agent
    k = agent._base
    agent._w = k + len(shape.reply)
    self.put(d, shape, agent._buf, k)
    return k


def _holds(self, shape, k, last):
    # Does binding k hold still, or again, its value being the one of now?
    v = _call(shape.values[k][2])
    if type(v) is last[1] and v == last[0] or self._put(shape, k, v):
        return True
    self._read = (v,)
    return False
