# A board's sensors in ENTITY-MIB and ENTITY-SENSOR-MIB: portable.

import sys

from sensorbox import ENTITY, SENSOR, Box


def test_one_line_a_sensor_and_both_tables_have_it():
    box = Box(name="cellar")
    assert box.column(SENSOR % (4, 0)) == []
    assert box.add("Kitchen", "celsius", 21.46, precision=1) == 2
    assert box.add("Supply", "voltsDC", 3, precision=2) == 3
    for column, values in (
        (1, (8, 4)), (2, (9, 9)), (3, (1, 2)), (4, (215, 300)), (5, (1, 1)),
        (6, ("celsius", "voltsDC")),
    ):  # fmt: skip
        assert box.column(SENSOR % (column, 0)) == list(zip((2, 3), values)), column
    for column, values in (
        (3, ("0.0",) * 3), (4, (0, 1, 1)), (5, (3, 8, 8)), (6, (-1, 1, 2)),
        (7, ("cellar", "Kitchen", "Supply")), (16, (2, 2, 2)),
    ):  # fmt: skip
        assert box.column(ENTITY % (column, 0)) == list(zip((1, 2, 3), values)), column
    for column in (2, 10, 13):
        rows = [text for _, text in box.column(ENTITY % (column, 0))]
        assert rows[0] and rows[1:] == (["Kitchen", "Supply"] if column == 2 else ["", ""])
    release = ".".join([str(i) for i in sys.implementation.version[:3]])
    assert box.get(ENTITY % (10, 1)) == [release]


def test_a_truth_and_units_of_ones_own():
    box = Box()
    for value, shown in ((True, 1), (False, 2), (1, 1), (0, 2)):
        i = box.add("Door", "truthvalue", value)
        assert box.get(SENSOR % (1, i), SENSOR % (4, i)) == [12, shown]
    i = box.add("Air", "other", 412, units="ppm CO2")
    assert box.get(*[SENSOR % (c, i) for c in (1, 4, 6)]) == [1, 412, "ppm CO2"]
