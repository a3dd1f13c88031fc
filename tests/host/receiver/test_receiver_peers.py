# The receiver and net-snmp: its snmptrap and snmpinform as senders, also over a network that loses
# datagrams; its snmptrapd, given the same datagrams; tshark on our acknowledgements; hypothesis.
# pysnmp and our own notification originator as senders.

import asyncio
import signal
import socket
import subprocess
import time

import pytest
from conftest import INTERPRETERS, ROOT, Polled, free_port, interpreter, run, tool
from hypothesis import given
from hypothesis import strategies as st
from lossy import Lossy
from test_managers import Pysnmp
from test_tshark import complaints, dissect
from usnmp import SnmpPacket
from usnmp_codec import tobytes_tv as tv
from usnmp_notify import Notifier, Target
from usnmp_receiver import Receiver

pytestmark = pytest.mark.slow

UPTIME = "1.3.6.1.2.1.1.3.0"
TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"
LINK_UP = "1.3.6.1.6.3.1.1.5.4"
X = "1.3.6.1.4.1.8072.9999.%d"
# What snmptrap is told (type, text), and what that is to us (type, value).
VALUES = (
    ("i", "-2147483648", 2, -2147483648),
    ("u", "4294967295", 0x42, 4294967295),
    ("c", "4294967295", 0x41, 4294967295),
    ("s", "a text", 4, "a text"),
    ("s", "x" * 300, 4, "x" * 300),
    ("x", "00FF80", 4, b"\x00\xff\x80"),
    ("n", "", 5, None),
    ("o", "1.3.6.1.4294967295", 6, "1.3.6.1.4294967295"),
    ("t", "4294967295", 0x43, 4294967295),
    ("a", "192.0.2.255", 0x40, "192.0.2.255"),
    ("F", "1.5", 0x78, 1.5),
    ("D", "-1e300", 0x79, -1e300),
)
VARBINDS = [(X % i, t, v) for i, (_, _, t, v) in enumerate(VALUES)]
ARGUMENTS = [a for i, (t, text, _, _) in enumerate(VALUES) for a in (X % i, t, text)]


class Serving(Polled):
    """A Receiver that is polled in a thread; the notifications are in `got`."""

    def __init__(self, host="127.0.0.1", **kw):
        self.receiver = Receiver(host, free_port(), **kw)
        self.port = self.receiver._at[1]
        self.got = []

    def __enter__(self):
        self.receiver.bind()
        return super().__enter__()

    def step(self):
        n = self.receiver.poll(50)
        if n:
            self.got.append(n)

    def close(self):
        self.receiver.close()


def trap(port, *arguments, version="2c", program="snmptrap", options=(), host="127.0.0.1"):
    options = ["-v" + version, "-c", "public", *options]
    return run(tool(program), *options, "%s:%d" % (host, port), *arguments)


def inform(port, *arguments, options=("-t2", "-r5")):
    return trap(port, *arguments, program="snmpinform", options=options)


def sent(*arguments, **kw):
    """What the receiver makes of the trap that snmptrap sends."""
    with Receiver("127.0.0.1", free_port()) as r:
        done = trap(r._at[1], *arguments, **kw)
        assert done.returncode == 0, done.stderr
        n = r.poll(10000)
        assert (r.received, r.traps, r.bad) == (1, 1, 0)
    assert n.source[0] == "127.0.0.1" and n.community == "public"
    return n


@pytest.mark.parametrize("generic", range(7))
def test_snmptrap_v1_of_every_kind(generic):
    enterprise = "1.3.6.1.4.1.8072.3.2.10"
    n = sent(enterprise, "198.51.100.7", generic, 17, 4711, *ARGUMENTS, version="1")
    oid = "1.3.6.1.6.3.1.1.5.%d" % (generic + 1) if generic < 6 else enterprise + ".0.17"
    assert (n.version, n.pdu_type, n.request_id) == ("1", 0xA4, None)
    assert (n.trap_oid, n.uptime) == (oid, 4711)
    assert (n.enterprise, n.agent_addr) == (enterprise, "198.51.100.7")
    assert (n.generic_trap, n.specific_trap) == (generic, 17)
    assert n.varbinds == VARBINDS
    assert n.raw_varbinds == [(UPTIME, 0x43, 4711), (TRAP_OID, 6, oid), *VARBINDS]


