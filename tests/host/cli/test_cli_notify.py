# usnmp trap, inform and trapd with net-snmp's snmptrap, snmpinform and snmptrapd as peers.

import json
import re
import socket
import subprocess

import pytest
import usnmp
from clibox import BASE, Box, Started, netsnmp, usnmp_command
from conftest import free_port, tool

TRAP = BASE + ".0.7"
VALUES = "1.3.6.1.2.1.1.5.0", "s", "a box", BASE + ".1", "i", "-5", BASE + ".2", "x", "00ff"


@pytest.fixture
def sink():
    """A socket that traps are sent to, and how it is addressed."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("127.0.0.1", 0))
        s.settimeout(60)
        yield s, "127.0.0.1:%d" % s.getsockname()[1]


@pytest.mark.parametrize(
    "words",
    [("2c", "12345", TRAP), ("2c", "12345", "." + TRAP, *VALUES)]
    + [("1", BASE, "192.0.2.1", "6", "17", "55", *VALUES), ("1", "", "192.0.2.1", "2", "0", "5")]
    + [("1", BASE, "localhost", "0", "0", "0")],
)
def test_trap_sends_what_snmptrap_sends(sink, words):
    sink, target = sink
    args = "-v", words[0], "-c", "traps", target, *words[1:]
    found = []
    for run in (netsnmp, usnmp_command):
        assert run("snmptrap" if run is netsnmp else "trap", *args) == (0, b"", b"")
        packet = usnmp.SnmpPacket(sink.recv(65535))
        if packet.ver:
            packet.id = 0
        found.append(packet.tobytes())
    assert found[0] == found[1]


@pytest.mark.parametrize("version", ["1", "2c"])
def test_an_uptime_of_nothing_is_that_of_the_machine(sink, version):
    sink, target = sink
    words = ("", "", "6", "1", "") if version == "1" else ("", TRAP)
    times = []
    for run in (netsnmp, usnmp_command, netsnmp):
        name = "snmptrap" if run is netsnmp else "trap"
        assert run(name, "-v", version, "-c", "public", target, *words)[0] == 0
        packet = usnmp.SnmpPacket(sink.recv(65535))
        if version == "1":
            times.append(packet.timestamp)
        else:
            times.append(packet.varbinds["1.3.6.1.2.1.1.3.0"][1])
        if run is usnmp_command and version == "1":
            assert packet.agent_addr == "127.0.0.1"
    assert times == sorted(times)


@pytest.mark.parametrize(
    "args",
    [("trap", "h"), ("trap", "h", "5"), ("trap", "h", "x", TRAP), ("inform", "h")]
    + [("trap", "h", "5", TRAP, "1.3")]
    + [("trap", "-v1", "h", "1.3", "", "7", "0", "0"), ("trap", "-v1", "h", "1.3", "", "6")]
    + [("inform", "-v1", "h", "5", TRAP), ("trap", "-v1", "-Ci", "h", "1.3", "", "6", "1", "0")]
    + [("trapd", "-p", "0"), ("trapd", "-p", "65536"), ("trapd", "-n", "0"), ("trapd", "x")],
)
def test_wrong_arguments_are_a_line_and_the_usage(args):
    status, out, err = usnmp_command(*args)
    lines = err.decode().splitlines()
    assert (status, out, len(lines)) == (2, b"", 2), lines
    assert lines[0].startswith("usage: usnmp") and ": error: " in lines[1]


def test_names_and_values_that_are_none_are_a_line():
    for args in (("h", "5", "1.linkUp"), ("h", "5", TRAP, "1.3", "i", "x")):
        status, out, err = usnmp_command("trap", *args)
        assert (status, out, err.count(b"\n")) == (1, b"", 1) and b"usage" not in err


def test_faults_of_the_network_are_a_line():
    for args in (
        ("trap", "no.invalid", "5", TRAP),
        ("inform", "no.invalid", "5", TRAP),
        ("trap", "-v1", "127.0.0.1:9", "1.3", "no.invalid", "6", "1", "0"),
        ("trap", "255.255.255.255:9", "5", TRAP),
        ("inform", "-t0.1", "-r0", "127.0.0.1:9", "5", TRAP),
        ("trapd", "--host", "192.0.2.77", "-p", "21777"),
        ("trapd", "--host", "no.invalid"),
    ):
        status, out, err = usnmp_command(*args)
        assert (status, out, err.count(b"\n")) == (1, b"", 1), (args, err)


def test_an_inform_is_repeated_until_it_is_acknowledged_and_a_refusal_is_told():
    with Box() as box:
        box.reply = lambda r: box.response(r, r.varbinds.items()) if box.requests[1:] else None
        for args in (("inform",), ("trap", "-Ci")):
            del box.requests[:]
            done = usnmp_command(*args, "-t0.2", "-r20", box.host, "5", TRAP, *VALUES)
            assert done == (0, b"", b"") and len(box.requests) > 1
            assert {r.type for r in box.requests} == {0xA6}
            assert len({r.id for r in box.requests}) == 1
        box.reply = lambda r: box.error(r, 16, 0)
        status, _, err = usnmp_command("inform", "-t5", box.host, "5", TRAP)
        assert status == 2 and b"authorizationError" in err


def test_snmptrapd_shows_what_trap_and_inform_send():
    port = free_port()
    command = [tool("snmptrapd"), "-f", "-n", "-Lo", "-On", "-C", "--disableAuthorization=yes"]
    process = subprocess.Popen(
        [*command, "127.0.0.1:%d" % port],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        # It is ready when it answers.
        options = "-t0.3", "-r100", "127.0.0.1:%d" % port
        assert usnmp_command("inform", *options, "5", TRAP, *VALUES)[0] == 0
        target = options[-1]
        assert usnmp_command("trap", target, "6", TRAP, *VALUES)[0] == 0
        v1 = BASE, "192.0.2.1", "6", "17", "55", *VALUES
        assert usnmp_command("trap", "-v1", target, *v1)[0] == 0
        assert usnmp_command("inform", *options, "7", TRAP)[0] == 0
    finally:
        process.terminate()
        shown = process.communicate(timeout=30)[0]
    values = '.1.3.6.1.2.1.1.5.0 = STRING: "a box"\t.%s.1 = INTEGER: -5\t.%s.2 = Hex-STRING: 00 FF'
    for ticks in (5, 6):
        line = ".1.3.6.1.2.1.1.3.0 = Timeticks: (%d) 0:00:00.0%d\t" % (ticks, ticks)
        line += ".1.3.6.1.6.3.1.1.4.1.0 = OID: .%s\t" % TRAP
        assert line + values % (BASE, BASE) in shown
    assert "Enterprise Specific Trap (17) Uptime: 0:00:00.55\n\t" + values % (BASE, BASE) in shown
    assert "TRAP, SNMP v1, community public\n\t.%s " % BASE in shown


def send(target, *more):
    # One of each kind from net-snmp.
    options = "-c", "public", *more
    v2c = target, "5", TRAP, *VALUES
    # An inform first, until trapd is there
    assert netsnmp("snmpinform", "-v2c", "-t0.3", "-r100", *options, *v2c)[0] == 0
    assert netsnmp("snmptrap", "-v2c", *options, target, "6", "1.3.6.1.6.3.1.1.5.3")[0] == 0
    v1 = target, BASE, "192.0.2.1", "6", "17", "55", *VALUES
    assert netsnmp("snmptrap", "-v1", *options, *v1)[0] == 0


def test_trapd_shows_what_net_snmp_sends():
    port = free_port()
    with Started("trapd", "-p", port, "--host", "127.0.0.1", "-n", "3") as p:
        send("127.0.0.1:%d" % port)
        out, err = p.process.communicate(timeout=60)
    assert (p.process.returncode, err) == (0, b"")
    out = re.sub("(?m)^[-0-9]{10} [:0-9]{8}", "TIME", out.decode())
    values = [
        '  iso.3.6.1.2.1.1.5.0 = STRING: "a box"',
        "  iso%s.1 = INTEGER: -5" % BASE[1:],
        "  iso%s.2 = Hex-STRING: 00 FF " % BASE[1:],
    ]
    assert re.sub("port [0-9]+", "port N", out).splitlines() == [
        "TIME inform from 127.0.0.1 port N, SNMPv2c, community public",
        "  .%s, uptime 0:00:00.05" % TRAP,
        *values,
        "TIME trap from 127.0.0.1 port N, SNMPv2c, community public",
        "  .1.3.6.1.6.3.1.1.5.3 linkDown, uptime 0:00:00.06",
        "TIME trap from 127.0.0.1 port N, SNMPv1, community public",
        "  .%s.0.17, uptime 0:00:00.55" % BASE,
        "  enterprise .%s, agent 192.0.2.1, generic 6, specific 17" % BASE,
        *values,
    ]


def test_trapd_prints_json_lines():
    port = free_port()
    with Started("trapd", "-p", port, "--host", "127.0.0.1", "-n", "3", "--json") as p:
        send("127.0.0.1:%d" % port)
        out, err = p.process.communicate(timeout=60)
    assert (p.process.returncode, err) == (0, b"")
    inform, trap, v1 = [json.loads(line) for line in out.decode().splitlines()]
    values = [
        {"oid": "1.3.6.1.2.1.1.5.0", "type": "OCTSTR", "value": "a box"},
        {"oid": BASE + ".1", "type": "INT", "value": -5},
        {"oid": BASE + ".2", "type": "OCTSTR", "value": {"hex": "00ff"}},
    ]
    assert inform["varbinds"] == v1["varbinds"] == values and trap["varbinds"] == []
    assert [n["kind"] for n in (inform, trap, v1)] == ["inform", "trap", "trap"]
    assert [n["version"] for n in (inform, trap, v1)] == ["2c", "2c", "1"]
    assert [n["uptime"] for n in (inform, trap, v1)] == [5, 6, 55]
    assert {n["source"] for n in (inform, trap, v1)} == {"127.0.0.1"}
    assert [n["trap_oid"] for n in (inform, trap)] == [TRAP, "1.3.6.1.6.3.1.1.5.3"]
    assert (v1["enterprise"], v1["agent_addr"]) == (BASE, "192.0.2.1")
    assert (v1["generic_trap"], v1["specific_trap"]) == (6, 17)


def test_trapd_shows_only_the_communities_that_are_wanted_and_ends_with_ctrl_c():
    port = free_port()
    args = "-p", port, "--host", "127.0.0.1", "-c", "a", "--community", "b", "--json"
    with Started("trapd", *args) as p:
        target = "127.0.0.1:%d" % port
        assert netsnmp("snmpinform", "-v2c", "-t0.3", "-r100", "-cb", target, "1", TRAP)[0] == 0
        assert netsnmp("snmptrap", "-v2c", "-cpublic", target, "2", TRAP)[0] == 0
        assert netsnmp("snmptrap", "-v2c", "-ca", target, "3", TRAP)[0] == 0
        assert [json.loads(p.line())["community"] for _ in range(2)] == ["b", "a"]
        assert p.interrupt() == 0
        assert p.process.stderr.read() == b""


def test_trapd_listens_by_ipv6_and_ipv4():
    port = free_port()
    with Started("trapd", "-p", port, "--host", "::", "-n", "2", "--json") as p:
        for host in ("127.0.0.1:%d" % port, "udp6:[::1]:%d" % port):
            options = "-v2c", "-t0.3", "-r100", "-cpublic"
            assert netsnmp("snmpinform", *options, host, "1", TRAP)[0] == 0
        found = [json.loads(p.line()) for _ in range(2)]
    assert [(n["source"], n["agent_addr"]) for n in found] == [("127.0.0.1",) * 2, ("::1",) * 2]


def test_no_value_looks_like_a_notification():
    port = free_port()
    with Started("trapd", "-p", port, "--host", "127.0.0.1", "-n", "1") as p:
        forged = "x\n2026-01-01 00:00:00 trap from 192.0.2.1\r\x0b"
        args = "127.0.0.1:%d" % port, "5", TRAP, BASE + ".1", "s", forged
        assert netsnmp("snmpinform", "-v2c", "-t0.3", "-r100", "-cpublic", *args)[0] == 0
        out = p.process.communicate(timeout=60)[0].decode().split("\n")
    assert [line[:4] for line in out[1:]] == ["  .1", "  is", "    ", ""] and "\r" not in "".join(
        out
    )


def test_a_port_that_is_taken_or_forbidden_is_told(monkeypatch):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("127.0.0.1", 0))
        args = "trapd", "--host", "127.0.0.1", "-p", s.getsockname()[1]
        status, _, err = usnmp_command(*args)
        assert status == 1 and b"Address already in use" in err and err.count(b"\n") == 1

    def forbidden(self):
        raise PermissionError(13, "Permission denied")

    from usnmp_receiver import Receiver

    monkeypatch.setattr(Receiver, "bind", forbidden)  # root may
    status, _, err = usnmp_command("trapd")
    assert status == 1 and b"port 162: permission denied" in err and err.count(b"\n") == 1


def inform(port, *words, tries=1):
    # The exit status of an inform to trapd: 1 if there was no acknowledgement, and no refusal.
    options = "-t0.5", "-r%d" % (tries - 1), "127.0.0.1:%d" % port
    return usnmp_command("inform", *options, *(words or ("5", TRAP)))[0]


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_an_inform_that_could_not_be_written_is_not_acknowledged(form):
    port = free_port()
    with open("/dev/full", "w") as full:
        with Started("trapd", "-p", port, "--host", "127.0.0.1", *form, stdout=full) as p:
            assert inform(port, tries=20) == 1  # again until it is there, and then has ended
            assert p.process.wait(60) == 1
            assert p.process.stderr.read() == b"usnmp: No space left on device\n"


def test_an_inform_that_nobody_reads_is_not_acknowledged():
    port = free_port()
    with Started("trapd", "-p", port, "--host", "127.0.0.1") as p:
        assert inform(port, tries=100) == 0
        p.process.stdout.close()
        p.process.stdout = None
        assert inform(port) == 1
        assert p.process.wait(60) == 141 and p.process.stderr.read() == b""


def test_sigterm_ends_trapd_as_ctrl_c_does():
    port = free_port()
    with Started("trapd", "-p", port, "--host", "127.0.0.1") as p:
        assert inform(port, tries=100) == 0
        p.process.terminate()
        assert p.process.wait(60) == 0
        assert b" inform from 127.0.0.1 " in p.process.stdout.read()
        assert p.process.stderr.read() == b""


def test_what_comes_does_no_harm_on_a_terminal():
    port = free_port()
    values = BASE + ".1", "s", "two\nlines\x1b]0;x\x07", BASE + ".2", "s", "a\r\tb\x0b\x0cc\x7f"
    values += BASE + ".3", "s", "a\r\n\tb\x0b\x0cc"
    for form in ((), ("-Oa",), ("-OxT",), ("--json",)):
        args = "trapd", "-p", port, "--host", "127.0.0.1", "-n", "2", *form
        with Started(*args, terminal=("stdout",)) as p:
            community = "-cx\x1b[2J\x9b2J\n"
            assert inform(port, "5", TRAP, *values, tries=100) == 0
            target = "127.0.0.1:%d" % port
            assert usnmp_command("trap", community, target, "5", TRAP, *values)[0] == 0
            shown = p.rest().replace(b"\r\n", b"\n")  # the terminal's own
        assert TRAP.encode() in shown
        assert not set(shown) - set(b"\n") - set(range(32, 127)), shown


def test_a_trap_of_snmpv1_in_a_message_of_v2c_is_shown_as_such():
    port = free_port()
    packet = usnmp.SnmpPacket(0xA4, ver=1, enterprise=BASE, generic_trap=6, specific_trap=17)
    with Started("trapd", "-p", port, "--host", "127.0.0.1", "-n", "2") as p:
        assert inform(port, tries=100) == 0
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.sendto(packet.tobytes(), ("127.0.0.1", port))
        out = p.process.communicate(timeout=60)[0].decode().splitlines()
    assert out[2].endswith("SNMPv2c, community public") and out[3].startswith("  .%s.0.17" % BASE)
    assert out[4] == "  enterprise .%s, agent 127.0.0.1, generic 6, specific 17" % BASE


@pytest.mark.parametrize("command", ["trap", "inform"])
def test_no_argument_does_harm_on_a_terminal_and_no_community_is_shown(command):
    for args in (
        ("no\x1b]0;x\x07.invalid", "5", TRAP),
        ("h", "x\x1b[2J", TRAP),
        ("h", "5", "1.3\x9b2J"),
        ("h", "5", TRAP, "1.3.6.1", "i", "x\x1b[2J"),
        ("-x\x1b[2J", "h", "5", TRAP),
        ("-v1\x1b[2J", "h", "5", TRAP),
    ):
        status, out, err = usnmp_command(command, "-csecret", *args)
        assert status in (1, 2) and out == b"" and b"secret" not in err
        assert not set(err) - set(b"\n") - set(range(32, 127)), err


def test_ctrl_c_ends_an_inform_that_waits():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("127.0.0.1", 0))
        s.settimeout(60)
        target = "127.0.0.1:%d" % s.getsockname()[1]
        with Started("inform", "-t60", target, "5", TRAP) as p:
            s.recv(1000)
            assert p.interrupt() == 130
            assert p.process.communicate() == (b"", b"")
