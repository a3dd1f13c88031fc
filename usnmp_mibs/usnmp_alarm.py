# Alarms of sensors as USNMP-MIB has them: usnmpSensorAlarm and usnmpSensorNormal, which tell the
# sensor's name, units and value, where those of the RMON-MIB have numbers alone. Imports arc.

from .arc import ARC

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_notify import Notifier
    from usnmp_notify.watch import Watch


def alarm(
    notify: "Notifier",
    number: int,
    name: str,
    read: "Callable[[], float | None]",
    units: str = "",
    precision: int = 0,
    **options: "Any",
) -> "Watch":
    """Watch a sensor, as notify.watch(), with usnmpSensorAlarm and usnmpSensorNormal.

    number: usnmpAlarmSensor, from 1. name: not empty. read: its value in natural units, a number
    or None; above=, clear_below=, below=, clear_above= in the same. precision: as many decimal
    places are sent, 0 to 9. Raises ValueError.
    """
    if number < 1 or not name or not 0 <= precision <= 9:
        raise ValueError("number %r, name %r, precision %r" % (number, name, precision))
    scale = 10**precision

    def scaled(value):  # cut before it is rounded: it may be infinite
        return int(round(max(-0x7FFFFFFF, min(0x7FFFFFFF, value * scale))))

    def varbinds(value, threshold):
        values = number, name, units, precision, scaled(value), scaled(threshold)
        found = []
        for i in range(6):  # OCTSTR is 4, INT is 2
            found.append(("%s.1.6.%d.0" % (ARC, i + 1), 4 if i in (1, 2) else 2, values[i]))
        return found

    options.update(raised=ARC + ".0.1", cleared=ARC + ".0.2", varbinds=varbinds)
    return notify.watch(read, **options)
