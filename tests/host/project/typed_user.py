# The whole public API as a user with types would use it: for mypy --strict, see test_types.py. It
# is never run.

from __future__ import annotations

import asyncio
from typing import Any

import usnmp
import usnmp_codec
from usnmp import SnmpPacket, VarBinds
from usnmp_agent import VERSION, Agent
from usnmp_agent.rate_limit import RateLimit
from usnmp_agent.request_cache import Shapes
from usnmp_agent.view import View
from usnmp_base.store import Store
from usnmp_base.trap import trap_oid, v1_trap
from usnmp_base.udp import Udp
from usnmp_base.uptime import Uptime
from usnmp_base.varbind import VarBind
from usnmp_codec import ASN1_INT, SNMP_GAUGE, BerError
from usnmp_firmware import Firmware, main
from usnmp_firmware.config import check, configuration, load
from usnmp_manager import (
    AsyncManager,
    BadResponse,
    Manager,
    NoResponse,
    NotIncreasing,
    SnmpError,
)
from usnmp_mib import (
    COUNTER,
    COUNTER64,
    GAUGE,
    INT,
    IPADDR,
    OCTSTR,
    OID,
    OPAQUE,
    TIMETICKS,
    Mib,
    Value,
)
from usnmp_mib.metadata import scalar
from usnmp_mib.rows import Rows
from usnmp_mib.rowstatus import Refused
from usnmp_mib.table import FIXED, IMPLIED
from usnmp_mibs.entity_sensor_mib import Sensors
from usnmp_mibs.host_resources_mib import Load, host_resources
from usnmp_mibs.snmp_group import object_resources, snmp
from usnmp_mibs.snmpv2_mib import system
from usnmp_mibs.usnmp_alarm import alarm as sensor_alarm
from usnmp_mibs.usnmp_mib import Board, Rssi, drops, notifier, usnmp_mib
from usnmp_notify import Notifier, Target
from usnmp_receiver import Receiver
from usnmp_receiver.notification import Notification
from usnmp_sensors.ads1115 import Ads1115
from usnmp_sensors.analogue import Analogue
from usnmp_sensors.bh1750 import Bh1750
from usnmp_sensors.bme280 import Bme280
from usnmp_sensors.chip import (
    CAUSES,
    chip_temperature,
    free,
    lowest_heap,
    reset_cause,
    rssi,
    supply_voltage,
)
from usnmp_sensors.dht22 import Dht11, Dht22
from usnmp_sensors.digital import Digital
from usnmp_sensors.ds18b20 import Ds18b20, Wire
from usnmp_sensors.ina219 import Ina219
from usnmp_sensors.kinds import driver, find, make, names, wiring
from usnmp_sensors.scd4x import Scd4x
from usnmp_sensors.sht3x import Sht3x
from usnmp_sensors.sht4x import Sht4x
from usnmp_v3 import User
from usnmp_v3.engine import Engine

BASE = "1.3.6.1.4.1.8072.9999.9999"
KINDS: list[int] = [INT, OCTSTR, OID, IPADDR, COUNTER, GAUGE, TIMETICKS, OPAQUE, COUNTER64]


def packets() -> bytes:
    p = SnmpPacket(usnmp.SNMP_GETREQUEST, community=b"public", id=7, ver=usnmp.SNMP_VER2C)
    p.varbinds[BASE + ".1.0"] = None
    p.varbinds[BASE + ".2.0"] = usnmp.ASN1_NULL, None
    p.varbinds.append((BASE, (ASN1_INT, 3)))
    bindings: VarBinds = SnmpPacket(p.tobytes()).varbinds
    for oid in bindings:
        kind, value = bindings[oid]
        print(oid.lstrip("."), kind + 1, value)
    pairs: list[tuple[str, tuple[int, Any]]] = bindings.items()
    trap = SnmpPacket(type=usnmp.SNMP_TRAP, generic_trap=usnmp.SNMP_TRAP_LINKDOWN, timestamp=1)
    numbers: int = trap.specific_trap + trap.timestamp + trap.err_status + len(pairs)
    try:
        n, k = usnmp.frombytes_lenat(usnmp.tobytes_len(300), 0)
        t, v = usnmp_codec.frombytes_tvat(usnmp.tobytes_tv(SNMP_GAUGE, n + k + numbers), 0)
        print(t + 1, v)
    except BerError as e:
        raise ValueError(str(e))
    return trap.tobytes()