def test_snmptrap_v2c_with_values_of_every_type():
    counter = (X % 99, "C", "18446744073709551615")
    n = sent("4711", LINK_UP, *ARGUMENTS, *counter)
    varbinds = [*VARBINDS, (X % 99, 0x46, 18446744073709551615)]
    assert (n.version, n.pdu_type, n.trap_oid, n.uptime) == ("2c", 0xA7, LINK_UP, 4711)
    assert n.varbinds == varbinds
    assert n.raw_varbinds == [(UPTIME, 0x43, 4711), (TRAP_OID, 6, LINK_UP), *varbinds]
    assert (n.enterprise, n.agent_addr, n.generic_trap) == (None, "127.0.0.1", None)


def test_snmpinform_is_acknowledged():
    with Serving() as s:
        done = inform(s.port, "4711", LINK_UP, *ARGUMENTS)
        assert done.returncode == 0, done.stderr
    (n,) = s.got
    assert (n.pdu_type, n.trap_oid, n.varbinds) == (0xA6, LINK_UP, VARBINDS)
    assert s.receiver.informs == 1 and not s.receiver.bad


def pysnmp(port, kind, version="2c"):
    """(error-status, error-index, names of the bindings) of what pysnmp sends."""

    async def send():
        async with Pysnmp(port, 1 if version == "1" else 2, "public") as originator:
            oid = originator.api.ObjectIdentity(LINK_UP)
            notification = originator.api.NotificationType(oid)
            notification.add_varbinds((X % 1, originator.api.OctetString("\xfc")))
            indication, status, index, bindings = await originator.api.send_notification(
                *originator.to, kind, notification
            )
            assert indication is None, indication
            return int(status), int(index), [str(oid) for oid, _ in bindings]

    return asyncio.run(asyncio.wait_for(send(), 60))


def test_pysnmp_is_told_of_an_acknowledgement_and_of_a_refusal():
    # snmpinform takes any error-status for a success.
    names = [UPTIME, TRAP_OID, X % 1]
    for status, index in ((0, 0), (5, 0), (13, 3), (16, 1), (18, 2)):
        with Serving(on_inform=lambda n, verdict=(status, index): verdict) as s:
            assert pysnmp(s.port, "inform") == (status, index, names)
            assert len(s.got) == s.receiver.informs == (status == 0)
            assert s.receiver.refused == (status != 0) and s.receiver.received == 1


@pytest.mark.parametrize("version", ["1", "2c"])
def test_pysnmp_sends_a_trap(version):
    with Receiver("127.0.0.1", free_port()) as r:
        pysnmp(r._at[1], "trap", version)
        n = r.poll(10000)
    assert (n.version, n.trap_oid) == (version, LINK_UP)
    assert (X % 1, 4, b"\xfc") in n.varbinds


def test_snmpinform_of_another_community_gets_no_reply():
    reasons = []
    with Serving(communities="private", on_bad=lambda *a: reasons.append(a[2])) as s:
        done = inform(s.port, "4711", LINK_UP, options=["-t0.2", "-r1"])
        assert done.returncode and "Timeout" in done.stderr
    assert set(reasons) == {"community"} and not s.got


def test_snmpinform_over_ipv6():
    with Serving("::1") as s:
        options = ["-v2c", "-c", "public", "-t2", "-r5"]
        done = run(tool("snmpinform"), *options, "udp6:[::1]:%d" % s.port, "1", LINK_UP)
        assert done.returncode == 0, done.stderr
    (n,) = s.got
    assert n.trap_oid == LINK_UP and n.source[0] in ("::1", "0:0:0:0:0:0:0:1")


async def first_of(port):
    async with Receiver("127.0.0.1", port) as r:
        command = [tool("snmpinform"), "-v2c", "-cpublic", "-t2", "-r5", "127.0.0.1:%d" % port]
        process = await asyncio.create_subprocess_exec(*command, "1", LINK_UP, X % 1, "i", "7")
        async for n in r:
            return n, await process.wait()


