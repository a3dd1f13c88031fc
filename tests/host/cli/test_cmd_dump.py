# What `usnmp ... -d` shows of packets: as snmpget -d does, octet by octet.

import re

import pytest
import usnmp
from clibox import BASE, OIDS, Box, netsnmp, usnmp_command
from usnmp_pc.cli import dump

V2C = "-v2c", "-c", "public", "-t10"
HEAD = re.compile(
    r"(Sending (\d+) bytes to|Received (\d+) byte packet from) "
    r"(UDP: \[127\.0\.0\.1\]:(\d+)->\[0\.0\.0\.0\]:(\d+)|UDP/IPv6: \[::1\]:(\d+))"
)


def packets(text):
    """[(head, octets)] of the dumps in `text`, bytes."""
    found = []
    for line in text.decode().split("\n"):
        if HEAD.fullmatch(line):
            found.append((line, b""))
        elif re.match(r"\d{4}: ", line):
            head, octets = found[-1]
            found[-1] = head, octets + bytes.fromhex(line[6:58])
    return found


@pytest.mark.parametrize("ipv6", [False, True])
def test_packets_are_shown_as_snmpget_shows_them(ipv6, capsys):
    with Box(ipv6=ipv6) as box:
        _, _, expected = netsnmp("snmpget", *V2C, "-d", "-On", box.host, *OIDS[:20])
        assert len(expected) > 3000
        for head, octets in packets(expected):
            dump.show(head, octets)
        assert capsys.readouterr().err.encode() == expected
        _, out, err = usnmp_command("get", *V2C, "-d", "-On", box.host, *OIDS[:20])
        assert out.count(b"\n") >= 20
        shapes = [re.sub(rb"(?m)^\d{4}: .*|(->.*):\d+$", rb"\1", t) for t in (expected, err)]
        assert shapes[0] == shapes[1]
        for head, octets in packets(err):
            found = HEAD.fullmatch(head)
            assert int(found[2] or found[3]) == len(octets)
            assert int(found[5] or found[7]) == box.port


@pytest.mark.parametrize(
    "name, words, types",
    [
        ("get", (OIDS[0],), [0xA0, 0xA2]),
        ("getnext", (OIDS[0],), [0xA1, 0xA2]),
        ("bulkget", (OIDS[0],), [0xA5, 0xA2]),
        ("walk", (OIDS[0],), [0xA1, 0xA2, 0xA0, 0xA2]),
        ("bulkwalk", (OIDS[0],), [0xA5, 0xA2, 0xA0, 0xA2]),
        ("table", ("1.3.6.1.2.1.2.2",), [0xA1, 0xA2]),
        ("set", (OIDS[0], "i", "1"), [0xA3, 0xA2]),
        ("inform", ("5", BASE), [0xA6, 0xA2]),
        ("trap", ("5", BASE), [0xA7]),
    ],
)
def test_all_commands_show_what_goes_and_comes(name, words, types):
    with Box() as box:
        _, _, err = usnmp_command(name, *V2C, "-d", box.host, *words)
    assert [usnmp.SnmpPacket(octets).type for _, octets in packets(err)] == types


def test_poll_shows_them_too():
    with Box() as box:
        _, _, err = usnmp_command("poll", *V2C, "-d", "-n1", "-o", OIDS[0], box.host)
    assert [usnmp.SnmpPacket(octets).type for _, octets in packets(err)] == [0xA0, 0xA2]


def test_snmp_conf_turns_it_on(tmp_path, monkeypatch):
    monkeypatch.setenv("SNMPCONFPATH", str(tmp_path))
    (tmp_path / "snmp.conf").write_text("dumpPacket yes\n")
    with Box() as box:
        assert len(packets(usnmp_command("get", *V2C, box.host, OIDS[0])[2])) == 2
