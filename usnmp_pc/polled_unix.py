# Answers GETs that are asked over and over on MicroPython's unix port: in small functions, for the
# C stack as in usnmp_agent.reply, and what goes through octets in machine code. Imports
# usnmp_agent.engine, usnmp_agent.request_cache and polled; usnmp_pc.speed imports it.

from usnmp_agent.engine import _call
from usnmp_agent.request_cache import _count

from .polled import Polled

_IN_PKTS = 1
_OUT_PKTS = 2
_SILENT_DROPS = 31


class Native(Polled):
    """Polled with `alike` and `put` of usnmp_pc.speed's machine code."""

    def respond(self, d):
        """As Agent._message()."""
        n = len(d)
        if n > 20:
            known = self._kept.get(n << 16 | d[-4] << 8 | d[-3])
            while known:
                if self.alike(d, known):
                    return _known(self, d, known)
                known = known.next
        return self._unknown(d)


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
