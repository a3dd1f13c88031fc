# The heap of a board that serves, in the board in a box: agent, system group, 20 sensors and
# notifier after 10,000 mixed requests. docs/board-in-a-box.md has the figures.

import random
import socket

import pytest
from board_box.bench import BASE, GET, GETBULK, GETNEXT, SET, Sink, firmware, message
from usnmp import SnmpPacket

pytestmark = pytest.mark.slow

# 20 sensors, as a user writes them: read from the hardware, computed, constant, writable.
MAIN = """
import gc
gc.threshold(2048)
from machine import ADC, Pin
from usnmp_firmware import main
from usnmp_mib import COUNTER, GAUGE, INT, OCTSTR

BASE = "1.3.6.1.4.1.8072.9999.9999.%d.0"
adc = ADC(0)

def temperature():
    return adc.read() - 300

def sensors(firmware):
    add = firmware.mib.scalar
    counters = firmware.agent.counters
    notify = firmware.notify
    add(BASE % 1, INT, temperature)
    add(BASE % 2, GAUGE, adc.read_u16)
    for i in range(3, 11):
        add(BASE % i, INT, Pin(i + 2, Pin.IN, Pin.PULL_UP).value)
    for i in range(11, 15):
        add(BASE % i, OCTSTR, "what sensor %d measures" % i)
    add(BASE % 15, INT, 200, write=True)
    add(BASE % 16, INT, 250, write=True)
    add(BASE % 17, OCTSTR, "front door", write=True)
    add(BASE % 18, COUNTER, lambda: counters[1])
    add(BASE % 19, COUNTER, lambda: notify and notify.acknowledged or 0)
    add(BASE % 20, COUNTER, lambda: notify and notify.dropped or 0)
    if notify:
        notify.watch(temperature, above=300, clear_below=280, oid=BASE % 1)

main(sensors)
"""
SYSTEM = "1.3.6.1.2.1.1.%d.0"
REPLY, ERROR, NONE = range(3)  # what comes back


def mixed(rng, long=True):
    """Requests without end, as (octets, request-id, what comes back). long: some of 1,400 octets,
    which cannot be answered but by tooBig.
    """
    known = [BASE % i for i in range(1, 21)] + [SYSTEM % i for i in range(1, 8)]
    number = 0
    while True:
        number += 1
        ver = rng.randrange(2)
        some = rng.sample(known, rng.randrange(1, 5))
        kind = rng.randrange(20)
        if kind < 8:
            yield message(GET, some, number, ver=ver), number, REPLY
        elif kind < 11:
            first = rng.choice(known[:19])  # the last has no successor
            yield message(GETNEXT, [first], number, ver=ver), number, REPLY
        elif kind < 14:
            yield message(GETBULK, ["1.3.6.1.2.1.1"], number), number, REPLY
        elif kind < 15:
            value = (4, "x" * rng.randrange(40)) if number % 2 else (2, rng.randrange(1 << 31))
            oid = BASE % (17 if number % 2 else 15)
            yield message(SET, [oid], number, "private", ver, value), number, REPLY
        elif kind < 16:  # no write access; an object that is not there
            yield message(SET, [BASE % 15], number, "public", ver, (2, 1)), number, ERROR
            number += 1
            yield message(GET, [BASE % 99], number, ver=0), number, ERROR
        elif kind < 17:
            yield message(GET, some, number, rng.choice(("publi", "publicc", "")), ver), 0, NONE
        elif kind < 19:
            whole = bytearray(message(GET, some, number, ver=ver))
            if kind == 17:
                del whole[rng.randrange(len(whole)) :]
            else:
                whole[1] ^= 1 << rng.randrange(7)  # the length is another
            yield bytes(whole), 0, NONE
        else:  # beyond max_size; and a reply that would be
            yield message(GET, known * 4, number, ver=ver), 0, NONE
            if long:
                yield message(GET, known * 3, number, ver=ver), number, ERROR
                number += 1
            yield message(GETBULK, some, number, repeat=200), number, REPLY


