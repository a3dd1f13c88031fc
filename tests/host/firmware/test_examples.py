# Each file of examples/ on the board in a box, put there by the line at its top: agents read by
# net-snmp, traps in snmptrapd, managers against an agent whose counters the test moves.

import doctest
import json
import re
import shlex
import socket
import subprocess
import sys
import time

import pytest
from board_box.bench import firmware
from board_box.box import Box
from conftest import ROOT, free_port, run, tool
from lossy import Lossy
from test_manager_peers import Served
from usnmp_manager import Manager
from usnmp_mib import COUNTER, COUNTER64, GAUGE, INT, OCTSTR, TIMETICKS, Mib
from usnmp_mibs.snmpv2_mib import system

pytestmark = pytest.mark.slow

EXAMPLES = ROOT / "examples"
PROGRAMS = sorted(p.name for p in EXAMPLES.glob("*.py"))
PORT = 20161
BASE = ".1.3.6.1.4.1.8072.9999.9999"
ESP32 = {"chip": "esp32", "heap": 64 << 10}
# For what has no agent: 8 KiB less than an ESP8266 has, which are there for what one adds.
SMALL = {"heap": 30 << 10}
boards = pytest.mark.parametrize("kw", (SMALL, ESP32), ids=("esp8266", "esp32"))
HOUR = 3600000
WIFI = {"ssid": "box", "key": "secret"}


def line(name):
    """The words after tools/deploy.py in the line at the top of an example."""
    head = (EXAMPLES / name).read_text()[:1500]
    found = re.findall(r"(?:^|[ `])tools/deploy\.py ([\w+]* ?(?:--main \S+)?)", head, re.M)
    assert len(found) == 1, (name, found)
    return shlex.split(found[0])


class Bench:
    """Boards with examples on them."""

    def __init__(self, folder):
        self.folder = folder
        self.box = None

    def board(self, **kw):
        self.box = Box(self.folder, tool("micropython32"), tool("mpy-cross"), **kw)
        self.box.__enter__()
        return self.box

    def deploy(self, name, config=None, **constants):
        """Put the example on the board, as its top says, with these constants changed."""
        text = (EXAMPLES / name).read_text()
        for key, value in constants.items():
            text, n = re.subn("^%s = .*" % key, "%s = %r" % (key, value), text, flags=re.M)
            assert n == 1, key
        program = self.folder / name
        program.write_text(text)
        words = [str(program) if "examples/" in word else word for word in line(name)]
        options = ["--port", self.box.device]
        if config is not None:
            path = self.folder / "config.json"
            given = {
                "wifi": WIFI,
                "port": PORT,
                "write_community": "private",
            }
            path.write_text(json.dumps({**given, **config}))
            options += ["--config", path]  # and it waits until the agent answers
        done = run(sys.executable, ROOT / "tools" / "deploy.py", *words, *options, timeout=120)
        assert done.returncode == 0, (done.stdout, done.stderr, self.box.log[-2000:])
        return done.stdout

    def snmp(self, name, *words, community="public", status=0):
        """What a tool of net-snmp prints, asking the board."""
        head = "-v2c", "-c", community, "-On", "-Oe", "-r5", self.box.udp(PORT)
        done = run(tool(name), *head, *words)
        assert done.returncode == status, (done.stdout, done.stderr, self.box.log[-2000:])
        return done.stdout + done.stderr

    def values(self, root=BASE):
        """What snmpwalk finds below `root`: the end of the OID -> value."""
        said = self.snmp("snmpwalk", root).splitlines()
        lines = [text for text in said if "No more variables left" not in text]
        found = [text[len(root) + 1 :].split(" = ") for text in lines]
        return {oid: value.split(": ")[-1] for oid, value in found}

    def until(self, condition):
        """Wait until net-snmp sees what it is to see."""
        end = time.monotonic() + 30
        while not condition():
            assert time.monotonic() < end, (condition, self.box.log[-2000:])


