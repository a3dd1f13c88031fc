# `usnmp trapd`: addresses, formats and where it writes, with snmptrapd getting the same traps.

import json
import os
import re
import socket
import subprocess
import time
from types import SimpleNamespace

import pytest
import usnmp
from clibox import Started, netsnmp, usnmp_command
from conftest import free_port, tool
from mibbox import texts  # noqa: F401 - a fixture
from usnmp_base.uptime import Uptime
from usnmp_notify import Notifier, Target
from usnmp_pc.cli import trapformat
from usnmp_pc.cli.output import Style
from usnmp_pc.mibs import shipped
from usnmp_receiver.notification import Notification

ENTERPRISE = "1.3.6.1.4.1.8072"
IF = "1.3.6.1.2.1.2.2.1.1.2"
# The letters, the texts and the escapes that mean the same in both, of a trap of any version.
COMMON = (
    r"P=%P|s=%s|S=%S|u=%u|E=%E|b=%b|v=%v|#v=%#v|V=%V; %v|V=%V\t<\%>%v|V=%V/%#v|z=%z|%%|\q\\\a"
    r"|h=%02.2h|j=%.2j|y=%y|#y=%#y|l=%l|m=%.2m|%.4y-%.2m-%.2l|x%|\"\'\?\b\f\r\v|END\n"
)
# Those that are of SNMPv1 alone, or that snmptrapd only fills there.
OF_V1 = r"a=%a|A=%A|N=%N|q=%q|w=%w|W=%W|T=%T|#T=%#T|.3w=%.3w|05w=%05w|.6W=%.6W|END\n"
TRAPS = {
    "v2c": ("-v2c", "9012345", "1.3.6.1.6.3.1.1.5.3", IF, "i", "2", "1.3.6.1.2.1.1.5.0", "s", "a"),
    "v1": ("-v1", ENTERPRISE, "192.0.2.1", "6", "17", "9012345", IF, "i", "2"),
    "v1 link": ("-v1", ENTERPRISE, "192.0.2.1", "2", "0", "55"),
    "v1 late": ("-v1", ENTERPRISE + ".0", "192.0.2.1", "6", "5", "88012345"),
    "v1 known": ("-v1", ENTERPRISE + ".4", "192.0.2.1", "6", "2", "5", IF[:-3] + "7.2", "i", "2"),
    "inform": ("-v2c", "-Ci", "55", ENTERPRISE + ".2.0.9"),
}


class Snmptrapd:
    """snmptrapd with a format, and what it writes."""

    def __init__(self, folder, form, *more, **environment):
        (folder / "trapd.conf").write_text("disableAuthorization yes\n")
        self.port = free_port()
        env = {**os.environ, "SNMPCONFPATH": str(folder), **environment}
        command = [tool("snmptrapd"), "-n", "-f", "-Lo", "-C", "-c", "trapd.conf", *more]
        command += ["-F", form, "udp:127.0.0.1:%d" % self.port]
        self.process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, env=env)
        while b"NET-SNMP version" not in self.process.stdout.readline():
            pass

    def line(self):
        """The next line of what it writes."""
        return self.process.stdout.readline()

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.process.terminate()
        self.process.communicate()


def alike(line):
    # Without the ports, which are each sender's and receiver's own.
    return re.sub(rb"\]:\d+", b"]:PORT", line)


def sent(port, words, *more):
    version, *rest = words
    flags = [w for w in rest if w.startswith("-C")]
    rest = [w for w in rest if not w.startswith("-C")]
    words = (version, *flags, "-c", "public", *more, "127.0.0.1:%d" % port, *rest)
    assert netsnmp("snmptrap", *words)[0] == 0


@pytest.mark.parametrize("flags", ["-On", "-OS", "-Os", "-Oqu"])
@pytest.mark.parametrize("form", [COMMON, OF_V1])
def test_formats_mean_what_they_mean_to_snmptrapd(tmp_path, texts, form, flags):  # noqa: F811
    names = [n for n in TRAPS if form == COMMON or n.startswith("v1")]
    port = free_port()
    more = flags, "-F", form, "127.0.0.1:%d" % port
    mibs = {"MIBS": ":".join(shipped()), "MIBDIRS": str(texts)}
    env = {**os.environ, "MIBDIRS": str(texts)}
    del env["MIBS"]
    other = Snmptrapd(tmp_path, form, flags, **mibs)
    with other, Started("trapd", *more, env=env) as ours:
        listening(port)
        for name in names:
            lines = None
            while not lines:  # both within one minute
                minute = time.time() // 60
                sent(other.port, TRAPS[name])
                sent(port, TRAPS[name])
                lines = [alike(p.line()) for p in (ours, other)]
                if time.time() // 60 > minute:
                    lines = None
            assert lines[0] == lines[1] and lines[1].endswith(b"END\n"), name


