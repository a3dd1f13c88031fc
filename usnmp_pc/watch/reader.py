# Reads a board again and again: first what it has, by ENTITY-SENSOR-MIB and IF-MIB, then only what
# changes. For a Target of AsyncManager. Imports usnmp_manager.response, usnmp_pc.boards (facts,
# rates); cli.watch imports it.

import math

from usnmp_manager.response import NoResponse, SnmpError
from usnmp_pc.boards import facts
from usnmp_pc.boards.rates import COUNTERS, Clock, Rate

_UPTIME = "1.3.6.1.2.1.1.3.0"
_AT_ONCE = 24  # OIDs in a request; their values are to fit a datagram
_AGAIN = 20  # readings after which it is looked what there is: a sensor may have come
_TOOBIG = 1


class Reading:
    """A value that was read: key, of what; name, units, decimals, rate, value and status as of
    watch.model.Series.
    """

    def __init__(self, key, name, units, value, status="ok", decimals=None, rate=False):
        self.key = key
        self.name = name
        self.units = units
        self.value = value
        self.status = status
        self.decimals = decimals
        self.rate = rate


class _Gone(Exception):
    # What was there is there no more.
    pass


class Reader:
    """target: of AsyncManager. own: cli.columns.Columns that are to be read besides. sensors: the
    facts.Sensors found. name: its sysName, a str. restarted: had it, at the last reading?
    """

    def __init__(self, target, own=()):
        self._target = target
        self._own = own
        self._clock = Clock()
        self._rates = {}  # OID: Rate
        self._left = 0  # readings until it is looked what there is
        self._interfaces = []
        self.sensors = []
        self.name = ""
        self.restarted = False

    async def read(self, clock) -> "list[Reading]":
        """What it has now. clock() -> seconds, never going back. Raises NoResponse, and SnmpError
        if it refuses even the system group.
        """
        self.restarted = False
        if self._left:
            try:
                found = await self._again(clock)
                self._left -= 1
                if not self.restarted:
                    return found
            except _Gone:
                pass
        restarted = self.restarted
        await self._look()
        self._left = _AGAIN
        try:
            return await self._again(clock)
        except _Gone:  # it comes and goes; the next time
            self._left = 0
            return []
        finally:
            self.restarted = restarted

    async def _look(self):
        system = await facts.system(self._target)
        self.name = system.name or ""
        self.sensors = await _refused_is_none(facts.sensors(self._target))
        self._interfaces = await _refused_is_none(facts.interfaces(self._target))

    async def _again(self, clock):
        oids = [_UPTIME]
        for sensor in self.sensors:
            oids += sensor.oids()
        counted = [oid for one in self._interfaces for oid in one.oids]
        found = {}
        for part in (oids, counted, [column.oid for column in self._own]):
            for i in range(0, len(part), _AT_ONCE):
                found.update(await _get(self._target, part[i : i + _AT_ONCE]))
            if part is oids:  # in one go with what is read first: it is their time
                self._took_uptime(clock(), found.get(_UPTIME))
        made = [self._sensor(sensor, found) for sensor in self.sensors]
        for one in self._interfaces:
            for way, oid in zip(("in", "out"), one.oids):
                rate = self._rate(oid, found.get(oid))
                key = "interface", one.index, way
                made.append(Reading(key, "%s %s" % (one.name, way), "octets/s", rate, rate=True))
        return made + [r for r in [self._column(c, found.get(c.oid)) for c in self._own] if r]

    def _took_uptime(self, at, varbind):
        value = varbind.value if varbind else None
        self._clock.read(at, value if isinstance(value, int) else None)
        if self._clock.restarted:
            self.restarted = True

    def _sensor(self, sensor, found):
        value, status = [found.get(oid) for oid in sensor.oids()]
        if value is None or not isinstance(value.value, int):
            raise _Gone
        now = sensor.again(value.value, status.value if status else None)
        key = "sensor", sensor.index
        units = "" if now.type == "truthvalue" and now.units == now.type else now.units
        return Reading(key, now.name, units, now.value, now.status, now.decimals)

    def _rate(self, oid, varbind):
        if varbind is None or varbind.type not in COUNTERS:
            return None
        rate = self._rates.setdefault(oid, Rate())
        return rate.read(varbind.type, varbind.value, self._clock.elapsed)

    def _column(self, column, varbind):
        # The Reading of one of the user's own; None if the board has it not.
        if varbind is None or isinstance(varbind.value, bool):
            return None
        key = "own", column.oid
        if varbind.type in COUNTERS:
            rate = self._rate(column.oid, varbind)
            value = None if rate is None else column.scaled(rate)
            return Reading(key, column.name, "/s", value, rate=True)
        if not isinstance(varbind.value, (int, float)):
            return None
        value = column.scaled(varbind.value)
        if not math.isfinite(value):
            return Reading(key, column.name, "", None, str(value))
        return Reading(key, column.name, "", value)


async def _refused_is_none(asked):
    # What it has of a table that it may refuse, or have wrong.
    try:
        return await asked
    except NoResponse:
        raise
    except SnmpError:
        return []


async def _get(target, oids):
    # {OID: VarBind} of what there is. SNMPv1 answers nothing if one is missing.
    try:
        found = await target.get(*oids)
    except NoResponse:
        raise
    except SnmpError as e:
        half = len(oids) // 2
        if not e.status or not half:
            return {}
        if e.status == _TOOBIG:
            left, right = oids[:half], oids[half:]
        else:
            i = min(max(e.index - 1, 0), len(oids) - 1)
            left, right = oids[:i], oids[i + 1 :]
        found = await _get(target, left) if left else {}
        found.update(await _get(target, right) if right else {})
        return found
    found = [found] if isinstance(found, tuple) else found
    return {oid: varbind for oid, varbind in zip(oids, found) if varbind.value is not None}
