# Our notifications, received and printed by snmptrapd, beside those of snmptrap and snmpinform
# with the same content; those of snmpd at its start; and all of them through tshark.

import socket
import subprocess

import pytest
from conftest import INTERPRETERS, ROOT, free_port, interpreter, run, tool
from test_tshark import complaints, dissect
from usnmp import SnmpPacket
from usnmp_notify import Notifier, Target

BASE = "1.3.6.1.4.1.8072.9999.9999."
KIND = "1.3.6.1.4.1.8072.9999.0.7"
TRAPS = "1.3.6.1.6.3.1.1.5."
ENTERPRISE = "1.3.6.1.4.1.8072.3.2.10"
TRAP_ENTERPRISE = "1.3.6.1.6.3.1.1.4.3.0"
VARBINDS = (
    (BASE + "1.0", 2, -2147483648, "i"),
    (BASE + "2.0", 4, "cellar, 31 degrees", "s"),
    (BASE + "3.0", 4, b"\x00\xff\x80", "x"),
    (BASE + "4.0", 6, "1.3.6.1.4294967295.0", "o"),
    (BASE + "5.0", 0x40, "192.0.2.255", "a"),
    (BASE + "6.0", 0x41, 4294967295, "c"),
    (BASE + "7.0", 0x42, 4294967295, "u"),
    (BASE + "8.0", 0x43, 8640000, "t"),
    (BASE + "9.0", 4, "x" * 300, "s"),
)
COUNTER64 = (BASE + "64.0", 0x46, 18446744073709551615, "C")


def words(varbinds):
    """The arguments of snmptrap for them."""
    out = []
    for oid, _, value, letter in varbinds:
        out += [oid, letter, value.hex() if isinstance(value, bytes) else str(value)]
    return out


def triples(varbinds):
    return [v[:3] for v in varbinds]


def theirs(trapd, name, version, *arguments):
    done = run(tool(name), "-v" + version, "-c", "public", trapd.target, *arguments)
    assert done.returncode == 0, done
    return trapd.line()


def notifier(trapd, **kw):
    target = Target("127.0.0.1", port=trapd.port, **kw)
    arguments = {"agent_addr": "192.0.2.77"} if kw.get("version") == "1" else {}
    return Notifier([target], lambda: 12345, enterprise=ENTERPRISE, **arguments)


def ours(trapd, kind, varbinds, **kw):
    notify = notifier(trapd, **kw)
    told = []
    try:
        notify.send(kind, triples(varbinds), result=lambda target, ok: told.append(ok))
        for _ in range(400):
            if told:
                break
            notify.poll(50)
    finally:
        notify.close()
    assert told == [True]
    return trapd.line()


def test_v2c_traps_and_informs_print_as_those_of_snmptrap_and_snmpinform(trapd):
    for name, inform in (("snmptrap", False), ("snmpinform", True)):
        for varbinds in ((), VARBINDS, (COUNTER64,)):
            expected = theirs(trapd, name, "2c", "12345", KIND, *words(varbinds))
            assert ("INFORM" in expected) == inform and KIND in expected
            assert ours(trapd, KIND, varbinds, inform=inform) == expected
        for generic in range(6):
            kind = TRAPS + str(generic + 1)
            end = ((TRAP_ENTERPRISE, 6, ENTERPRISE, "o"),)
            expected = theirs(trapd, name, "2c", "12345", kind, *words(VARBINDS[:2] + end))
            assert ours(trapd, generic, VARBINDS[:2], inform=inform) == expected


def test_v1_traps_print_as_those_of_snmptrap(trapd):
    head = ("1.3.6.1.4.1.8072.9999", "192.0.2.77", "6", "7", "12345")
    for varbinds in ((), VARBINDS):
        expected = theirs(trapd, "snmptrap", "1", *head, *words(varbinds))
        assert "|6|.7|192.0.2.77|" in expected
        assert ours(trapd, KIND, varbinds, version="1") == expected
    for generic in range(6):
        head = (ENTERPRISE, "192.0.2.77", str(generic), "0", "12345")
        expected = theirs(trapd, "snmptrap", "1", *head, *words(VARBINDS[:1]))
        assert "|%d|0|" % generic in expected
        assert ours(trapd, generic, VARBINDS[:1], version="1") == expected


def fields(p):
    """What is the same in each cold start of the same device."""
    head = (p.ver, p.type, p.community)
    if p.type == 0xA4:
        return head, p.enterprise, p.generic_trap, p.specific_trap, p.varbinds.items()
    return head, [(k, v) for k, v in p.varbinds.items() if k != "1.3.6.1.2.1.1.3.0"]


