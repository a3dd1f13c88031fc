# HOST-RESOURCES-MIB (RFC 2790), what managers ask of a device: its uptime, its memory, its
# processor. Imports usnmp_mib, and through it usnmp_mib.table.

import gc
import os
import sys

from usnmp_mib import COUNTER, INT, OCTSTR, OID, TIMETICKS

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
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


class _Flash:
    # Blocks in use of the file system at `path`. To count them takes littlefs a look at each: at
    # most every ten seconds.
    def __init__(self, path, uptime):
        self.path = path
        self.uptime = uptime
        found = os.statvfs(path)
        self.unit = found[1] or found[0]
        self.size = min(found[2], 0x7FFFFFFF)
        self.at = -10
        self.used = 0

    def __call__(self):
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
    base = "1.3.6.1.2.1.25."
    mib.scalar(base + "1.1.0", TIMETICKS, uptime)
    # hrStorageIndex, -Type, -Descr, -AllocationUnits, -Size, -Used, by column
    kind = base + "2.1.%d"
    rows: "dict[int, Any]" = {}
    if hasattr(gc, "mem_alloc"):
        size = gc.mem_alloc() + gc.mem_free()
        rows[1] = None, 1, kind % 2, "Heap", 1, size, gc.mem_alloc
    try:
        flash = _Flash(path, uptime)
        rows[2] = None, 2, kind % 9, "Flash", flash.unit, flash.size, flash
    except (AttributeError, OSError):  # no file system, or no statvfs()
        pass
    columns = {1: INT, 2: OID, 3: OCTSTR, 4: INT, 5: INT, 6: INT}
    mib.table(base + "2.3.1", columns, rows)
    # hrDeviceIndex, -Type hrDeviceProcessor, -Descr, -ID, -Status running(2), -Errors
    descr = getattr(sys.implementation, "_machine", None) or sys.platform
    rows = {1: (None, 1, base + "3.1.3", descr[:64], "0.0", 2, 0)}
    columns = {1: INT, 2: OID, 3: OCTSTR, 4: OID, 5: INT, 6: COUNTER}
    mib.table(base + "3.2.1", columns, rows)
    # hrProcessorFrwID, -Load
    load = None
    if agent:
        load = Load()
        load.attach(agent)
    mib.table(base + "3.3.1", {1: OID, 2: INT}, {1: (None, "0.0", load)})