class Relay:
    def test(self, value: int) -> None:
        print("arm", value)

    def commit(self, *args: int) -> None:
        print(args)

    def undo(self, before: int) -> None:
        self.commit(before)

    def cleanup(self) -> None:
        print("release")


class Squares:
    def get(self, index: tuple[int, ...]) -> tuple[int, int] | None:
        return (INT, index[0] ** 2) if len(index) == 1 else None

    def next(self, index: tuple[int, ...]) -> tuple[tuple[int], int, int] | None:
        return None


def on_row(key: int, row: dict[int, Any], status: int) -> None:
    if status == 1 and not row:
        raise Refused(13)


def following(row: int) -> int | None:
    return row + 1 if row < 9 else None


def objects(mib: Mib, store: Store) -> None:
    level = Value(3)
    mib.scalar(BASE + ".1.0", INT, 42)
    mib.scalar(BASE + ".2.0", GAUGE, lambda: 1013)
    mib.scalar(BASE + ".3.0", OCTSTR, "", write=True, size=(0, 32), persist=store)
    mib.scalar(BASE + ".4.0", INT, level, write=level.set, range=(0, 9))
    mib.scalar(BASE + ".5.0", INT, 1, write=True, values=(1, 2))
    notes: dict[str, tuple[str, str, str]] = {}
    scalar(mib, BASE + ".6.0", INT, 0, "write-only", write=print, notes=notes)
    rows: dict[int, dict[int, Any]] = {1: {2: "lo", 7: 1}}
    mib.table(BASE + ".7.1", {2: OCTSTR, 7: INT}, rows, write={7: True})
    mib.table(BASE + ".8.1", {2: INT}, lambda: rows)
    ordered = Rows((FIXED(6), IMPLIED(OCTSTR)))
    ordered[b"\0\1\2\3\4\5", "eth0"] = {2: 1}
    del ordered[b"\0\1\2\3\4\5", "eth0"]
    print(len(ordered), "x" in ordered, list(ordered))
    mib.table(BASE + ".9.1", {2: INT, 3: INT}, rows, row_status=3, on_row=on_row)
    mib.table(BASE + ".10.1", {2: OCTSTR, 3: (INT, 1)}, [7, 8], cell=lambda row, column: "x")
    mib.table(BASE + ".11.1", {2: INT}, following, cell=max, write={2: print})
    mib.scalar(BASE + ".12.0", INT, 0, write=Relay(), persist=store, range=(0, 1))
    scalar(mib, BASE + ".13.0", INT, 0, "read-write", write=Relay())
    mib.table(BASE + ".14.1", {2: INT}, [0], cell=max, write={2: Relay()})
    mib.subtree(BASE + ".50", Squares())


def chips(i2c: Any) -> list[float | None]:
    air, cellar, attic = Bme280(i2c, 0x77), Sht3x(i2c), Sht4x(i2c, address=0x44)
    degrees: float = air.temperature() + cellar.temperature() + attic.temperature()
    percent: float = cellar.humidity() + attic.humidity()
    supply, room = Ina219(i2c, shunt=0.01), Scd4x(i2c)
    watts: float = supply.power() + supply.voltage() * supply.current()
    level = Analogue(Ads1115(i2c, channel="0-1", full_scale=2.048), scale=100, offset=-50)
    volts: float = level.voltage() + level.value() + Bh1750(i2c).lux() + air.pressure()
    found: list[float | None] = [air.humidity(), room.co2(), room.temperature(), room.humidity()]
    found += [rssi(), supply_voltage(), chip_temperature(), lowest_heap(), free()]
    cause: int | None = reset_cause()
    print(CAUSES.split()[cause or 0], degrees, percent, watts, volts)
    for kind in names():
        module, name, readings = find(kind)
        print(module + name, readings[0][2] + 1)
    wire = Wire(i2c)
    codes: list[bytes] = wire.scan()
    found += [Ds18b20(wire).temperature(), Ds18b20(wire, codes[0].hex()).temperature()]
    damp: float = Dht22(i2c).humidity() + Dht11(i2c).temperature()
    print(damp, Digital(i2c).level() + Analogue(i2c).level(), driver("pin", i2c).level())
    bus, addresses = wiring("bme280")
    print(bus + "", addresses[0] + 1)
    for what, read, type_, precision, unit in make("bme280", i2c, address=0x76):
        print(what + type_ + unit, read(), precision + 1)
    return found


