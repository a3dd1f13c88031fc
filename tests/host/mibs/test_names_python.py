# The Python API of names: usnmp_pc.mibs. What is printed and read is in tests/host/cli.

import copy

import pytest

from usnmp_pc.mibs import MibError, Mibs, shipped


@pytest.fixture(scope="module")
def mibs():
    return Mibs()


def wrong(call, *args, **more):
    with pytest.raises(MibError) as e:
        call(*args, **more)
    assert isinstance(e.value, ValueError)
    return str(e.value)


def test_a_name_is_an_oid_and_back(mibs):
    for name in ("IF-MIB::ifDescr.1", "ifDescr.1", ".1.3.6.1.2.1.2.2.1.2.1"):
        assert mibs.oid(name) == "1.3.6.1.2.1.2.2.1.2.1"
    assert mibs.oid("interfaces.ifTable.1.ifDescr.1") == "1.3.6.1.2.1.2.2.1.2.1"
    assert mibs.name("1.3.6.1.2.1.2.2.1.2.1") == "IF-MIB::ifDescr.1"
    assert mibs.name("1.3.6.1.2.1.2.2.1.2.1", "s") == "ifDescr.1"
    assert mibs.name("1.3.6.1.4.1.9.1") == "SNMPv2-SMI::enterprises.9.1"
    assert mibs.name("3.4") == ".3.4"


def test_what_no_mib_has_is_told(mibs):
    assert "Sub-id not found: (top) -> foo" in wrong(mibs.oid, "foo.0")
    assert wrong(mibs.oid, "IF-MIB::foo") == "Unknown Object Identifier"
    assert "too long" in wrong(mibs.oid, "1" + ".3" * 128)
    assert "-I: k." in wrong(mibs.oid, "1.3", "k") and "-O: k." in wrong(mibs.name, "1.3", "k")
    assert wrong(mibs.node, "9.9") and wrong(mibs.module, "NOPE-MIB")


def test_the_loader_says_what_there_is_no_text_of():
    mibs = Mibs("IF-MIB:NOPE-MIB", ["/nonexistent"])
    assert mibs.faults == ["no module NOPE-MIB is found in /nonexistent"]
    assert mibs.load("NOPE-MIB") is None and len(mibs.faults) == 1
    assert mibs.oid("ifDescr") and mibs.modules[-1] == "IF-MIB"


@pytest.mark.parametrize(
    "given, some, others",
    [
        (None, "IF-MIB UCD-SNMP-MIB RFC1213-MIB", ""),
        ("ALL", "IF-MIB UCD-SNMP-MIB RFC1213-MIB", ""),
        ("", "", "SNMPv2-SMI IF-MIB"),
        ([], "", "SNMPv2-SMI IF-MIB"),
        ("IF-MIB", "SNMPv2-SMI SNMPv2-MIB IANAifType-MIB IF-MIB", "UCD-SNMP-MIB"),
        (["TCP-MIB", "UDP-MIB"], "TCP-MIB UDP-MIB", "IF-MIB"),
        ("+NET-SNMP-MIB", "IF-MIB NET-SNMP-MIB", ""),
        ("-RFC1213-MIB", "IF-MIB RFC1213-MIB", ""),
    ],
)
def test_modules_are_those_that_are_asked_for_and_what_they_import(given, some, others):
    mibs = Mibs(given)
    assert set(some.split()) <= set(mibs.modules) and not mibs.faults
    assert not set(others.split()) & set(mibs.modules)


def test_the_first_of_two_modules_is_shown():
    oid = "1.3.6.1.2.1.1.1.0"
    assert Mibs("SNMPv2-MIB:RFC1213-MIB").name(oid) == "SNMPv2-MIB::sysDescr.0"
    both = Mibs("-RFC1213-MIB")
    assert both.name(oid) == "RFC1213-MIB::sysDescr.0"
    assert both.oid("SNMPv2-MIB::sysDescr.0") == both.oid("RFC1213-MIB::sysDescr.0") == oid


def test_a_module_is_loaded_when_a_name_asks_for_it():
    mibs = Mibs("")
    assert mibs.name("1.3.6.1.2.1.1") == "iso.3.6.1.2.1.1"
    assert mibs.oid("SNMPv2-MIB::sysName.0") == "1.3.6.1.2.1.1.5.0"
    assert mibs.name("1.3.6.1.2.1.1.5.0") == "SNMPv2-MIB::sysName.0"


