# What our agent and our manager send in SNMPv3, through tshark: all of it is well-formed and
# authentic, and what it decrypts is what was asked and answered.

import itertools

from tshark_v3 import check
from usnmp_agent import Agent
from usnmp_manager import Manager, SnmpError
from usnmp_mib import INT, OCTSTR, Mib
from usnmp_v3 import User
from usnmp_v3.engine import Engine

WORDS = "authentic words", "private words"
AUTHS = ("MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512")
PRIVS = (None, "DES", "AES", "AES-192-C", "AES-256-C")
A = "1.3.6.1.2.1.1.5.0"
B = "1.3.6.1.2.1.1.7.0"


def user(name, auth=None, priv=None):
    return User(name, auth, auth and WORDS[0], priv, priv and WORDS[1])


def users():
    yield user("nobody")
    for i, (auth, priv) in enumerate(itertools.product(AUTHS, PRIVS)):
        yield user("user%d" % i, auth, priv)


class Wire:
    """Stands in for the manager's Udp: what is sent reaches `agent`. sent: all datagrams."""

    def __init__(self):
        mib = Mib()
        mib.scalar(A, OCTSTR, "name", write=True)
        mib.scalar(B, INT, 72)
        self.agent = Agent(mib, None)
        self.agent.engine = Engine("80001f8805736e64")
        self.sent = []
        self.arriving = []

    def manager(self, who, **kw):
        m = Manager("127.0.0.1", user=who, timeout_ms=50, **kw)
        m._udp.close()
        m._udp = self
        return m

    def send(self, datagram, address):
        answer = self.agent.respond(datagram, address)
        self.sent += [datagram, answer] if answer else [datagram]
        self.arriving += [(answer, address)] if answer else []
        return True

    def recv(self, size, timeout_ms):
        return self.arriving.pop(0) if self.arriving else None

    def close(self):
        pass


def test_tshark_decrypts_each_request_and_answer(tmp_path):
    wire = Wire()
    known = list(users())
    for who in known:
        wire.agent.allow(who, write=True, level="noAuthNoPriv")
        m = wire.manager(who)
        text = "of " + who.name.decode()
        m.set(A, OCTSTR, text)
        assert m.get(A, B)[0].value == text and m.get_next(A).oid == B
        assert [vb.value for vb in m.get_bulk("1.3", max_repetitions=2)] == [text, 72]
    texts = check(wire.sent, known, WORDS, tmp_path)
    assert len(texts) == 10 * len(known)  # the first two of each were discovery
    for i, who in enumerate(known):
        value = ("of " + who.name.decode()).encode()
        # SET and GET, GETBULK: what they ask and what they get
        shown = [
            ":".join("%02x" % octet for octet in value) in text for text in texts[10 * i :][:10]
        ]
        assert shown == [False, False, True, True, False, True, False, False, False, True]


def test_tshark_has_nothing_against_reports(tmp_path):
    wire = Wire()
    who = user("reader", "SHA", "AES")
    open = user("open")
    wire.agent.allow(who)
    wire.agent.allow(open)
    for other, kw in (
        (user("stranger"), {}),
        (user("open", "SHA"), {}),
        (who, {"engine_id": "80001f88056f74686572"}),
        (open, {"context": "elsewhere"}),
        (open, {"context_engine_id": "80001f88056f74686572"}),
        (User("reader", "SHA", "other words"), {}),
    ):
        try:
            wire.manager(other, **kw).get(A)
        except SnmpError:
            continue
        raise AssertionError
    reports = wire.sent[1::2]
    assert len(reports) == 11  # one discovery each, but where the engine ID is given
    # Whose clock is not known: at authNoPriv, signed
    wire.manager(who, engine_id=wire.agent.engine.id).get(A)
    reports.append(wire.sent[-3])
    check(reports, [who], WORDS, tmp_path)
