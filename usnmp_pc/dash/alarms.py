# Which notifications raise an alarm, and which clear it. Imports usnmp_mibs.arc; dash.model
# imports it.

from usnmp_mibs.arc import ARC

_SNMP = "1.3.6.1.6.3.1.1.5"
# (what raises it, what clears it, the object whose value says of what: None, whose instance does)
_PAIRS = [
    (ARC + ".0.1", ARC + ".0.2", ARC + ".1.6.1"),  # usnmpSensorAlarm, usnmpAlarmSensor
    ("1.3.6.1.2.1.16.0.1", "1.3.6.1.2.1.16.0.2", "1.3.6.1.2.1.16.3.1.1.3"),  # alarmVariable
    (_SNMP + ".3", _SNMP + ".4", "1.3.6.1.2.1.2.2.1.1"),  # linkDown, linkUp; ifIndex
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