def agent() -> None:
    uptime = Uptime()
    store = Store("usnmp.dat", interval_ms=60000, log=print)
    limit = store.value("limit", 40, check=lambda v: 0 <= v <= 100)
    limit.set(limit() + 1)
    wrote: bool = store.poll() or store.flush()
    print(store.damaged, store.failures + 1, wrote)
    mib = Mib()
    objects(mib, store)
    store.serve(mib, BASE + ".101.1.0")
    system(mib, uptime, name="cellar", persist=store)
    agent = Agent(mib, "public", None, max_size=484, log=print, uptime=uptime)
    snmp(mib, agent, store)
    object_resources(mib, uptime, [("1.3.6.1.6.3.1", "SNMPv2-MIB")])
    drops(mib, agent)
    rssi = Rssi(mib, uptime, lambda: -60, interval_s=60, keep=10)
    rssi.poll()
    print(Board(mib).poll(), rssi.now())
    host_resources(mib, uptime, agent, path="/")
    load = Load()
    load.attach(agent)
    print(load())
    agent.allow("operator", View(write=True, sources=("10.0.0.0/8",)))
    agent.allow(b"sensors", View(read=(BASE, "-" + BASE + ".3")), versions=(1,))
    agent.limit = RateLimit(10, burst=50)
    agent.limit.dropped += 1
    agent.max_times = 20
    agent.authen_traps = True
    agent.on_stranger = print
    agent.on_start = lambda: print("starts")
    counters: list[int] = agent.counters
    shapes = Shapes(agent, size=8, longest=128)
    shapes.clear()
    reply: bytes | None = agent.respond(packets(), ("192.0.2.7", 161))
    udp: Udp = agent.bind("0.0.0.0", 161)
    answered: bool = agent.poll(100)
    print(VERSION + ".", counters[4], reply, udp.ipv6, udp.size + 1, answered)
    agent.close()
    asyncio.run(agent.run("127.0.0.1", 161))
    agent.serve()


def notify(agent: Agent) -> None:
    uptime = Uptime()
    targets = [
        Target("192.0.2.9"),
        Target("192.0.2.9", "ops", version="2c", inform=True, timeout_ms=100, retries=1),
    ]
    notify = Notifier(targets, uptime, enterprise=BASE, agent_addr=lambda: "192.0.2.7", up=None)
    notify.attach(agent, warm=True)
    ops = User("ops", auth="SHA-256", auth_password="maplesyrup", priv="AES", priv_key=b"")
    engine = Engine("80001f8805626f617264", boots=7)
    secure = Target("192.0.2.9", inform=True, user=ops, level="authPriv", context="c")
    print(Notifier([secure], uptime, engine=engine).engine, secure.v3.report)
    notify.limit(0, 60000)
    watch = notify.watch(lambda: 31.5, above=30, clear_below=28.5, oid=BASE + ".1.0")
    alarm: str | None = watch.alarm
    told: list[bool] = []
    notifier(agent.mib, notify)
    watched = sensor_alarm(notify, 1, "Kitchen", lambda: 21.5, "celsius", precision=1, above=30)
    watched.every_ms = 5000
    sent: bool = notify.send(
        BASE + ".0.7",
        [(BASE + ".7.0", GAUGE, 2), VarBind(BASE + ".8.0", INT, 3)],
        keep=True,
        result=lambda target, ok: told.append(ok and target.inform),
    )
    linked: bool = notify.link(True, 1, descr="wlan0")
    while notify.pending > 0:
        notify.poll(50)
    print(alarm, sent, linked, notify.sent + notify.acknowledged + notify.failed)
    notify.close()
    outcomes: list[tuple[Target, bool]] = asyncio.run(notify.deliver(0, keep=False))
    print([(target.host, ok) for target, ok in outcomes])
    asyncio.run(notify.run())
    print(trap_oid(6, 7, BASE).split("."), v1_trap(BASE)[1] + 1)


def ask() -> None:
    with Manager("192.0.2.1", "private", version="2c", port=161, timeout_ms=500) as m:
        one: VarBind = m.get(BASE + ".1.0")
        several: list[VarBind] = m.get(BASE + ".1.0", BASE + ".2.0")
        print(one.oid.split("."), one.type + 1, one.value, several[0].value)
        oids = [BASE + ".1.0", BASE + ".2.0"]
        print(m.get(*oids), m.get_next(BASE).oid, len(m.get_next(*oids)))
        bulk: list[VarBind] = m.get_bulk(BASE, non_repeaters=0, max_repetitions=10)
        print(m.set(BASE + ".3.0", OCTSTR, "attic").value, bulk)
        print(len(m.set((BASE + ".3.0", OCTSTR, "a"), (BASE + ".4.0", INT, 1))))
        try:
            for varbind in m.walk("1.3.6.1.2.1", max_repetitions=20):
                oid, kind, value = varbind
                print(oid.lstrip("."), kind + 1, value)
            for index, row in m.table("1.3.6.1.2.1.2.2.1", columns=(2, 8)):
                print(index.split("."), row[2].value)
        except NotIncreasing as e:
            print(e.oid)
        except (NoResponse, BadResponse):
            print(m.strays + m.trailing)
        except SnmpError as e:
            print(e.status + e.index, e.oid and e.oid.split("."))


