# Each object that usnmp_mibs serves, against what compiled MIB modules say of it: its instances,
# type, range, enumeration and access, and what can be SET. A module that is new is added to
# SERVED, and is checked then; one that is in no list fails a test.

import time
import types

import pytest
from compiled import compile_own, load, objects
from conftest import ROOT, Polled, free_port, run, tool
from usm_session import UsmSession
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_agent.view import View
from usnmp_base.store import Store
from usnmp_base.udp import Udp
from usnmp_base.uptime import Uptime
from usnmp_mib import COUNTER, GAUGE, INT, OCTSTR, Mib, key_oid, oid_str
from usnmp_mibs import (
    entity_sensor_mib,
    host_resources_mib,
    if_mib,
    ip_mib,
    snmp_framework_mib,
    snmp_group,
    snmp_mpd_mib,
    snmp_user_based_sm_mib,
    snmp_view_based_acm_mib,
    snmpv2_mib,
    usnmp_alarm,
    usnmp_mib,
)
from usnmp_mibs.arc import ARC
from usnmp_notify import Notifier, Target
from usnmp_v3 import User

GET, NEXT, SET = 0xA0, 0xA1, 0xA3
NOERROR, NOACCESS, WRONGTYPE, NOTWRITABLE = 0, 6, 7, 17
END = 0x82


class Box:
    """A device with all that a module of usnmp_mibs may want, served to "public" and "private"."""

    def __init__(self, folder):
        self.mib = Mib()
        self.uptime = Uptime()
        self.store = Store(str(folder / "kept"))
        self.agent = Agent(self.mib, "public", "private", uptime=self.uptime)
        self.agent.allow(User("guest"))
        self.agent.allow(User("ops", "SHA-256", "maplesyrup", "AES", "syrupmaple"), write=True)
        self.agent.allow("some", View(["1.3.6.1.2.1.1"], ["1.3.6.1.2.1.1.5"]))
        self.link = types.SimpleNamespace(_wlan=self, address=lambda: "192.0.2.7")
        self.notify = Notifier([Target("192.0.2.1")], self.uptime, store=self.store)
        self.turn = None

    def status(self, what):  # of a network.WLAN
        return {"rssi": -61}[what]

    def ask(self, pdu, oid, tv=(5, None), community="public"):
        """(error-status, oid, type, value) that an SNMPv2c request gets."""
        request = SnmpPacket(pdu, ver=1, community=community)
        request.varbinds.append((oid, tv))
        answer = SnmpPacket(self.agent.respond(request.tobytes(), None))
        ((oid, (t, value)),) = answer.varbinds.items()
        return answer.err_status, oid, t, value

    def set(self, oid, t, value):
        """The error-status of a SET."""
        return self.ask(SET, oid, (t, value), "private")[0]


def measured(box):
    # A sensor of each kind that differs: a decimal, a scale, units in words, a truth, a broken one
    sensor = entity_sensor_mib.Sensors(box.mib, box.notify, "cellar")
    sensor("Kitchen", "celsius", lambda: 21.5, precision=1)
    sensor("Meter", "watts", lambda: 5e9, scale=3)
    sensor("Air", "other", lambda: 612, units="ppm")
    sensor("Door", "truthvalue", lambda: True)
    sensor("Gone", "percentRH", lambda: None)


def own(box):
    # What the firmware serves by itself, and usnmp_mib with it.
    box.store.serve(box.mib, ARC + ".1.1.0")
    usnmp_mib.usnmp_mib(box)
    box.turn()


def host_resources(box):
    # With the load of an agent that waited.
    host_resources_mib.host_resources(box.mib, box.uptime, box.agent)
    box.agent._udp = types.SimpleNamespace(recv=lambda size, timeout_ms: time.sleep(0.003))
    box.agent.on_start()
    box.agent._udp.recv(1, 0)


class Nic:
    """A network.WLAN that is up."""

    active = isconnected = lambda self: True
    config = {"mac": b"\2\0\0\0\0\7"}.get

    def ifconfig(self):
        return "192.0.2.7", "255.255.255.0", "192.0.2.1", "192.0.2.1"


