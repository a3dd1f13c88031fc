# `usnmp translate` and snmptranslate with the same MIBs: the same octets.

import io
import json
import re
import sys

import pytest
from clibox import usnmp_command
from mibbox import both, texts  # noqa: F401 - fixtures

# What differs, by the line that net-snmp has and ours.
DIFFERENCES = {
    # It prints what another clause left in its buffer: it knows no size of an Opaque.
    b"  SYNTAX\tOpaque (UCD-SNMP-MIB) ": b"  SYNTAX\tOpaque () ",
}


def plain(text):
    """Without descriptions, which the shipped table has not, and net-snmp's numbers of types."""
    text = re.sub(rb'(?m)^  DESCRIPTION\t"[^"]*"\n', b"", text)
    text = re.sub(rb" tc=\d+", b"", text)
    for theirs, ours in DIFFERENCES.items():
        text = text.replace(theirs, ours)
    return text


def same(both, *args):  # noqa: F811
    (status, out, err), found = both("translate", *args)
    assert found == (status, plain(out), err)
    return out


@pytest.mark.parametrize("letter", "aloptsz")
def test_lists_of_all_objects_are_the_same(both, letter):  # noqa: F811
    assert same(both, "-T" + letter).count(b"\n") > 1800


def test_lists_may_be_together(both):  # noqa: F811
    assert same(both, "-Tlo", "-Ts").count(b"\n") > 5400


@pytest.mark.parametrize("width", [20, 40, 80, 100, 1000])
def test_trees_of_any_width_are_the_same(both, width):  # noqa: F811
    same(both, "-Tp", "-w", width)


@pytest.mark.parametrize("width", [None, 40, 79])
def test_every_object_is_described_the_same(both, width):  # noqa: F811
    oids = both("translate", "-To")[0][1].decode().split()
    assert len(oids) > 1800
    more = ["-w", width] if width else []
    for i in range(0, len(oids), 300):
        same(both, "-Td", *more, *oids[i : i + 300])


@pytest.mark.parametrize("flag", "nsSfu")
def test_every_object_has_the_same_name(both, flag):  # noqa: F811
    oids = both("translate", "-To")[0][1].decode().split()
    for i in range(0, len(oids), 900):
        same(both, "-O" + flag, *oids[i : i + 900])


@pytest.mark.parametrize("way", ["-IR", "-Ib"])
def test_names_are_found_by_themselves_and_by_expressions(both, way):  # noqa: F811
    for name in ("sysDescr", "ifDescr", "usmUserName", "linkDown", "dskPath", "snmpTrapOID"):
        same(both, way, "-On", name)
        same(both, way, name)


@pytest.mark.parametrize(
    "args",
    [
        ("-IR", "-On", "ifDescr.1"),
        ("-Os", "SNMPv2-MIB::sysDescr.0"),
        ("-Of", "SNMPv2-MIB::sysDescr.0"),
        (".1.9.9",),
        (".2.999.1",),
        ("-Td", ".1.9.9"),
        ("-Td", ".1.3.6.1.2.1.2.2.1.2.7"),
        ("SNMPv2-MIB::sysDescr.0", ".1.3.6.1", ".1.3"),
        ("-Tp", ".1.3.6.1.2.1.2"),
        ("-Tp", ".1.3.6.1.2.1.2", ".1.3.6.1.2.1.1"),
        ("-IR", "nosuch"),
        ("-Ib", "nosuch"),
        ("nosuch.y",),
        ("-TB", "nosuchx"),
        ("-TBd", "ifinoct"),
        ("-TB", "^ifIn.*"),
    ],
)
def test_arguments_mean_the_same(both, args):  # noqa: F811
    same(both, *args)


def test_all_that_match_are_shown_where_snmptranslate_leaves_some_out(both):  # noqa: F811
    theirs, ours = both("translate", "-TB", "inOctets")
    assert ours[0] == 0 and set(theirs[1].split()) < set(ours[1].split())
    assert b"IF-MIB::ifInOctets" in ours[1].split()


def test_a_name_alone_needs_no_option(both):  # noqa: F811
    assert usnmp_command("translate", "-On", "ifDescr.1")[1] == b".1.3.6.1.2.1.2.2.1.2.1\n"


def test_lines_of_standard_input_are_translated(both, monkeypatch):  # noqa: F811
    lines = (
        ".1.3.6.1.2.1.1.5.0 = STRING: attic\n.1.3.6.1.2.1.2.2.1.2.1\ta\nno OID here\n"
        "1.3.6 short\n.1.3.6\n\n.1.3.6.1.2.1.1.3.0"
    )
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    theirs, ours = both("translate", "-", input=lines.encode())
    assert ours == theirs and ours[1].startswith(b"SNMPv2-MIB::sysName.0 = STRING: attic\n")


@pytest.mark.parametrize(
    "args, text",
    [((), "an OID, or -T"), (("-Tx", "1.3"), "unknown letter of -T: x"), (("-Td",), "an OID")]
    + [(("-w", "0", "1.3"), "must be more than 0")],
)
def test_wrong_arguments_are_told(args, text):
    status, out, err = usnmp_command("translate", *args)
    assert (status, out) == (2, b"") and text in err.decode()


def test_json_has_what_is_known(both):  # noqa: F811
    _, out, _ = usnmp_command("translate", "--json", "ifOperStatus.2", ".1.9.9")
    found = [json.loads(line) for line in out.splitlines()]
    assert found[0]["name"] == "IF-MIB::ifOperStatus.2" and found[0]["enums"]["down"] == 2
    assert found[0]["index"] == ["IF-MIB::ifIndex"] and found[0]["access"] == "read-only"
    assert found[1] == {"oid": "1.9.9", "name": "iso.9.9", "kind": "node"}
