# Asks boards again and again, each at its pace: all of it first, then values alone. Imports
# usnmp_manager (aio, lookup_pc, response, v3), usnmp_pc.boards (facts, rates); dash.server imports
# it.

import asyncio
import math
import socket
import time

from usnmp_manager.aio import AsyncManager
from usnmp_manager.lookup_pc import Lookups
from usnmp_manager.response import NoResponse, SnmpError
from usnmp_manager.v3 import Refused
from usnmp_pc.boards import facts
from usnmp_pc.boards.rates import COUNTERS, Clock, Rate

_UPTIME = "1.3.6.1.2.1.1.3.0"
_WAYS = "received", "sent"  # the order of facts.Interface.oids
_TOOBIG = 1
_AT_ONCE = 20  # objects in a request: their values are to fit a board's datagram
_AGAIN = 60  # rounds until all is asked again: there may be other sensors
_MOST = 500  # sensors or interfaces of a board
# Seconds between the first requests of two boards: their answers find room in the socket
_APART = 0.002
_NOSUCH = 128  # types from there on: there is no value


class Asker:
    """Asks `board`, a model.Board. reach(): (address, more arguments of AsyncManager.target());
    may take seconds, may raise OSError or ValueError.
    """

    def __init__(self, manager, board, reach, lookups):
        self._manager, self._board, self._reach, self._lookups = manager, board, reach, lookups
        self.target = None
        self._sensors, self._interfaces = [], []
        self._clock = Clock()
        self._rates = {}  # OID: Rate
        self._left = 0  # rounds until all is asked again

    async def ask(self):
        """Ask once; what it says is the board's then. Raises nothing of the network."""
        begin = time.monotonic()
        board = self._board
        try:
            if self.target is None:
                await self._find()
            if self._left <= 0 or not await self._values():
                await self._all()
                await self._values()
            self._left -= 1
        except NoResponse as e:
            board.fail(time.time(), str(e).split(" from ")[0].split(" to ")[0])
        except Refused as e:
            board.fail(time.time(), str(e).partition(": ")[2])
        except (SnmpError, OSError, ValueError, RuntimeError) as e:
            board.fail(time.time(), str(e))
            self._left = 0
        except Exception as e:  # of what nobody thought: others are to be asked all the same
            board.fail(time.time(), "%s: %s" % (type(e).__name__, e))
            self._left = 0
        board.ms = (time.monotonic() - begin) * 1000

    async def _find(self):
        address, more = await self._lookups.call(self._reach)
        self.target = self._manager.target(address, **more)
        self._board.addresses = {bare(address)}

    async def writer(self, reach):
        """The Target for SET, by what `reach` says."""
        address, more = await self._lookups.call(reach)
        return self._manager.target(address, **more)

    async def _all(self):
        target = self.target
        self._board.system = await facts.system(target)
        self._sensors = await facts.sensors(target, _MOST)
        try:
            self._interfaces = await facts.interfaces(target, _MOST)
        except NoResponse:
            raise
        except SnmpError:  # it may have none
            self._interfaces = []
        self._left = _AGAIN

    async def _values(self):
        # Whether it has not begun anew: the board has the values then.
        sensors = [oid for sensor in self._sensors for oid in sensor.oids()]
        counters = [oid for interface in self._interfaces for oid in interface.oids]
        found = await self._get([_UPTIME, *sensors, *counters])
        uptime = _int(found.get(_UPTIME))
        self._clock.read(time.monotonic(), uptime)
        if self._clock.restarted:
            self._rates = {}
            return False
        self._board.system.uptime = uptime
        self._sensors = [
            s.again(*[_int(found.get(oid)) for oid in s.oids()]) for s in self._sensors
        ]
        rates = [self._rate(*one, found) for one in self._counted()]
        self._board.put(time.time(), self._sensors, [rate for rate in rates if rate])
        return True

    def _counted(self):
        # (interface, way, OID)
        for interface in self._interfaces:
            for way, oid in zip(_WAYS, interface.oids):
                yield interface, way, oid

    def _rate(self, interface, way, oid, found):
        # As Board.put() wants it; None of what the agent does not count.
        varbind = found.get(oid)
        if varbind is None or varbind.type not in COUNTERS or _int(varbind) is None:
            self._rates.pop(oid, None)
            return None
        rate = self._rates.setdefault(oid, Rate())
        grown = rate.read(varbind.type, varbind.value, self._clock.elapsed)
        return (way, interface.index), "%s %s" % (interface.name, way), grown

    async def _get(self, oids):
        # {OID: VarBind} of what there is.
        values = {}
        for i in range(0, len(oids), _AT_ONCE):
            found = await _some(self.target, oids[i : i + _AT_ONCE])
            values.update((vb.oid, vb) for vb in found if vb.type < _NOSUCH)
        return values


async def _some(target, oids):
    # The VarBinds of those that there are. SNMPv1 answers nothing if one is missing; of others two
    # may be too long together.
    try:
        found = await target.get(*oids)
    except NoResponse:
        raise
    except SnmpError as e:
        if not e.status:
            raise
        if len(oids) == 1:
            return []
        if e.status != _TOOBIG and 0 < e.index <= len(oids):
            return await _some(target, oids[: e.index - 1] + oids[e.index :])
        half = len(oids) // 2
        return await _some(target, oids[:half]) + await _some(target, oids[half:])
    return [found] if isinstance(found, tuple) else found


def _int(varbind):
    return varbind.value if varbind and isinstance(varbind.value, int) else None


def bare(address):
    """The address alone of what AsyncManager.target() takes, as datagrams of it come from."""
    address = address.partition("[")[2].partition("]")[0] or address
    try:
        return socket.getaddrinfo(address, None, flags=socket.AI_NUMERICHOST)[0][-1][0]
    except OSError:
        return address


async def run(model, reaches, interval, done, in_flight=64):
    """Ask all boards of `model` every `interval` seconds until it is cancelled. reaches: what
    Asker takes, in the order of boards. done(board) is called after each answer, or none.
    """
    lookups = Lookups()
    loop = asyncio.get_running_loop()
    async with AsyncManager(in_flight) as manager:
        askers = [Asker(manager, b, r, lookups) for b, r in zip(model.boards, reaches)]
        model.askers = askers

        start = loop.time()
        apart = min(_APART, interval / len(askers))

        async def rounds(i, asker):
            begin, n = start + i * apart, 0
            while True:
                await asyncio.sleep(begin + n * interval - loop.time())
                await asker.ask()
                done(model.boards[i])
                n = max(n + 1, math.ceil((loop.time() - begin) / interval))

        tasks = [asyncio.ensure_future(rounds(i, asker)) for i, asker in enumerate(askers)]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