def interfaces(box, nics=(Nic(), Nic())):
    recv, send = Udp.recv, Udp.send
    try:
        return if_mib.interfaces(box.mib, box.uptime, nics, box.store)
    finally:
        Udp.recv, Udp.send = recv, send  # other tests do not want to be counted


def addresses(box):
    # Those of the interfaces, which are in a Mib of their own.
    own = types.SimpleNamespace(mib=Mib(), uptime=box.uptime, store=None)
    ip_mib.addresses(box.mib, interfaces(own))


# How each module of usnmp_mibs serves what it has.
SERVED = {
    "entity_sensor_mib": measured,
    "if_mib": interfaces,
    "ip_mib": addresses,
    "host_resources_mib": host_resources,
    "snmpv2_mib": lambda box: snmpv2_mib.system(box.mib, box.uptime, contact="ops"),
    "snmp_group": lambda box: (
        snmp_group.snmp(box.mib, box.agent),
        snmp_group.object_resources(box.mib, box.uptime, [("1.3.6.1.6.3.1", "SNMPv2-MIB")]),
    ),
    "snmp_framework_mib": lambda box: snmp_framework_mib.snmp_engine(box.mib, box.agent),
    "snmp_mpd_mib": lambda box: snmp_mpd_mib.mpd_stats(box.mib, box.agent),
    "snmp_user_based_sm_mib": lambda box: (
        snmp_user_based_sm_mib.usm_stats(box.mib, box.agent),
        snmp_user_based_sm_mib.usm_users(box.mib, box.agent),
    ),
    "snmp_view_based_acm_mib": lambda box: snmp_view_based_acm_mib.vacm(box.mib, box.agent),
    "usnmp_mib": own,
}
# What serves nothing by itself, is served by another (entity_mib with the sensors), or is asked in
# a way of its own: test_users_that_are_written.
OTHERS = "arc group entity_mib listed served usnmp_alarm".split()
OTHERS += "usm_user_change usm_user_store usm_user_table".split()
# Objects that a manager could write elsewhere; docs/agent.md says that they are to be read here,
# which the compliance statements of RFC 2790, 2863, 3414, 3415, 4293 and 6933 allow (MIN-ACCESS
# read-only).
READ_ONLY = ("hrStorageSize", "ifAdminStatus", "ipAddress", "entPhysical", "usmUser", "vacm")


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compiled")
    assert compile_own(folder)["USNMP-MIB"] == "compiled"
    return objects(load(folder))


@pytest.fixture
def box(tmp_path, monkeypatch):
    # The heap, of which CPython does not tell
    heap = types.SimpleNamespace(mem_alloc=lambda: 20000, mem_free=lambda: 12345)
    monkeypatch.setattr(host_resources_mib, "gc", heap)
    monkeypatch.setattr(usnmp_mib, "gc", types.SimpleNamespace(mem_free=lambda: 12345))
    return Box(tmp_path)


def octets(value):
    return value.encode() if isinstance(value, str) else value


def walk(box):
    """(oid, type, value) of all that is served, in order."""
    oid = "1.3"
    while True:
        error, oid, t, value = box.ask(NEXT, oid)
        assert error == NOERROR, (oid, error)
        if t == END:
            return
        yield oid, t, value


def find(known, oid):
    """(the Object that `oid` is an instance of, the sub-identifiers behind it)."""
    ids = tuple(map(int, oid.split(".")))
    for n in range(len(ids), 0, -1):
        if ids[:n] in known:
            return known[ids[:n]], ids[n:]
    raise AssertionError("%s: no MIB has it" % oid)


def check(known, oid, t, value):
    """Is the instance as its MIB says? Its Object."""
    there, ids = find(known, oid)
    where = there.name, oid, t, value
    assert there.is_instance(ids), where
    assert there.readable, where
    assert t == there.tag, where
    assert there.allows(octets(value) if t == 4 else value), where
    if type(there.syntax).__name__ == "RowStatus":  # RFC 2579: as what it is read
        assert value in (1, 2, 3), where
    return there


