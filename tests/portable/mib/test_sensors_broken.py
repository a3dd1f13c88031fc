# A sensor that cannot be read is nonoperational, and its neighbours are read all the same:
# portable.

from sensorbox import ENTITY, NONOPERATIONAL, OK, SENSOR, statuses, three


def test_neighbours_are_read_in_the_same_get():
    box = three()
    values = [SENSOR % (4, i) for i in (2, 3, 4)]
    for broken in (OSError(5), None, MemoryError(), "text", float("nan")):
        box.values["two"] = 2.5
        box.values["three"] = 3.5
        assert box.get(*values) == [15, 25, 35]
        box.values["two"] = broken
        box.values["three"] = 4
        for ver in (0, 1):
            assert box.get(*values, ver=ver) == [15, 25, 40]  # 25: the last that there was
        assert statuses(box) == [OK, NONOPERATIONAL, OK]
        assert [v for _, v in box.column(ENTITY % (7, 1))] == ["one", "two", "three"]
        box.values["two"] = -1
        assert box.get(*values) == [15, -10, 40] and statuses(box) == [OK, OK, OK]
