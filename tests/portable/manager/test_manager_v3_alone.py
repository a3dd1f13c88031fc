# A manager of SNMPv3 as a board has one, with an engine that answers, small enough to be beside it
# in 38 KiB: portable. Those of AsyncManager have it too, the others a whole agent.

import usnmp_manager.blocking
from farbox import A, B, Far, secure
from peerbox import ENGINE, Clock, forged
from reportbox import report
from usnmp_manager import Manager
from usnmp_manager.v3 import Refused
from usnmp_v3 import User
from util import raises


class Wire:
    """Stands in for a Udp: what is sent reaches `far`. tamper(n, datagram, its answer): a list of
    what arrives instead."""

    tamper = None

    def __init__(self, who, known=None, **kw):
        self.far = Far(known or who)
        self.sent = 0
        self.inbox = []
        self.now = 1000
        usnmp_manager.blocking.ticks_ms = lambda: self.now
        self.manager = m = Manager("127.0.0.1", user=who, timeout_ms=100, **kw)
        m._udp.close()
        m._udp = self
        m.wrapper.peer.uptime = Clock().uptime()

    def send(self, datagram, address):
        self.sent += 1
        answer = self.far.answer(datagram)
        some = self.tamper(self.sent, datagram, answer) if self.tamper else [answer]
        self.inbox += [(d, address) for d in some]
        return True

    def recv(self, size, timeout_ms):
        self.now += 1 if self.inbox else timeout_ms
        return self.inbox.pop(0) if self.inbox else None

    def close(self):
        pass


def test_operations_at_each_level():
    for level in ("noAuthNoPriv", "authNoPriv", "authPriv"):
        w = Wire(secure(), level=level)
        m = w.manager
        assert [vb.value for vb in m.get(A, B)] == ["far", 72]
        assert w.sent == 2  # the first was discovery
        assert m.set(A, 4, "x").value == "x" and m.get_next(A).oid == B
        assert [vb.value for vb in m.walk("1.3.6.1.2.1.1", 0)] == ["far", 72]
        assert w.sent == 7 and m.strays == 0
        m.wrapper = w = m = None


def test_a_reboot_a_clock_that_went_apart_and_another_engine_are_followed():
    w = Wire(secure())
    get = w.manager.get
    get(A)
    w.far.clock.ms += 1000000
    assert get(A).value == "far" and w.sent == 4
    for boots, id in ((2, ENGINE), (9, ENGINE), (1, ENGINE), (1, ENGINE + b"2")):
        before = w.sent
        w.far.boot(boots, id)
        assert get(A).value == "far" and 2 <= w.sent - before <= 3


def test_what_is_wrong_is_named():
    for who, known, reason in (
        (User("eve"), secure(), "unknown user"),
        (
            secure("u", bytes(20)),
            secure(),
            "wrong digest: authentication password, key or protocol",
        ),
    ):
        w = Wire(who, known)
        assert str(raises(Refused, w.manager.get, A)) == "127.0.0.1: " + reason
        w = None


def test_what_is_no_answer_is_a_stray():
    w = Wire(secure(), level="authNoPriv")
    w.manager.get(A)
    w.tamper = lambda n, asked, answer: [
        answer[:-1] + bytes((answer[-1] ^ 1,)),
        answer[:40],
        forged(w.far, asked, report(4)[:-1] + b"\2", 3)[:-1],
        answer,
    ]
    assert w.manager.get(B).value == 72 and w.manager.strays == 3
