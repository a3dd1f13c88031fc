# The status of sensors, and how often they are read for it: portable.

from sensorbox import NONOPERATIONAL, OK, SENSOR, statuses, three


def test_value_and_status_in_one_get_take_one_reading():
    box = three()
    got = box.get(*[SENSOR % (c, i) for i in (2, 3, 4) for c in (4, 5)])
    assert got == [15, OK, 25, OK, 35, OK] and box.reads == 3
    box.values["two"] = OSError()
    box.reads = 0
    got = box.get(*[SENSOR % (c, i) for c in (4, 5) for i in (2, 3, 4)])
    assert got == [15, 25, 35, OK, NONOPERATIONAL, OK] and box.reads == 3


def test_a_status_is_of_a_reading_no_older_than_a_second():
    from usnmp_mibs import entity_sensor_mib

    clock = entity_sensor_mib.ticks_ms
    now = (1 << 30) - 500  # it wraps
    try:
        entity_sensor_mib.ticks_ms = lambda: now & 0x3FFFFFFF
        box = three()
        assert statuses(box) == [OK] * 3 and box.reads == 3
        box.values["one"] = None
        for later, status, reads in ((900, OK, 3), (200, NONOPERATIONAL, 4)):
            now += later
            assert box.get(SENSOR % (5, 2)) == [status] and box.reads == reads
        now += 900
        box.values["one"] = 1
        assert box.get(SENSOR % (5, 2)) == [NONOPERATIONAL] and box.reads == 4
        now += 200
        assert box.get(SENSOR % (5, 2)) == [OK] and box.reads == 5
    finally:
        entity_sensor_mib.ticks_ms = clock
