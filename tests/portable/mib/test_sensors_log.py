# What is said of a sensor that cannot be read: portable.

from sensorbox import NONOPERATIONAL, SENSOR, Box, statuses, three


def test_one_that_never_gave_a_value_has_one_that_its_type_allows():
    box = Box()
    box.add("x", "celsius", None)
    box.add("y", "truthvalue", OSError())
    assert [v for _, v in box.column(SENSOR % (4, 0))] == [0, 2]
    assert statuses(box) == [NONOPERATIONAL, NONOPERATIONAL]


def test_the_log_has_one_line_for_each_time_that_it_fails():
    box = three()
    box.values["two"] = OSError(19)
    for _ in range(3):
        box.get(SENSOR % (4, 3))
    (line,) = box.logged
    assert "two" in line and "OSError" in line
    box.values["two"] = 2
    box.get(SENSOR % (4, 3))
    box.values["two"] = None
    box.get(SENSOR % (4, 3))
    assert len(box.logged) == 2
