# Which notifications raise an alarm, which clear it, and what they say. Imports usnmp_mibs.arc,
# usnmp_pc (boards.facts, chart.units); dash (model, server) import it.

from usnmp_mibs.arc import ARC

from ..boards.facts import text
from ..chart.units import measure

_SENSOR = ARC + ".1.6."  # usnmpAlarm
_SNMP = "1.3.6.1.6.3.1.1.5"
# (what raises it, what clears it, the object whose value says of what: None, whose instance does)
_PAIRS = [
    (ARC + ".0.1", ARC + ".0.2", ARC + ".1.6.1"),  # usnmpSensorAlarm, usnmpAlarmSensor
    ("1.3.6.1.2.1.16.0.1", "1.3.6.1.2.1.16.0.2", "1.3.6.1.2.1.16.3.1.1.3"),  # alarmVariable
    (_SNMP + ".3", _SNMP + ".4", "1.3.6.1.2.1.2.2.1.1"),  # linkDown, linkUp; ifIndex
]
# What those are called that no MIB here may have
_NAMES = {
    ARC + ".0.1": "usnmpSensorAlarm",
    ARC + ".0.2": "usnmpSensorNormal",
    "1.3.6.1.2.1.16.0.1": "risingAlarm",
    "1.3.6.1.2.1.16.0.2": "fallingAlarm",
}
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
    return _NAMES.get(oid) or style.last(oid)


def words(oid, varbinds, style):
    """What a notification says, for people: "Room 31.5 °C, limit 30 °C" of usnmpSensorAlarm and
    usnmpSensorNormal, of others the names and values of its objects. style: cli.output.Style.
    """
    if oid in (ARC + ".0.1", ARC + ".0.2"):
        there = {vb[0][len(_SENSOR) :]: vb[2] for vb in varbinds if vb[0].startswith(_SENSOR)}
        of, units, places, value, limit = [there.get("%d.0" % i) for i in range(2, 7)]
        numbers = places, value, limit
        if all(isinstance(n, int) for n in numbers) and of is not None and 0 <= places <= 9:
            value, limit = [measure(n / 10**places, text(units)) for n in (value, limit)]
            return "%s %s, limit %s" % (text(of), value, limit)
    shown = [(style.last(vb[0]), style.short(vb[1], vb[2], vb[0])) for vb in varbinds[:20]]
    return ", ".join(["%s %s" % pair for pair in shown])
