# Simulated devices: an agent that answers for thousands of them, each from a recorded walk.
# Imports usnmp_agent with transaction and view, device, library and serve; the command `usnmp
# simulate` imports it, or a user's program.

from usnmp_agent import Agent
from usnmp_agent.transaction import Transaction
from usnmp_agent.view import View

from .device import Device, Writable
from .library import Library, default_cache, files
from .serve import Server

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_v3 import User

__all__ = ["Device", "Library", "Server", "Simulator", "Writable", "default_cache", "files"]

_NAME = 5  # where a community begins behind the version


class Simulator(Agent):
    """An agent of many devices: `mib` is that of the request at hand.

    by_name() tells devices apart by community, and for SNMPv3 by context name. Who tells them
    apart by address, as Server does, sets `mib` before each respond(), and uses allow(), with
    write=True: a Device refuses SET itself, with notWritable; a Writable takes it. max_size: the
    longest message taken or sent, in octets. log: as of Agent.
    """

    def __init__(self, max_size: int = 65507, log: "Callable[[str], object]" = print) -> None:
        self._names = {}
        self._all = None, Transaction
        super().__init__(Device("", None), None, None, max_size, log)

    def by_name(
        self, device: Device, user: "User | None" = None, level: "str | None" = None
    ) -> None:
        """Answer for `device` whoever has its name as community, or as `user` asks in the context
        of that name, at least at that level, as of allow(). Raises ValueError if there is such a
        device, or if it cannot be a context.
        """
        name = device.name.encode("utf-8", "surrogateescape")
        if name in self._names:
            raise ValueError("there are two devices of the name %s" % device.name)
        self._names[name] = device
        self.reserve(len(name) + _NAME + 4)
        if user:
            self.allow(user, _Only(self, device), context=name, level=level)

    def sender_rights(self, head: bytes) -> "Any":
        """As of Agent: whoever names a device may do all with it."""
        device = self._names.get(head[_NAME:])
        if device is None or head[2] > 1:
            return super().sender_rights(head)
        self.mib = device
        return self._all


class _Only(View):
    # Everything of one device: of whoever is admitted, it is the one that is asked.

    def __init__(self, simulator, device):
        super().__init__(write=True)
        self._simulator = simulator
        self._device = device
        self.sources = ()

    def admits(self, source):
        self._simulator.mib = self._device
        return True
