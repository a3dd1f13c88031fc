# Values that survive a power cut: portable, runs on CPython and MicroPython.

import os
import time

import usnmp_base.store as usnmp_persist
from usnmp_base.store import Store
from util import raises

PATH = "%s/usnmp%d.dat" % (os.getenv("TMPDIR") or "/tmp", time.time_ns())
NEW = PATH + ".new"
DEFAULT = {"a": "default", "b": 0, "c": b""}
OLD = {"a": "old", "b": -5, "c": b"\x00\xff"}
FRESH = {"a": "fresh \xe9", "b": 1 << 40, "c": b"\xff\x80\x00"}


class Cut(Exception):
    pass


class File:
    # Written octet by octet.
    def __init__(self, flash, f):
        self.flash = flash
        self.f = f

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.f.close()

    def write(self, b):
        for i in range(len(b)):
            self.flash.step()
            self.f.write(b[i : i + 1])


class Flash:
    # Stands in for os and open() in usnmp_base.store: the power goes, or `error` is raised, after
    # `steps` of it. An octet is a step; so are making a file empty, rename and remove.
    def __init__(self, steps=1 << 29, fat=False, error=None):
        self.left = self.steps = steps
        self.fat = fat
        self.error = error or Cut()
        self.writes = 0  # how many files were written

    def __enter__(self):
        usnmp_persist.os = self
        usnmp_persist.open = self.open
        return self

    def __exit__(self, *exc):
        usnmp_persist.os = os
        del usnmp_persist.open

    def step(self):
        if not self.left:
            raise self.error
        self.left -= 1

    def open(self, path, mode):
        if mode == "rb":
            return open(path, mode)
        self.step()
        self.writes += 1
        return File(self, open(path, mode))

    def remove(self, path):
        self.step()
        os.remove(path)

    def rename(self, path, to):
        self.step()
        if self.fat and read(to) is not None:
            raise OSError(17)  # EEXIST
        os.rename(path, to)


class Clock:
    # ticks_ms as the ports have it: wraps at 2**30.
    def __init__(self, ms=0):
        self.ms = ms

    def __call__(self):
        return self.ms % (1 << 30)


def read(path):
    try:
        with open(path, "rb") as f:
            return f.read()
    except OSError:
        return None


def put(path, octets):
    # Have `octets` in the file; None: no such file.
    if octets is not None:
        with open(path, "wb") as f:
            f.write(octets)
    elif read(path) is not None:
        os.remove(path)


def clean(main=None, new=None):
    put(PATH, main)
    put(NEW, new)


def boot(clock=None, interval_ms=60000):
    store = Store(PATH, interval_ms, clock or Clock())
    return store, {k: store.value(k, DEFAULT[k]) for k in DEFAULT}


def values():
    # What a boot finds; and it must be of one piece.
    found = {k: v() for k, v in boot()[1].items()}
    assert found in (DEFAULT, OLD, FRESH), found
    return found


def change(values, to):
    for k in to:
        values[k].set(to[k])


def image(content):
    # The octets of a file with `content`.
    clean()
    store, values = boot()
    change(values, content)
    assert store.flush()
    octets = read(PATH)
    clean()
    return octets


def test_values_of_all_kinds_survive_a_reboot():
    clean()
    store, _ = boot()
    kept = (
        0,
        -1,
        1 << 30,
        -(1 << 31),
        (1 << 64) - 1,
        "",
        "\xe9\u20ac\x00\n\"'\\",
        b"",
        b"a",
        None,
    )
    kept += (bytes(range(256)),)
    for i, v in enumerate(kept):
        store.value("1.3.6.%d.0" % i, "default").set(v)
    assert store.flush()
    store, _ = boot()
    for i, v in enumerate(kept):
        found = store.value("1.3.6.%d.0" % i, "default")()
        assert type(found) is type(v) and found == v, v
    assert not store.damaged and not store.failures and read(NEW) is None
    clean()


def test_without_a_file_there_are_defaults_and_nothing_is_written():
    clean()
    store, values = boot()
    assert {k: v() for k, v in values.items()} == DEFAULT
    assert not store.damaged and not store.flush() and not store.poll()
    assert read(PATH) is None and read(NEW) is None


def test_what_was_never_set_follows_the_default_of_the_next_firmware():
    clean()
    store, values = boot()
    values["b"].set(1)
    store.flush()
    store = Store(PATH)
    assert store.value("a", "another")() == "another" and store.value("b", 7)() == 1
    # and what this firmware does not know stays for the next
    store.value("a", "another").set("x")
    store.flush()
    assert Store(PATH).value("b", 7)() == 1
    clean()