def test_a_cold_start_is_as_that_of_snmpd(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sink:
        sink.bind(("127.0.0.1", 0))
        sink.settimeout(20)
        port = sink.getsockname()[1]
        config = tmp_path / "snmpd.conf"
        config.write_text("trapsink 127.0.0.1:%d\ntrap2sink 127.0.0.1:%d\n" % (port, port))
        snmpd = subprocess.Popen(
            [tool("snmpd"), "-f", "-Lo", "-C", "-c", str(config),
             "udp:127.0.0.1:%d" % free_port()],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            theirs = [SnmpPacket(sink.recv(1500)) for _ in range(2)]
        finally:
            snmpd.kill()
            snmpd.wait(timeout=20)
        theirs = [p for p in theirs if p.type == 0xA4] + [p for p in theirs if p.type == 0xA7]
        targets = [Target("127.0.0.1", port=port, version=v) for v in ("1", "2c")]
        notify = Notifier(targets, lambda: 1, enterprise=theirs[0].enterprise)
        notify.send(0)
        notify.close()
        while True:  # snmpd may have said goodbye
            ours = SnmpPacket(sink.recv(1500))
            if ours.type == 0xA4 and ours.agent_addr == "0.0.0.0":
                break
        ours = [ours, SnmpPacket(sink.recv(1500))]
        assert [fields(p) for p in ours] == [fields(p) for p in theirs]


def test_tshark_has_no_complaint(tmp_path):
    sent = []

    class Net:
        def send(self, target, data, place):
            sent.append(data)
            return True

    targets = [Target("a"), Target("a", inform=True), Target("a", version="1")]
    notify = Notifier(targets, lambda: 0xFFFFFFFF, enterprise=ENTERPRISE, net=Net(), size=100)
    notify._limit = 100
    for kind in (*range(6), KIND, "1.3.6", "1.3.6.1.4.1.4294967295.0.2147483647"):
        for varbinds in ((), VARBINDS, (COUNTER64,)):
            notify.send(kind, triples(varbinds))
    for i in range(100, 300, 11):
        notify.send(KIND, [(BASE + "1.0", 4, "y" * i)])
    assert len(sent) > 80
    for datagram, layers in zip(sent, dissect(sent, tmp_path)):
        assert "snmp" in layers and not complaints(layers), (datagram, layers)


DEVICE = """
import gc, sys
if hasattr(gc, "threshold"):
    gc.threshold(2048)
sys.path[:] = [%r] + [p for p in sys.path if p == ".frozen" or "lib" in p]
from usnmp_notify import Notifier, Target
told = []
targets = [Target("127.0.0.1", port=%d, version=v, inform=v == "2c") for v in ("1", "2c")]
notify = Notifier(targets, lambda: 12345, enterprise=%r, on_result=lambda *a: told.append(a[2]))
for i in range(6):
    notify.send("1.3.6.1.4.1.8072.9999.0.%%d" %% (i + 10), [("1.3.6.1.9.1.0", 4, "x" * i)])
for _ in range(400):
    if notify.pending:
        notify.poll(50)
print(told.count(True), notify.acknowledged, notify.failed)
"""


@pytest.mark.parametrize("name", INTERPRETERS)
def test_each_interpreter_sends_and_has_its_informs_acknowledged(name, trapd, build):
    folder = ROOT if name == "cpython" else build
    code = DEVICE % (str(folder), trapd.port, ENTERPRISE)
    done = run(*interpreter(name), "-c", code, timeout=60)
    assert done.returncode == 0 and done.stdout.split() == ["12", "6", "0"], done
    lines = [trapd.line() for _ in range(12)]
    assert len([s for s in lines if s.startswith("INFORM")]) == 6
    for i in range(6):
        kinds = "|6|.%d|" % (i + 10), "9999.0.%d\t" % (i + 10)
        assert len([s for s in lines if kinds[0] in s or kinds[1] in s]) == 2


def test_informs_reach_a_receiver_that_starts_later(tmp_path):
    port = free_port()
    told = []
    target = Target("127.0.0.1", port=port, inform=True, timeout_ms=100, retries=9)
    notify = Notifier([target], lambda: 1, on_result=lambda oid, target, ok: told.append(ok))
    try:
        notify.send(KIND)  # ICMP says that nobody listens: that is no answer
        notify.poll(20)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind(("127.0.0.1", port))
            s.settimeout(0.02)
            for _ in range(2000):
                notify.poll(20)
                try:
                    data, source = s.recvfrom(1500)
                    s.sendto(data.replace(b"\xa6", b"\xa2", 1), source)
                except OSError:
                    pass
                if told:
                    break
        assert told == [True]
    finally:
        notify.close()


def test_a_name_that_cannot_be_resolved_keeps_it_waiting():
    notify = Notifier([Target("name.invalid")], lambda: 1)
    notify.send(KIND)
    assert notify.pending == 1 and notify.sent == 0
    notify.poll()
    assert notify.pending == 1
    notify.close()


def test_ipv6_and_ipv4_side_by_side(ipv6):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as a:
        a.bind(("127.0.0.1", 0))
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as b:
            b.bind(("::1", 0))
            told = []
            targets = [
                Target("127.0.0.1", port=a.getsockname()[1], inform=True),
                Target("::1", port=b.getsockname()[1], inform=True),
            ]
            notify = Notifier(targets, lambda: 1, on_result=lambda *x: told.append(x[2]))
            notify.send(KIND)
            for s in (a, b):
                s.settimeout(20)
                data, source = s.recvfrom(1500)
                s.sendto(data.replace(b"\xa6", b"\xa2", 1), source)
            for _ in range(400):
                if len(told) < 2:
                    notify.poll(50)
            assert told == [True, True]
            notify.close()
