# snmpEngineBoots through power cuts and flash that goes bad: portable. RFC 3414 2.2.2.

import os

from usnmp_v3 import boots
from usnmp_v3.engine import MOST

ID = b"\x80\x00\x1f\x88\x05device"
OTHER = b"\x80\x00\x1f\x88\x05another"
PATH = "boots-test"


def put(n, content):
    # None: no file
    if content is not None:
        with open(PATH + n, "wb") as f:
            f.write(content)
        return
    try:
        os.remove(PATH + n)
    except OSError:
        pass


def get(n):
    try:
        with open(PATH + n, "rb") as f:
            return f.read()
    except OSError:
        return None


def fresh(*contents):
    for n, content in zip("01", contents or (None, None)):
        put(n, content)


def start(id=ID, new=True):
    found = boots.boot(PATH, id, new)
    assert id in (None, found[0])
    return found[1]


def test_each_start_counts():
    fresh()
    assert [start() for _ in range(6)] == [1, 2, 3, 4, 5, 6]
    fresh()


def test_the_id_is_kept_too_and_is_random_at_first():
    fresh()
    id, n = boots.boot(PATH)
    assert n == 1 and len(id) == 13
    assert boots.boot(PATH) == (id, 2)
    fresh()
    assert boots.boot(PATH)[0] != id
    fresh()


def test_another_engine_id_begins_again():
    fresh()
    for n in (1, 2, 3):
        assert start() == n
    for n in (1, 2, 3):
        assert start(OTHER) == n
    # ... also when the first file of the new one goes bad before the second is written
    fresh()
    assert (start(), start(), start(OTHER)) == (1, 2, 1)
    put("0", b"bad")
    assert start(OTHER) > 1
    fresh()


def test_what_is_lost_latches_if_the_engine_is_not_new():
    fresh()
    assert start(new=False) == MOST
    assert start(new=False) == MOST
    assert start(new=True) == 1
    assert start(new=False) == 2
    fresh()


def test_both_damaged_latch_until_the_engine_id_is_new():
    fresh()
    start()
    start()
    fresh(b"", b"\xff" * 40)
    assert start() == MOST
    assert start() == MOST
    id, n = boots.boot(PATH)  # nothing of a random one was used
    assert n == 1 and id != ID
    fresh()


def test_a_second_file_without_its_first_latches():
    fresh()
    start()
    start()
    fresh(None, get("1")[:-1])
    assert start() == MOST
    fresh()


def test_the_latch_is_reached_by_counting():
    fresh()
    assert boots.write(PATH, ID, MOST - 2, 0)
    assert [start() for _ in range(4)] == [MOST - 1, MOST, MOST, MOST]
    fresh()


def test_whichever_octet_is_damaged_no_count_comes_again():
    fresh()
    last = [start() for _ in range(4)][-1]
    files = get("0"), get("1")
    for n in (0, 1):
        for p in range(len(files[n])):
            fresh(*files)
            bad = bytearray(files[n])
            bad[p] ^= 1 << p % 8
            put("01"[n], bytes(bad))
            first = start()
            assert last < first <= last + 2, (n, p)
            assert start() > first
    fresh()


def test_the_file_that_was_written_last_may_go_bad_each_time():
    for n in "01":
        fresh()
        used = [start(), start(), start()]
        for _ in range(6):
            put(n, b"gone bad")
            used.append(start())
            put("0" if n == "1" else "1", b"gone bad")
            used.append(start())
        assert used == sorted(set(used)) and used[-1] < MOST
    fresh()


def test_a_first_start_that_is_cut_off_is_no_end():
    fresh()
    start()
    whole = get("0")
    for n in range(len(whole)):
        fresh(whole[:n], None)
        first = start()
        assert 1 < first < 4, n
        assert start() > first
    fresh()


class Cut(Exception):
    pass


class Power:
    # Files as boots writes them, until the power is cut after so many octets.
    def __init__(self, octets):
        self.left = octets

    def write(self, path, id, n, slot):
        body = n.to_bytes(4, "big") + id
        whole = body + boots._seal(body)
        if self.left < len(whole):
            put("01"[slot], whole[: self.left])
            raise Cut
        self.left -= len(whole)
        return whole_write(path, id, n, slot)


whole_write = boots.write


def cut_after(octets):
    # A start that ends after so many written octets: the count that it gave, or None.
    boots.write = Power(octets).write
    try:
        return start()
    except Cut:
        return None
    finally:
        boots.write = whole_write


def test_a_cut_at_each_octet_of_each_write_repeats_nothing():
    for starts in range(4):
        octets = 0
        while True:
            fresh()
            used = [start() for _ in range(starts)]
            n = cut_after(octets)
            if n is None:
                n = cut_after(octets // 2)  # and again, at the next start
            if n is not None:
                used.append(n)
            used += [start(), start()]
            assert used == sorted(set(used)), (starts, octets, used)
            assert used[-1] <= starts + 6 or used[-1] < MOST, (starts, octets, used)
            if octets > 60:
                break
            octets += 1
    fresh()


def test_what_cannot_be_written_or_read_back_latches():
    fresh()
    assert start() == 1
    found = boots.boot("no-such-folder/boots", ID)
    assert found == (ID, MOST)
    real = boots._read
    boots._read = lambda path: real(path) if path[-1] == "0" else None  # lost on the way
    try:
        assert start() == MOST
    finally:
        boots._read = real
    fresh()