def test_a_node_tells_what_the_module_says(mibs):
    node = mibs.node("IF-MIB::ifAdminStatus")
    assert (node.name, node.full, node.kind) == (
        "ifAdminStatus",
        "IF-MIB::ifAdminStatus",
        "column",
    )
    assert node.oid == (1, 3, 6, 1, 2, 1, 2, 2, 1, 7) and node.dotted == "1.3.6.1.2.1.2.2.1.7"
    assert node.enums == {1: "up", 2: "down", 3: "testing"} and node.access == "read-write"
    assert (node.base, node.module.name, node.status) == ("INTEGER", "IF-MIB", "current")
    assert node.parent.name == "ifEntry" and node in node.parent.children
    assert [n.name for n in node.parent.children[:3]] == ["ifIndex", "ifDescr", "ifType"]
    assert [(n.name, implied) for n, implied in node.indices] == [("ifIndex", False)]
    assert (
        mibs.node("ifDescr").type["hint"] == "255a" and mibs.node("ifType").syntax == "IANAifType"
    )
    assert mibs.node("ifMtu").type is None and mibs.node("1.3.6.1.2.1.2.2.1.7.5") is node
    assert mibs.node((1, 3, 6, 1, 2, 1, 2, 2, 1, 7, 5)) is node
    assert mibs.node("hrDiskStorageCapacity").units == "KBytes"
    assert mibs.node("linkDown").objects == ["ifIndex", "ifAdminStatus", "ifOperStatus"]


def test_a_row_has_the_index_of_the_one_it_augments(mibs):
    node = mibs.node("ifHCInOctets")
    assert node.parent.augments.name == "ifEntry" and not node.parent.index
    assert [n.name for n, _ in node.indices] == ["ifIndex"]
    assert [n.name for n, _ in node.parent.indices] == ["ifIndex"]


def test_the_nodes_of_a_module_come_in_order_and_are_its_own(mibs):
    module = mibs.module("RFC1213-MIB")
    oids = [node.oid for node in module.nodes]
    assert oids == sorted(oids) and {node.module for node in module.nodes} == {module}
    assert mibs.module("IF-MIB").identity == "ifMIB"
    assert mibs.module("IF-MIB").oid == "1.3.6.1.2.1.31" and mibs.module("IF-MIB").file is None
    assert module.find("sysDescr") is not mibs.node("sysDescr") and module.find("nope") is None


def test_what_follows_is_the_next_in_order(mibs):
    assert mibs.next("sysDescr").name == "sysObjectID"
    assert mibs.next("1.3.6.1.2.1.1.1.0").name == "sysObjectID"
    assert mibs.next((1, 3, 6, 1, 2, 1, 1)).name == "sysDescr"
    seen, node = [], mibs.node("iso")
    while node:
        seen.append(node.oid)
        node = mibs.next(node)
    assert len(seen) > 1500 and seen == sorted(set(seen))


def test_where_a_name_comes_from_is_told(mibs, tmp_path):
    assert mibs.location("ifDescr") == ("IF-MIB", None, None)
    data = copy.deepcopy(shipped()["IF-MIB"])
    data["file"] = str(tmp_path / "IF-MIB.txt")
    data["nodes"][3]["line"] = 17
    own = Mibs("SNMPv2-MIB")
    own.add("IF-MIB", data)
    name = data["nodes"][3]["name"]
    assert own.location("IF-MIB::" + name) == ("IF-MIB", data["file"], 17)


INDICES = [
    ("ifDescr", "7", {"ifIndex": 7}),
    ("ipAdEntIfIndex", "192.0.2.1", {"ipAdEntAddr": "192.0.2.1"}),
    ("snmpTargetAddrTDomain", "97.98", {"snmpTargetAddrName": "ab"}),
    ("snmpTargetAddrTMask", "97.98", {"snmpTargetAddrName": "ab"}),
    (
        "usmUserStatus",
        "5.128.0.0.0.1.2.97.98",
        {"usmUserEngineID": b"\x80\0\0\0\1", "usmUserName": "ab"},
    ),
    (
        "vacmAccessStatus",
        "1.103.0.3.2",
        {
            "vacmGroupName": "g",
            "vacmAccessContextPrefix": "",
            "vacmAccessSecurityModel": 3,
            "vacmAccessSecurityLevel": 2,
        },
    ),
    (
        "vacmViewTreeFamilyStatus",
        "1.97.2.1.3",
        {"vacmViewTreeFamilyViewName": "a", "vacmViewTreeFamilySubtree": "1.3"},
    ),
    (
        "ipAddressIfIndex",
        "1.4.192.0.2.1",
        {"ipAddressAddrType": 1, "ipAddressAddr": "192.0.2.1"},
    ),
    (
        "ipAddressIfIndex",
        "2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1",
        {"ipAddressAddrType": 2, "ipAddressAddr": "2001:db8::1"},
    ),
    (
        "ipAddressIfIndex",
        "4.20.254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.3",
        {"ipAddressAddrType": 4, "ipAddressAddr": "fe80::1%3"},
    ),
    ("ipAddressIfIndex", "9.2.1.2", {"ipAddressAddrType": 9, "ipAddressAddr": b"\1\2"}),
    ("atPhysAddress", "1.1.192.0.2.1", {"atIfIndex": 1, "atNetAddress": "192.0.2.1"}),
    ("dot1dTpFdbStatus", "0.1.2.3.4.255", {"dot1dTpFdbAddress": b"\0\1\2\3\4\xff"}),
    ("sysDescr", "0", {}),
]


