# An engine's ID and clock: portable. RFC 3411 3.1.1 and 5, RFC 3414 2.2.

from usnmp_base.uptime import Uptime
from usnmp_v3.engine import MOST, Engine, engine_id
from usnmp_v3.remote import RemoteEngine
from util import raises


class Clock:
    # ticks_ms that wraps as a board's, and is moved in steps that Uptime sees.
    def __init__(self):
        self.ms = 0
        self.uptime = Uptime(lambda: self.ms, lambda a, b: a - b)

    def go(self, seconds):
        self.ms += seconds * 1000


def test_an_id_has_5_to_32_octets_and_is_not_all_alike():
    for id in (b"12345", b"1" * 32, b"\0\0\0\0\1", "80001f8805", bytearray(b"12345")):
        assert len(Engine(id).id) >= 5
    assert Engine("80001F8805").id == b"\x80\x00\x1f\x88\x05"
    for id in (b"", b"1234", b"1" * 33, bytes(12), b"\xff" * 12, "80", "nothex"):
        raises(ValueError, Engine, id)
    assert str(raises(ValueError, Engine, b"1234")) == "engine ID: 5 to 32 octets, not 4"


def test_a_new_id_is_of_format_5_and_no_other_engines():
    one, other = Engine().id, Engine().id
    assert one != other
    for id in (one, other):
        assert id[:5] == b"\x80\x00\x1f\x88\x05" and len(id) == 13
    assert engine_id(b"mine") == b"\x80\x00\x1f\x88\x05mine"
    for octets in (b"", bytes(28)):
        raises(ValueError, engine_id, octets)


def test_boots_are_from_1_to_the_latch():
    for boots in (1, 127, 128, MOST):
        assert Engine(b"12345", boots).boots == boots
    for boots in (0, -1, MOST + 1):
        raises(ValueError, Engine, b"12345", boots)


def test_what_stands_in_messages():
    e = Engine(b"12345", 300)
    assert e.tlv == b"\x04\x0512345"
    assert e.head == b"\x04\x0512345\x02\x02\x01\x2c"


def test_time_counts_from_the_start_of_the_engine():
    clock = Clock()
    clock.go(77)
    e = Engine(b"12345", 1, clock.uptime)
    assert e.time() == 0
    clock.go(3)
    assert e.time() == 3


def test_time_goes_on_past_497_days_when_timeticks_wrap():
    clock = Clock()
    e = Engine(b"12345", 7, clock.uptime)
    for day in range(1, 1001):
        clock.go(86400)
        assert e.time() == day * 86400
    assert e.boots == 7
    assert clock.uptime() < 43200000 * 100


class Ticks:
    # ticks_ms and ticks_diff as a board's: they wrap after 12.4 days
    ms = 0

    def uptime(self):
        return Uptime(lambda: self.ms & 0x3FFFFFFF, self.diff)

    def diff(self, a, b):
        return (a - b + 0x20000000 & 0x3FFFFFFF) - 0x20000000


def test_time_goes_on_where_the_ticks_of_a_board_wrap():
    ticks = Ticks()
    mine = Engine(b"12345", 7, ticks.uptime())
    other = RemoteEngine(b"other", ticks.uptime())
    other.set(3, 1000)
    for day in range(6, 1500, 6):
        ticks.ms = day * 86400000
        assert mine.time() == day * 86400 and other.time() == 1000 + day * 86400
    assert mine.boots == 7 and other.boots == 3


def test_at_the_end_of_time_boots_go_on_and_time_begins_again():
    clock = Clock()
    e = Engine(b"12345", 7, clock.uptime)
    clock.go(MOST - 1)
    assert (e.time(), e.boots) == (MOST - 1, 7)
    clock.go(1)
    assert (e.time(), e.boots) == (0, 8)
    assert e.head == b"\x04\x0512345\x02\x01\x08"
    clock.go(5)
    assert (e.time(), e.boots) == (5, 8)


def test_boots_stay_at_the_latch():
    clock = Clock()
    e = Engine(b"12345", MOST, clock.uptime)
    clock.go(MOST + 2)
    assert (e.time(), e.boots) == (2, MOST)
