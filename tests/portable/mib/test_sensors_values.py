# The values of a board's sensors: portable.

from sensorbox import SENSOR, Box


def check(value, kw, shown):
    box = Box()
    i = box.add("x", "hertz", value, **kw)
    got = box.get(*[SENSOR % (column, i) for column in (2, 3, 4)])
    assert got == [9 + kw.get("scale", 0) // 3, kw.get("precision", 0), shown], (value, kw, got)


def test_values_are_rounded():
    tenths = {"precision": 1}
    for value, shown in ((-0.25, -3), (0.25, 3), (0.24, 2), (-12.5, -125), (7, 70)):
        check(value, tenths, shown)
    for value, shown in ((5, 5), (5.5, 6), (-5.5, -6), (True, 1)):
        check(value, {}, shown)


def test_values_are_scaled_and_cut_at_the_ends():
    check(0.00012, {"precision": 6}, 120)
    check(2400000000, {"scale": 6}, 2400)
    check(0.000005, {"scale": -6}, 5)
    check(2437000000, {"scale": 6, "precision": 1}, 24370)
    check(7, {"precision": 9}, 1000000000)
    check(-7, {"precision": 9}, -1000000000)
    check(1e30, {}, 1000000000)