@pytest.fixture
def bench(tmp_path):
    bench = Bench(tmp_path)
    yield bench
    if bench.box:
        bench.box.__exit__()


def target(trapd, **kw):
    return [{"host": "127.0.0.1", "port": trapd.port, **kw}]


def notification(trapd, kind):
    """The next line of snmptrapd of that kind; the coldStart before it is passed over."""
    while True:
        text = trapd.line()
        if BASE + kind in text:
            return text


# --- agents ---


VALUE, STATUS = ".1.3.6.1.2.1.99.1.1.1.4", ".1.3.6.1.2.1.99.1.1.1.5"
NAME = ".1.3.6.1.2.1.47.1.1.1.1.7"


def names(bench):
    return list(bench.values(NAME).values())[1:]


def test_dht22_serves_what_it_measures_and_takes_an_offset(bench):
    box = bench.board(**ESP32)
    box.dht(21.4, 55.0)
    bench.deploy("dht22.py", {})
    assert names(bench) == ['"Room"', '"Room humidity"']
    assert bench.values(VALUE) == {"2": "214", "3": "550"} and bench.values() == {"3.0": "0"}
    bench.snmp("snmpset", BASE + ".3.0", "i", "-12", community="private")
    assert bench.values(VALUE)["2"] == "202"
    refused = bench.snmp("snmpset", BASE + ".3.0", "i", "101", community="private", status=2)
    assert "wrongValue" in refused
    box.dht(-3.5, 81.2)
    box.advance(2000)
    assert bench.values(VALUE) == {"2": "-47", "3": "812"} and bench.values() == {"3.0": "-12"}
    box.dht(0, None)  # its wire is off
    box.advance(2000)
    assert bench.values(STATUS) == {"2": "3", "3": "3"} and bench.values() == {"3.0": "-12"}
    box.dht(20.0, 40.0)
    box.advance(2000)
    assert bench.values(VALUE) == {"2": "188", "3": "400"}
    assert bench.values(STATUS) == {"2": "1", "3": "1"}


def test_relay_is_armed_switched_and_released_and_as_it_was_if_it_does_not_follow(bench):
    coil, enable, contact, locked = 5, 4, 14, BASE + ".2.0"
    box = bench.board()
    box.pin(contact, 0)
    bench.deploy("relay.py", {})
    box.wait_for_text(" octets free")

    def put(*words, status=0):
        said = bench.snmp("snmpset", *words, community="private", status=status)
        assert box.pin(enable) == 0
        return said

    assert bench.values() == {"1.0": "0", "2.0": "0"}
    failed = put(locked, "i", "1", BASE + ".1.0", "i", "1", status=2)
    assert "commitFailed" in failed and "Failed object: %s.1.0" % BASE in failed
    assert box.pin(coil) == 0 and bench.values() == {"1.0": "0", "2.0": "0"}
    assert "does not follow" in box.log
    box.pin(contact, 1)
    put(BASE + ".1.0", "i", "1")
    assert box.pin(coil) == 1 and bench.values() == {"1.0": "1", "2.0": "0"}
    put(BASE + ".1.0", "i", "0", status=2)  # it is welded
    assert box.pin(coil) == 1
    box.pin(contact, 0)
    put(locked, "i", "1")
    assert "inconsistentValue" in put(BASE + ".1.0", "i", "0", status=2)
    assert "wrongValue" in put(BASE + ".1.0", "i", "2", status=2)
    put(locked, "i", "0")
    put(BASE + ".1.0", "i", "0")
    assert box.pin(coil) == 0
    free = int(box.log.split(" octets free")[-2].split()[-1])
    assert free > 3 * 1024


@pytest.mark.parametrize("name", ("dht22.py", "ds18b20.py"))
def test_thermometers_on_an_esp8266_with_its_modules_in_a_romfs(name, build, tmp_path):
    main = (EXAMPLES / name).read_text()
    with firmware(build, tmp_path, main, {"wifi": WIFI, "port": PORT}) as box:
        box.dht(21.5, 55.0)
        box.probes(21.5)
        box.power_on()
        box.wait_for_text("usnmp serves")
        free = int(re.search(r"(\d+) octets free", box.log).group(1))
        assert free > 6 * 1024, free
        box.wait_for_network()
        bench = Bench(tmp_path)
        bench.box = box
        bench.until(lambda: bench.values(VALUE)["2"] == "215")


