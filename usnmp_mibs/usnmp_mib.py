# USNMP-MIB, mibs/USNMP-MIB.txt: what an agent says of itself for which there is no standard.
# Imports arc, and group: 20 scalars would cost 2 kB of heap. Opt-in: usnmp_mib(firmware), or the
# parts that one has.

import gc

from .arc import ARC
from .group import Group

# Their types: A, B, C are COUNTER, GAUGE and TIMETICKS, 2 is INT; of a table, whose index is not
# accessible, the second column.

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_agent import Agent
    from usnmp_base.uptime import Uptime
    from usnmp_firmware import Firmware
    from usnmp_mib import Mib
    from usnmp_notify import Notifier


class _Drops(Group):
    entries = ((), b"AA"), ((3, 1), b"\0A")

    def __init__(self, agent):
        self.agent = agent

    def ends(self, n):
        return (1, 6) if n else (0, 0)

    def read(self, n, row, column):
        agent = self.agent
        c = agent.counters
        if not n:
            return c[7] if column == 1 else agent.capped
        # usnmpDropCause. What a RateLimit refused, and what failed, are one counter there.
        limited = agent.limit.dropped if agent.limit else 0
        if row == 6:
            return max(0, c[31] - limited)
        if row == 5:
            return limited
        return c[18] + c[19] if row == 4 else c[(6, 3, 4)[row - 1]]


def drops(mib: "Mib", agent: "Agent") -> None:
    """Serve usnmpAgent: what `agent` did not answer, by cause."""
    mib.subtree(ARC + ".1.3", _Drops(agent))


class _Sent(Group):
    entries = (((), b"AAAAAAABB"),)

    def __init__(self, notify):
        self.notify = notify
        self.names = "sent acknowledged failed dropped suppressed ignored errors pending".split()

    def ends(self, n):
        return 0, 0

    def read(self, n, row, column):
        if column < 9:
            return getattr(self.notify, self.names[column - 1])
        stored = 0
        for each in self.notify._queue:
            stored += each[3] is not None  # its slot: usnmp_notify.delivery
        return stored


def notifier(mib: "Mib", notify: "Notifier") -> None:
    """Serve usnmpNotifier: what became of the notifications of `notify`."""
    mib.subtree(ARC + ".1.5", _Sent(notify))


class Board(Group):
    """Serves usnmpBoard: why the program was started, and its heap, whose least is what it was at
    poll(), or when it was asked; on a PC the first alone.

    machine: the port's module.
    """

    entries = (((), b"\2BB"),)
    lowest: "int | None" = None

    def __init__(self, mib: "Mib", machine: "Any" = None) -> None:
        try:
            if not machine:
                import machine
            found = machine.reset_cause()
        except (ImportError, AttributeError):
            found = self
        names = "PWRON HARD WDT DEEPSLEEP SOFT".split()
        self.cause = 1  # other
        for i in range(5):
            if getattr(machine, names[i] + "_RESET", None) == found:
                self.cause = i + 2
                break
        mib.subtree(ARC + ".1.2", self)

    def ends(self, n: int) -> "tuple[int, int]":
        return 0, 0

    def read(self, n: int, row: int, column: int) -> "int | None":
        if column == 1:
            return self.cause
        free = self.poll()
        return free if column == 2 else self.lowest

    def poll(self) -> "int | None":
        """Look at the heap: the octets that are free."""
        if not hasattr(gc, "mem_free"):
            return None
        free = gc.mem_free()
        if self.lowest is None or free < self.lowest:
            self.lowest = free
        return free


class Rssi(Group):
    """Serves usnmpWifi: the Wi-Fi signal, and how it was.

    dbm: a callable for the RSSI in dBm; if it raises, or gives None, there is none. uptime: a
    usnmp_base.uptime.Uptime. interval_s: seconds between two samples, which poll() takes.
    keep: how many stay; each takes one octet of heap. Raises ValueError.
    """

    entries = ((), b"\2BC"), ((4, 1), b"\0\2")

    def __init__(
        self,
        mib: "Mib",
        uptime: "Uptime",
        dbm: "Callable[[], int | None]",
        interval_s: int = 60,
        keep: int = 60,
    ) -> None:
        if keep < 1 or not 0 < interval_s <= 86400:
            raise ValueError("keep 1 or more, an interval of 1 to 86400 seconds")
        self.uptime = uptime
        self.dbm = dbm
        self.interval_s = interval_s
        self.samples = bytearray(keep)  # dBm without its sign; 255: there was no signal
        self.count = 0
        self._due = 0  # uptime in seconds
        self._ticks = None
        mib.subtree(ARC + ".1.4", self)

    def ends(self, n: int) -> "tuple[int, int]":
        return (max(1, self.count - len(self.samples) + 1), self.count) if n else (0, 0)

    def read(self, n: int, row: int, column: int) -> "int | None":
        if n:
            value = self.samples[(row - 1) % len(self.samples)]
            return None if value == 255 else -value
        if column == 1:
            return self.now()
        return self.interval_s if column == 2 else self._ticks

    def now(self) -> "int | None":
        """The RSSI in dBm, -127 to 0; None if there is none, or what is none."""
        try:
            dbm = self.dbm()
        except Exception:  # a port without it, or not connected: no such object, no genErr
            return None
        return dbm if dbm is not None and -128 < dbm <= 0 else None

    def poll(self) -> None:
        """Take a sample if it is time. To be called often."""
        ticks = self.uptime()
        seconds = self.uptime.seconds
        if seconds < self._due:
            return
        self._due = seconds + self.interval_s
        dbm = self.now()
        self.samples[self.count % len(self.samples)] = 255 if dbm is None else -dbm
        self.count += 1
        self._ticks = ticks


def usnmp_mib(firmware: "Firmware", keep: int = 60) -> None:
    """Serve all of USNMP-MIB that `firmware` has: of the agent and the board; of the notifier, and
    of Wi-Fi, `keep` samples of its signal, one a minute, if there are such. In main.py, after its
    own firmware.turn has been set, which it then calls.
    """
    f = firmware
    drops(f.mib, f.agent)
    polls = [Board(f.mib).poll]
    if f.notify:
        notifier(f.mib, f.notify)
    if f.link:
        wlan = f.link._wlan
        polls.append(Rssi(f.mib, f.uptime, lambda: wlan.status("rssi"), keep=keep).poll)
    if f.turn:
        polls.append(f.turn)

    def turn():
        for poll in polls:
            poll()

    f.turn = turn
