# A host of `usnmp poll`, and what is read of it in a round. Imports usnmp_manager.response,
# usnmp_pc.boards (rates), cli.hosts; poll imports it.

import time

from usnmp_manager.response import NoResponse, SnmpError
from usnmp_pc.boards.rates import COUNTERS, Clock, Rate

from . import hosts

UPTIME = "1.3.6.1.2.1.1.3.0"
_TOOBIG = 1
_AT_ONCE = 25  # OIDs in a request; their values are to fit a datagram


class Cell:
    """What a host has for a column in a round.

    error: a str, "" if there is a varbind, a usnmp_base.varbind.VarBind. value: its value, times
    the column's factor. rate: what a counter grew a second, times the factor; None if it is none,
    or was not read before.
    """

    def __init__(self, column, found):
        self.column = column
        self.error = found if isinstance(found, str) else ""
        self.varbind = None if self.error else found
        self.value = None if self.error else column.scaled(found.value)
        self.rate = None

    @property
    def counts(self):
        """Is it a counter's?"""
        return self.varbind is not None and self.varbind.type in COUNTERS


class Host:
    """An agent to be polled. cells and error are those of the last round; ms: how long it took;
    answered: how many rounds there were with an answer.
    """

    def __init__(self, peer, community):
        self.peer = peer
        self.community = community
        self.name = peer.text.encode("ascii", "backslashreplace").decode()
        self.cells = []
        self.error = "waiting"
        self.ms = 0
        self.answered = 0
        self._target = None
        self._clock = Clock()
        self._rates = {}  # place of a column: Rate

    async def ask(self, manager, look_ups, args):
        """Ask it once. look_ups: the usnmp_manager.lookup_pc.Lookups."""
        start = time.monotonic()
        try:
            if self._target is None:
                asked = self.peer, self.community, args
                self._target = await hosts.target(manager, look_ups, *asked)
            self.cells = await self._read(args)
            self.error = ""
            self.answered += 1
        except hosts.ERRORS as e:
            self.error = hosts.why(e)
            self.cells = []
        self.ms = (time.monotonic() - start) * 1000

    async def _read(self, args):
        oids = [column.oid for column in args.columns]
        if args.rates:  # whether it has restarted, and the time that rates are of
            oids = [UPTIME, *oids]
        found = []
        for i in range(0, len(oids), _AT_ONCE):
            found += await _get(self._target, oids[i : i + _AT_ONCE])
            if args.rates and not i:
                self._tell_time(found[0])
        found = found[1:] if args.rates else found
        cells = [Cell(column, each) for column, each in zip(args.columns, found)]
        for i, cell in enumerate(cells) if args.rates else ():
            self._rate(i, cell)
        return cells

    def _tell_time(self, found):
        value = None if isinstance(found, str) else found.value
        self._clock.read(time.monotonic(), value if isinstance(value, int) else None)

    def _rate(self, i, cell):
        if cell.counts:
            rate = self._rates.setdefault(i, Rate())
            grown = rate.read(cell.varbind.type, cell.varbind.value, self._clock.elapsed)
            cell.rate = None if grown is None else cell.column.scaled(grown)


async def _get(target, oids):
    # [VarBind or error text]. SNMPv1 answers nothing if one is missing: it is left out.
    try:
        found = await target.get(*oids)
    except NoResponse:
        raise
    except SnmpError as e:
        if e.status and len(oids) == 1:
            return [str(e).split(":")[0]]
        if e.status == _TOOBIG:
            half = len(oids) // 2
            return await _get(target, oids[:half]) + await _get(target, oids[half:])
        i = e.index - 1
        if not e.status or not 0 <= i < len(oids):
            raise
        rest = await _get(target, oids[:i] + oids[i + 1 :])
        return rest[:i] + [str(e).split(":")[0]] + rest[i:]
    return [found] if isinstance(found, tuple) else list(found)
