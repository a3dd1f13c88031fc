# integrations/zabbix: each template in the Zabbix that it is for, which finds the sensors of a
# board in a box and reads them; and both are what template.py makes.

import importlib.util
import re
import time
import uuid

import pytest
from board_box.bench import firmware
from conftest import ROOT, Polled, free_port
from usnmp_agent import Agent
from usnmp_mib import COUNTER, GAUGE, INT, OCTSTR, TIMETICKS, Mib
from zabbix_box import Zabbix

FOLDER = ROOT / "integrations" / "zabbix"
RELEASES = ("6.0", "7.0")
# 20 sensors of which the 8th breaks if pin 5 is low; memory and flash of HOST-RESOURCES-MIB
MAIN = """
import gc
gc.threshold(2048)
from machine import Pin
from usnmp_firmware import main
from usnmp_mibs.host_resources_mib import host_resources

broken = Pin(5, Pin.IN, Pin.PULL_UP)

def read():
    if broken.value() == 0:
        raise OSError(19)
    return 21.5

def sensors(firmware):
    host_resources(firmware.mib, firmware.uptime, firmware.agent)
    types = "celsius percentRH voltsDC amperes watts hertz rpm".split()
    for i in range(16):
        of = read if i == 7 else lambda i=i: i - 2.5
        firmware.sensor("Room %d" % i, types[i % 7], of, precision=1)
    firmware.sensor("K\\xfcche", "celsius", lambda: 25.08, precision=2)
    firmware.sensor("CO2", "other", lambda: 1234, units="ppm")
    firmware.sensor("Mains", "watts", lambda: 2300000, scale=3)
    firmware.sensor("Door", "truthvalue", lambda: True)

main(sensors)
"""
UNITS = ["°C", "%", "V", "A", "W", "Hz", "rpm"]
WANTED = {"Room %d" % i: (i - 2.5, UNITS[i % 7]) for i in range(16)}
WANTED.update({"Room 7": (21.5, "°C"), "Küche": (25.08, "°C"), "CO2": (1234, "!ppm")})
WANTED.update({"Mains": (2300000, "W"), "Door": (1, "")})


@pytest.fixture
def board(build, tmp_path):
    config = {"wifi": {"ssid": "box", "key": "secret"}, "name": "cellar"}
    with firmware(build, tmp_path, MAIN, config) as box:
        box.power_on()
        box.pin(5, 1)
        box.wait_for_text("usnmp serves")
        box.wait_for_network()
        yield box