def test_a_check_refuses_values_that_are_set_and_values_in_the_file():
    clean()

    def short(v):
        if len(v) > 3:
            raise ValueError

    store = Store(PATH)
    a = store.value("a", "abc", short)
    b = store.value("b", 1, lambda v: 0 < v < 9)
    raises(ValueError, a.set, "long")
    raises(ValueError, b.set, 9)
    raises(ValueError, store.value("c", 1).set, 1.5)
    raises(ValueError, store.value("c", 1).set, (1, 2))
    assert (a(), b()) == ("abc", 1) and not store.flush()
    a.set("x")
    b.set(8)
    assert store.flush()
    store = Store(PATH)
    assert store.value("a", 5, lambda v: v % 2 == 1)() == 5  # raises TypeError for a str
    assert store.value("b", 3, lambda v: v < 8)() == 3
    clean()


def test_what_is_unchanged_is_not_written():
    clean()
    with Flash() as flash:
        store, values = boot()
        change(values, DEFAULT)
        assert not store.flush() and flash.writes == 0
        change(values, OLD)
        assert store.flush() and flash.writes == 1
        change(values, OLD)
        assert not store.flush() and flash.writes == 1
        change(values, FRESH)
        change(values, OLD)  # set back, as the undo of a SET that failed half way
        assert not store.flush() and flash.writes == 1
        store, values = boot()
        change(values, OLD)
        assert not store.flush() and flash.writes == 1
    clean()


def test_values_set_within_5_s_are_one_write_and_later_ones_wait_for_the_interval():
    # Right across the wrap of ticks_ms.
    for start in (0, (1 << 30) - 3000, (1 << 30) - 30000):
        clean()
        clock = Clock(start)
        written = []
        with Flash() as flash:
            store, values = boot(clock)
            for second in range(200):
                if second in (1, 3, 4, 20, 30, 100, 190):
                    values["b"].set(second)
                if store.poll():
                    written.append(second)
                clock.ms += 1000
        assert written == [6, 66, 126, 195], written
        assert flash.writes == 4 and boot()[1]["b"]() == 190
    clean()


def test_a_value_that_always_changes_is_written_once_per_interval():
    clean()
    clock = Clock()
    store, values = boot(clock, 3600000)
    n = 0
    for i in range(24 * 60):
        values["b"].set(i)
        n += store.poll()
        clock.ms += 60000
    assert n == 24, n
    clean()


def test_poll_writes_after_a_week_in_which_nobody_called_it():
    clean()
    clock = Clock(5)
    store, values = boot(clock)
    change(values, OLD)
    assert store.flush()
    clock.ms += 7 * 86400000  # ticks_diff would be negative
    change(values, FRESH)
    assert not store.poll()
    clock.ms += 7 * 86400000
    assert store.poll() and not store.poll()
    clean()


def test_flush_does_not_wait_but_poll_waits_after_it():
    clean()
    clock = Clock()
    store, values = boot(clock)
    for i in (1, 2, 3):
        values["b"].set(i)
        assert not store.poll() and store.flush() and not store.flush()
    values["b"].set(4)
    clock.ms += 59999
    assert not store.poll()
    clock.ms += 1
    assert store.poll()
    clean()


def test_each_file_cut_at_every_octet_then_booted():
    old, fresh = image(OLD), image(FRESH)
    for n in range(len(fresh) + 1):
        cut = fresh[:n]
        whole = n == len(fresh)
        clean(old, cut)  # while .new was written, before it was renamed
        assert values() == OLD
        clean(None, cut)  # FAT: after the old one was removed
        assert values() == (FRESH if whole else DEFAULT)
        clean(cut)
        assert values() == (FRESH if whole else DEFAULT)
        assert boot()[0].damaged == (not whole)
        clean(cut, old)
        assert values() == (FRESH if whole else OLD)
        clean(cut, cut)
        assert values() == (FRESH if whole else DEFAULT)
    clean()


def cut_everywhere(main, new, before, fat):
    # Cut the power at each step of writing FRESH to files that a boot reads as `before`.
    done = False
    steps = 0
    seen = before
    while not done:
        clean(main, new)
        assert values() == before
        store, vs = boot()
        change(vs, FRESH)
        with Flash(steps, fat):
            try:
                done = store.flush()
                assert done
            except Cut:
                pass
        found = values()
        assert found in (before, FRESH), (steps, found)
        # Once there, it stays: no later cut brings the old values back.
        assert found == FRESH or seen == before, steps
        seen = found
        # The next boot writes as if nothing had been; and the file is whole.
        store, vs = boot()
        change(vs, FRESH)
        store.flush()
        assert values() == FRESH and not store.failures
        steps += 1
    assert seen == FRESH and steps > 60
    clean()


