# A board in a box that serves USNMP-MIB and HOST-RESOURCES-MIB, asked by net-snmp.

import pytest
from board_box.bench import firmware
from conftest import run, tool
from usnmp_mibs.arc import ARC

pytestmark = pytest.mark.slow

MAIN = """
import gc
gc.threshold(2048)
from usnmp_firmware import main
from usnmp_mibs.host_resources_mib import host_resources
from usnmp_mibs.usnmp_mib import usnmp_mib

def sensors(firmware):
    usnmp_mib(firmware)
    host_resources(firmware.mib, firmware.uptime, firmware.agent)

main(sensors)
"""
HOST = ".1.3.6.1.2.1.25."


def test_a_board_tells_of_its_drops_reset_heap_signal_flash_and_load(build, tmp_path):
    config = {"wifi": {"ssid": "n", "key": "k"}, "persist": "values.dat"}
    config["targets"] = [{"host": "192.0.2.1"}]
    with firmware(build, tmp_path, MAIN, config) as box:
        box.power_on()
        box.wait_for_text("usnmp serves")
        box.wait_for_network()
        where = "%s:%d" % (box.address, box.port(161))

        def walk(oid, community="public"):
            command = [tool("snmpwalk"), "-v2c", "-c", community, "-Onq", "-t3", "-r0", where, oid]
            lines = run(*command).stdout.splitlines()
            return dict(line.split(" ", 1) for line in lines if "No more var" not in line)

        assert walk(ARC, "stranger") == {}
        found = walk(ARC)
        head = ".%s.1." % ARC
        assert found[head + "1.0"] == "0"  # usnmpStoreFailures
        assert found[head + "2.1.0"] == "2"  # powerOn
        free = int(found[head + "2.2.0"])
        assert 1000 < int(found[head + "2.3.0"]) <= free
        assert found[head + "3.3.1.2.3"] == "1"  # unknownCommunity
        assert -100 < int(found[head + "4.1.0"]) < 0
        assert found[head + "4.4.1.2.1"] == found[head + "4.1.0"]
        assert found[head + "5.9.0"] == "0"  # nothing is stored
        assert len(found) == 1 + 3 + 8 + 4 + 9
        host = walk(HOST[:-1])
        assert host[HOST + "2.3.1.2.1"] == HOST + "2.1.2"  # hrStorageRam
        size = int(host[HOST + "2.3.1.5.1"])
        assert free < size and int(host[HOST + "2.3.1.6.1"]) < size
        assert 0 <= int(host[HOST + "3.3.1.2.1"]) <= 100
        assert len(host) == 1 + 12 + 6 + 2
        print("free, largest block: %s" % (box.census(),))
        assert "raised" not in box.log and "Error" not in box.log