def test_snmpinform_to_an_async_for():
    n, status = asyncio.run(asyncio.wait_for(first_of(free_port()), 30))
    assert n.varbinds == [(X % 1, 2, 7)] and status == 0


FOR_LOOP = """
import sys
sys.path.insert(0, %r)
import gc
if hasattr(gc, "threshold"):
    gc.threshold(2048)
from usnmp_receiver import Receiver
try:
    with Receiver("127.0.0.1", %d, on_trap=lambda n: n.nothing) as receiver:
        print("open")
        for n in receiver:
            print(n)
except KeyboardInterrupt:
    print("interrupted", receiver.received, receiver.errors)
"""


@pytest.mark.parametrize("name", INTERPRETERS)
def test_a_for_loop_on_each_interpreter_prints_what_comes_and_ends_with_ctrl_c(name, build):
    port = free_port()
    code = FOR_LOOP % (str(ROOT if name == "cpython" else build), port)
    unbuffered = ["-u"] if name == "cpython" else []
    process = subprocess.Popen(
        [*interpreter(name), *unbuffered, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=build,
    )
    try:
        assert process.stdout.readline() == "open\n"
        trap(port, "1.3.6.1.4.1.8072", "192.0.2.1", 6, 5, 99, *ARGUMENTS[:3], version="1")
        assert inform(port, "4711", LINK_UP, X % 1, "s", "one").returncode == 0
        lines = []
        while not any(line.endswith("'one'>\n") for line in lines):
            lines.append(process.stdout.readline())
            assert lines[-1], lines
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    text = "".join(lines)
    assert "<trap 1.3.6.1.4.1.8072.0.5 from 127.0.0.1 port" in text
    assert "\n " + X % 0 + " INT -2147483648>\n<inform " + LINK_UP in text
    assert rest == "interrupted 2 1\n", rest


def test_acknowledgements_pass_the_dissector(tmp_path):
    acks = []
    verdicts = [None, 5, 1, (13, 2)]

    def trace(direction, datagram, source):
        if direction == "out":
            acks.append(datagram)

    with Serving(on_packet=trace, on_inform=lambda n: verdicts[len(acks)]) as s:
        for _ in verdicts:
            inform(s.port, "4711", LINK_UP, *ARGUMENTS)
    assert len(acks) == len(verdicts)
    too_big = SnmpPacket(0xA6, ver=1, varbinds={X % 1: (4, "x" * 900)}).tobytes()
    acks.append(Receiver(max_size=484).receive(too_big)[1])
    for ack, layers in zip(acks, dissect(acks, tmp_path)):
        assert "snmp" in layers and not complaints(layers), (ack, layers)


@pytest.fixture
def snmptrapd(tmp_path):
    """snmptrapd as a judge: take(datagram) -> (does it log it as a notification?, its reply)."""
    (tmp_path / "conf").write_text("disableAuthorization yes\n")
    port = free_port()
    command = [tool("snmptrapd"), "-f", "-Lo", "-n", "-On", "-C", "-c", tmp_path / "conf"]
    command += ["-p", tmp_path / "pid", "-F", "GOT %v\n", "127.0.0.1:%d" % port]
    process = subprocess.Popen(
        [str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    sock.settimeout(20)
    for line in process.stdout:
        if "NET-SNMP version" in line:
            break

    def take(datagram):
        # An inform that it acknowledges for certain comes after it, to tell where its lines end.
        sock.sendto(datagram, ("127.0.0.1", port))
        sock.sendto(message(0xA6, id=987654321), ("127.0.0.1", port))
        logged = []
        while len(logged) < 1 or X % 987 not in logged[-1]:
            logged.append(process.stdout.readline())
            assert logged[-1]
        replies = []
        while not replies or SnmpPacket(replies[-1]).id != 987654321:
            replies.append(sock.recv(2000))
        return any(line.startswith("GOT") for line in logged[:-1]), (*replies[:-1], None)[0]

    yield take
    sock.close()
    process.terminate()
    process.communicate(timeout=20)


HEAD = (UPTIME, (0x43, 99)), (TRAP_OID, (6, X % 987))


def message(t=0xA7, varbinds=HEAD, ver=1, **kw):
    p = SnmpPacket(t, ver=ver, **kw)
    for vb in varbinds:
        p.varbinds.append(vb)
    return p.tobytes()


def test_what_snmptrapd_takes_we_take_and_our_acknowledgement_is_its_own(snmptrapd):
    up, which, other = (UPTIME, (0x43, 99)), (TRAP_OID, (6, LINK_UP)), (X % 1, (2, 1))
    lists = (
        (up, which), (up, which, other), (which,), (which, up), (up, other, which), (other, which),
        (), (up,), (up, other), (up, (TRAP_OID[:-2], (6, LINK_UP))),
        (up, which, (X % 1, (48, b""))), (up, which, (X % 1, (4, "x" * 1200))),
        (up, which, (X % 1, (0x80, None))),
    )  # fmt: skip
    for t in (0xA7, 0xA6):
        for varbinds in lists:
            d = message(t, varbinds, id=5)
            n, reply = Receiver().receive(d, ("127.0.0.1", 1))
            assert (n is not None, reply) == snmptrapd(d), varbinds
    for t in (0xA0, 0xA2):
        d = message(t)
        assert (Receiver().receive(d)[0], False) == (None, snmptrapd(d)[0])
    for cut in range(2, 40):
        d = message(varbinds=(up, which))[:-cut]
        assert (Receiver().receive(d)[0], False) == (None, snmptrapd(d)[0])


def irregular():
    # What is not as the RFCs want it, of traps and informs; whole TLVs that devices send.
    def v2(value=b"", t=0xA7, rid=b"\x02\x01\x05", ver=1, behind=b"", within=b""):
        vbs = tv(48, tv(6, UPTIME) + tv(0x43, 99)) + tv(48, tv(6, TRAP_OID) + tv(6, LINK_UP))
        vbs += tv(48, tv(6, X % 1) + value) if value else b""
        pdu = tv(t, rid + b"\x02\x01\x00\x02\x01\x00" + tv(48, vbs) + within)
        return tv(48, tv(2, ver) + tv(4, "public") + pdu + behind)

    for t in (0xA7, 0xA6):
        yield v2(t=t, ver=0)
        for behind in (b"\x00" * 12, b"\xbe\xef", b"\x05\x00"):
            yield v2(t=t) + behind
            yield v2(t=t, behind=behind)
            yield v2(t=t, within=behind)
        for value in ("0600", "020500fffffc19", "42050100000005", "0605a2b0058005", "02020007"):
            yield v2(bytes.fromhex(value), t)
    yield v2(t=0xA6, rid=b"\x02\x05\x00\xff\xff\xff\xfe")
    for generic in (0, 5, 6):
        yield SnmpPacket(0xA4, ver=1, generic_trap=generic, specific_trap=7).tobytes()
    yield SnmpPacket(0xA4).tobytes() + b"\x00"
    v1 = SnmpPacket(0xA4, generic_trap=6, specific_trap=1, enterprise=X % 7).tobytes()
    yield v1.replace(tv(6, X % 7), b"\x06\x00").replace(v1[:2], bytes((48, v1[1] - 11)), 1)


def test_what_is_irregular_we_take_as_snmptrapd_takes_it(snmptrapd):
    for d in irregular():
        r = Receiver()
        n, reply = r.receive(d, ("127.0.0.1", 1))
        taken, its = snmptrapd(d)
        assert (n is not None) == taken and r.irregular == taken, d.hex()
        # The same, but that it writes the values anew
        assert (reply is None) == (its is None), d.hex()
        assert reply is None or repr(SnmpPacket(reply)) == repr(SnmpPacket(its))


@given(st.binary(max_size=60), st.integers(0, 120), st.integers(0, 3), st.sampled_from([0, 1, 2]))
def test_any_octets_at_any_place_raise_nothing(octets, at, gap, which):
    if which == 2:
        d = SnmpPacket(0xA4, varbinds={X % 1: (2, 1)}).tobytes()
    else:
        d = message((0xA6, 0xA7)[which])
    r = Receiver(max_size=200)
    for datagram in (octets, d[:at] + octets + d[at + gap :]):
        n, reply = r.receive(datagram, ("192.0.2.1", 1))
        assert n is None or repr(n)
        if n and not n.irregular:
            oracle = SnmpPacket(datagram)
            assert oracle.community == n.community
            varbinds = [(oid, *tv) for oid, tv in oracle.varbinds.items()]
            assert varbinds == (n.varbinds if n.version == "1" else n.raw_varbinds)
        assert reply is None or SnmpPacket(reply).type == 0xA2
    assert r.received == 2 == r.traps + r.informs + r.duplicates + r.bad


def fates(**network):
    """Which of 120 datagrams reach the other side, in order."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as upstream:
        upstream.bind(("127.0.0.1", 0))
        upstream.settimeout(20)
        with (
            Lossy(upstream.getsockname()[1], **network) as lossy,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock,
        ):
            for i in range(120):
                sock.sendto(b"%d" % i, ("127.0.0.1", lossy.port))
                assert lossy.wait_for(lambda i=i: lossy.up.received > i)
            way = lossy.up
            total = 120 - way.dropped + way.duplicated
            assert lossy.wait_for(lambda: way.passed == total)
            return [int(upstream.recv(99)) for _ in range(total)], way


def test_the_bad_network_is_as_bad_as_it_is_told_to_be():
    assert fates()[0] == list(range(120))
    got, way = fates(loss=0.3)
    assert got == fates(loss=0.3)[0] == sorted(got) and len(got) == 120 - way.dropped
    assert 20 <= way.dropped <= 52 and got != fates(loss=0.3, seed=2)[0]
    got, way = fates(up={"duplicate": 0.5}, loss=0.0)
    assert set(got) == set(range(120)) and len(got) == 120 + way.duplicated > 140
    got, way = fates(reorder=0.3)
    assert sorted(got) == list(range(120)) != got


def test_lost_acknowledgements_do_not_deliver_an_inform_again():
    lost = [2]

    def alter(direction, datagram):
        if direction == "down" and lost[0]:
            lost[0] -= 1
            return []
        return [datagram]

    with Serving() as s, Lossy(s.port, alter=alter) as network:
        done = inform(network.port, "1", LINK_UP, X % 1, "i", "7", options=["-t0.3", "-r9"])
        assert done.returncode == 0, done.stderr
    assert [n.varbinds for n in s.got] == [[(X % 1, 2, 7)]]
    assert s.receiver.informs == 1 and s.receiver.duplicates >= 2


@pytest.mark.parametrize("seed", [1, 2])
def test_snmpinform_with_30_percent_loss_is_delivered_once_or_reported(seed):
    with Serving() as s, Lossy(s.port, seed=seed, loss=0.3) as network:
        results = [
            inform(network.port, "1", LINK_UP, X % 1, "i", i, options=["-t0.1", "-r6"]).returncode
            for i in range(25)
        ]
        assert network.up.dropped and network.down.dropped
    got = [n.varbinds[0].value for n in s.got]
    assert len(got) == len(set(got)) == s.receiver.informs
    assert {i for i, status in enumerate(results) if status == 0} <= set(got)
    assert 0 in results and s.receiver.duplicates and not s.receiver.bad


@pytest.mark.parametrize(
    "network",
    [
        dict(loss=0.3),
        dict(loss=0.3, seed=2),
        dict(duplicate=0.5, reorder=0.3),
        dict(loss=0.2, duplicate=0.2, reorder=0.3, delay=(0, 0.05)),
    ],
    ids=str,
)
def test_our_own_informs_are_delivered_once_or_reported(network):
    outcomes = {}
    with Serving() as s, Lossy(s.port, **network) as lossy:
        target = Target("127.0.0.1", inform=True, port=lossy.port, timeout_ms=20, retries=7)
        notifier = Notifier([target], lambda: 5, size=100)
        for i in range(60):
            notifier.send(
                LINK_UP, [(X % 1, 2, i)], result=lambda _, ok, i=i: outcomes.update({i: ok})
            )
        deadline = time.monotonic() + 60
        while len(outcomes) < 60 and time.monotonic() < deadline:
            notifier.poll(20)
        notifier.close()
    assert len(outcomes) == 60
    got = [n.varbinds[0].value for n in s.got]
    assert len(got) == len(set(got)) == s.receiver.informs
    assert {i for i, ok in outcomes.items() if ok} <= set(got)
    assert any(outcomes.values()) and s.receiver.duplicates
