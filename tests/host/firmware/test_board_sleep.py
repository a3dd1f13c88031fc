# Deep sleep of a board with a user of SNMPv3, in the board in a box: its engine does not boot, its
# time goes on, and a manager that knew it asks on as before.

import pytest
from board_box.bench import BASE, firmware
from test_board_heap_v3 import USER, config
from usnmp_manager import Manager
from usnmp_mib import INT, OCTSTR

MAIN = """
import machine
from usnmp_firmware import main
from usnmp_firmware.sleep import deepsleep
from usnmp_mib import INT, OCTSTR

BASE = "1.3.6.1.4.1.8072.9999.9999.%d.0"
rtc = machine.RTC()
asked = []

def sensors(firmware):
    add = firmware.mib.scalar
    add(BASE % 1, INT, 0, write=asked.append)
    add(BASE % 2, OCTSTR, rtc.memory, write=lambda v: rtc.memory(v.encode()))

    def turn():
        if asked:
            ms = asked.pop()
            if ms:
                deepsleep(firmware, ms)
            machine.deepsleep(100)

    firmware.turn = turn

main(sensors)
"""


class Board:
    """The box, and a manager that asks it."""

    def __init__(self, box):
        self.box = box
        box.power_on()
        box.wait_for_text("usnmp serves")
        box.wait_for_network()
        self.manager = Manager(box.address, port=box.port(161), user=USER, timeout_ms=2000)
        self.see()

    def see(self):
        """What a GET tells of the engine: boots, time."""
        self.manager.get(BASE % 1)
        engine = self.manager.wrapper.peer.engine
        return engine.boots, engine.latest

    def starts(self, way):
        """The same after a start that `way()` leads to."""
        n = self.box.log.count("usnmp serves")
        way()
        self.box.wait(lambda: self.box.log.count("usnmp serves") > n)
        self.box.wait_for_network()
        return self.see()

    def sleeps(self, ms):
        return self.starts(lambda: self.manager.set(BASE % 1, INT, ms))


@pytest.fixture(params=["esp8266", "esp32"])
def board(request, build, tmp_path):
    asked = config({})
    del asked["targets"]
    asked["users"][0]["write"] = ["1.3.6.1.4.1"]
    with firmware(build, tmp_path, MAIN, asked, chip=request.param) as box:
        board = Board(box)
        yield board
        board.manager.close()


def test_deep_sleep_is_no_boot_and_time_goes_on(board):
    boots, time = board.see()
    assert boots == 1
    packs = []
    pack = board.manager.wrapper.peer.pack
    board.manager.wrapper.peer.pack = lambda *args: packs.append(1) or pack(*args)
    for n in range(3):
        then = time
        assert board.manager.set(BASE % 2, OCTSTR, "of the program %d" % n)
        boots, time = board.sleeps(2000)
        assert boots == 1 and then + 2 < time < then + 60
        assert board.manager.get(BASE % 2).value == "of the program %d" % n
    assert len(packs) == 12  # none was sent twice


def test_without_it_and_after_a_reset_boots_rise(board):
    assert board.see()[0] == 1
    assert board.sleeps(0)[0] == 2  # machine.deepsleep() itself
    assert board.sleeps(100)[0] == 2
    assert board.starts(board.box.hard_reset)[0] == 3
    assert board.sleeps(100)[0] == 3

    def cut():
        board.manager.set(BASE % 1, INT, 60000)  # power fails while it sleeps
        board.box.wait(lambda: board.box.memory.sleep == 60000)
        board.box.power_cut()
        board.box.power_on()

    assert board.starts(cut)[0] == 4