def test_power_cut_at_every_step_of_the_first_write():
    cut_everywhere(None, None, DEFAULT, False)
    cut_everywhere(None, image(FRESH)[:-1], DEFAULT, True)


def test_power_cut_at_every_step_of_a_write():
    old = image(OLD)
    cut_everywhere(old, None, OLD, False)
    cut_everywhere(old, image(FRESH)[:50], OLD, False)


def test_power_cut_at_every_step_of_a_write_on_fat():
    old = image(OLD)
    cut_everywhere(old, None, OLD, True)
    cut_everywhere(old, image(FRESH)[:50], OLD, True)


def test_power_cut_while_the_only_whole_file_is_the_new_one():
    old = image(OLD)
    for fat in (False, True):
        cut_everywhere(None, old, OLD, fat)
        cut_everywhere(old[:30], old, OLD, fat)


def test_a_changed_bit_anywhere_is_noticed():
    octets = image(OLD)
    for i in range(len(octets)):
        bad = bytearray(octets)
        bad[i] ^= 1 << i % 8
        clean(bad)
        store, vs = boot()
        assert store.damaged and {k: v() for k, v in vs.items()} == DEFAULT
    clean(octets + b"\n")
    assert boot()[0].damaged
    # A damaged file does not keep new values from being written.
    store, vs = boot()
    change(vs, FRESH)
    assert store.flush() and values() == FRESH and not boot()[0].damaged
    clean()


def test_files_that_are_something_else_are_survived():
    for octets in (b"", b"\n", b"{}", b"\x00" * 16, b"\xff" * 4096, b'{"a": "x"}' * 3):
        for main, new in ((octets, octets), (None, octets)):
            clean(main, new)
            assert values() == DEFAULT
            assert boot()[0].damaged == (main is not None)
    clean()


def test_a_full_flash_is_counted_and_tried_again_after_the_interval():
    clean(image(OLD))
    for steps in (0, 1, 10, 40):
        clock = Clock()
        store, vs = boot(clock)
        change(vs, FRESH)
        with Flash(steps, error=OSError(28)) as flash:  # ENOSPC
            for _ in range(200):
                flash.left = flash.steps
                assert not store.poll()
                clock.ms += 1000
        assert store.failures == 4, store.failures  # after 5, 65, 125 and 185 s
        assert vs["a"]() == FRESH["a"] and values() == OLD
        clock.ms += 60000
        assert store.poll() and values() == FRESH
        clean(image(OLD))
    clean()


def test_too_little_memory_and_a_short_write_leave_the_old_file():
    clean(image(OLD))
    store, vs = boot()
    change(vs, FRESH)
    with Flash(error=MemoryError(), steps=3):
        assert not store.flush()
    write = File.write
    File.write = lambda self, b: write(self, b[:-1])
    with Flash():
        assert not store.flush()
    File.write = write
    assert store.failures == 2 and values() == OLD
    assert store.flush() and values() == FRESH
    clean()


def test_a_folder_that_is_not_there_does_not_stop_the_agent():
    store = Store(PATH + "/no/such.dat", 0, Clock())
    v = store.value("a", 1)
    v.set(2)
    assert not store.poll() and not store.flush() and v() == 2 and store.failures == 2


def test_a_file_that_cannot_be_read_is_told():
    assert Store(PATH[: PATH.rfind("/")]).damaged  # a folder


def test_it_runs_on_the_clock_of_the_port():
    clean()
    store = Store(PATH, 0)
    store.value("a", 1).set(2)
    assert store.poll() and not store.poll() and Store(PATH).value("a", 1)() == 2
    clean()


def test_a_scalar_of_the_mib_is_kept():
    from usnmp_mib import OCTSTR, Mib, oid_octets

    oid = "1.3.6.1.2.1.1.5.0"
    clean()
    for before, after in (("usnmp", "cellar"), ("cellar", b"\xff\x00"), (b"\xff\x00", "usnmp")):
        store = Store(PATH, 0)
        name = store.value(oid, "usnmp", lambda v: len(v) < 256)
        mib = Mib()
        mib.scalar(oid, OCTSTR, name, write=name.set)
        _, read, write = mib.nodes[oid_octets(oid)]
        assert read() == before
        write(after)
        raises(ValueError, write, "x" * 256)
        assert read() == after and store.poll()
    clean()