def listening(port):
    # Until something listens at the port of loopback.
    for _ in range(600):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.connect(("127.0.0.1", port))
            s.send(b"")
            s.settimeout(0.05)
            try:
                s.recv(1)
            except ConnectionRefusedError:
                time.sleep(0.05)
            except socket.timeout:
                return
    raise AssertionError("nothing listens")


def notification(pdu_type=0xA7, version="2c", uptime=9012345, trap="1.3.6.1.6.3.1.1.5.3"):
    packet = usnmp.SnmpPacket(pdu_type, ver=1, community="public", id=1)
    packet.varbinds.append(("1.3.6.1.2.1.1.3.0", (67, uptime)))
    packet.varbinds.append(("1.3.6.1.6.3.1.1.4.1.0", (6, trap)))
    d = packet.tobytes()
    return Notification(("192.0.2.9", 5555), "2c", "public", d, 5 + 2 + 6)


@pytest.mark.parametrize(
    "form, text",
    [
        ("%w %W %q %N", "2 Link Down 0 .1.3.6.1.6.3.1.1.5"),
        ("%T|%#T", "9012345|1 day, 1:02:03.45"),
        ("%L %H:%J:%K %M %Y", "1 1:2:3 0 0"),
        ("%.2H:%02J", "01:02"),
        ("[%6w][%-6w][%06w]", "[     2][2     ][000002]"),
        ("[%12W][%-12W][%.4W]", "[   Link Down][Link Down   ][Link]"),
        ("%a %A %B", "192.0.2.9 192.0.2.9 192.0.2.9"),
        ("%b", "UDP: [192.0.2.9]:5555->[198.51.100.1]:162"),
        ("%t", "1700000000"),
        ("%#y-%#m-%#l %#h:%#j:%#k", "2023-11-14 22:13:20"),
        ("%.2y", "23"),
        ("%", ""),
        ("\\", "\\"),
        ("50%%", "50%"),
    ],
)
def test_what_snmptrapd_leaves_out_is_there_too(form, text):
    pieces = trapformat.parsed(form)
    local = "198.51.100.1", 162
    assert trapformat.render(pieces, notification(), Style("n"), local, 1700000000) == text


def test_a_trap_of_an_enterprise_has_its_number():
    pieces = trapformat.parsed("%w %W %q %N")
    for trap in (ENTERPRISE + ".0.17", ENTERPRISE + ".17"):
        text = trapformat.render(pieces, notification(trap=trap), Style("n"))
        assert text == "6 Enterprise Specific .17 ." + ENTERPRISE


def test_it_listens_at_several_addresses_and_answers_from_each():
    ports = [free_port() for _ in range(3)]
    places = "127.0.0.1:%d" % ports[0], "udp:%d" % ports[1], "udp6:[::1]:%d" % ports[2]
    with Started("trapd", "-n", "3", "-F", r"%b %v\n", *places) as p:
        listening(ports[0])
        for host in ("127.0.0.1:%d" % ports[0], "127.0.0.1:%d" % ports[1], places[2]):
            words = host, "5", ENTERPRISE + ".0.1"
            assert netsnmp("snmpinform", "-v2c", "-c", "public", *words) == (0, b"", b"")
        lines = [p.line() for _ in range(3)]
        assert p.process.wait(30) == 0
    ends = [b"->[127.0.0.1]:%d" % ports[0], b"->[0.0.0.0]:%d" % ports[1], b"UDP/IPv6: [::1]:"]
    assert all(end in line for end, line in zip(ends, lines))


def test_files_are_appended_to_and_begun_anew_when_they_were_moved(tmp_path):
    port = free_port()
    path, other = tmp_path / "traps", tmp_path / "others"
    path.write_text("before\n")
    more = "-o", path, "-Lf", other, "-Lo", "-F", r"%v\n"
    with Started("trapd", "-n", "2", *more, "127.0.0.1:%d" % port) as p:
        listening(port)
        for n in (1, 2):
            words = "127.0.0.1:%d" % port, str(n), ENTERPRISE
            assert netsnmp("snmpinform", "-v2c", "-c", "public", *words)[0] == 0
            assert b"Timeticks: (%d)" % n in p.line()
            if n == 1:
                path.rename(tmp_path / "old")
        assert p.process.wait(30) == 0
    old, new, all_ = [(tmp_path / n).read_text() for n in ("old", "traps", "others")]
    assert old.startswith("before\n") and old.count("\n") == 2 and "(1)" in old
    assert new.count("\n") == 1 and "(2)" in new
    assert all_ == old[len("before\n") :] + new


def test_nothing_may_be_written_and_informs_are_acknowledged(tmp_path):
    port = free_port()
    with Started("trapd", "-n", "1", "-Ln", "127.0.0.1:%d" % port) as p:
        listening(port)
        words = "127.0.0.1:%d" % port, "5", ENTERPRISE
        assert netsnmp("snmpinform", "-v2c", "-c", "public", *words) == (0, b"", b"")
        assert p.process.wait(30) == 0 and p.process.stdout.read() == b""


