# Manager(..., mibs=mibs) and targets with MIBs: names in and out, rows as dicts, Python types.

import asyncio
import datetime

import pytest
import usnmp_manager
from clibox import Box
from usnmp_manager import AsyncManager, Manager, SnmpError
from usnmp_manager.names_pc import from_wire, to_wire
from usnmp_pc.mibs import MibError, Mibs

INT, STR, OID, IP, COUNTER, TICKS = 2, 4, 6, 64, 65, 67
IF, USM = "1.3.6.1.2.1.2.2.1", "1.3.6.1.6.3.15.1.2.2.1"
DATE = "1.3.6.1.2.1.25.1.2.0"  # hrSystemDate
MIBS = Mibs()


def objects():
    found = {
        "1.3.6.1.2.1.1.1.0": (STR, "a box"),
        "1.3.6.1.2.1.1.2.0": (OID, "1.3.6.1.4.1.8072.3.2.10"),
        "1.3.6.1.2.1.1.3.0": (TICKS, 8640123),
        "1.3.6.1.2.1.1.5.0": (STR, "attic"),
        DATE: (STR, bytes((0x07, 0xEA, 11, 29, 4, 5, 6, 7, 0x2B, 1, 30))),
    }
    for i, name in ((1, "lo"), (2, "eth0")):
        found["%s.1.%d" % (IF, i)] = INT, i
        found["%s.2.%d" % (IF, i)] = STR, name
        found["%s.6.%d" % (IF, i)] = STR, b"\x02\x00\x5e\x90\x00" + bytes((i,))
        found["%s.7.%d" % (IF, i)] = INT, i
        found["%s.10.%d" % (IF, i)] = COUNTER, 1000 * i
    at = ".5.128.0.31.136.4.3.111.112.115"
    found[USM + ".3" + at] = STR, "ops"
    found[USM + ".13" + at] = INT, 1
    return found


@pytest.fixture
def manager():
    with Box(objects()) as box:
        with Manager("127.0.0.1", port=box.port, timeout_ms=10000, mibs=MIBS) as m:
            m.box = box
            yield m


def test_a_name_is_read_and_its_binding_has_what_the_mib_knows(manager):
    vb = manager.get("ifAdminStatus.2")
    assert (vb.oid, vb.type, vb.value) == vb == (IF + ".7.2", INT, 2)
    assert vb.name == "IF-MIB::ifAdminStatus.2" and vb.text == "INTEGER: down(2)"
    assert vb.python == "down" and vb.index == {"ifIndex": 2}
    assert str(vb) == "IF-MIB::ifAdminStatus.2 = INTEGER: down(2)"


def test_several_are_a_list_and_oids_are_names_too(manager):
    found = manager.get("sysName.0", "1.3.6.1.2.1.1.1.0", "SNMPv2-MIB::sysUpTime.0")
    assert [vb.python for vb in found] == [
        "attic",
        "a box",
        datetime.timedelta(days=1, milliseconds=1230),
    ]
    assert manager.get_next("system").name == "SNMPv2-MIB::sysDescr.0"
    assert [vb.value for vb in manager.get_bulk("ifDescr", max_repetitions=2)] == ["lo", "eth0"]


def test_a_walk_has_names(manager):
    assert [vb.name for vb in manager.walk("ifDescr")] == [
        "IF-MIB::ifDescr.1",
        "IF-MIB::ifDescr.2",
    ]
    assert [vb.python for vb in manager.walk("ifDescr", max_rows=1)] == ["lo"]
    assert len(list(manager.walk("."))) == len(objects())


def test_rows_are_dicts_by_the_names_of_columns(manager):
    rows = list(manager.table("ifTable"))
    assert rows[1] == {
        "ifIndex": 2,
        "ifDescr": "eth0",
        "ifPhysAddress": "2:0:5e:90:0:2",
        "ifAdminStatus": "down",
        "ifInOctets": 2000,
    }
    assert list(manager.table("ifEntry", ["ifDescr", 10], max_rows=1)) == [
        {"ifIndex": 1, "ifDescr": "lo", "ifInOctets": 1000}
    ]


def test_a_table_of_one_column_with_two_indices_is_read(manager):
    entry = MIBS.node("entPhysicalContainsEntry").dotted
    manager.box.objects.update({entry + ".1.1.3": (INT, 3), entry + ".1.1.4": (INT, 4)})
    rows = list(manager.table("entPhysicalContainsTable"))
    assert [row["entPhysicalChildIndex"] for row in rows] == [3, 4]


def test_a_row_has_the_parts_of_its_index_that_no_column_gives(manager):
    (row,) = manager.table("usmUserTable")
    assert row["usmUserName"] == "ops" and row["usmUserStatus"] == "active"
    assert row["usmUserEngineID"] == bytes((128, 0, 31, 136, 4))


