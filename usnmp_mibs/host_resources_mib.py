# HOST-RESOURCES-MIB (RFC 2790), what managers ask of a device: its uptime, its memory, its
# processor. Imports group.

import gc
import os
import sys

from .group import Group

if 0 & 1:  # for type checkers alone
    from typing import Callable
    from usnmp_agent import Agent
    from usnmp_base.uptime import Uptime
    from usnmp_mib import Mib

try:
    from time import ticks_ms
except ImportError:  # CPython
    from usnmp_base.pc import ticks_ms


class Load:
    """hrProcessorLoad: the share of the last whole minute, in percent, in which the loop around an
    agent did not wait for requests; in the first minute, of the time so far. None before that.
    """

    def __init__(self, ticks_ms: "Callable[[], int]" = ticks_ms) -> None:
        self.ticks_ms = ticks_ms
        self._since = None  # when the minute began
        self._idle = 0  # ms of it
        self._last = None

    def attach(self, agent: "Agent") -> None:
        """Measure how long `agent` waits, from its bind() on."""
        started = agent.on_start

        def on_start():
            if started:
                started()
            udp = agent._udp
            recv = udp.recv

            def timed(size, timeout_ms):
                before = self.ticks_ms()
                found = recv(size, timeout_ms)
                self._waited(before)
                return found

            udp.recv = timed

        agent.on_start = on_start

    def _waited(self, before):
        now = self.ticks_ms()
        if self._since is None:
            self._since = before
        self._idle += now - before & 0x3FFFFFFF  # ticks_ms wraps
        if now - self._since & 0x3FFFFFFF >= 60000:
            self._last = self._share(now)
            self._since = now
            self._idle = 0

    def _share(self, now):
        ms = now - self._since & 0x3FFFFFFF
        return max(0, 100 - self._idle * 100 // ms) if ms else None

    def __call__(self) -> "int | None":
        if self._last is None and self._since is not None:
            return self._share(self.ticks_ms())
        return self._last


_OIDS = "1.3.6.1.2.1.25.%d.1.%d"  # hrStorageTypes, hrDeviceTypes


class _Host(Group):
    # hrSystemUptime; hrStorageTable, -Index to -Used; hrDeviceTable, -Index to -Errors;
    # hrProcessorTable, -FrwID and -Load. INT is 2, OCTSTR 4, OID 6, COUNTER A, TIMETICKS C.
    entries = (
        ((1,), b"C"),
        ((2, 3, 1), b"\2\6\4\2\2\2"),
        ((3, 2, 1), b"\2\6\4\6\2A"),
        ((3, 3, 1), b"\6\2"),
    )
    uptime: "Uptime"
    path: str
    heap: bool
    load: "Load | None" = None
    # Of the flash; blocks in use are counted every ten seconds at most, for littlefs looks at each
    unit = 0
    size: int
    used: int
    at = -10

    def ends(self, n):
        if n == 1:
            return 1 if self.heap else 2, 1 + (self.unit > 0)
        return (1, 1) if n else (0, 0)

    def read(self, n, row, column):
        if n == 0:
            return self.uptime()
        if n == 3:
            return self.load and self.load() if column > 1 else "0.0"
        if column == 1:
            return row
        if n == 1:
            if column == 2:  # hrStorageRam, hrStorageFlashMemory
                return _OIDS % (2, 2 if row == 1 else 9)
            if column == 3:
                return "Heap" if row == 1 else "Flash"
            if row == 2:
                return (self.unit, self.size)[column - 4] if column < 6 else self.flash()
            if column == 4:
                return 1
            return gc.mem_alloc() + (gc.mem_free() if column == 5 else 0)
        # Of the board: its type is hrDeviceProcessor; there is no ID; it is running(2)
        if column == 3:
            return (getattr(sys.implementation, "_machine", None) or sys.platform)[:64]
        if column < 5:
            return "0.0" if column == 4 else _OIDS % (3, 3)
        return 2 if column == 5 else 0

    def flash(self):
        # hrStorageUsed
        self.uptime()
        if self.uptime.seconds >= self.at + 10:
            self.at = self.uptime.seconds
            found = os.statvfs(self.path)
            self.used = min(found[2] - found[3], 0x7FFFFFFF)
        return self.used


def host_resources(
    mib: "Mib", uptime: "Uptime", agent: "Agent | None" = None, path: str = "/"
) -> None:
    """Serve hrSystemUptime, hrStorageTable, hrDeviceTable and hrProcessorTable,
    1.3.6.1.2.1.25.

    uptime: that of sysUpTime, for managers take the greatest of all uptimes. agent: whose waiting
    makes hrProcessorLoad, to be given before its bind(); without it there is no such object. path:
    of the file system that is the flash. A storage that the port tells nothing of is left out: on
    CPython the heap. Garbage counts as used heap until it is collected.
    """
    host = _Host()
    host.uptime = uptime
    host.path = path
    host.heap = hasattr(gc, "mem_alloc")
    try:
        found = os.statvfs(path)
        host.unit = found[1] or found[0]
        host.size = min(found[2], 0x7FFFFFFF)
    except (AttributeError, OSError):  # no file system, or no statvfs()
        pass
    if agent:
        host.load = Load()
        host.load.attach(agent)
    mib.subtree("1.3.6.1.2.1.25", host)
