# Which notifications raise an alarm, which clear it, and what they say. Imports usnmp_pc (alarms,
# boards.facts, chart.units); dash (model, server) import it.

from ..alarms import (
    ALARM_ENTRY,
    ALARM_SENSOR,
    FALLING,
    LINK_DOWN,
    LINK_UP,
    RISING,
    SENSOR_ALARM,
    SENSOR_NORMAL,
    of_sensor,
    trap_name,
)
from ..boards.facts import text
from ..chart.units import measure

# (what raises it, what clears it, the object whose value says of what)
_PAIRS = [
    (SENSOR_ALARM, SENSOR_NORMAL, ALARM_SENSOR),
    (RISING, FALLING, ALARM_ENTRY + ".3"),  # alarmVariable
    (LINK_DOWN, LINK_UP, "1.3.6.1.2.1.2.2.1.1"),  # ifIndex
]
_KINDS = {}
for _raised, _cleared, _object in _PAIRS:
    _KINDS[_raised] = "alarm", _raised, _object
    _KINDS[_cleared] = "clear", _raised, _object


def change(oid, varbinds):
    """(kind, key) of a notification: "alarm", "clear" or ""; what the same alarm is known by."""
    kind, raised, about = _KINDS.get(oid, ("", "", ""))
    for varbind in varbinds if kind else ():
        if varbind[0].startswith(about + "."):
            return kind, (raised, str(varbind[2]))
    return kind, (raised, "")


def name(oid, style):
    """What a notification is called. style: cli.output.Style."""
    return trap_name(oid) or style.last(oid)


def words(oid, varbinds, style):
    """What a notification says, for people: "Room 31.5 °C, limit 30 °C" of usnmpSensorAlarm and
    usnmpSensorNormal, of others the names and values of its objects. style: cli.output.Style.
    """
    told = of_sensor(varbinds) if oid in (SENSOR_ALARM, SENSOR_NORMAL) else None
    if told:
        of, units, *numbers = told
        return "%s %s, limit %s" % (text(of), *[measure(n, text(units)) for n in numbers])
    shown = [(style.last(vb[0]), style.short(vb[1], vb[2], vb[0])) for vb in varbinds[:20]]
    return ", ".join(["%s %s" % pair for pair in shown])
