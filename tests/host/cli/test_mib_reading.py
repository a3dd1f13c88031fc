# Names and values as net-snmp reads them with the same MIBs: what was printed, what people type
# (names.txt), what they set (sets.txt), under the flags of -I; and the commands that take names.

import json
import random
import sys
from pathlib import Path

import mib_text
import namebox
import pytest
from clibox import Box, Started, compare, netsnmp, usnmp_command

from usnmp_pc.mibs import MibError, Mibs, parse, shipped

HERE = Path(__file__).parent
NAMES = (HERE / "names.txt").read_text().splitlines()
SETS = [line.split("|") for line in (HERE / "sets.txt").read_text().splitlines()]
SLOW = "-v2c", "-cpublic", "-t10"
DATA = {
    "1.3.6.1.2.1.1.1.0": (4, "a device"),
    "1.3.6.1.2.1.1.2.0": (6, "1.3.6.1.4.1.8072.3.2.10"),
    "1.3.6.1.2.1.1.3.0": (67, 8640001),
    "1.3.6.1.2.1.1.5.0": (4, b"Z\xc3\xbcrich"),
    "1.3.6.1.2.1.2.2.1.2.1": (4, "eth0"),
    "1.3.6.1.2.1.2.2.1.3.1": (2, 6),
    "1.3.6.1.2.1.2.2.1.5.1": (66, 10000000),
    "1.3.6.1.2.1.2.2.1.6.1": (4, b"\x02\0\x5e\x90\0\xff"),
    "1.3.6.1.2.1.2.2.1.7.1": (2, 1),
    "1.3.6.1.2.1.4.20.1.1.192.0.2.1": (64, "192.0.2.1"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Texts of the shipped modules and of namebox's."""
    found = tmp_path_factory.mktemp("mibs")
    mib_text.write(found, dict(shipped(), **{"ODD-MIB": namebox.made()[0]}))
    return found


@pytest.fixture
def mibs(folder, monkeypatch):
    """The same MIBs for both, ours with namebox's."""
    made = Mibs()
    made.add("ODD-MIB", namebox.made()[0])
    monkeypatch.setenv("MIBS", ":".join(made.modules))
    monkeypatch.setenv("MIBDIRS", str(folder))
    return made


@pytest.fixture
def standard(folder, monkeypatch):
    """net-snmp and the command have the shipped modules, loaded in the same order."""
    monkeypatch.setenv("MIBS", ":".join(shipped()))
    monkeypatch.setenv("MIBDIRS", str(folder))


def theirs(host, names, inputs):
    """{name: OID in digits, or what is wrong with it} as snmpget has them."""
    options = (*SLOW, "-On", *["-I" + text for text in inputs], host)
    found = {}
    for i in range(0, len(names), 100):
        some = names[i : i + 100]
        for line in netsnmp("snmpget", *options, *some)[2].decode().splitlines():
            # The longest one: a name may hold ": ".
            name = max([n for n in some if line.startswith(n + ": ")], key=len, default=None)
            if name:
                found[name] = line[len(name) + 2 :]
        good = [name for name in some if name not in found]
        if good:
            status, out, err = netsnmp("snmpget", *options, *good)
            assert status == 0, err
            oids = [line.split(" = ")[0][1:] for line in out.decode().splitlines()]
            assert len(oids) == len(good)
            found.update(zip(good, oids))
    return found


def ours(mibs, name, inputs):
    try:
        return mibs.oid(name, inputs)
    except MibError as e:
        return str(e)


def differences(mibs, names, inputs=()):
    inputs = tuple(inputs)
    with namebox.Dump({}) as dump:
        expected = theirs(dump.host, list(dict.fromkeys(names)), inputs)
    assert set(expected) == set(names)
    found = {name: ours(mibs, name, inputs) for name in expected}
    return {n: (e, found[n]) for n, e in expected.items() if e != found[n]}


def plain_index(node):
    # It reads an InetAddress as the characters of its text, and no string of a type without SIZE.
    indices = [n for n, _ in node.indices]
    sized = all(n.ranges for n in indices if n.base == "OCTET STRING")
    return sized and "InetAddress" not in [n.syntax for n in indices]


@pytest.mark.parametrize("flags", ["", "s", "f", "u", "e", "b", "E"])
def test_what_is_printed_is_read_as_net_snmp_reads_it(mibs, flags):
    recorded, made = namebox.recorded(mibs), namebox.made()[1]
    oids = random.Random(flags).sample(list(recorded), 300)
    oids += [oid for oid in made if mibs.above(oid).name.startswith("oddValue")]
    names = [mibs.name(oid, flags) for oid in oids if plain_index(mibs.above(oid))]
    names = [name for name in names if "\\" not in name]  # which it reads as escapes
    assert len(names) > 300 and differences(mibs, names, ["u"] * (flags == "u")) == {}


ADDRESSES = {
    'ipAddressIfIndex.ipv4."192.0.2.1"': "1.4.192.0.2.1",
    'ipAddressIfIndex.2."20:01:0d:b8:00:00:00:00:00:00:00:00:00:00:00:01"': "2.16.32.1.13.184"
    + ".0" * 11
    + ".1",
    'ipAddressIfIndex.ipv6."2001:db8::1"': "2.16.32.1.13.184" + ".0" * 11 + ".1",
    'ipAddressIfIndex.ipv4z."192.0.2.1%7"': "3.8.192.0.2.1.0.0.0.7",
    'ipAddressIfIndex.ipv6z."fe80::1%3"': "4.20.254.128" + ".0" * 13 + ".1.0.0.0.3",
    'ipAddressIfIndex.dns."a.b"': "16.3.97.46.98",
    'ipAddressIfIndex.ipv4."abc"': "1.3.97.98.99",
    'tcpConnectionState.ipv4."192.0.2.1".80.ipv4."192.0.2.2".5': "1.4.192.0.2.1.80.1"
    + ".4.192.0.2.2.5",
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_inetaddress_is_read_as_it_is_printed(mibs, name):
    column = mibs.node(name.partition(".")[0])
    assert mibs.oid(name) == "%s.%s" % (column.dotted, ADDRESSES[name])
    assert mibs.oid(mibs.name(mibs.oid(name))) == mibs.oid(name)


@pytest.mark.parametrize(
    "inputs",
    [(), "R", "u", "r", "h", "rh", "Rr", ("s.0",), ("s0",), ("S1.3.6.1.2.1.",), ("Siso",)],
)
def test_what_people_type_is_read_as_net_snmp_reads_it(mibs, inputs):
    assert differences(mibs, NAMES, tuple(inputs)) == {}


def test_the_best_match_is_the_one_of_net_snmp(mibs):
    with namebox.Dump({}) as dump:
        expected = theirs(dump.host, NAMES, "b")
    found = {name: ours(mibs, name, "b") for name in NAMES}
    # It tells nothing of what it cannot find.
    expected = {name: oid or "Unknown Object Identifier" for name, oid in expected.items()}
    assert found == expected and len([oid for oid in found.values() if oid[0] == "1"]) > 20


@pytest.mark.parametrize("inputs", [(), ("-Ir",), ("-Ih",), ("-IR",)])
def test_a_set_is_checked_and_told_as_by_snmpset(standard, inputs):
    differ = []
    with Box({}) as box:
        for words in SETS:
            box.objects.clear()
            expected = netsnmp("snmpset", *SLOW, *inputs, box.host, *words)
            box.objects.clear()
            found = usnmp_command("set", *SLOW, *inputs, box.host, *words)
            if found != expected:
                differ.append((words, expected, found))
    assert differ == []


def test_numbers_that_snmpset_would_cut_are_refused(standard):
    for words in (("ifSpeed.1", "=", "-1"), ("ifSpeed.1", "u", "4294967296")):
        status, out, err = usnmp_command("set", *SLOW, "127.0.0.1", *words)
        assert (status, out) == (1, b"") and b"Value out of range (" in err


@pytest.mark.parametrize(
    "args",
    [
        ("get", "sysName.0", "IF-MIB::ifDescr.1"),
        ("get", "sysUpTime.0", "-Os"),
        ("get", "-Of", "iso.org.dod.internet.mgmt.mib-2.system.1.0"),
        ("get", "-On", "sysName.0"),
        ("get", "sysName.7"),
        ("get", "sysName.0", "foo.0", "ifDescr.x"),
        ("getnext", "system", "ifTable"),
        ("bulkget", "-Cr4", "interfaces"),
        ("walk", "system"),
        ("walk", "mib-2", "-OX"),
        ("walk", "sysName.0"),
        ("walk", "RFC1213-MIB::ifTable", "-Ob"),
        ("bulkwalk", "ip", "-Oqe"),
        ("bulkwalk", "mib-2", "-m", "IF-MIB"),
        ("bulkwalk", "1", "-m", ""),
        ("walk", "SNMPv2-MIB::system", "-m", ""),
        ("get", "-Iu", "system.sysName.0"),
    ],
)
def test_commands_take_and_give_names_as_net_snmp_does(standard, args):
    with Box(dict(DATA)) as box:
        name, *rest = args
        at = next(i for i, word in enumerate(rest) if word[0] != "-" and rest[i - 1] != "-m")
        at = 0 if rest[0][0] != "-" else at
        options = [w for w in rest if w[:1] == "-" or rest[rest.index(w) - 1] == "-m"]
        words = [w for w in rest if w not in options]
        compare(name, *SLOW, *options, box.host, *words)


def test_json_has_names_enumerations_and_units(standard):
    with Box(dict(DATA)) as box:
        out = usnmp_command("walk", *SLOW, "--json", box.host, "ifTable")[1].decode()
        more = usnmp_command("get", *SLOW, "--json", "-m", "", box.host, "1.3.6.1.2.1.1.1.0")[1]
    found = [json.loads(line) for line in out.splitlines()]
    assert found[1] == {
        "oid": "1.3.6.1.2.1.2.2.1.3.1",
        "type": "INT",
        "value": 6,
        "name": "IF-MIB::ifType.1",
        "enum": "ethernetCsmacd",
    }
    assert "name" not in json.loads(more)


def test_a_table_has_the_names_of_its_columns(standard):
    with Box(dict(DATA)) as box:
        shown = compare("table", *SLOW, "-Ci", box.host, "IF-MIB::ifTable")[1].decode()
        plain = usnmp_command("table", *SLOW, "-m", "", box.host, "1.3.6.1.2.1.2.2")[1].decode()
        rows = usnmp_command("table", *SLOW, "--json", box.host, "ifTable")[1]
    assert "ifAdminStatus" in shown and "2:0:5e:90:0:ff" in shown and "up" in shown.split()
    assert plain.split()[:6] == "index 2 3 5 6 7".split()
    second = {"type": "OCTSTR", "value": "eth0", "name": "ifDescr"}
    assert json.loads(rows)["columns"]["2"] == second


def test_digits_are_what_they_are_also_against_the_mib(standard):
    oid = "1.3.6.1.2.1.2.2.1.2.0"
    with Box({oid: (4, "none")}) as box:
        assert (
            usnmp_command("get", *SLOW, box.host, "." + oid)[1]
            == b"IF-MIB::ifDescr.0 = STRING: none\n"
        )
        status, _, err = usnmp_command("get", *SLOW, box.host, "ifDescr.0")
        assert status == 1 and b"(Index out of range: 0 (ifIndex))" in err
        assert usnmp_command("get", *SLOW, "-Ir", box.host, "ifDescr.0")[0] == 0


def test_without_pysmi_what_comes_with_usnmp_is_there(folder, monkeypatch, tmp_path):
    monkeypatch.delenv("MIBS")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(parse, "_parser", None)  # another test may have made it
    monkeypatch.setitem(sys.modules, "pysmi", None)
    for name in [name for name in sys.modules if name.startswith("pysmi.")]:
        monkeypatch.setitem(sys.modules, name, None)
    with Box(dict(DATA)) as box:
        args = "-m", "+ODD-MIB", "-M", folder, box.host, "ifDescr.1"
        status, out, err = usnmp_command("get", *SLOW, *args)
    assert (status, out) == (0, b"IF-MIB::ifDescr.1 = STRING: eth0\n")
    assert err.count(b"\n") == 1 and b"pip install usnmp[mibs]" in err


def test_a_module_that_is_not_there_is_told_and_the_rest_goes_on(folder, monkeypatch):
    monkeypatch.delenv("MIBS")
    with Box(dict(DATA)) as box:
        args = "-m", "+NOPE-MIB:ODD-MIB", "-M", folder, box.host
        status, out, err = usnmp_command("get", *SLOW, *args, "sysName.0", "oddScalar1.0")
    assert status == 0 and out.startswith(
        b"SNMPv2-MIB::sysName.0 = STRING: Z\xc3\xbcrich\nODD-MIB::"
    )
    assert err.startswith(b"usnmp: no module NOPE-MIB is found in ") and err.count(b"\n") == 1


def test_modules_come_from_the_option_the_environment_or_snmp_conf(tmp_path, monkeypatch):
    monkeypatch.setenv("SNMPCONFPATH", str(tmp_path))
    monkeypatch.delenv("MIBS")
    names = "1.3.6.1.2.1.1.1", "1.3.6.1.2.1.2.1"

    def shown(*options):
        with Box(dict(DATA)) as box:
            return usnmp_command("getnext", *SLOW, *options, box.host, *names)[1].decode().split()

    def has(*options):
        found = " ".join(shown(*options))
        return "SNMPv2-MIB::sysDescr" in found, "IF-MIB::ifDescr" in found

    assert has() == (True, True)
    (tmp_path / "snmp.conf").write_text("mibs :\n")
    assert has() == (True, True)  # as Debian has it
    (tmp_path / "snmp.conf").write_text("mibs SNMPv2-MIB\n")
    assert has() == (True, False)
    monkeypatch.setenv("MIBS", "")
    assert has() == (False, False)
    assert has("-m", "IF-MIB") == (True, True)  # which imports the other
    assert has("-m", "UCD-SNMP-MIB") == (False, False)


def test_a_string_by_its_hint_is_harmless_on_a_terminal():
    oid = "1.3.6.1.2.1.1.5.0"
    with Box({oid: (4, b"\x1b[2J\xff \xc3\xbc\n")}) as box:
        args = "get", *SLOW, "-m", "SNMPv2-MIB", box.host, "sysName.0"
        with Started(*args, terminal=["stdout"]) as p:
            shown = p.rest()
        piped = usnmp_command(*args)[1]
    assert b"\x1b" not in shown and b"STRING: \\x1b[2J\\xff" in shown and b"\\n" in shown
    assert piped.endswith(b"STRING: \x1b[2J\xff \xc3\xbc\n\n")
