# What the tests of AsyncManager with SNMPv3 share: engines of farbox in place of agents. Portable.
# asyncbox comes first: its names, of asyncio and of AsyncManager, are the most by far, and the
# table of names doubles while the heap is in one piece.

from asyncbox import Net
from farbox import Far, secure


class Net3(Net):
    def answer(self, agent, datagram):
        return agent.answer(datagram)


def far(who=None):
    """An engine that knows `who`, secure() by default."""
    return Far(who or secure())


def target(manager, port, who, **kw):
    t = manager.target("127.0.0.1", port=port, timeout_ms=20, retries=3, user=who, **kw)
    t.address = port
    t.socket = 0
    return t