@pytest.fixture(scope="module")
def template():
    spec = importlib.util.spec_from_file_location("zabbix_template", FOLDER / "template.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Switch(Polled):
    """An agent with two interfaces of IF-MIB and no sensors. up: whether the second is."""

    def __init__(self):
        self.up = True
        mib = Mib()
        mib.scalar("1.3.6.1.2.1.1.3.0", TIMETICKS, 8640000)
        for i in (1, 4, 5, 6):
            mib.scalar("1.3.6.1.2.1.1.%d.0" % i, OCTSTR, "switch")

        def ms():  # 1000 octets a second
            return int(time.monotonic() * 1000) & 0xFFFFFFFF

        rows = {}
        for i, name in ((1, "eth0"), (2, "wlan0")):
            status = 1 if i == 1 else lambda: 1 if self.up else 2
            rows[i] = {2: name, 8: status, 10: ms, 13: 0, 14: 0, 16: lambda: ms() // 10, 19: 0}
        names = {1: {1: "eth0", 15: 100, 18: "uplink"}, 2: {1: "wlan0", 15: 54, 18: ""}}
        kinds = dict.fromkeys((10, 13, 14, 16, 19), COUNTER)
        mib.table("1.3.6.1.2.1.2.2.1", {2: OCTSTR, 8: INT, **kinds}, rows)
        mib.table("1.3.6.1.2.1.31.1.1.1", {1: OCTSTR, 15: GAUGE, 18: OCTSTR}, names)
        self.agent = Agent(mib)
        self.port = free_port()
        self.agent.bind("127.0.0.1", self.port)

    def step(self):
        self.agent.poll(50)

    def close(self):
        self.agent.close()


def readings(zabbix, host):
    """{name: (value, unit)} of the sensors that have a value."""
    items = zabbix.items(host).values()
    return {
        i["name"]: (float(i["lastvalue"]), i["units"])
        for i in items
        if re.match(r"(sensor|contact)\.value\[", i["key_"]) and i["lastclock"] != "0"
    }


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("release", RELEASES)
def test_zabbix_finds_20_sensors_and_a_broken_one_is_nonoperational(release, board, template):
    quick = {"{$SENSORS.INTERVAL}": "2s", "{$SENSORS.DISCOVERY}": "5s", "{$BOARD.INTERVAL}": "2s"}
    with Zabbix(release) as zabbix:
        assert zabbix.version.startswith(release)
        zabbix.load(FOLDER / template.FILES[release])
        zabbix.load(FOLDER / template.FILES[release])  # as an update is
        began = time.monotonic()
        if release == "6.0":
            host = zabbix.host("cellar", board.udp(), template.NAME, quick.items())
        else:
            zabbix.discover(board.udp(), template.NAME)
            host = zabbix.wait(lambda: zabbix.found("cellar"), "it does not find the board")
        zabbix.wait(lambda: len(readings(zabbix, host)) == 20, "no 20 sensors")
        print("%s: 20 sensors after %d s" % (zabbix.version, time.monotonic() - began))
        found = readings(zabbix, host)
        assert set(found) == set(WANTED)
        for name, (value, unit) in WANTED.items():
            assert found[name] == (pytest.approx(value, rel=1e-9), unit), name
        storages = ("storage.used[1]", "storage.share[1]", "storage.size[2]", "board.name")
        zabbix.wait(lambda: all(was_read(zabbix, host, key) for key in storages), "no memory")
        items = zabbix.items(host)
        assert items["board.name"]["lastvalue"] == "cellar"
        assert items["storage.used[1]"]["name"] == "Heap: used"
        assert 10 < float(items["storage.share[1]"]["lastvalue"]) < 100
        assert int(items["storage.size[2]"]["lastvalue"]) == 1 << 20
        assert not errors(items)
        macros = [{"macro": macro, "value": value} for macro, value in quick.items()]
        zabbix.call("host.update", {"hostid": host, "macros": macros})
        board.pin(5, 0)
        nonoperational = "Room 7 is nonoperational"
        zabbix.wait(lambda: nonoperational in zabbix.problems(host), "no problem")
        items = zabbix.items(host)
        statuses = {i["name"]: i["lastvalue"] for i in items.values() if ": status" in i["name"]}
        assert statuses.pop("Room 7: status") == "3"
        assert len(statuses) == 19 and set(statuses.values()) == {"1"}
        # It has no value any more, its neighbours have.
        last = {i["name"]: int(i["lastclock"]) for i in items.values()}
        zabbix.wait(
            lambda: int(zabbix.items(host)["sensor.value[8]"]["lastclock"]) > last["Room 6"] + 3,
            "the next sensor is not read",
        )
        assert int(zabbix.items(host)["sensor.value[9]"]["lastclock"]) == last["Room 7"]
        assert not errors(items)
        board.pin(5, 1)
        zabbix.wait(lambda: nonoperational not in zabbix.problems(host), "still a problem")
        interfaces(zabbix, template)
        print("free, largest block: %s" % (board.census(),))


def interfaces(zabbix, template):
    """Two interfaces with names, rates and speeds; one goes down and comes up again."""
    with Switch() as switch:
        address = "127.0.0.1:%d" % switch.port
        host = zabbix.host("switch", address, template.NAME, [("{$BOARD.INTERVAL}", "2s")])
        bits = ["interface.%s[%d]" % (way, i) for way in ("received", "sent") for i in (1, 2)]
        zabbix.wait(lambda: all(was_read(zabbix, host, key) for key in bits), "no rates")
        items = zabbix.items(host)
        assert items[bits[0]]["name"] == "eth0 (uplink): bits received"
        assert items[bits[1]]["name"] == "wlan0: bits received"
        for i, bps in zip(range(4), (8000, 8000, 800, 800)):
            assert 0.3 * bps < float(items[bits[i]]["lastvalue"]) < 3 * bps
            assert items[bits[i]]["units"] == "bps"
        assert items["interface.speed[2]"]["lastvalue"] == "54000000"
        assert items["interface.receive_errors[1]"]["lastvalue"] == "0"
        # There is no column of errors in sending, and no sensor: no value, no error.
        assert not was_read(zabbix, host, "interface.send_errors[1]")
        assert not any(key.startswith("sensor.") for key in items)
        assert not errors(items)
        switch.up = False
        zabbix.wait(lambda: "wlan0 is down" in zabbix.problems(host), "it is not down")
        assert "eth0 (uplink) is down" not in zabbix.problems(host)
        switch.up = True
        zabbix.wait(lambda: "wlan0 is down" not in zabbix.problems(host), "it is still down")


def errors(items):
    return {key: i["error"] for key, i in items.items() if i["error"]}


def was_read(zabbix, host, key):
    return zabbix.items(host).get(key, {}).get("lastclock", "0") != "0"


@pytest.mark.parametrize("release", RELEASES)
def test_the_template_committed_is_the_one_that_template_py_makes(release, template):
    committed = (FOLDER / template.FILES[release]).read_text(encoding="utf-8")
    assert committed == template.text(release), "integrations/zabbix/template.py makes it anew"


def names(value, key):
    """All that stands under `key` in dicts and lists."""
    if isinstance(value, list):
        return [n for inner in value for n in names(inner, key)]
    if not isinstance(value, dict):
        return []
    here = [value[key]] if key in value else []
    return here + [n for inner in value.values() for n in names(inner, key)]


def test_both_templates_make_the_same_items_of_what_they_read(template):
    old, new = (template.export(release)["zabbix_export"]["templates"][0] for release in RELEASES)
    assert old["discovery_rules"] == new["discovery_rules"]
    for key in ("macros", "valuemaps", "name"):
        assert old[key] == new[key]
    for one, other in zip(old["items"], new["items"]):
        # They differ in how they ask, and in that 7.0 makes a JSON of its own of the answer.
        steps = [one.pop("preprocessing", []), other.pop("preprocessing", [])]
        kinds = [[s for s in of if s["type"] in ("JAVASCRIPT", "MULTIPLIER")] for of in steps]
        assert kinds[0] == kinds[1]
        oids = [re.findall(r"1\.3\.6[.\d]+", of.pop("snmp_oid", "")) for of in (one, other)]
        assert oids[0] == oids[1]
        assert one == other


@pytest.mark.parametrize("release", RELEASES)
def test_uuids_are_of_version_4_and_unique(release, template):
    found = names(template.export(release), "uuid")
    assert len(found) == len(set(found)) > 40
    for text in found:
        parsed = uuid.UUID(text)
        assert parsed.version == 4 and parsed.variant == uuid.RFC_4122 and parsed.hex == text