def alarm(trapd, kind, row, value):
    """The next line of snmptrapd of an alarm is of the sensor in `row`, at `value`."""
    while True:
        text = trapd.line()
        if ".1.3.6.1.2.1.16.0." in text:
            assert ".1.3.6.1.2.1.16" + kind in text, text
            assert "%s.%d" % (VALUE, row) in text and "INTEGER: %d" % value in text, text
            return


def test_ds18b20_serves_all_that_are_there_and_sends_alarms(bench, trapd):
    box = bench.board(**ESP32)
    box.probes(21.5, -0.0625, 29.9)
    bench.deploy("ds18b20.py", {"targets": target(trapd)}, NAMES={"2800000000000200": "Boiler"})
    assert names(bench) == ['"2800000000000000"', '"2800000000000100"', '"Boiler"']
    assert list(bench.values(VALUE).values()) == ["215", "-1", "299"]
    box.probes(21.5, 31.25, 29.9)
    alarm(trapd, ".0.1", 3, 313)
    box.probes(21.5, 29.0, 30.1)  # the second is between the two thresholds
    alarm(trapd, ".0.1", 4, 301)
    box.probes(21.5, 27.9, 85.0)  # the third lost its power for a moment
    alarm(trapd, ".0.2", 3, 279)
    bench.until(lambda: bench.values(STATUS)["4"] == "3")
    box.probes()
    bench.until(lambda: list(bench.values(STATUS).values()) == ["3", "3", "3"])
    box.probes(19.0, 19.0, 19.0)
    bench.until(lambda: list(bench.values(STATUS).values()) == ["1", "1", "1"])
    assert bench.values(VALUE)["3"] == "190"


def test_ds18b20_without_targets_serves_the_temperature_of_now(bench):
    box = bench.board(**ESP32)
    box.probes(21.5)
    bench.deploy("ds18b20.py", {})
    box.wait_idle()
    box.probes(4.0)
    box.advance(HOUR)
    assert bench.values(VALUE)["2"] == "40"


OPENINGS = BASE + ".2.0 = Counter32: %d"


@boards
@pytest.mark.parametrize("inform", (False, True), ids=("trap", "inform"))
def test_door_notifies_when_it_opens_and_when_it_closes(bench, trapd, kw, inform):
    box = bench.board(**kw)
    box.pin(5, 0)
    bench.deploy("door.py", MANAGER="127.0.0.1", PORT=trapd.port, INFORM=inform, WIFI=WIFI)
    cold = trapd.line()
    assert cold.startswith("INFORM" if inform else "TRAP2") and cold.endswith(
        ".1.3.6.1.6.3.1.1.5.1"
    )
    for n in (1, 2):
        for level, kind in ((1, ".0.1"), (0, ".0.2")):
            box.pin(5, level)
            said = trapd.line()
            assert BASE + kind in said and said.endswith(OPENINGS % n), said
            box.wait_for_text("127.0.0.1 knows %s%s" % (BASE[1:], kind))


def test_door_tells_later_what_happened_while_wifi_or_the_manager_was_away(bench, trapd):
    box = bench.board()
    box.pin(5, 0)
    with Lossy(trapd.port) as network:
        constants = {"MANAGER": "127.0.0.1", "PORT": network.port, "WIFI": WIFI}
        bench.deploy("door.py", **constants)
        assert trapd.line().startswith("INFORM")
        box.wait_for_text("knows")
        box.wifi(False)
        box.pin(5, 1)
        box.wait_for_text("opened")
        box.wifi(True)
        assert trapd.line().endswith(OPENINGS % 1)
        box.wait_for_text("knows")
        network.down.loss = 1.0  # no acknowledgement arrives
        box.pin(5, 0)
        assert trapd.line().endswith(OPENINGS % 1)
        assert network.wait_for(lambda: network.down.dropped)
        network.down.loss = 0.0
        box.advance(1500)
        assert BASE + ".0.2" in trapd.line()  # again
        box.wait_for_text("knows")


