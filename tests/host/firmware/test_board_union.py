# All that managers ask for by themselves (the union of docs/agent.md), with 20 sensors, on a board
# in a box: what heap it leaves, and that nothing of it contradicts another.

import pytest
from board_box.bench import firmware, parts
from conftest import run, tool

pytestmark = pytest.mark.slow

MAIN = """
import gc
gc.threshold(2048)
from usnmp_firmware import main


def sensors(firmware):
    types = "celsius percentRH voltsDC amperes watts hertz rpm".split()
    for i in range(20):
        firmware.sensor("Room %d" % i, types[i % 7], lambda i=i: i + 0.5, precision=1)

main(sensors)
"""
UNION = ["if_mib", "ip_mib", "host_resources_mib", "snmp_framework_mib", "usnmp_mib"]
CONFIG = {"wifi": {"ssid": "box", "key": "secret"}, "name": "cellar", "mibs": UNION}
ROOT_OID = ".1.3.6.1."
IF, IFX = ROOT_OID + "2.1.2.2.1.%d.1", ROOT_OID + "2.1.31.1.1.1.%d.1"


class Asked:
    """A box that serves, and what net-snmp gets from it."""

    def __init__(self, box):
        self.box = box
        box.power_on()
        box.wait_for_text("usnmp serves")
        box.wait_for_network()

    def _run(self, name, *args, community="public"):
        command = [tool(name), "-v2c", "-c", community, "-Onqt", "-t5", "-r1"]
        done = run(*command, self.box.udp(), *args)
        assert done.returncode == 0, (done.stderr, done.stdout[-300:], self.box.log[-2000:])
        return [line.split(" ", 1) for line in done.stdout.splitlines() if "No more" not in line]

    def walk(self, oid=".1"):
        """{oid: text} by GETBULK."""
        return {oid: text.strip('" ') for oid, text in self._run("snmpbulkwalk", oid)}

    def get(self, *oids):
        return [text.strip('" ') for _, text in self._run("snmpget", *oids)]

    def set(self, oid, text):
        self._run("snmpset", oid, "s", text, community="private")


def figures(build, folder, place, config=CONFIG):
    """(free, largest block) when all of it has been walked twice."""
    with firmware(build, folder, MAIN, config, place) as box:
        asked = Asked(box)
        asked.walk()
        found = asked.walk()
        assert len([oid for oid in found if oid.startswith(ROOT_OID + "2.1.99.1.1.1.4.")]) == 20
        assert "raised" not in box.log and "Error" not in box.log and "mibs:" not in box.log
        told = box.census()
        print(parts(box.dissect()))
        print("free, largest block: %s, %s" % (told, config["mibs"]))
        return told


# What managers ask of any device beside its sensors; UNION is that and what is good to have
ASKED = ["if_mib", "host_resources_mib"]


# Measured: 20,112 and 17,840 octets frozen, 9,184 and 5,856 from ROMFS; 0.3 kB less is chance.
# What they are made of: docs/performance.md.


@pytest.mark.parametrize("mibs, least", [(ASKED, 19800), (UNION, 17530)])
def test_heap_with_the_union_frozen(frozen_mibs, tmp_path, mibs, least):
    assert figures(None, tmp_path, frozen_mibs, {**CONFIG, "mibs": mibs})[0] >= least


@pytest.mark.parametrize("mibs, least", [(ASKED, 8870), (UNION, 5550)])
def test_heap_with_the_union_from_romfs(build, tmp_path, mibs, least):
    assert figures(build, tmp_path, "romfs", {**CONFIG, "mibs": mibs})[0] >= least


@pytest.fixture
def asked(build, tmp_path):
    """The board with all of it, and a store, from ROMFS."""
    config = {**CONFIG, "persist": "values.dat", "write_community": "private", "max_size": 700}
    config["mibs"] = ["ip_mib", "snmp_framework_mib", "snmp_group", "host_resources_mib"]
    config.update(descr="The cellar", object_id="1.3.6.1.4.1.99999.1")
    main = MAIN.replace("range(20)", "range(2)")
    with firmware(build, tmp_path, main, config) as box:
        yield Asked(box)
        assert "raised" not in box.log and "mibs:" not in box.log, box.log


