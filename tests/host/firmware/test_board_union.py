# All that managers ask for by themselves (the union of docs/agent.md), with 20 sensors, on a board
# in a box: what heap it leaves, and that nothing of it contradicts another.

import pytest
from board_box.bench import firmware
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
        print("free, largest block: %s, %s" % (told, config["mibs"]))
        return told


def test_heap_with_the_union_from_romfs(build, tmp_path):
    assert figures(build, tmp_path, "romfs")[0] >= 12 * 1024


def test_heap_with_the_union_frozen(frozen_mibs, tmp_path):
    assert figures(None, tmp_path, frozen_mibs)[0] >= 18 * 1024