class Client:
    """Asks the board, as fast as it answers. asked: how many datagrams it was sent."""

    def __init__(self, box):
        self.box = box
        self.asked = 0
        self._s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._s.settimeout(60)
        self._s.connect((box.address, box.port(161)))

    def ask(self, data, number, expected=REPLY):
        self._s.send(data)
        self.asked += 1
        if expected == NONE:
            return None
        reply = SnmpPacket(self._s.recv(2000))
        assert (reply.id, reply.err_status != 0) == (number, expected == ERROR), (data, reply)
        return reply

    def value(self, oid):
        return self.ask(message(GET, [oid], 1), 1).varbinds[oid][1]

    def close(self):
        self._s.close()


CONFIG = {
    "wifi": {"ssid": "box", "key": "secret"},
    "write_community": "private",
    "contact": "someone",
    "location": "somewhere",
}


def exercise(build, folder, place, targets=True, requests=10000, seed=1):
    """Box.census() after 100 requests and after the last one; place: of bench.firmware()."""
    with Sink() as sink:
        to = {"host": "127.0.0.1", "port": sink.port}
        config = {**CONFIG, "targets": [{**to, "inform": True}, to] if targets else []}
        with firmware(build, folder, MAIN, config, place) as box:
            box.power_on()
            box.wait_for_text("usnmp serves")
            box.wait_for_network()
            client = Client(box)
            rng = random.Random(seed)
            figures = []
            hot = 0
            source = mixed(rng, place != "flash")
            while client.asked < requests:
                client.ask(*next(source))
                if client.asked % 100 == 0:
                    hot = not hot
                    box.adc(0, 0xFFFF if hot else 0)
                    box.advance(1000)  # the threshold is looked at once in a second
                if client.asked >= 100 and not figures:
                    figures.append(box.census())
            if place != "flash":
                asked = client.asked
                assert client.value(BASE % 18) == asked + 1  # none was lost on the way
            if targets:
                box.advance(1000)
                box.wait(lambda: client.value(BASE % 19) >= len(sink.seen) // 2)
                assert client.value(BASE % 20) == 0
                alarms = [n for n in sink.seen if n.trap_oid.startswith("1.3.6.1.2.1.16.0.")]
                assert len(alarms) > requests // 200
                assert sink.seen[0].trap_oid == "1.3.6.1.6.3.1.1.5.1"  # coldStart
            found = [box.census()]
            for _ in range(4):  # what is still to be acknowledged, and sent again, is not to count
                box.advance(1000)
                found.append(box.census())
            figures.append(max(found))
            client.close()
    print("free, largest block: after 100 requests %s, after %d %s" % (
        figures[0], requests, figures[1]
    ))  # fmt: skip
    return figures


# What issue 14 allows: 0.3 kB less than what the flat tree left free, and a largest block of 90 %.


def test_20_kib_are_free_after_10000_requests_with_frozen_modules(frozen, tmp_path):
    early, late = exercise(None, tmp_path, frozen)
    # Measured: 20,624 and 17,760 octets; the flat tree: 20,608 and 17,952.
    assert late[0] >= 20608 - 307 and late[1] >= 0.9 * 17952, (early, late)
    assert late[1] >= early[1], (early, late)


def test_heap_after_10000_requests_from_romfs(build, tmp_path):
    early, late = exercise(build, tmp_path, "romfs")
    # Measured: 11,504 and 7,680 octets; the flat tree: 11,504 and 7,568. Where the others are:
    # docs/board-in-a-box.md.
    assert late[0] >= 11504 - 307 and late[1] >= 0.9 * 7568, (early, late)
    assert late[1] >= early[1], (early, late)


def test_heap_of_mpy_files_on_the_flash(build, tmp_path):
    # With a notifier they do not fit; and there is no room for a datagram of 1,400 octets: it is
    # lost. Measured: 6,112 and 1,712 octets; the flat tree: 6,288 and 1,616.
    early, late = exercise(build, tmp_path, "flash", targets=False)
    assert late[0] >= 6288 - 307 and late[1] >= 0.9 * 1616, (early, late)
    assert late[1] >= early[1], (early, late)