def refused(there):
    """Values, as (type, value), that the syntax of an Object has not."""
    if there.tag == 4:
        values = [b"x" * n for n in (0, 1, 2, 4, 5, 11, 12, 32, 33, 255, 256, 300)]
    elif there.tag == 2:
        values = [-(2**31), -129, -9, -1, 0, *range(1, 11), 255, 256, 65536, 2**31 - 1]
    else:
        values = []
    yield from [(there.tag, value) for value in values if not there.allows(value)]
    yield from [(t, v) for t, v in ((2, 1), (4, "x"), (6, "1.3"), (66, 1)) if t != there.tag]


def check_set(box, there, oid, t, value):
    """Can the instance be SET, as its MIB says, and to nothing else? Returns whether it can."""
    error = box.set(oid, t, value)
    if not there.writable or there.name.startswith(READ_ONLY):
        assert error in (NOTWRITABLE, NOACCESS), (there.name, oid, error)
        return False
    assert error == NOERROR, (there.name, oid, error)
    for t, other in refused(there):
        error = box.set(oid, t, other)
        assert error == WRONGTYPE if t != there.tag else error, (there.name, oid, t, other, error)
    assert box.ask(GET, oid)[2:] == (there.tag, value), (there.name, oid)
    return True


def test_each_module_is_in_a_list():
    there = {path.stem for path in (ROOT / "usnmp_mibs").glob("*.py")}
    assert there == {*SERVED, *OTHERS}


@pytest.mark.parametrize("module", SERVED)
def test_each_object_is_as_its_mib_says(module, known, box):
    SERVED[module](box)
    found = {check(known, *instance).name for instance in walk(box)}
    assert found
    # Each that was registered by itself was found: the walk left none out.
    for key in box.mib.keys:
        if key not in box.mib.trees:
            assert find(known, oid_str(key_oid(key)))[0].name in found


@pytest.mark.parametrize("module", SERVED)
def test_what_can_be_set_is_what_its_mib_says(module, known, box):
    SERVED[module](box)
    written = set()
    for oid, t, value in list(walk(box)):
        there = find(known, oid)[0]
        if check_set(box, there, oid, t, value):
            written.add(there.name)
    wanted = {"snmpv2_mib": {"sysContact", "sysName", "sysLocation"}}
    wanted["snmp_group"] = {"snmpEnableAuthenTraps"}
    wanted["if_mib"] = {"ifAlias"}
    assert written >= wanted.get(module, set())


def test_all_modules_serve_together(known, box):
    before = 0
    for module, serve in SERVED.items():
        serve(box)
        found = [check(known, *instance).oid for instance in walk(box)]
        assert len(found) > before, module
        before = len(found)


class Served(Polled):
    def __init__(self, agent):
        self.step = lambda: agent.poll(20)
        self.close = agent.close


def test_net_snmp_shows_usnmp_mib_by_names(box):
    own(box)
    texts = "%s:%s" % (tool("mib-texts"), ROOT / "mibs")
    port = free_port()
    box.agent.bind("127.0.0.1", port)
    with Served(box.agent):
        done = run(
            tool("snmpwalk"), "-v2c", "-c", "public", "-M", texts, "-m", "USNMP-MIB",
            "127.0.0.1:%d" % port, "USNMP-MIB::usnmpMIB",
        )  # fmt: skip
    lines = done.stdout.splitlines()
    assert "USNMP-MIB::usnmpResetCause.0 = INTEGER: other(1)" in lines, done
    assert "USNMP-MIB::usnmpHeapFree.0 = Gauge32: 12345 octets" in lines
    assert "USNMP-MIB::usnmpDropCount.rateLimit = Counter32: 0" in lines
    assert "USNMP-MIB::usnmpRssiValue.1 = INTEGER: -61 dBm" in lines
    assert not [line for line in lines if "Wrong Type" in line or "No Such" in line]


