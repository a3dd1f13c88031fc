# The notifications of alarms: their OIDs, what they and the generic ones are called where no MIB
# is at hand, and what those of USNMP-MIB say. Imports usnmp_base.trap and usnmp_mibs.arc;
# cli.trapshow, dash and watch import it.

from usnmp_base.trap import SNMP_TRAPS
from usnmp_mibs.arc import ARC

_RMON = "1.3.6.1.2.1.16"  # RFC 2819
RISING, FALLING = _RMON + ".0.1", _RMON + ".0.2"
ALARM_ENTRY = _RMON + ".3.1.1"  # alarmEntry, whose columns both carry
SENSOR_ALARM, SENSOR_NORMAL = ARC + ".0.1", ARC + ".0.2"  # of USNMP-MIB
LINK_DOWN, LINK_UP = SNMP_TRAPS + ".3", SNMP_TRAPS + ".4"
ALARM_SENSOR = ARC + ".1.6.1"  # usnmpAlarmSensor
_SENSOR = ARC + ".1.6."  # usnmpAlarm
_GENERIC = "coldStart warmStart linkDown linkUp authenticationFailure egpNeighborLoss".split()
_NAMES = {"%s.%d" % (SNMP_TRAPS, i): name for i, name in enumerate(_GENERIC, 1)}
_NAMES.update({RISING: "risingAlarm", FALLING: "fallingAlarm"})
_NAMES.update({SENSOR_ALARM: "usnmpSensorAlarm", SENSOR_NORMAL: "usnmpSensorNormal"})


def trap_name(oid) -> str:
    """The name of a generic notification or of an alarm by its OID, dotted; "" for others."""
    return _NAMES.get(oid, "")


def of_sensor(varbinds):
    """(name, units, value, limit) that usnmpSensorAlarm or usnmpSensorNormal tells, the last two
    as floats; None if it lacks one or has it wrong. varbinds: VarBinds or triples, of anybody.
    """
    told = {vb[0][len(_SENSOR) :]: vb[2] for vb in varbinds if vb[0].startswith(_SENSOR)}
    name, units, places, value, limit = [told.get("%d.0" % column) for column in range(2, 7)]
    numbers = all(isinstance(n, int) for n in (places, value, limit))
    if name is None or not numbers or not 0 <= places <= 9:
        return None
    return name, units, value / 10**places, limit / 10**places
