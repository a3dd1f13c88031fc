# A notifier of SNMPv3 as a board has one, with an engine that acknowledges, small enough to be
# beside it in 38 KiB: portable. The other modules have a whole receiver there.

from peerbox import AUTH, ENGINE, Clock, Other
from usnmp_notify import Notifier, Target
from usnmp_v3 import User
from usnmp_v3.engine import Engine

HOST = "192.0.2.1"
KIND = "1.3.6.1.4.1.8072.9999.0.7"


class Far(Other):
    """Acknowledges informs; pdus: what came."""

    def response(self, pdu):
        self.pdus.append(pdu)
        return b"\xa2" + pdu[1:]


class Wire:
    """Stands in for the sockets: what is sent reaches `far`, unless it is lost."""

    def __init__(self, level="authPriv", inform=True, known=None, retries=5):
        who = User("u", "SHA", None, "AES", None, AUTH, AUTH)
        self.far = Far(known or who)
        self.far.pdus = []
        self.ms = 1000
        self.sent = []
        self.inbox = []
        self.oks = []
        self.lost = False
        self.target = Target(HOST, user=who, level=level, inform=inform, retries=retries)
        self.notify = Notifier(
            [self.target],
            lambda: 700,
            ticks_ms=lambda: self.ms & 0x3FFFFFFF,
            net=self,
            on_result=lambda oid, target, ok: self.oks.append(ok),
            engine=Engine(b"sender", 3, Clock().uptime()),
        )

    def send(self, target, data, place):
        self.sent.append(data)
        if target.inform and not self.lost:
            self.inbox.append((self.far.answer(data), (HOST, 162)))
        return False, (HOST, 162)

    def recv(self, size, timeout_ms):
        return self.inbox.pop(0) if self.inbox else None

    def close(self):
        pass

    def after(self, ms):
        for _ in range(0, ms, 500):
            self.ms += 500
            self.notify.poll()


def test_informs_at_each_level():
    for level in ("noAuthNoPriv", "authNoPriv", "authPriv"):
        w = Wire(level)
        w.notify.send(KIND, [("1.3.6.1.9.1.0", 4, "secret")])
        w.after(1000)
        assert w.oks == [True] and len(w.sent) == 2  # the first was discovery
        assert w.far.pdus[0][0] == 0xA6 and b"secret" in w.far.pdus[0]
        assert (b"secret" in w.sent[1]) == (level != "authPriv")
        w = None


def test_a_receiver_that_is_another_or_starts_anew_is_met_again():
    w = Wire()
    w.notify.send(KIND)
    w.after(1000)
    for boots, id in ((2, ENGINE), (1, ENGINE), (1, ENGINE + b"2")):
        w.far.boot(boots, id)
        w.notify.send(KIND)
        w.after(1000)
    assert w.oks == [True] * 4 and len(w.far.pdus) == 4


def test_what_is_lost_is_sent_anew():
    w = Wire()
    w.notify.send(KIND)
    w.after(1000)
    w.lost = True
    w.notify.send(KIND)
    w.after(10000)
    w.lost = False
    w.after(20000)
    assert w.oks == [True, True] and len(set(w.sent)) == len(w.sent) > 4


def test_who_is_refused_gives_up():
    w = Wire(known=User("u", "SHA", None, "AES", None, bytes(20), AUTH), retries=1)
    w.notify.send(KIND)
    w.after(60000)
    assert w.oks == [False] and "wrong digest" in w.target.v3.report


def test_traps_are_of_our_own_engine():
    w = Wire(inform=False)
    w.notify.send(KIND, [("1.3.6.1.9.1.0", 4, "secret")])
    assert w.oks == [True] and b"\x04\x06sender\x02\x01\x03" in w.sent[0]
    assert b"secret" not in w.sent[0]