async def ask_many(hosts: list[str]) -> list[VarBind]:
    async with AsyncManager(in_flight=64, sockets=4) as manager:
        targets = [manager.target(host, timeout_ms=500, retries=0) for host in hosts]
        one: VarBind = await targets[0].get(BASE)
        both: list[VarBind] = await targets[0].get(BASE, BASE)
        both += await targets[0].get_bulk(BASE)
        print((await targets[0].set(BASE, INT, 1)).oid, one, both)
        async for varbind in targets[0].walk(BASE):
            print(varbind.value)
        async for index, row in targets[0].table(BASE):
            print(index.split("."), row[2].oid)
        return await asyncio.gather(*[target.get(BASE) for target in targets])


def on_inform(n: Notification) -> int | None:
    return 13 if len(n.varbinds) > 20 else None


def receive() -> None:
    with Receiver("0.0.0.0", 1162, communities=["public", b"ops"], on_inform=on_inform) as r:
        r.on_trap = print
        r.on_bad = lambda datagram, source, reason: print(source, reason.upper())
        r.on_packet = lambda direction, datagram, source: print(direction, len(datagram))
        n, reply = r.receive(packets(), ("192.0.2.7", 50000))
        if n:
            print(n.trap_oid.split("."), n.version + "", n.community, n.pdu_type + 1)
            print(n.uptime is None or n.uptime + 1, n.request_id, n.enterprise, n.agent_addr)
            print(n.generic_trap, n.specific_trap, n.irregular, n.source and n.source[0])
            print(n.user, n.security_level, n.engine_id, n.raw_varbinds[0].oid)
        polled: Notification | None = r.poll(100)
        print(reply and len(reply), polled, r.received + r.traps + r.informs + r.duplicates)
        for n in r:
            for oid, kind, value in n.varbinds:
                print(oid.lstrip("."), kind + 1, value)


def receive_v3() -> None:
    ops = User("ops", auth="SHA", auth_key="00" * 20)
    with Receiver(users=[ops, (User("b"), "noAuthNoPriv")], time_window=100) as r:
        n = r.poll(100)
        if n:
            print(n.user, n.security_level, n.engine_id, n.context, n.context_engine_id)
        if r.v3:
            r.v3.on_user = lambda engine_id, name: ops if name == "ops" else None
            r.v3.add(ops, "authNoPriv", b"12345")
            r.v3.add_engine(b"12345", 1, 2)
            found: list[tuple[bytes, int, int, list[bytes]]] = r.v3.cache()
            print(found, r.v3.stats[1] + r.v3.discoveries, r.v3.engine.time() + 1)
            r.v3.remove("ops")
            r.v3.remove_engine(b"12345")
            r.v3.hash_passwords()
            r.v3.clear()


async def receive_async() -> None:
    async with Receiver(port=1162) as receiver:
        async for n in receiver:
            print(n.trap_oid.split("."))


def sensors(firmware: Firmware) -> list[tuple[str, str]]:
    firmware.mib.scalar(BASE + ".1.0", INT, 1, write=True, persist=firmware.store)
    firmware.agent.max_times = 20
    usnmp_mib(firmware, keep=30)
    if firmware.notify:
        firmware.notify.watch(lambda: 1, above=300, clear_below=280)
    index: int = firmware.sensor("Kitchen", "celsius", lambda: 21.5, precision=1, above=30)
    firmware.sensor("CO2", "other", lambda: None, units="ppm")
    print(
        index, Sensors(Mib(), firmware.notify, "cellar", log=print)("x", "voltsDC", lambda: True)
    )
    firmware.turn = lambda: firmware.log("turn")
    firmware.turn_ms = 500
    firmware.optional = [lambda: None]
    if firmware.link and firmware.link.up():
        print(firmware.link.address().split("."), firmware.uptime() + 1)
    return [(BASE + ".1.0", "a number")]


def start() -> None:
    config: dict[str, Any] = check(load("config.json"))
    print(config["port"], configuration()["port"])
    main(sensors)
