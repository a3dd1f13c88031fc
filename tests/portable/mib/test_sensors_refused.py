# Sensors that are refused: portable.

from sensorbox import SENSOR, Box
from util import raises


def test_what_is_wrong_is_refused_and_leaves_nothing_behind():
    box = Box()
    for name, type, kw in (
        ("", "celsius", {}), ("  ", "celsius", {}), ("x" * 256, "celsius", {}),
        ("x", "celcius", {}), ("x", "", {}), ("x", "celsius", {"precision": 10}),
        ("x", "celsius", {"precision": -1}), ("x", "celsius", {"scale": 1}),
        ("x", "celsius", {"scale": 12}), ("x", "truthvalue", {"precision": 1}),
        ("x", "truthvalue", {"above": 1}),
    ):  # fmt: skip
        raises(ValueError, box.add, name, type, 1, **kw)
    raises(ValueError, box.sensor, "x", "celsius", 21)
    assert box.column(SENSOR % (1, 0)) == []