SYSTEM = ROOT_OID + "2.1.1.%d.0"
ENGINE = ROOT_OID + "6.3.10.2.1.%d.0"


def test_uptimes_do_not_contradict_each_other(asked):
    box = asked.box
    last = 0
    for _ in range(6):
        up, engine, host, changed = asked.get(
            SYSTEM % 3, ENGINE % 3, ROOT_OID + "2.1.25.1.1.0", IF % 9
        )
        # LibreNMS takes the greatest of the first three, and logs a reboot when it goes back.
        assert 0 <= int(up) - int(engine) * 100 < 105
        assert 0 <= int(host) - int(up) <= 2
        assert int(changed) <= int(up)
        greatest = max(int(up), int(host), int(engine) * 100)
        assert greatest >= last
        last = greatest
        box.advance(777)


def test_last_change_is_when_the_link_went(asked):
    box = asked.box
    assert asked.get(IF % 7, IF % 8, IF % 9) == ["1", "1", "0"]
    box.wifi(False)
    box.advance(5000)
    box.wifi(True)
    box.wait_for_network()
    box.advance(3000)
    up, changed, status = asked.get(SYSTEM % 3, IF % 9, IF % 8)
    assert 0 < int(changed) <= int(up) and status == "1"
    # What an address has to tell is of the same time.
    created = [t for oid, t in asked.walk(ROOT_OID + "2.1.4.34.1.8").items()]
    assert created == [changed]


def test_the_port_is_one_that_managers_take(asked):
    found = asked.get(*[IF % column for column in (1, 2, 3, 4, 5, 7, 8)])
    assert found == ["1", "Wi-Fi wlan0", "71", "1500", "72000000", "1", "1"]
    assert asked.get(IFX % 1, IFX % 15, IFX % 18) == ["wlan0", "72", ""]
    before = [int(text) for text in asked.get(IF % 10, IF % 11, IF % 16, IF % 17)]
    after = [int(text) for text in asked.get(IF % 10, IF % 11, IF % 16, IF % 17)]
    size = after[0] - before[0]
    assert 80 < size < 130 and after[1] == before[1] + 1 and after[3] == before[3] + 1
    assert size < after[2] - before[2] < 150
    both = asked.get(IFX % 6, IF % 10)
    assert both[0] == both[1]
    addresses = asked.walk(ROOT_OID + "2.1.4.20.1.2")
    assert addresses == {ROOT_OID + "2.1.4.20.1.2." + asked.box.address: "1"}


def test_alias_and_boots_survive_and_the_system_says_what_it_is_told(asked):
    assert asked.get(SYSTEM % 1, SYSTEM % 2) == ["The cellar", ROOT_OID + "4.1.99999.1"]
    asked.set(IFX % 18, "uplink")
    assert asked.get(IFX % 18, ENGINE % 2) == ["uplink", "1"]
    id = asked.get(ENGINE % 1)
    for _ in range(70):  # the boots were written first, and a minute is between two writes
        asked.box.advance(1000)
    asked.box.hard_reset()
    asked.box.wait_for_network()
    asked.box.wait(lambda: asked.get(IFX % 18) == ["uplink"])
    assert asked.get(ENGINE % 2) == ["2"] and asked.get(ENGINE % 1) == id


def test_sysortable_says_what_is_served(asked):
    descr = asked.walk(ROOT_OID + "2.1.1.9.1.3").values()
    names = [text.split(":")[0] for text in descr]
    assert (
        names
        == (
            "SNMPv2-MIB IF-MIB IP-MIB HOST-RESOURCES-MIB ENTITY-MIB ENTITY-SENSOR-MIB USNMP-MIB"
            " SNMP-FRAMEWORK-MIB"
        ).split()
    )
