# Our traps and informs of SNMPv3, received by snmptrapd with all its authentications and
# privacies; and through tshark, which decrypts them.

import itertools

import pytest
from conftest import Trapd
from test_notify_peers import KIND, VARBINDS, triples
from tshark_v3 import EXTENDED_OTHERWISE, check
from usnmp_notify import Notifier, Target
from usnmp_receiver import Receiver
from usnmp_v3 import User
from usnmp_v3.engine import Engine

ENGINE = "80001f8805736e64"
AUTHS = ("MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512")
PRIVS = (None, "DES", "AES", "AES-192", "AES-256", "AES-192-C", "AES-256-C")
WORDS = "authentic words", "private words"


def combinations():
    """(name, authentication, privacy) of a user each."""
    yield "nobody", None, None
    for i, (auth, priv) in enumerate(itertools.product(AUTHS, PRIVS)):
        yield "user%d" % i, auth, priv


def users():
    return [
        User(name, auth, auth and WORDS[0], priv, priv and WORDS[1])
        for name, auth, priv in combinations()
    ]


def lines():
    """Them for snmptrapd: at our engine, whose traps they are, and at its own."""
    for name, auth, priv in combinations():
        words = name
        if auth:
            words += ' %s "%s"' % (auth, WORDS[0])
        if priv:
            words += ' %s "%s"' % (priv, WORDS[1])
        yield "-e 0x%s %s" % (ENGINE, words)
        yield words


def delivered(notify, told, many):
    for _ in range(400):
        if len(told) == many:
            break
        notify.poll(50)
    return told


def test_snmptrapd_takes_traps_and_informs_of_all_its_protocols(tmp_path):
    trapd = Trapd(tmp_path, lines())
    told = []
    try:
        for user in users():
            targets = [
                Target("127.0.0.1", port=trapd.port, user=user, inform=inform)
                for inform in (False, True)
            ]
            notify = Notifier(targets, lambda: 4711, engine=Engine(ENGINE))
            told.clear()
            notify.send(KIND, triples(VARBINDS[:2]), result=lambda _, ok: told.append(ok))
            assert delivered(notify, told, 2) == [True, True], (user, targets[1].v3.report)
            notify.close()
            got = sorted(trapd.line() for _ in range(2))
            assert got[0].startswith("INFORM") and got[1].startswith("TRAP2"), (user, got)
            for line in got:
                assert KIND in line and "cellar, 31 degrees" in line
                assert "SNMP v3, user %s, context " % user.name.decode() in line
    finally:
        trapd.process.kill()
        trapd.process.communicate(timeout=20)


def test_informs_go_on_when_snmptrapd_starts_anew(tmp_path):
    user = User("ops", "SHA-256", WORDS[0], "AES", WORDS[1])
    conf = ['ops SHA-256 "%s" AES "%s"' % WORDS]
    trapd = Trapd(tmp_path, conf)
    target = Target("127.0.0.1", port=trapd.port, user=user, inform=True, timeout_ms=500)
    told = []
    notify = Notifier([target], lambda: 4711, on_result=lambda *a: told.append(a[2]))
    try:
        notify.send(KIND)
        assert delivered(notify, told, 1) == [True]
        boots = target.v3.engine.boots
        trapd.process.terminate()
        trapd.process.communicate(timeout=20)
        notify.send(KIND)
        notify.poll(100)
        trapd = Trapd(tmp_path, conf, trapd.port)
        assert delivered(notify, told, 2) == [True, True]
        assert target.v3.engine.boots > boots
        assert "INFORM" in trapd.line()
    finally:
        notify.close()
        trapd.process.kill()
        trapd.process.communicate(timeout=20)


@pytest.mark.parametrize(
    "user, why",
    [
        (User("eve", "SHA", WORDS[0]), "unknown user"),
        (User("ops", "SHA", "another word"), "wrong digest"),
        (User("ops", "SHA", WORDS[0], "AES", "another word"), "cannot be decrypted"),
    ],
    ids=str,
)
def test_what_snmptrapd_refuses_fails_with_its_reason(user, why, tmp_path):
    trapd = Trapd(tmp_path, ['ops SHA "%s" AES "%s"' % WORDS])
    target = Target(
        "127.0.0.1", port=trapd.port, user=user, inform=True, timeout_ms=100, retries=1
    )
    told = []
    notify = Notifier([target], lambda: 4711, on_result=lambda *a: told.append(a[2]))
    try:
        notify.send(KIND)
        assert delivered(notify, told, 1) == [False]
        # What it cannot read after decryption it drops
        report = target.v3.report
        assert report and why in report or why == "cannot be decrypted" and report is None
    finally:
        notify.close()
        trapd.process.kill()
        trapd.process.communicate(timeout=20)


def test_tshark_decrypts_all_of_it_and_has_no_complaint(tmp_path):
    receiver = Receiver(users=users(), engine=Engine("80001f8805726376"))
    sent = []
    inbox = []

    class Net:
        def send(self, target, data, place):
            sent.append(data)
            reply = receiver.receive(data, ("192.0.2.7", 162))[1]
            if reply:
                sent.append(reply)
                inbox.append((reply, (target.host, 162)))
            return True, (target.host, 162)

        def recv(self, *args):
            return inbox.pop() if inbox else None

    known = [user for user in users() if user.priv not in EXTENDED_OTHERWISE]
    for user in known:
        targets = [Target("a", user=user, inform=inform) for inform in (False, True)]
        notify = Notifier(targets, lambda: 4711, net=Net(), engine=Engine(ENGINE))
        told = []
        notify.send(KIND, triples(VARBINDS), result=lambda _, ok: told.append(ok))
        for _ in range(20):
            notify.poll()
        assert told == [True, True]
    texts = check(sent, known, WORDS, tmp_path)
    assert len(texts) > 60
    for text in texts:
        assert "snmp.variable_bindings" in text, text
