# What the tests of AsyncManager with SNMPv3 share: engines of farbox in place of agents. Portable.
# aiobox comes first: its names, of asyncio and of AsyncManager, are the most by far, and the
# table of names doubles while the heap is in one piece.

from aiobox import Net
from farbox import Far
from peerbox import AUTH
from usnmp_v3 import User


class Net3(Net):
    def answer(self, agent, datagram):
        return agent.answer(datagram)


class Shared(User):
    """Has its keys at an engine once, for both sides: a board has no room for more."""

    keys = None

    def localized(self, engine_id):
        if not self.keys or self.at != engine_id:
            self.at = engine_id
            self.keys = User.localized(self, engine_id)
        return self.keys


def far(who=None):
    """An engine; `user` is who may ask it."""
    return Far(who or Shared("u", "SHA", None, "AES", None, AUTH, AUTH))


def target(manager, port, who, **kw):
    t = manager.target("127.0.0.1", port=port, timeout_ms=20, retries=3, user=who, **kw)
    t.address = port
    t.socket = 0
    return t