def test_syslog_gets_lines_with_the_facility(monkeypatch):
    import syslog

    from usnmp_pc.cli.logs import Log

    calls = []
    monkeypatch.setattr(syslog, "openlog", lambda *a: None)
    monkeypatch.setattr(syslog, "syslog", lambda *a: calls.append(a))
    Log([("s", "3")]).write("one\ntwo\n")
    level = syslog.LOG_LOCAL3 | syslog.LOG_WARNING
    assert calls == [(level, "one"), (level, "two")]


@pytest.mark.parametrize(
    "args, text",
    [
        (("-p", "1162", "127.0.0.1:1163"), "an ADDRESS, or --host and -p"),
        (("--json", "-F", "%v"), "-F or --json"),
        (("-Lx",), "it must be o, e, f FILE, n or s FACILITY"),
        (("-Lf",), "it must be o, e, f FILE"),
        (("-Ls", "9"), "no such facility"),
        (("tls:127.0.0.1:1162",), "only udp:, tcp: and tlstcp: are known"),
        (("70000",), "no such port"),
    ],
)
def test_wrong_options_are_told(args, text):
    status, out, err = usnmp_command("trapd", *args)
    assert (status, out) == (2, b"") and text in err.decode()


def test_a_file_or_an_address_that_cannot_be_had_is_a_line(tmp_path):
    for args in (("-o", tmp_path / "no" / "traps"), ("192.0.2.77:1162",), ("udp:no.invalid",)):
        status, out, err = usnmp_command("trapd", *args)
        assert (status, out) == (1, b"") and err.count(b"\n") == 1, err


def test_the_engine_of_a_context_is_shown_in_hex():
    n = SimpleNamespace(**{**vars(notification()), "context_engine_id": b"\x80\x00\x1f"})
    assert trapformat.render(trapformat.parsed("%E"), n, Style("n")) == "80 00 1F "


def test_names_and_enumerations_are_shown(texts):  # noqa: F811
    env = {**os.environ, "MIBDIRS": str(texts)}
    del env["MIBS"]
    for more in ((), ("--json",)):
        port = free_port()
        with Started("trapd", "-n", "1", *more, "127.0.0.1:%d" % port, env=env) as p:
            listening(port)
            words = "5", "1.3.6.1.6.3.1.1.5.3", "1.3.6.1.2.1.2.2.1.7.2", "i", "2"
            assert (
                netsnmp("snmpinform", "-v2c", "-c", "public", "127.0.0.1:%d" % port, *words)[0]
                == 0
            )
            lines = p.process.stdout.read().decode().splitlines()
        if more:
            found = json.loads(lines[0])
            assert found["trap_name"] == "IF-MIB::linkDown"
            assert found["varbinds"][0]["name"] == "IF-MIB::ifAdminStatus.2"
            assert found["varbinds"][0]["enum"] == "down"
        else:
            assert lines[1] == "  IF-MIB::linkDown, uptime 0:00:00.05"
            assert lines[2] == "  IF-MIB::ifAdminStatus.2 = INTEGER: down(2)"


def watched_by_the_firmware(*flags):
    """What `usnmp trapd` prints of the two alarms that a watch of a board sends."""
    port = free_port()
    env = {name: value for name, value in os.environ.items() if name != "MIBS"}
    with Started("trapd", *flags, "-n", "2", "127.0.0.1:%d" % port, env=env) as p:
        listening(port)
        now = [315]
        notify = Notifier([Target("127.0.0.1", port=port)], Uptime())
        notify.watch(
            lambda: now[-1], above=300, clear_below=280, every_ms=0, oid="1.3.6.1.2.1.99.1.1.1.4.2"
        )
        for value in (315, 270):
            now.append(value)
            notify.poll()
        return p.process.stdout.read().decode()


def test_the_alarms_of_a_board_are_shown_by_their_names():
    text = watched_by_the_firmware()
    assert "  RMON-MIB::risingAlarm, uptime" in text and "  RMON-MIB::fallingAlarm" in text
    assert "  RMON-MIB::alarmVariable.1 = OID: ENTITY-SENSOR-MIB::entPhySensorValue.2\n" in text
    assert "  RMON-MIB::alarmRisingThreshold.1 = INTEGER: 300\n" in text
    assert "  RMON-MIB::alarmSampleType.1 = INTEGER: absoluteValue(1)\n" in text


def test_in_digits_alarms_are_named_beside_them():
    text = watched_by_the_firmware("-On")
    assert "  .1.3.6.1.2.1.16.0.1 risingAlarm, uptime" in text
    assert "  .1.3.6.1.2.1.16.0.2 fallingAlarm, uptime" in text


def test_in_json_they_have_their_names():
    found = [json.loads(line) for line in watched_by_the_firmware("--json").splitlines()]
    assert [n["trap_name"] for n in found] == ["RMON-MIB::risingAlarm", "RMON-MIB::fallingAlarm"]
