# What a notification tells of a board: a line for a person, and the alarm of a sensor. Imports
# usnmp_base.trap and usnmp_pc.alarms; cli.watch imports it.

from usnmp_base.trap import SNMP_TRAPS
from usnmp_pc import alarms

_ALARM = alarms.ALARM_ENTRY + "."
_VARIABLE, _VALUE, _LIMITS = "3", "5", {alarms.RISING: "7", alarms.FALLING: "8"}
_SENSOR = "1.3.6.1.2.1.99.1.1.1.4."  # entPhySensorValue
_LEVELS = {"1": "warning", "2": "warning", "3": "alarm", "4": "good", "5": "alarm"}
_MOST = 6  # values of a notification that are shown


class Told:
    """What a notification tells: text, a str; level, as of watch.model.Event. sensor: which it is
    of, the key of a Series or a name, None if it is of none; alarm: that of the Series, "" if it
    is over; ends: is it the end of one in the other direction, if there is one?
    """

    ends = False

    def __init__(self, text, level="", sensor=None, alarm=""):
        self.text = text
        self.level = level
        self.sensor = sensor
        self.alarm = alarm

    def mark(self, board):
        """Give the Series of the Board the alarm."""
        for key, series in board.series.items():
            if self.sensor is not None and self.sensor in (key, series.name):
                over = self.ends and series.alarm not in ("", self.alarm)
                series.alarm = "" if over else self.alarm


def told(n, style, sensors=()):
    """The Told of a usnmp_receiver.Notification. style: a cli.output.Style. sensors: the
    facts.Sensors of its sender.
    """
    name = alarms.trap_name(n.trap_oid) or style.last(n.trap_oid)
    if n.trap_oid in (alarms.RISING, alarms.FALLING):
        found = _rmon(n, {sensor.index: sensor for sensor in sensors})
    elif n.trap_oid in (alarms.SENSOR_ALARM, alarms.SENSOR_NORMAL):
        found = _ours(n)
    else:
        found = None
    if not found:
        head, _, last = n.trap_oid.rpartition(".")
        level = _LEVELS.get(last, "") if head == SNMP_TRAPS else ""
        found = Told(_values(n, style), level)
    found.text = "%s  %s" % (name, found.text) if found.text else name
    return found


def _rmon(n, sensors):
    # The alarm of a threshold, if it is of a sensor that is known.
    cells = {}
    for varbind in n.varbinds:
        if varbind.oid.startswith(_ALARM):
            cells[varbind.oid[len(_ALARM) :].split(".")[0]] = varbind.value
    oid, value, limit = [cells.get(c) for c in (_VARIABLE, _VALUE, _LIMITS[n.trap_oid])]
    sensor = sensors.get(oid[len(_SENSOR) :]) if str(oid).startswith(_SENSOR) else None
    if sensor is None:
        return None
    above = n.trap_oid == alarms.RISING
    text = _sentence(
        sensor.name, sensor.natural(value), sensor.units, sensor.natural(limit), above
    )
    # To fall is the alarm of one watch, and of another its end
    alarm = "above" if above else "below"
    found = Told(text, "alarm" if above else "warning", ("sensor", sensor.index), alarm)
    found.ends = True
    return found


def _ours(n):
    found = alarms.of_sensor(n.varbinds)
    if found is None:
        return None
    name, units, value, limit = found
    name, units = [i if isinstance(i, str) else repr(i) for i in (name, units)]
    text = _sentence(name, value, units, limit, value > limit)
    if n.trap_oid == alarms.SENSOR_NORMAL:
        return Told(text, "good", name)
    return Told(text, "alarm", name, "above" if value > limit else "below")


def _sentence(name, value, units, limit, above):
    return "%s %s %s, %s %s" % (name, value, units, "above" if above else "below", limit)


def _values(n, style):
    shown = [
        "%s=%s" % (style.last(vb.oid), style.short(vb.type, vb.value, vb.oid))
        for vb in n.varbinds[:_MOST]
    ]
    more = len(n.varbinds) - _MOST
    return "  ".join(shown) + ("  and %d more" % more if more > 0 else "")