@pytest.mark.parametrize(
    "name, given, type, value",
    [
        ("ifAdminStatus.2", "up", INT, 1),
        ("ifAdminStatus.2", 1, INT, 1),
        ("sysName.0", "cellar", STR, "cellar"),
        ("sysName.0", b"cellar", STR, b"cellar"),
        ("snmpEnableAuthenTraps.0", "enabled", INT, 1),
        ("hrSystemDate.0", datetime.datetime(2026, 1, 2, 3, 4, 5), STR, None),
    ],
)
def test_values_are_set_by_their_names_and_types_of_the_mib(manager, name, given, type, value):
    manager.set(name, given)
    oid = MIBS.oid(name)
    found = manager.box.objects[oid]
    assert found[0] == type
    octets = found[1].encode() if isinstance(found[1], str) else found[1]
    if value is None:
        assert octets == bytes((0x07, 0xEA, 1, 2, 3, 4, 5, 0))
    else:
        assert octets == (value.encode() if isinstance(value, str) else value)


def test_several_are_set_at_once_and_as_ever(manager):
    manager.set(("ifAdminStatus.1", "testing"), ("sysName.0", STR, "x"))
    assert manager.box.objects[IF + ".7.1"] == (INT, 3)
    assert manager.box.objects["1.3.6.1.2.1.1.5.0"] == (STR, "x")
    manager.set("sysName.0", STR, "y")
    assert manager.box.objects["1.3.6.1.2.1.1.5.0"] == (STR, "y")


@pytest.mark.parametrize(
    "name, value", [("ifAdminStatus.2", "sideways"), ("ifAdminStatus.2", 9), ("noSuchName.0", 1)]
)
def test_what_the_mib_does_not_allow_is_not_sent(manager, name, value):
    with pytest.raises(MibError):
        manager.set(name, value)
    assert not manager.box.requests


def test_what_is_not_there_is_none(manager):
    assert manager.get("sysContact.0").python is None
    with pytest.raises(ValueError, match="no table"):
        manager.table("sysDescr")


def test_errors_of_the_agent_are_as_ever(manager):
    manager.box.reply = lambda request: manager.box.error(request, 17, 1)
    with pytest.raises(SnmpError) as e:
        manager.set("sysName.0", "x")
    assert e.value.status == 17 and e.value.oid == "1.3.6.1.2.1.1.5.0"


def test_targets_of_an_async_manager_have_names():
    async def main(port):
        async with AsyncManager() as manager:
            t = manager.target("127.0.0.1", port=port, timeout_ms=10000, mibs=MIBS)
            one = await t.get("ifDescr.2")
            walked = [vb.name async for vb in t.walk("ifDescr")]
            rows = [row async for row in t.table("ifTable", ["ifDescr"])]
            await t.set("ifAdminStatus.2", "up")
            plain = manager.target("127.0.0.1", port=port, timeout_ms=10000)
            other = await plain.get(IF + ".2.1")
            return one, walked, rows, other

    with Box(objects()) as box:
        one, walked, rows, other = asyncio.run(main(box.port))
        assert box.objects[IF + ".7.2"] == (INT, 1)
    assert one.python == "eth0" and walked == ["IF-MIB::ifDescr.1", "IF-MIB::ifDescr.2"]
    assert rows == [{"ifIndex": 1, "ifDescr": "lo"}, {"ifIndex": 2, "ifDescr": "eth0"}]
    assert not hasattr(other, "name")


def test_managers_without_mibs_are_what_they_were():
    with Manager("127.0.0.1") as m:
        assert type(m) is usnmp_manager.Manager


@pytest.mark.parametrize(
    "oid, type, value, python",
    [
        (
            DATE,
            STR,
            bytes((0x07, 0xEA, 2, 3, 4, 5, 6, 7)),
            datetime.datetime(2026, 2, 3, 4, 5, 6, 700000),
        ),
        (DATE, STR, b"\0" * 8, b"\0" * 8),
        ("1.3.6.1.2.1.1.2.0", OID, "1.3.6.1.2.1.2", "IF-MIB::interfaces"),
        ("1.3.6.1.4.1.99999.1.0", INT, 5, 5),
        (IF + ".7.1", INT, 77, 77),
        (IF + ".6.1", STR, "", ""),
        ("1.3.6.1.2.1.4.20.1.1.1.2.3.4", IP, "1.2.3.4", "1.2.3.4"),
        ("1.3.6.1.2.1.99.9", 0x80, None, None),
    ],
)
def test_python_values_are_by_the_syntax(oid, type, value, python):
    assert from_wire(MIBS, oid, type, value) == python


def test_a_date_has_its_zone():
    found = from_wire(MIBS, DATE, *objects()[DATE])
    assert found.utcoffset() == datetime.timedelta(hours=1, minutes=30)
    assert to_wire(MIBS, DATE, found) == objects()[DATE]
    west = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone(-datetime.timedelta(hours=3.5)))
    assert from_wire(MIBS, DATE, *to_wire(MIBS, DATE, west)) == west


def test_bits_are_sets_of_their_names():
    bits = next(n for m in MIBS.modules for n in MIBS.module(m).nodes if n.bits)
    names = set(list(bits.bits.values())[:2])
    kind, octets = to_wire(MIBS, bits.dotted, names)
    assert kind == STR and from_wire(MIBS, bits.dotted, kind, octets) == names
    with pytest.raises(ValueError, match="no bit is called"):
        to_wire(MIBS, bits.dotted, ["nonsense"])
