# USNMP-MIB, mibs/USNMP-MIB.txt: what an agent says of itself for which there is no standard.
# Imports usnmp_mib and arc. Opt-in: usnmp_mib(firmware), or the parts that one has.
#
# Each part is one provider: a scalar of its own for each of these objects would cost 2 kB of heap.

import gc

from usnmp_mib import COUNTER, GAUGE, INT, OCTSTR, TIMETICKS

from .arc import ARC

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_agent import Agent
    from usnmp_base.uptime import Uptime
    from usnmp_firmware import Firmware
    from usnmp_mib import Mib
    from usnmp_notify import Notifier
    from usnmp_notify.watch import Watch


class _Part:
    # A provider (Mib.subtree): scalars from the arc 1 on, pairs of (type, what reads it), and
    # behind them a table with one INT as index whose only accessible column is the second, of
    # `type`. ends() gives its first and its last row, cell(row) a value, or None for no such row.
    def __init__(self, scalars, type=0, ends=None, cell=None):
        self.scalars = scalars
        self.head = len(scalars) + 1, 1, 2
        self.type = type
        self.ends = ends
        self.cell = cell

    def get(self, index):
        n = len(index)
        if n == 2 and not index[1] and 0 < index[0] < self.head[0]:
            return self.scalars[index[0] - 1]
        if n == 4 and self.cell and index[:3] == self.head:
            first, last = self.ends()
            if first <= index[3] <= last:
                value = self.cell(index[3])
                if value is not None:
                    return self.type, value
        return None

    def next(self, index):
        for arc in range(1, self.head[0]):
            if (arc, 0) > index:
                return ((arc, 0),) + self.scalars[arc - 1]
        if self.cell and index[:3] <= self.head:
            row, last = self.ends()
            if index[:3] == self.head and len(index) > 3:
                row = max(row, index[3] + 1)
            while row <= last:
                value = self.cell(row)
                if value is not None:
                    return self.head + (row,), self.type, value
                row += 1
        return None


def drops(mib: "Mib", agent: "Agent") -> None:
    """Serve usnmpAgent: what `agent` did not answer, by cause."""
    c = agent.counters

    def dropped(cause):
        # usnmpDropCause. A reply that failed, and what a RateLimit refused, are one counter there.
        limited = agent.limit.dropped if agent.limit else 0
        if cause == 4:
            return c[18] + c[19]
        if cause > 4:
            return limited if cause == 5 else max(0, c[31] - limited)
        return c[(6, 3, 4)[cause - 1]]

    scalars = (COUNTER, lambda: c[7]), (COUNTER, lambda: agent.capped)
    mib.subtree(ARC + ".1.3", _Part(scalars, COUNTER, lambda: (1, 6), dropped))


def notifier(mib: "Mib", notify: "Notifier") -> None:
    """Serve usnmpNotifier: what became of the notifications of `notify`."""
    names = "sent acknowledged failed dropped suppressed ignored errors"
    scalars = [(COUNTER, lambda name=name: getattr(notify, name)) for name in names.split()]
    scalars.append((GAUGE, lambda: notify.pending))
    scalars.append((GAUGE, lambda: sum([n[3] is not None for n in notify._queue])))  # its slot
    mib.subtree(ARC + ".1.5", _Part(scalars))


class Board:
    """Serves usnmpBoard: why the program was started, and its heap, whose least is what it was at
    poll(), or when it was asked; on a PC the first alone.

    machine: the port's module.
    """

    lowest: "int | None" = None

    def __init__(self, mib: "Mib", machine: "Any" = None) -> None:
        try:
            if not machine:
                import machine
            found = machine.reset_cause()
        except (ImportError, AttributeError):
            found = None
        cause = 1  # other
        if found is not None:
            names = "PWRON HARD WDT DEEPSLEEP SOFT".split()
            for i in range(5):
                if getattr(machine, names[i] + "_RESET", None) == found:
                    cause = i + 2
                    break
        scalars = (INT, cause), (GAUGE, self.poll), (GAUGE, self._least)
        mib.subtree(ARC + ".1.2", _Part(scalars))

    def poll(self) -> "int | None":
        """Look at the heap: the octets that are free."""
        if not hasattr(gc, "mem_free"):
            return None
        free = gc.mem_free()
        if self.lowest is None or free < self.lowest:
            self.lowest = free
        return free

    def _least(self):
        self.poll()
        return self.lowest


class Rssi:
    """Serves usnmpWifi: the Wi-Fi signal, and how it was.

    read: gives the RSSI in dBm, and raises or gives None if there is none. uptime: a
    usnmp_base.uptime.Uptime. interval_s: seconds between two samples, which poll() takes.
    keep: how many stay; each takes one octet of heap. Raises ValueError.
    """

    def __init__(
        self,
        mib: "Mib",
        uptime: "Uptime",
        read: "Callable[[], int | None]",
        interval_s: int = 60,
        keep: int = 60,
    ) -> None:
        if keep < 1 or not 0 < interval_s <= 86400:
            raise ValueError("keep 1 or more, an interval of 1 to 86400 seconds")
        self.uptime = uptime
        self.read = read
        self.interval_s = interval_s
        self.samples = bytearray(keep)  # dBm without its sign; 255: there was no signal
        self.count = 0
        self._due = 0  # uptime in seconds
        self._ticks = None
        scalars = (INT, self.now), (GAUGE, interval_s), (TIMETICKS, lambda: self._ticks)
        mib.subtree(ARC + ".1.4", _Part(scalars, INT, self._ends, self._sample))

    def now(self) -> "int | None":
        """The RSSI in dBm, -127 to 0; None if there is none, or what is none."""
        try:
            dbm = self.read()
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

    def _ends(self):
        return max(1, self.count - len(self.samples) + 1), self.count

    def _sample(self, n):
        value = self.samples[(n - 1) % len(self.samples)]
        return None if value == 255 else -value


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

    number: usnmpAlarmSensor, from 1; name: not empty. read: its value in natural units, number or
    None; above=, clear_below=, below=, clear_above= in the same. precision: as many decimal places
    are sent, 0 to 9. Raises ValueError.
    """
    if number < 1 or not name or not 0 <= precision <= 9:
        raise ValueError("number %r, name %r, precision %r" % (number, name, precision))
    scale = 10**precision

    def scaled(value):  # cut before it is rounded: it may be infinite
        return int(round(max(-0x7FFFFFFF, min(0x7FFFFFFF, value * scale))))

    def varbinds(value, threshold):
        values = number, name, units, precision, scaled(value), scaled(threshold)
        types = INT, OCTSTR, OCTSTR, INT, INT, INT
        return [("%s.1.6.%d.0" % (ARC, i + 1), types[i], values[i]) for i in range(6)]

    options.update(raised=ARC + ".0.1", cleared=ARC + ".0.2", varbinds=varbinds)
    return notify.watch(read, **options)


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
        rssi = Rssi(f.mib, f.uptime, lambda: f.link._wlan.status("rssi"), keep=keep)
        polls.append(rssi.poll)
    if f.turn:
        polls.append(f.turn)

    def turn():
        for poll in polls:
            poll()

    f.turn = turn
