# snmpEngineBoots of a board whose power fails between its boot and its first answer, 200 times:
# what it answers next has greater boots than all that it ever answered with (RFC 3414 2.2.2).

import random
import socket
import time

import pytest
import test_board_heap_v3 as v3
from board_box.bench import firmware
from conftest import ROOT
from usnmp_v3.engine import MOST
from usnmp_v3.peer import Peer

pytestmark = pytest.mark.slow

# A GET of sysUpTime.0
GET = b"\xa0\x19\x02\x01\x07\x02\x01\0\x02\x01\0"
GET += b"\x30\x0e\x30\x0c\x06\x08+\x06\x01\x02\x01\x01\x03\0\5\0"
WRITTEN = 30  # octets: what a start writes, and some more


def cut(box, rng):
    """Power, which fails before anybody has asked: at a write, before a file operation, or at any
    moment. How."""
    how = rng.randrange(3)
    box.power_on()
    if how == 0:
        box.power_cut(octets=rng.randrange(WRITTEN))
    elif how == 1:
        box.power_cut(operations=rng.randrange(2))
    end = time.monotonic() + (rng.random() ** 2 / 2 if how == 2 else 0.5)
    while not box.off and time.monotonic() < end:
        time.sleep(0.005)
    if not box.off:
        how = 3
        box.power_cut()
    return how


def answered(box):
    """Power, and the boots that an authenticated answer has."""
    box.power_on()
    peer = Peer(v3.USER)
    end = time.monotonic() + 60
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(0.5)
        while time.monotonic() < end:
            try:
                s.connect((box.address, box.port(161)))
                s.send(peer.pack(GET))
                answer = peer.unpack(s.recv(2000))
            except OSError:  # it does not serve yet
                time.sleep(0.01)
                continue
            if answer:
                assert peer.engine.sure and peer.engine.id == bytes.fromhex(v3.ENGINE_ID)
                return peer.engine.boots
    raise AssertionError("no answer: " + box.log[-2000:])


@pytest.mark.parametrize("filesystem", ["littlefs", "fat"])
def test_boots_never_come_again_through_100_power_cuts(filesystem, frozen_v3, tmp_path):
    config = {**v3.config({}), "targets": [], "persist": None}
    main = (ROOT / "main.py").read_text()
    rng = random.Random(2026)
    seen = []
    ways = [0, 0, 0, 0]
    with firmware(None, tmp_path, main, config, frozen_v3, filesystem=filesystem) as box:
        for _ in range(100):
            ways[cut(box, rng)] += 1
            seen.append(answered(box))
            box.power_cut()
        log = box.log
    print(filesystem, "cut %r times, boots %d" % (ways, seen[-1]))
    assert seen == sorted(set(seen)) and seen[-1] < MOST
    # In a write, before one, and in none
    assert ways[0] > 10 and ways[1] > 10 and ways[3] > 10
    assert "boots lost" not in log and "Traceback" not in log