def test_asyncio_agent_serves_beside_its_other_tasks(bench, trapd):
    box = bench.board(**ESP32)
    bench.deploy("asyncio_agent.py", {"targets": target(trapd, inform=True), "name": "lamp"})
    assert bench.values() == {"1.0": "500", "2.0": "0"}
    assert '"lamp"' in bench.snmp("snmpget", "1.3.6.1.2.1.1.5.0")
    bench.snmp("snmpset", BASE + ".1.0", "i", "20", community="private")
    for level in (0, 1, 0, 1):
        box.wait(lambda level=level: box.pin(2) == level)
    box.pin(0, 0)
    said = notification(trapd, ".0.1")
    assert said.startswith("INFORM") and said.endswith(BASE + ".2.0 = Counter32: 1")
    box.wait_for_text("call 1: 127.0.0.1 knows")
    box.wifi(False)
    box.wifi(True, "127.99.98.96")
    box.wait_for_network()
    assert bench.values() == {"1.0": "20", "2.0": "1"}


# --- a receiver ---

TRAP_OID, TRAP_ADDRESS = ".1.3.6.1.6.3.1.1.4.1.0", ".1.3.6.1.6.3.18.1.3.0"
TRAP_ENTERPRISE = ".1.3.6.1.6.3.1.1.4.3.0"
SENT = "1.3.6.1.2.1.1.5.0", "s", "cellar"


def send(name, where, *words):
    done = run(tool(name), *words[:1], "-c", "any", "-t1", "-r3", where, *words[1:], *SENT)
    assert done.returncode == 0, done.stderr


def passed_on(trapd, trap_oid, ticks, *more):
    """The next line of snmptrapd is that inform."""
    text = trapd.line()
    assert text.startswith("INFORM"), text
    assert "(%d)" % ticks in text and "%s = OID: .%s" % (TRAP_OID, trap_oid) in text, text
    for part in ('.1.3.6.1.2.1.1.5.0 = STRING: "cellar"', *more):
        assert text.count(part) == 1, (part, text)


def test_forwarder_passes_on_whose_trap_or_inform_it_was(bench, trapd):
    box = bench.board(**ESP32)
    constants = {"MANAGER": "127.0.0.1", "PORT": trapd.port, "LISTEN": 20162, "WIFI": WIFI}
    bench.deploy("forwarder.py", **constants)
    box.wait_for_text("listening on port 20162")
    where = box.udp(20162)
    link_down = "1.3.6.1.6.3.1.1.5.3"
    send("snmptrap", where, "-v2c", "4711", link_down)
    passed_on(trapd, link_down, 4711, "%s = IpAddress: 127." % TRAP_ADDRESS)
    send("snmpinform", where, "-v2c", "4712", link_down)
    passed_on(trapd, link_down, 4712, "%s = IpAddress: 127." % TRAP_ADDRESS)
    send("snmptrap", where, "-v1", BASE, "192.0.2.7", "6", "17", "55")
    passed_on(
        trapd, BASE[1:] + ".0.17", 55,
        "%s = IpAddress: 192.0.2.7" % TRAP_ADDRESS, "%s = OID: %s" % (TRAP_ENTERPRISE, BASE),
    )  # fmt: skip
    box.wait_for_text("127.0.0.1 knows %s.0.17" % BASE[1:])


