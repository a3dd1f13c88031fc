# Threshold watches with hysteresis: an alarm, and its recovery, as notifications. Imports
# usnmp_codec, target; usnmp_notify imports it when it is wanted: notify.watch(...).

from usnmp_codec import tobytes_tv

from .target import oid_of

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Iterable
    from usnmp_notify import Notifier

_RMON = "1.3.6.1.2.1.16"


def _fit(value, type):
    # `value` as `type` can hold it: rounded, and cut at the ends of its range.
    if type in (0x78, 0x79):
        return value * 1.0
    if type == 4:
        return str(value)
    low = high = 0
    if type == 2:
        low = -0x80000000
        high = 0x7FFFFFFF
    else:
        high = 0xFFFFFFFFFFFFFFFF if type == 0x46 else 0xFFFFFFFF
    if value <= low or value >= high:  # before rounding: it may be infinite
        return low if value <= low else high
    return int(round(value))


def watch(notify: "Notifier", read: "Callable[[], float | None]", **kw: "Any") -> "Watch":
    """Notifier.watch: a Watch, whose arguments these are, asked by notify.poll(). Raises
    ValueError for thresholds that contradict each other, or an OID or type that is none.
    """
    made = Watch(len(notify.watches) + 1, read, **kw)
    notify.watches.append(made)
    return made


class Watch:
    """What notify.watch(read, ...) makes and returns.

    read: a callable for a number; if it raises (counted in notify.errors) or gives None nothing
    changes. above, clear_below: raise the alarm above `above`, clear it below `clear_below` (by
    default the same). below, clear_above: the same downward. every_ms: how often it is read.

    raised, cleared: the notifications, OIDs or generic kinds, with one variable binding: `oid`, of
    `type`, if `oid` is given; or with what varbinds(value, threshold) gives. Without them
    risingAlarm and fallingAlarm of the RMON-MIB (RFC 2819) with their objects, alarmVariable being
    `oid` or 0.0, and values rounded to integers. keep: whether they are to survive a reboot.
    `alarm`: None, "above" or "below". Raises ValueError.
    """

    def __init__(
        self,
        index: int,
        read: "Callable[[], float | None]",
        above: "float | None" = None,
        clear_below: "float | None" = None,
        below: "float | None" = None,
        clear_above: "float | None" = None,
        oid: "str | None" = None,
        type: int = 2,
        raised: "int | str | None" = None,
        cleared: "int | str | None" = None,
        every_ms: int = 1000,
        keep: bool = False,
        varbinds: "Callable[[float, float], Iterable[tuple[str, int, Any]]] | None" = None,
    ) -> None:
        clear_below = above if clear_below is None else clear_below
        clear_above = below if clear_above is None else clear_above
        order = [x for x in (below, clear_above, clear_below, above) if x is not None]
        wrong = above is None and below is None or len(order) % 2
        if not wrong and above is not None:
            wrong = clear_below > above
        if not wrong and below is not None:
            wrong = clear_above < below
            if above is not None:
                wrong = wrong or below >= clear_below or clear_above >= above
        if wrong:
            raise ValueError("thresholds: %s" % order)
        tobytes_tv(6, "0.0" if oid is None else oid)
        tobytes_tv(type, _fit(order[0], type))
        if (raised is None) != (cleared is None):
            raise ValueError("raised and cleared, or neither")
        self._kinds = None if raised is None else (oid_of(cleared), oid_of(raised))
        self._index = index
        self._read = read
        self._thresholds = above, clear_below, below, clear_above
        self._oid = oid
        self._type = type
        self._keep = keep
        self._varbinds = varbinds
        self.every_ms = every_ms
        self.wait = 0  # ms until it is read
        self.alarm: "str | None" = None

    def check(self, notify: "Notifier") -> None:
        """Read, and notify if a threshold was passed. Raises what read() raises."""
        value = self._read()
        if value is None:
            return
        high, clear_below, low, clear_above = self._thresholds
        # A notification that a limit suppressed leaves the state as it is: it is tried again.
        if self.alarm == "above" and value < clear_below:
            if self._notify(notify, False, clear_below, value, False):
                self.alarm = None
        elif self.alarm == "below" and value > clear_above:
            if self._notify(notify, True, clear_above, value, False):
                self.alarm = None
        if self.alarm is None:
            if high is not None and value > high:
                if self._notify(notify, True, high, value, True):
                    self.alarm = "above"
            elif low is not None and value < low:
                if self._notify(notify, False, low, value, True):
                    self.alarm = "below"

    def _notify(self, notify, rising, threshold, value, raised):
        if self._kinds:
            varbinds = ()
            if self._varbinds:
                varbinds = self._varbinds(value, threshold)
            elif self._oid is not None:
                varbinds = ((self._oid, self._type, _fit(value, self._type)),)
            return notify.send(self._kinds[raised], varbinds, self._keep)
        entry = "%s.3.1.1.%%d.%d" % (_RMON, self._index)
        varbinds = (
            (entry % 1, 2, self._index),
            (entry % 3, 6, self._oid or "0.0"),
            (entry % 4, 2, 1),  # absoluteValue
            (entry % 5, 2, _fit(value, 2)),
            (entry % (7 if rising else 8), 2, _fit(threshold, 2)),
        )
        return notify.send("%s.0.%d" % (_RMON, 1 if rising else 2), varbinds, self._keep)
