# Alarms with USNMP-MIB's notifications, usnmp_mibs.usnmp_alarm: portable, runs on CPython and
# MicroPython.

from usnmp_mibs.arc import ARC
from usnmp_mibs.usnmp_alarm import alarm
from util import raises

VALUES = [(2, 7), (4, "Kitchen"), (4, "celsius"), (2, 1), (2, 305), (2, 300)]


class Notes:
    # A notifier, as far as it is asked: watch.Watch sends by it.
    def __init__(self):
        self.watches = []
        self.sent = []

    def watch(self, read, **options):
        from usnmp_notify.watch import watch

        return watch(self, read, **options)

    def send(self, kind, varbinds, keep):
        self.sent.append((kind, list(varbinds), keep))
        return True


def objects(values):
    return [("%s.1.6.%d.0" % (ARC, i + 1),) + values[i] for i in range(6)]


def test_an_alarm_tells_the_sensor_its_name_units_value_and_threshold():
    notify = Notes()
    read = [30.46]
    watch = alarm(
        notify, 7, "Kitchen", lambda: read[0], "celsius", 1, above=30, clear_below=28, keep=True
    )
    assert notify.watches == [watch]
    watch.check(notify)
    assert notify.sent.pop() == (ARC + ".0.1", objects(VALUES), True)
    assert watch.alarm == "above"
    watch.check(notify)
    read[0] = None
    watch.check(notify)
    assert notify.sent == []
    read[0] = 27.99
    watch.check(notify)
    values = VALUES[:4] + [(2, 280), (2, 280)]
    assert notify.sent.pop() == (ARC + ".0.2", objects(values), True)
    assert watch.alarm is None


def test_an_alarm_of_what_is_too_far_for_an_integer_tells_the_end_of_its_range():
    notify = Notes()
    watch = alarm(notify, 1, "x", lambda: float("inf"), precision=9, above=1e30)
    watch.check(notify)
    assert [v[2] for v in notify.sent[0][1][4:]] == [0x7FFFFFFF, 0x7FFFFFFF]
    watch = alarm(notify, 1, "x", lambda: -1e30, below=-5)
    watch.check(notify)
    assert [v[2] for v in notify.sent[1][1][4:]] == [-0x7FFFFFFF, -5]


def test_an_alarm_without_number_name_or_places_is_refused():
    for number, name, precision in ((0, "a", 0), (1, "", 0), (1, "a", -1), (1, "a", 10)):
        raises(ValueError, alarm, Notes(), number, name, float, "", precision, above=1)
    raises(ValueError, alarm, Notes(), 1, "a", float)  # no threshold
