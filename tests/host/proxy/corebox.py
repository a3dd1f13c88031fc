# For the tests of the proxy that need no socket: a core whose clock stands, what it sends, and
# what plays the other sides.

import usnmp
from usnmp_manager.v3 import Engines
from usnmp_pc.proxy import Core, Door, Route, Routes, Target, check
from usnmp_pc.proxy.notices import Notice, Notices
from usnmp_v3 import User
from usnmp_v3.engine import Engine

ASKER = "192.0.2.9", 40000
OWN = "80001f8805aabbccdd01"
WAY = {"host": "127.0.0.1", "timeout": 1, "retries": 1}


class Bench:
    """A Core with targets "one" (v1), "two" (v2c) and any `more`; asked by the community "x", of
    the first target by "y". sent: [(Target, data), ...]; back: what askers got; ms: the time.
    """

    def __init__(self, notifications=(), managers=(), most=1000, **more):
        targets = {"one": dict(WAY, version="1"), "two": dict(WAY), **more}
        config = check(
            {
                "engine_id": OWN,
                "users": [{"name": "anna", "auth": "SHA", "auth_password": "maplesyrup"}],
                "targets": targets,
                "managers": dict(managers),
                "routes": [
                    {"community": "x", "to": "*", "write": True},
                    {"community": "y", "to": next(iter(more), "one"), "write": True},
                    {"user": "anna", "to": "*"},
                ],
                "notifications": list(notifications),
            }
        )
        anna = User("anna", "SHA", "maplesyrup")
        self.targets = {
            name: Target(name, way, anna if way["user"] else None, i)
            for i, (name, way) in enumerate(config["targets"].items())
        }
        for i, target in enumerate(self.targets.values()):
            target.find(i)
            target.address = "192.0.2.1", 1000 + i
        own = bytes.fromhex(OWN)
        routes = [Route(r, self.targets.get(r["to"])) for r in config["routes"]]
        self.ms = 0.0
        self.sent, self.back = [], []
        self.engine = Engine(own, 5)
        self.core = Core(
            Routes(routes, self.targets, own),
            lambda target, data: self.sent.append((target, data)),
            most,
            Door(self.engine, [(anna, None)]),
            lambda: self.ms,
        )
        if notifications:
            made = {n: Target(n, way) for n, way in config["managers"].items()}
            for i, manager in enumerate(made.values()):
                manager.find(i)
                manager.address = "192.0.2.2", 2000 + i
            notices = [Notice(n, made) for n in config["notifications"]]
            self.core.notices = Notices(self.core, notices, self.engine)

    def take(self, d, source=ASKER):
        self.core.take(d, source, lambda data, source: self.back.append((data, source)))

    def answer(self, d, target):
        """The agent `target` sends `d`."""
        self.core.answer(d, target.address, target.key)

    def wait(self, ms):
        self.ms += ms
        self.core.flights.expire()

    def asked(self):
        """The SnmpPacket that was sent last, and its target."""
        target, d = self.sent[-1]
        return usnmp.SnmpPacket(d), target

    def reply(self, varbinds, status=0, index=0):
        """Let the target that was asked last answer that: [(oid, (type, value))]."""
        p, target = self.asked()
        r = usnmp.SnmpPacket(0xA2, ver=p.ver, community=p.community, id=p.id)
        r.err_status, r.err_id = status, index
        r.varbinds.extend(varbinds)
        self.answer(r.tobytes(), target)

    def got(self):
        """The SnmpPacket that the asker got last."""
        return usnmp.SnmpPacket(self.back[-1][0])


def request(type, varbinds, ver=1, community="x@two", id=77, a=0, b=0):
    """A request as octets; varbinds: OIDs, or (oid, (type, value))."""
    p = usnmp.SnmpPacket(type, ver=ver, community=community, id=id, err_status=a, err_id=b)
    for vb in varbinds:
        p.varbinds.append((vb, (5, None)) if isinstance(vb, str) else vb)
    return p.tobytes()


def msg_id(d):
    """The msgID of a message of SNMPv3."""
    return Engines().read(d).id
