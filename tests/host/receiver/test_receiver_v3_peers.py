# net-snmp's snmptrap and snmpinform with SNMPv3, to our receiver: all
# authentications and privacies that it has, and what it says to reports.

import subprocess

import pytest
from conftest import INTERPRETERS, ROOT, free_port, interpreter, run, tool
from test_notify_v3_peers import ENGINE, WORDS, combinations, users
from test_receiver_peers import ARGUMENTS, LINK_UP, VARBINDS, Serving
from usnmp_receiver import Receiver
from usnmp_v3 import User
from usnmp_v3.engine import Engine

pytestmark = pytest.mark.slow

OPS = ["-u", "ops", "-a", "SHA", "-A", WORDS[0], "-x", "AES", "-X", WORDS[1]]


def ops(**kw):
    given = dict(auth="SHA", auth_password=WORDS[0], priv="AES", priv_password=WORDS[1])
    given.update(kw)
    return User("ops", **given)


def command(port, inform, *options, level="authPriv"):
    how = ["-t2", "-r3"] if inform else ["-e", "0x" + ENGINE]
    return [
        tool("snmpinform" if inform else "snmptrap"), "-v3", "-l", level, *options, *how,
        "127.0.0.1:%d" % port, "4711", LINK_UP, *ARGUMENTS,
    ]  # fmt: skip


def sent(port, inform, *options, **kw):
    return run(*command(port, inform, *options, **kw))


def test_all_protocols_of_net_snmp_arrive_and_informs_are_acknowledged():
    with Serving(users=users(), engine=Engine("80001f8805726376")) as s:
        for name, auth, priv in combinations():
            options = ["-u", name, "-n", "here"]
            options += ["-a", auth, "-A", WORDS[0]] if auth else []
            options += ["-x", priv, "-X", WORDS[1]] if priv else []
            level = "authPriv" if priv else "authNoPriv" if auth else "noAuthNoPriv"
            for inform in (False, True):
                done = sent(s.port, inform, *options, level=level)
                assert done.returncode == 0, (options, done.stderr)
    assert s.receiver.bad == 0 and s.receiver.v3.discoveries == len(list(combinations()))
    expected = [n for n, _, _ in combinations()]
    for kind, id in ((0xA7, ENGINE), (0xA6, "80001f8805726376")):
        got = [n for n in s.got if n.pdu_type == kind]
        assert [n.user for n in got] == expected
        for n in got:
            assert (n.trap_oid, n.uptime, n.varbinds) == (LINK_UP, 4711, VARBINDS)
            assert (n.engine_id.hex(), n.context, n.irregular) == (id, "here", False)


@pytest.mark.parametrize(
    "given, level, reason, says",
    [
        (["-u", "eve", *OPS[2:]], "authPriv", "user", "Unknown user name"),
        ([*OPS[:5], "another word", *OPS[6:]], "authPriv", "digest", "Authentication failure"),
        ([*OPS[:-1], "another word"], "authPriv", "decryption", "Decryption error"),
        (["-u", "weak", *OPS[2:]], "authPriv", "level", "Unsupported security level"),
        (OPS, "authNoPriv", "level", "Timeout"),
    ],
)
def test_snmpinform_says_what_is_wrong(given, level, reason, says):
    bad = []
    weak = User("weak", "SHA", WORDS[0])
    with Serving(users=[ops(), weak], on_bad=lambda d, s, why: bad.append(why)) as s:
        done = sent(s.port, True, *given, "-t0.3", "-r1", level=level)
    assert done.returncode and says in done.stderr, done.stderr
    assert set(bad) == {reason} and not s.got


def test_snmpinform_with_a_wrong_idea_of_the_time_is_put_right():
    with Serving(users=[ops()], engine=Engine(ENGINE, boots=9)) as s:
        done = sent(s.port, True, *OPS, "-e", "0x" + ENGINE, "-Z", "3,77")
        assert done.returncode == 0, done.stderr
    assert len(s.got) == 1 and s.receiver.v3.stats[2] == 1


def test_a_trap_of_fewer_boots_than_before_is_not_taken():
    took = []
    with Receiver("127.0.0.1", free_port(), users=[ops()]) as r:
        r.on_packet = lambda way, d, source: took.append(d)
        for _ in range(2):
            assert sent(r._at[1], False, *OPS, "-Z", "%d,1000" % (2 - len(took))).returncode == 0
            n = r.poll(10000)
            assert (n is None) == bool(len(took) - 1)
    assert r.bad == 1 and len(took) == 2


LOOP = """
import gc, sys
sys.path.insert(0, %r)
if hasattr(gc, "threshold"):
    gc.threshold(2048)
from usnmp_receiver import Receiver
from usnmp_v3 import User
user = User("ops", "SHA", %r, "AES", %r)
with Receiver("127.0.0.1", %d, users=[user]) as receiver:
    receiver.v3.hash_passwords()
    print("open")
    for n in receiver:
        print(n.pdu_type, n.user, n.security_level, len(n.varbinds))
        if n.pdu_type == 0xA6:
            break
"""


@pytest.mark.parametrize("name", INTERPRETERS)
def test_each_interpreter_takes_a_trap_and_an_inform(name, build):
    port = free_port()
    code = LOOP % (str(ROOT if name == "cpython" else build), *WORDS, port)
    words = [w.replace("38k", "64k") for w in interpreter(name)]  # more than an ESP8266 has
    unbuffered = ["-u"] if name == "cpython" else []
    process = subprocess.Popen(
        [*words, *unbuffered, "-c", code],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=build,
    )  # fmt: skip
    try:
        assert process.stdout.readline() == "open\n"
        for inform in (False, True):
            done = sent(port, inform, *OPS)
            assert done.returncode == 0, done.stderr
        rest, _ = process.communicate(timeout=20)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    many = len(ARGUMENTS) // 3
    assert rest == "167 ops authPriv %d\n166 ops authPriv %d\n" % (many, many), rest