@pytest.mark.parametrize("column, arcs, values", INDICES)
def test_the_index_of_a_row_is_python_values_and_back(mibs, column, arcs, values):
    oid = "%s.%s" % (mibs.node(column).dotted, arcs)
    assert mibs.index(oid) == values
    if values:
        assert mibs.index_oid(column, **values) == arcs
        assert mibs.index_oid(mibs.node(column).parent.name, **values) == arcs
        assert mibs.index_oid(mibs.node(column).parent.parent.name, **values) == arcs


def test_an_index_takes_names_of_enumerations(mibs):
    more = {"ipAddressAddrType": "ipv4", "ipAddressAddr": "192.0.2.1"}
    assert mibs.index_oid("ipAddressTable", **more) == "1.4.192.0.2.1"


@pytest.mark.parametrize(
    "oid",
    [
        "ifDescr",
        "ifDescr.1.2",
        "usmUserStatus.5.1.2",
        "ipAdEntIfIndex.1.2",
        "snmpTargetAddrTDomain",
    ],
)
def test_arcs_that_are_no_index_are_told(mibs, oid):
    assert wrong(mibs.index, oid)


@pytest.mark.parametrize(
    "row, values",
    [
        ("ifEntry", {}),
        ("ifEntry", {"ifIndex": "x"}),
        ("ifEntry", {"ifIndex": 0}),
        ("ifEntry", {"ifIndex": 1, "more": 2}),
        ("ifEntry", {"ifIndex": None}),
        ("ipAddrEntry", {"ipAdEntAddr": "192.0.2"}),
        ("ipAddrEntry", {"ipAdEntAddr": 5}),
        ("ipAddrEntry", {"ipAdEntAddr": "1.2.3.300"}),
        ("snmpTargetAddrEntry", {"snmpTargetAddrName": "x" * 33}),
    ],
)
def test_values_that_are_no_index_are_told(mibs, row, values):
    assert wrong(mibs.index_oid, row, **values)


def test_a_value_is_printed_and_read_by_the_syntax_of_its_object(mibs):
    oid = mibs.oid("ifAdminStatus.1")
    assert mibs.pretty(oid, 2, 1) == "INTEGER: up(1)" and mibs.pretty(oid, 2, 1, "q") == "up"
    assert mibs.pretty(oid, 66, 1).startswith("Wrong Type (should be INTEGER): Gauge32: 1")
    assert mibs.parse(oid, "up") == (2, 1) and mibs.parse("ifAdminStatus.1", "2") == (2, 2)
    assert mibs.parse("ifPhysAddress.1", "0:1:2:3:4:ff") == (4, b"\0\1\2\3\4\xff")
    date = "2026-11-29,3:4:5.6,+2:30"
    octets = mibs.parse("hrSystemDate.0", date)[1]
    assert mibs.pretty(mibs.oid("hrSystemDate.0"), 4, octets) == "STRING: " + date
    assert mibs.parse("sysObjectID.0", "ifEntry") == (6, "1.3.6.1.2.1.2.2.1")
    assert mibs.parse("ifSpeed.1", "100") == (66, 100)


def test_a_value_that_is_none_is_told(mibs):
    assert "Bad variable type" in wrong(mibs.parse, "ifAdminStatus.1", "1", "u")
    assert "{(1..2147483647)}" in wrong(mibs.parse, "ifIndex.1", "0")
    assert mibs.parse("ifIndex.1", "0", "i", "r") == (2, 0)


def test_a_value_is_checked_against_type_range_enumeration_and_bits(mibs):
    for name, type, value in (
        ("ifAdminStatus.1", 2, 1),
        ("sysName.0", 4, "x" * 255),
        ("ifSpeed.1", 66, 5),
        ("sysObjectID.0", 6, "1.3"),
        ("mteTriggerTest.1.97.1.98", 4, b"\xe0"),
        ("enterprises.9.1", 2, 5),
    ):
        mibs.validate(name, type, value)
    for name, type, value in (
        ("ifAdminStatus.1", 2, 4),
        ("ifAdminStatus.1", 66, 1),
        ("sysName.0", 4, "x" * 256),
        ("ifIndex.1", 2, 0),
        ("sysObjectID.0", 4, "1.3"),
        ("ipAdEntAddr.1.2.3.4", 4, b"1234"),
        ("mteTriggerTest.1.97.1.98", 4, b"\x01"),
    ):
        assert mibs.node(name).label in wrong(mibs.validate, name, type, value)


def test_all_that_is_shipped_has_its_indices_and_a_type(mibs):
    for name in mibs.modules:
        for node in mibs.module(name).nodes:
            assert node.kind not in ("column", "scalar") or node.base
            if node.kind == "row":
                assert node.indices and all(n.base for n, _ in node.indices), node
