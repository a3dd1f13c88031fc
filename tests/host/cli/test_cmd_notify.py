# `usnmp trap` and `inform` with names and the types of MIBs, as snmptrap sends them; `poll` with
# names.

import json
import os
import socket

import pytest
import usnmp
from clibox import Box, Started, usnmp_command
from mibbox import both, texts  # noqa: F401 - fixtures

STATUS = "1.3.6.1.2.1.2.2.1.8.2"


@pytest.mark.parametrize(
    "words",
    [
        "-v2c 12345 linkDown ifIndex.2 i 2 ifAdminStatus.2 = down",
        "-v2c 5 IF-MIB::linkUp IF-MIB::ifDescr.2 = eth0 sysObjectID.0 o ip",
        "-v2c 5 coldStart ifPhysAddress.2 = 2:0:5e:90:0:ff",
        "-v2c 5 coldStart sysUpTime.0 t 77 ipAdEntAddr.1.2.3.4 = 1.2.3.4",
        "-v1 ucdavis 192.0.2.1 6 17 55 sysName.0 s x",
        "-v1 NET-SNMP-MIB::netSnmp 192.0.2.1 2 0 5 ifOperStatus.1 = up",
    ],
)
def test_names_and_types_of_the_mib_are_sent_as_snmptrap_sends_them(both, words):  # noqa: F811
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sink:
        sink.bind(("127.0.0.1", 0))
        sink.settimeout(60)
        target = "127.0.0.1:%d" % sink.getsockname()[1]
        words = words.split()
        found = both("trap", words[0], "-c", "public", target, *words[1:])
        assert found == ((0, b"", b""), (0, b"", b""))
        packets = [usnmp.SnmpPacket(sink.recv(65535)) for _ in range(2)]
        if packets[0].ver:
            packets[1].id = packets[0].id
        assert packets[0].tobytes() == packets[1].tobytes()


def test_a_name_that_no_mib_has_is_told(both):  # noqa: F811
    status, out, err = usnmp_command("trap", "127.0.0.1:1", "5", "noSuch.trap")
    assert (status, out) == (1, b"") and err.startswith(b"noSuch.trap: Unknown Object Identifier")


def test_poll_has_names_and_enumerations_in_its_lines(both):  # noqa: F811
    with Box({STATUS: (2, 7)}) as box:
        _, out, _ = usnmp_command("poll", "-n1", "-t10", "-o", "ifOperStatus.2", box.host)
    found = json.loads(out)
    assert found["oid"] == STATUS and found["value"] == 7
    assert found["name"] == "IF-MIB::ifOperStatus.2" and found["enum"] == "lowerLayerDown"


@pytest.mark.parametrize(
    "flags, heading, cell",
    [((), b"ifOperStatus.2", b"lowerLayerDown"), (("-On",), b"..1.8.2", b"lowerLayerDown")]
    + [(("-Oe",), b"ifOperStatus.2", b"7")],
)
def test_poll_has_names_above_its_columns(both, flags, heading, cell):  # noqa: F811
    env = {k: v for k, v in os.environ.items() if k != "MIBS"}
    with Box({STATUS: (2, 7)}) as box:
        more = "-n1", "-t10", *flags, "-o", STATUS, box.host
        with Started("poll", *more, terminal=("stdout",), env=env) as p:
            p.until(cell)
            seen = p.rest()
    lines = seen.replace(b"\x1b[K", b"").splitlines()
    assert any(heading in line.split() for line in lines)
    assert any(cell in line.split() for line in lines)