def test_users_that_are_written(known, tmp_path):
    user = UsmSession(tmp_path)
    found = {}
    for oid, t, value in user.walk("1.3.6.1.6.3.15.1.2"):
        found.setdefault(check(known, oid, t, value).name, (oid, t, value))
    assert len(found) == 12
    for name, (oid, t, value) in found.items():
        there = find(known, oid)[0]
        error = user.set(oid, t, value)
        assert (error == NOTWRITABLE) == (not there.writable), (name, error)
        if there.writable:
            for other in refused(there):
                assert user.set(oid, *other) not in (NOERROR, NOTWRITABLE), (name, other)


def test_all_that_usnmp_mib_defines_is_served(known, box):
    own(box)
    found = {find(known, oid)[0].name for oid, _, _ in walk(box)}
    mine = [there for there in known.values() if there.module == "USNMP-MIB"]
    assert len(mine) > 20
    assert found == {there.name for there in mine if there.readable}
    # The rest are indices, and what notifications tell: see the next test.
    rest = {there.name: there.access for there in mine if not there.readable}
    assert sorted(name for name in rest if rest[name] == "notaccessible") == [
        "usnmpDropCause", "usnmpRssiSample",
    ]  # fmt: skip
    assert {name[:10] for name in rest if rest[name] != "notaccessible"} == {"usnmpAlarm"}


def test_alarms_have_the_objects_of_their_notifications(known, tmp_path):
    builder = load_own(tmp_path)
    sent = []
    notify = types.SimpleNamespace(watches=[], send=lambda *a: sent.append(a) or True)
    notify.watch = lambda read, **kw: Notifier.watch(notify, read, **kw)
    value = [31]
    watch = usnmp_alarm.alarm(notify, 3, "Attic", lambda: value[0], "celsius", 1, above=30)
    watch.check(notify)
    value[0] = 29
    watch.check(notify)
    for (kind, varbinds, _), name in zip(sent, ("usnmpSensorAlarm", "usnmpSensorNormal")):
        (symbol,) = builder.import_symbols("USNMP-MIB", name)
        assert ".".join(map(str, symbol.getName())) == kind
        told = []
        for oid, t, v in varbinds:
            there, ids = find(known, oid)
            assert ids == (0,) and t == there.tag and there.access == "accessiblefornotify"
            assert there.allows(octets(v) if t == 4 else v), there.name
            told.append(there.name)
        assert told == [name for _, name in symbol.getObjects()]
    assert len(sent) == 2


def load_own(folder):
    compile_own(folder)
    return load(folder)


def test_an_object_that_is_not_as_its_mib_says_would_be_found(known, box):
    entry = "1.3.6.1.2.1.2.2.1"  # ifEntry
    for oid, t, value in (
        ("1.3.6.1.2.1.1.5.0", OCTSTR, "x" * 256),  # sysName: size
        ("1.3.6.1.2.1.1.7.0", INT, 128),  # sysServices: range
        ("1.3.6.1.2.1.1.3.0", GAUGE, 1),  # sysUpTime: type
        ("1.3.6.1.2.1.1.5.1", OCTSTR, "x"),  # no instance
        (entry + ".8.1", INT, 8),  # ifOperStatus: enumeration
        (entry + ".10.1", GAUGE, 1),  # ifInOctets: type
        (entry + ".8.0", INT, 1),  # ifIndex is 1 and more
        (entry + ".8.1.1", INT, 1),  # too long an index
        (ARC + ".1.6.1.0", INT, 1),  # accessible-for-notify
        (ARC + ".1.9.0", INT, 1),  # no object
    ):
        with pytest.raises(AssertionError):
            check(known, oid, t, value)
    assert check(known, entry + ".10.1", COUNTER, 1).name == "ifInOctets"
    # Written, though it is read-only; not refused, though its syntax has no such value.
    box.mib.scalar("1.3.6.1.2.1.1.7.0", INT, 72, write=True)
    box.mib.scalar("1.3.6.1.2.1.1.5.0", OCTSTR, "name", write=True)
    box.mib.scalar("1.3.6.1.2.1.1.6.0", OCTSTR, "here")
    for oid, t, value in list(walk(box)):
        with pytest.raises(AssertionError):
            check_set(box, find(known, oid)[0], oid, t, value)
