# What `usnmp watch` makes of notifications: those of the firmware and of usnmp_mibs, of others,
# and of what is no such thing. Imports usnmp_notify, usnmp_receiver.

import pytest
from conftest import free_port
from usnmp_base.uptime import Uptime
from usnmp_base.varbind import VarBind
from usnmp_mibs.arc import ARC
from usnmp_mibs.usnmp_alarm import alarm
from usnmp_notify import Notifier, Target
from usnmp_pc.boards.facts import Sensor
from usnmp_pc.cli.output import Style
from usnmp_pc.mibs import Mibs
from usnmp_pc.watch.alarms import told
from usnmp_pc.watch.model import Model
from usnmp_pc.watch.reader import Reading
from usnmp_receiver import Receiver

STYLE = Style(mibs=lambda: Mibs(None))
VALUE = "1.3.6.1.2.1.99.1.1.1.4."
SENSORS = [
    Sensor("2", "Kitchen", {1: 8, 2: 9, 3: 1, 6: b"celsius"}),
    Sensor("3", "Current", {1: 5, 2: 8, 3: 0}),  # milliamperes
]


class Sent:
    """What a Notifier sends is received: take() is the next Notification."""

    def __init__(self):
        self.receiver = Receiver("127.0.0.1", free_port())
        port = self.receiver.bind().sock.getsockname()[1]
        self.notify = Notifier([Target("127.0.0.1", port=port)], Uptime())

    def take(self):
        self.notify.poll()
        return self.receiver.poll(20000)


@pytest.fixture
def sent():
    made = Sent()
    yield made
    made.receiver.close()


@pytest.fixture
def board():
    (made,) = Model(["192.0.2.1"]).boards
    readings = [Reading(("sensor", s.index), s.name, s.units, 0) for s in SENSORS]
    made.answered(1, "attic", readings)
    return made


def marks(board):
    return [series.alarm for series in board.series.values()]


def watched(sent, values, **options):
    """Each Notification that a watch of a sensor sends as it measures `values`."""
    now = []
    sent.notify.watch(lambda: now[-1], every_ms=0, **options)
    for value in values:
        now.append(value)
        yield sent.take()


def test_an_alarm_of_the_firmware_marks_its_sensor_until_it_is_over(sent, board):
    limits = {"oid": VALUE + "2", "above": 300, "clear_below": 280}
    found = []
    for n in watched(sent, (315, 279), **limits):
        what = told(n, STYLE, SENSORS)
        what.mark(board)
        found.append((what.text, what.level, marks(board)))
    assert found == [
        ("risingAlarm  Kitchen 31.5 celsius, above 30.0", "alarm", ["above", ""]),
        ("fallingAlarm  Kitchen 27.9 celsius, below 28.0", "warning", ["", ""]),
    ]


def test_one_that_is_too_low_is_marked_so(sent, board):
    found = []
    for n in watched(sent, (5, 700), oid=VALUE + "3", below=10, clear_above=600):
        what = told(n, STYLE, SENSORS)
        what.mark(board)
        found.append((what.text, marks(board)))
    assert found == [
        ("fallingAlarm  Current 0.005 amperes, below 0.01", ["", "below"]),
        ("risingAlarm  Current 0.7 amperes, above 0.6", ["", ""]),
    ]


def test_an_alarm_of_usnmp_mib_says_itself_what_it_is_of(sent, board):
    now = [31.5]
    alarm(
        sent.notify,
        1,
        "Kitchen",
        lambda: now[-1],
        "celsius",
        1,
        above=30,
        clear_below=28,
        every_ms=0,
    )
    found = []
    for value in (31.5, 27.5):
        now.append(value)
        what = told(sent.take(), STYLE)
        what.mark(board)
        found.append((what.text, what.level, marks(board)))
    assert found == [
        ("usnmpSensorAlarm  Kitchen 31.5 celsius, above 30.0", "alarm", ["above", ""]),
        ("usnmpSensorNormal  Kitchen 27.5 celsius, below 28.0", "good", ["", ""]),
    ]


@pytest.mark.parametrize("kind, name, level", [
    (0, "coldStart", "warning"), (2, "linkDown", "alarm"), (3, "linkUp", "good"),
    ("1.3.6.1.4.1.9999.0.7", "enterprises.9999.0.7", ""),
])  # fmt: skip
def test_others_are_told_with_their_values(sent, board, kind, name, level):
    sent.notify.send(kind, [("1.3.6.1.2.1.1.5.0", 4, "a\nb"), ("1.3.6.1.2.1.1.3.0", 67, 100)])
    what = told(sent.take(), STYLE, SENSORS)
    what.mark(board)
    assert what.text.startswith(name + "  sysName.0=a b  sysUpTime") and what.level == level
    assert marks(board) == ["", ""]


class Odd:
    """A Notification that an enemy made."""

    def __init__(self, trap_oid, *varbinds):
        self.trap_oid = trap_oid
        self.varbinds = [VarBind(*vb) for vb in varbinds]


RMON = "1.3.6.1.2.1.16."


@pytest.mark.parametrize("n", [
    Odd(RMON + "0.1"), Odd(RMON + "0.1", (RMON + "3.1.1.3.1", 6, VALUE + "9")),
    Odd(RMON + "0.2", (RMON + "3.1.1.3.1", 6, VALUE + "2"), (RMON + "3.1.1.5.1", 4, "x")),
    Odd(RMON + "0.1", (RMON + "3.1.1.3.1", 2, 5)),
    Odd(RMON + "0.1", (RMON + "3.1.1.3", 6, VALUE[:-1])),
    Odd(ARC + ".0.1"), Odd(ARC + ".0.1", *[(ARC + ".1.6.%d.0" % i, 4, "x") for i in range(7)]),
    Odd(ARC + ".0.2", *[(ARC + ".1.6.%d.0" % i, 2, 2**31 - 1) for i in range(7)]),
    Odd("0.0", *[("1.3.%d" % i, 4, "x" * 1000) for i in range(100)]),
])  # fmt: skip
def test_what_lacks_something_or_has_it_wrong_is_told_all_the_same(board, n):
    what = told(n, STYLE, SENSORS)
    what.mark(board)
    assert what.text and marks(board)[1] == ""
