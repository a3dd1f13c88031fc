# An SNMP proxy on a PC (RFC 3413 3.5, RFC 3584): asked in one version of SNMP, it asks agents in
# theirs. The face of the folder, for a user's program; imports config, core, door, loops, net,
# notices, own, routes, targets, users and usnmp_v3.engine; the command imports it.

import time

from usnmp_v3.engine import Engine

from . import users
from .config import check as check
from .config import load as load
from .core import Core
from .door import Door
from .loops import Loops
from .net import Net
from .notices import Notice, Notices
from .own import NAME, Own
from .routes import Route, Routes
from .targets import Target

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable

_2020 = 1577836800


class Proxy:
    """A proxy for `config`, of load() or check(). log(text): is told of what is wrong.

    Raises OSError for a host that is not found, whose `name` is its target's.
    """

    def __init__(self, config: "dict[str, Any]", log: "Callable[[str], object]" = print) -> None:
        self.config = config
        made = {u["name"]: users.make(u, config["engine_id"]) for u in config["users"]}
        self._tls = None
        if config["tls"]:
            from usnmp_pc.tls_file import TlsFile

            self._tls = TlsFile(config["tls"])
        self.targets = self._made(config["targets"], made, 0)
        self.managers = self._made(config["managers"], made, len(self.targets))
        own = bytes.fromhex(config["engine_id"]) if config["engine_id"] else None
        door = None
        if own:
            # Boots must grow from start to start, and nothing is kept: seconds do.
            engine = Engine(own, int(time.time()) - _2020)
            asking = {e["user"] for e in config["routes"] + config["notifications"]}
            levels = [(u["name"], u["level"] or None) for u in config["users"]]
            door = Door(engine, [(made[n], level) for n, level in levels if n in asking])
        self.core = Core(None, self._send, config["in_flight"], door)
        self._own = Own(self.core, door and door.engine)
        known = {"": self._own, NAME: self._own, **self.targets}
        routes = [Route(r, known.get(r["to"])) for r in config["routes"]]
        self.core.routes = Routes(routes, {"": self._own, **self.targets}, own)
        self.core.loops = Loops(self.core, log)
        if config["notifications"]:
            notices = [Notice(n, self.managers) for n in config["notifications"]]
            self.core.notices = Notices(self.core, notices, door and door.engine)
        tls = self._tls and self._tls.rows and self._tls.tls()
        if tls:
            from .tls_door import TlsDoor

            self.core.tls_door = TlsDoor(door.engine, tls)
        self.net = Net(self.core.take, self.core.answer, tls)

    def _send(self, target, data):
        self.net.send(target, data)

    def _made(self, sections, made, first):
        found = {}
        for name, way in sections.items():
            number = first + len(found)
            try:
                user = self._by_tls(way) or made.get(way["user"])
                target = found[name] = Target(name, way, user, number)
                target.find(number % Net.sockets)
            except (OSError, ValueError) as e:
                e.name = name
                raise e
        return found

    def _by_tls(self, way):
        # Who we are to a target by TLS, and who it must be; None for others.
        if not way["host"].lower().startswith("tlstcp"):
            return None
        return self._tls.tls(server=way["certificate"] or None)

    def listen(self) -> None:
        """Open the sockets that listen. Raises OSError or ValueError, whose `place` is as it is in
        the configuration.
        """
        self.net.listen(self.config["listen"])

    def turn(self, timeout_ms: float = 1000) -> None:
        """Do what is to be done within that time: one step of a loop."""
        if self.core.door:
            self.core.door.engine.time()  # at least every 6 days: usnmp_base.uptime
        self._own.tick()
        self.net.turn(min(timeout_ms, self.core.flights.expire()))
        self.core.flights.expire()

    def counters(self) -> "dict[str, int]":
        """What was not forwarded, and why."""
        core = self.core
        names = "drops refused malformed busy strays".split()
        found = {name: getattr(core, name) for name in names}
        found["loops"] = core.loops.found
        if core.notices:
            found.update(forwarded=core.notices.forwarded, unmapped=core.notices.unmapped)
            found["circling"] = core.notices.circling
        return found

    def close(self) -> None:
        """Close the sockets."""
        self.net.close()
