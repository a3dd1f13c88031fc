# Threshold watches: the alarm, its recovery, hysteresis. Portable.

from notifybox import KIND, OID, Box
from util import raises

RMON = "1.3.6.1.2.1.16"
TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"


def kinds(packets):
    return [p.varbinds[TRAP_OID][1] for p in packets]


def read_all(box, value, series):
    """What is sent when the values of `series` are read one after the other, as 0 and 1 ..."""
    out = []
    for v in series:
        value[0] = v
        out.append(len(box.after(1000)))
    return out


def test_an_alarm_is_one_line():
    box = Box()
    value = [20]
    box.notify.watch(lambda: value[0], above=30, clear_below=28, oid=OID)
    assert read_all(box, value, [20, 30, 31, 35, 29, 31, 28, 27, 29, 31, 20]) == [
        0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 1,
    ]  # fmt: skip
    rising, falling = [p for _, p in box.sent[:2]]
    entry = RMON + ".3.1.1.%d.1"
    assert rising.varbinds.items()[1:] == [
        (TRAP_OID, (6, RMON + ".0.1")),
        (entry % 1, (2, 1)),
        (entry % 3, (6, OID)),
        (entry % 4, (2, 1)),
        (entry % 5, (2, 31)),
        (entry % 7, (2, 30)),
    ]
    assert falling.varbinds.items()[1:] == [
        (TRAP_OID, (6, RMON + ".0.2")),
        (entry % 1, (2, 1)),
        (entry % 3, (6, OID)),
        (entry % 4, (2, 1)),
        (entry % 5, (2, 27)),
        (entry % 8, (2, 28)),
    ]


def test_without_clear_below_the_threshold_is_its_own():
    box = Box()
    value = [0]
    watch = box.notify.watch(lambda: value[0], above=10)
    assert read_all(box, value, [11, 10, 9, 10, 11]) == [1, 0, 1, 0, 1]
    assert watch.alarm == "above"
    assert box.sent[0][1].varbinds[RMON + ".3.1.1.3.1"] == (6, "0.0")


def test_below_and_both():
    box = Box()
    value = [0]
    box.notify.watch(
        lambda: value[0], above=30, clear_below=28, below=5, clear_above=7, raised=KIND, cleared=3
    )
    assert read_all(box, value, [20, 4, 6, 8, 31, 29, 2, 40]) == [0, 1, 0, 1, 1, 0, 2, 2]
    up = "1.3.6.1.6.3.1.1.5.4"
    assert kinds([p for _, p in box.sent]) == [KIND, up, KIND, up, KIND, up, KIND]
    assert len(box.sent[0][1].varbinds.items()) == 2  # no OID, no varbind
    box = Box()
    box.notify.watch(lambda: value[0], below=5, clear_above=7)
    read_all(box, value, [4, 8])
    assert kinds([p for _, p in box.sent]) == [RMON + ".0.2", RMON + ".0.1"]


def test_what_is_sent_fits_the_type():
    inf = float("inf")
    for t, value, sent in (
        (2, 30.6, 31),
        (2, inf, 0x7FFFFFFF),
        (2, 1 << 40, 0x7FFFFFFF),
        (0x42, 30.4, 30),
        (0x42, 1 << 40, 0xFFFFFFFF),
        (0x46, 1 << 40, 1 << 40),
        (4, 31, "31"),
        (0x78, 30.5, 30.5),
    ):
        box = Box()
        box.notify.watch(lambda: value, above=30.2, oid=OID, type=t, raised=KIND, cleared=KIND)
        (p,) = box.after(1)
        assert p.varbinds[OID] == (t, sent), (t, value)
    box = Box()
    box.notify.watch(lambda: -inf, below=1, oid=OID, type=0x42, raised=KIND, cleared=KIND)
    box.notify.watch(lambda: -inf, below=1)
    mine, rmon = box.after(1)
    assert mine.varbinds[OID] == (0x42, 0)
    assert rmon.varbinds[RMON + ".3.1.1.5.2"] == (2, -0x80000000)


def test_a_read_that_fails_or_gives_none_changes_nothing():
    box = Box()
    value = [31]

    def read():
        if value[0] == "broken":
            raise OSError
        return value[0]

    watch = box.notify.watch(read, above=30)
    series = [31, "broken", None, float("nan"), 31, "broken", 29, None]
    assert read_all(box, value, series) == [1, 0, 0, 0, 0, 0, 1, 0]
    assert box.notify.errors == 2 and watch.alarm is None


def test_an_alarm_that_a_limit_suppressed_is_sent_later():
    box = Box()
    value = [0]
    box.notify.limit(RMON + ".0.1", 10000)
    box.notify.watch(lambda: value[0], above=30)
    assert sum(read_all(box, value, [31, 0, 31, 0])) == 2  # the second was never an alarm
    assert sum(read_all(box, value, [31] * 8)) == 1
    assert kinds([p for _, p in box.sent]) == [RMON + ".0.1", RMON + ".0.2", RMON + ".0.1"]


def test_it_is_read_every_so_often():
    box = Box()
    reads = []
    box.notify.watch(lambda: reads.append(box.now), above=1, every_ms=5000)
    box.after(60000, 100)
    assert len(reads) == 12 and reads[1] - reads[0] == 5000


def test_bad_arguments_raise():
    box = Box()
    for arguments in (
        {},
        {"clear_below": 1},
        {"above": 1, "clear_below": 2},
        {"below": 1, "clear_above": 0},
        {"above": 1, "below": 2},
        {"above": 5, "clear_below": 1, "below": 2},
        {"above": 1, "oid": "x"},
        {"above": 1, "type": 99},
        {"above": 1, "raised": "x", "cleared": KIND},
        {"above": 1, "raised": 9, "cleared": 3},
        {"above": 1, "raised": KIND},
    ):
        raises(ValueError, box.notify.watch, int, **arguments)
    assert not box.after(5000)
