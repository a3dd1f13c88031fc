# Alarms of a board's sensors: portable.

from usnmp_mib import Mib
from usnmp_mibs.entity_sensor_mib import Sensors
from usnmp_notify import watch as watches
from util import raises


class Notifier:
    # Of usnmp_notify: what watch() needs, and what it sends.
    def __init__(self):
        self.watches = []
        self.sent = []

    def watch(self, read, **kw):
        return watches.watch(self, read, **kw)

    def send(self, kind, varbinds, keep):
        self.sent.append((kind[-1], varbinds[1][2], varbinds[3][2], varbinds[4][2]))
        return True


def test_alarms_are_in_the_sensors_units_and_name_its_value():
    notify = Notifier()
    sensor = Sensors(Mib(), notify)
    value = [21]
    sensor("Hall", "celsius", lambda: 5)
    i = sensor(
        "Kitchen", "celsius", lambda: value[0], precision=1, above=30, clear_below=28.5, below=-5
    )
    (watch,) = notify.watches
    for value[0] in (21, 30, 30.1, 40, 28.5, 28.4, None, -5.1, -4.9):
        watch.check(notify)
    oid = "1.3.6.1.2.1.99.1.1.1.4.%d" % i
    assert notify.sent == [
        ("1", oid, 301, 300), ("2", oid, 284, 285), ("2", oid, -51, -50), ("1", oid, -49, -50)
    ]  # fmt: skip
    value[0] = "broken"
    watch.check(notify)
    assert len(notify.sent) == 4


def test_without_a_notifier_there_are_none_and_wrong_limits_are_refused():
    sensor = Sensors(Mib())
    assert sensor("Kitchen", "celsius", lambda: 5, above=30) == 2
    notify = Notifier()
    sensor = Sensors(Mib(), notify)
    raises(ValueError, sensor, "Kitchen", "celsius", lambda: 5, above=30, clear_below=31)
    assert notify.watches == []
    assert sensor("Hall", "celsius", lambda: 5) == 2