def test_forwarder_acknowledges_no_more_than_it_can_keep(bench):
    box = bench.board(**ESP32)
    constants = {"MANAGER": "127.0.0.1", "PORT": free_port(), "LISTEN": 20162, "WIFI": WIFI}
    bench.deploy("forwarder.py", **constants)
    box.wait_for_text("listening on port 20162")
    where = box.udp(20162)
    # snmpinform says nothing of an error-status
    words = "inform", where, "5", "1.3.6.1.6.3.1.1.5.3"
    done = [run(sys.executable, "-m", "usnmp_pc.cli", *words) for _ in range(18)]
    assert [d.returncode for d in done] == [0] * 16 + [2] * 2
    assert all("resourceUnavailable" in refused.stderr for refused in done[16:])


# --- managers ---

EVERY = {"EVERY_MS": 24 * HOUR, "WIFI": WIFI}


class Switch:
    """An agent with one interface, behind a network that can be cut. `now`: sysUpTime, octets in,
    octets out.
    """

    def __init__(self, wide=True, speed=100):
        self.now = [0, 0, 0]
        mib = Mib()
        mib.scalar("1.3.6.1.2.1.1.3.0", TIMETICKS, lambda: self.now[0])
        row = "1.3.6.1.2.1.2.2.1.%d.7"
        mib.scalar(row % 5, GAUGE, speed * 1000000)
        mib.scalar(row % 10, COUNTER, lambda: self.now[1] & 0xFFFFFFFF)
        mib.scalar(row % 16, COUNTER, lambda: self.now[2] & 0xFFFFFFFF)
        if wide:
            row = "1.3.6.1.2.1.31.1.1.1.%d.7"
            mib.scalar(row % 6, COUNTER64, lambda: self.now[1] & 2**64 - 1)
            mib.scalar(row % 10, COUNTER64, lambda: self.now[2] & 2**64 - 1)
            mib.scalar(row % 15, GAUGE, speed)
        self.served = Served(mib)
        self.network = Lossy(self.served.port)

    def cut(self, loss=1.0):
        self.network.up.loss = loss

    def __enter__(self):
        self.served.__enter__()
        self.network.__enter__()
        return self

    def __exit__(self, *args):
        self.network.__exit__(*args)
        self.served.__exit__(*args)


def turn(box, says, in_vain=0):
    """Let the manager on the board ask again, and wait a second for the response `in_vain` so
    often; `says`: what it prints then.
    """
    box.wait_idle()
    box.advance(24 * HOUR)
    for _ in range(in_vain):
        box.wait_idle()
        box.advance(1000)
    box.wait_for_text(says)
    box.wait_idle()  # the light is as it is to be


def bar(box):
    """The colours of the strip, one letter each."""
    pin, octets = box.pixels
    assert pin == 13
    names = {(0, 0, 0): ".", (30, 0, 0): "g", (20, 30, 0): "y", (0, 40, 0): "r", (0, 0, 40): "b"}
    return "".join(names[tuple(octets[i : i + 3])] for i in range(0, len(octets), 3))


@boards
@pytest.mark.parametrize("version, wide", (("1", True), ("2c", True), ("2c", False)))
def test_meter_shows_utilisation_across_wraps_restarts_and_outages(bench, kw, version, wide):
    box = bench.board(**kw)
    top = 2**64 if wide and version == "2c" else 2**32
    with Switch(wide) as switch:
        switch.now = [360000, top - 50000000, 7]
        bench.deploy(
            "meter.py",
            AGENT="127.0.0.1", PORT=switch.network.port, VERSION=version, INTERFACE=7, **EVERY,
        )  # fmt: skip
        box.wait_for_text("no figure\r\n")
        assert bar(box) == "b......."
        switch.now = [361000, top + 12500000, 9]  # 62.5 MB in 10 s, and over the top
        turn(box, "50 %\r\n")
        assert bar(box) == "gggg...."
        switch.now = [362000, top + 12500000, 9]
        turn(box, "0 %\r\n")
        assert bar(box) == "........"
        switch.now = [363000, top + 12500000, 9 + 125000000]  # the other way
        turn(box, "100 %\r\n")
        assert bar(box) == "ggggyyyr"
        switch.now = [500, 1000, 1000]  # it was switched off and on
        turn(box, "no figure\r\n")
        assert bar(box) == "ggggyyyr"
        switch.now = [1500, 1000 + 1250000, 1000]
        turn(box, "1 %\r\n")
        assert bar(box) == "g......."
        switch.cut()
        turn(box, "no response from 127.0.0.1\r\n", in_vain=2)
        assert bar(box) == "b......."
        switch.now = [9000, 2**31, 2**31]  # restarted meanwhile
        switch.cut(0.0)
        turn(box, "no figure\r\n")
        switch.now = [10000, 2**31 + 75000000, 2**31]
        turn(box, "60 %\r\n")
        assert bar(box) == "ggggy..."
        box.wifi(False)
        turn(box, "cannot send to 127.0.0.1\r\n", in_vain=2)
        assert bar(box) == "b......."
        box.wifi(True)
        box.wait_for_network()
        turn(box, "no figure\r\n")
        switch.now = [11000, 2**31 + 85000000, 2**31]
        turn(box, "8 %\r\n")


