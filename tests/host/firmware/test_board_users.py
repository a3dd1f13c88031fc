# Users changed by SET on a board in a box whose interpreter is an ESP8266's, in 38 KiB: the agent
# of test_board_heap_v3 with its 20 sensors, without a notifier. Keys and users survive a reset.

import pytest
import test_board_heap as heap
import test_board_heap_v3 as v3
from board_box.bench import firmware
from test_v3_netsnmp import NAME, Tools
from test_v3_snmpusm import usm

pytestmark = pytest.mark.slow

ALICE, BOB = ("alice", "SHA", "AES"), ("bob", "SHA", "AES")
OLD = {"password": "authentic", "priv_password": "private--"}
NEW = {"password": "authentic2", "priv_password": "private-2"}


def works(snmp, user, keys):
    return snmp("get", user, NAME, **keys).stdout.startswith("." + NAME)


def test_on_an_esp8266(frozen_v3, tmp_path):
    config = v3.config({})
    config["users"][0]["write"] = ["1.3.6.1.6.3.15.1.2", "1.3.6.1.4.1"]
    config.update(persist="values.dat", users_writable=True, targets=[])
    with firmware(None, tmp_path, heap.MAIN, config, frozen_v3, name="micropython-esp") as box:
        box.power_on()
        box.wait_for_text("usnmp serves")
        box.wait_for_network()
        snmp = Tools("%s:%d" % (box.address, box.port(161)))
        assert works(snmp, ALICE, OLD)
        usm(snmp, ALICE, "create", "bob", "alice", **OLD)
        assert works(snmp, BOB, OLD)
        usm(snmp, BOB, "passwd", "authentic", "authentic2", options=("-Ca",), **OLD)
        half = {**NEW, "priv_password": OLD["priv_password"]}
        usm(snmp, BOB, "passwd", "private--", "private-2", options=("-Cx",), **half)
        usm(snmp, ALICE, "passwd", "authentic", "authentic2", options=("-Ca",), **OLD)
        box.hard_reset()
        box.wait_for_network()
        assert works(snmp, BOB, NEW) and works(snmp, ALICE, half)
        for user in (ALICE, BOB):
            assert "Authentication failure" in snmp("get", user, NAME, **OLD).stderr
        usm(snmp, ALICE, "delete", "bob", **half)
        print("free, largest block: %s" % (box.census(),))
        assert "raised" not in box.log and "Error" not in box.log