def test_meter_says_that_there_is_no_such_interface_and_takes_a_speed(bench):
    with Switch() as switch:
        constants = {"AGENT": "127.0.0.1", "PORT": switch.network.port, **EVERY}
        box = bench.board()
        bench.deploy("meter.py", INTERFACE=8, **constants)
        box.wait_for_text("there is no interface 8")
        switch.now = [1000, 0, 0]
        bench.deploy("meter.py", INTERFACE=7, SPEED=10000000, **constants)
        box.wait_for_text("no figure\r\n")
        switch.now = [2000, 0, 3000000]
        turn(box, "24 %\r\n")


@pytest.fixture
def snmpd(tmp_path):
    """The port of snmpd with the interfaces of this PC."""
    config = tmp_path / "snmpd.conf"
    config.write_text("rocommunity public\n")
    port = free_port()
    where = "udp:127.0.0.1:%d" % port
    process = subprocess.Popen(
        [tool("snmpd"), "-f", "-Lo", "-C", "-c", str(config), where],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        while "NET-SNMP version" not in process.stdout.readline():
            assert process.poll() is None
        yield port
    finally:
        process.kill()
        process.communicate(timeout=20)


@pytest.mark.parametrize("version", ("1", "2c"))
def test_meter_reads_an_interface_of_snmpd(bench, snmpd, version):
    box = bench.board()
    index = socket.if_nametoindex("lo")
    constants = {"AGENT": "127.0.0.1", "PORT": snmpd, "INTERFACE": index, "VERSION": version}
    bench.deploy("meter.py", **constants, **EVERY)
    box.wait_for_text("no figure")
    with Manager("127.0.0.1", port=snmpd) as manager:  # its time is to go on
        start = manager.get("1.3.6.1.2.1.1.3.0").value
        bench.until(lambda: manager.get("1.3.6.1.2.1.1.3.0").value > start)
    turn(box, " %\r\n")


@boards
@pytest.mark.parametrize("version", ("1", "2c"))
def test_presence_lights_the_lamp_while_somebody_is_there(bench, kw, version):
    ann, ben = b"\x02\0\0\xc0\xff\xee", b"ABCDEF"  # all of the second is printable
    rows = {}
    mib = Mib()
    index = INT, 64
    mib.table("1.3.6.1.2.1.4.22.1", {1: INT, 2: OCTSTR}, lambda: rows, index=index)
    for i in range(40):
        rows[1, "192.0.2.%d" % (10 + i)] = {1: 1, 2: b"\x02\0\0\0\1" + bytes((i,))}
    box = bench.board(**kw)
    with Served(mib) as served, Lossy(served.port) as network:
        bench.deploy(
            "presence.py",
            ROUTER="127.0.0.1", PORT=network.port, VERSION=version,
            DEVICES={"020000c0ffee": "Ann", "414243444546": "Ben"}, **EVERY,
        )  # fmt: skip
        box.wait_for_text("nobody")
        assert box.pin(2) == 1  # dark
        rows[1, "192.0.2.99"] = {1: 1, 2: ann}
        turn(box, "Ann")
        assert box.pin(2) == 0
        network.up.loss = 1.0  # the router restarts
        turn(box, "no response", in_vain=4)
        assert box.pin(2) == 0
        network.up.loss = 0.0
        del rows[1, "192.0.2.99"]
        for level in (0, 0, 1):  # a phone that sleeps has not left
            turn(box, "nobody")
            assert box.pin(2) == level
        rows[1, "192.0.2.5"] = {1: 1, 2: ben}
        box.wifi(False)
        turn(box, "cannot send to", in_vain=4)
        assert box.pin(2) == 1
        box.wifi(True)
        box.wait_for_network()
        turn(box, "Ben")
        assert box.pin(2) == 0


# --- at the REPL ---


CONNECT = """
import network, time
w = network.WLAN(network.STA_IF)
w.active(True)
w.connect("box", "secret")
while not w.isconnected():
    time.sleep_ms(5)
"""


def typed(box, source):
    """What the board prints when `source` is typed at its prompt."""
    start = len(box.log)
    box.type(source.rstrip("\n").replace("\n", "\r").encode() + b"\r")
    box.wait(lambda: box.log[start:].endswith("\n>>> "))
    return box.log[start:].replace("\r\n", "\n").split("\n", 1)[1][: -len(">>> ")]


@pytest.fixture
def session(trapd):
    """The examples of packets.txt, as doctest has them, with an agent and snmptrapd to talk to."""
    mib = Mib()
    system(mib, lambda: 1, name="cellar", location="under the stairs")
    text = (EXAMPLES / "packets.txt").read_text()
    with Served(mib) as served:
        for old, new in ((1161, served.port), (162, trapd.port)):
            old = '"127.0.0.1", %d)' % old
            assert text.count(old) == 1
            text = text.replace(old, '"127.0.0.1", %d)' % new)
        yield doctest.DocTestParser().get_doctest(text, {}, "packets.txt", None, 0)


def check_trap(trapd):
    said = trapd.line()
    assert said.startswith("TRAP") and "|6|.1|192.0.2.77|1234|" in said, said
    assert said.endswith("%s.1.0 = INTEGER: 1" % BASE)


def test_packets_show_what_a_pc_prints(session, trapd):
    result = doctest.DocTestRunner().run(session)
    assert result.attempted > 20 and not result.failed
    check_trap(trapd)


@boards
def test_packets_show_what_a_board_prints(bench, session, trapd, kw):
    box = bench.board(**kw)
    bench.deploy("packets.txt")
    box.wait_repl()
    box.execute(CONNECT)
    typed(box, "")
    for example in session.examples:
        assert typed(box, example.source) == example.want, example.source
    check_trap(trapd)


# --- all of them ---


def test_every_example_is_covered_here_and_listed():
    here = set(re.findall(r'bench\.deploy\(\s*"([\w.]+)"', (ROOT / __file__).read_text()))
    assert here == {p.name for p in EXAMPLES.iterdir() if p.is_file()} - {"README.md"}
    table = (EXAMPLES / "README.md").read_text()
    for name in here:
        assert "[%s](%s)" % (name, name) in table
        assert "`tools/deploy.py %s` |" % " ".join(line(name)) in table
    for link in re.findall(r"\]\(([^)]+)\)", table):
        assert (EXAMPLES / link).exists(), link


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_program_compiles_and_begins_with_what_one_has_to_know(name, tmp_path):
    done = run(tool("mpy-cross"), "-O3", "-o", tmp_path / "x.mpy", EXAMPLES / name)
    assert done.returncode == 0, done.stderr
    head = (EXAMPLES / name).read_text().split("\n\n")[0].splitlines()
    assert 3 <= len(head) <= 7 and all(text.startswith("# ") for text in head)
    for what in ("# Wiring: ", "# Change: ", "# To the board: "):
        assert any(text.startswith(what) for text in head), what
