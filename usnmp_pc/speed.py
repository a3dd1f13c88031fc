# What makes the agent faster with a PC's heap, and its socket on Linux. Imports usnmp_mib,
# usnmp_base.quick_pc and usnmp_agent.request_cache; usnmp_firmware.start imports it, on CPython
# and on MicroPython's unix port. Not for boards.

import gc
import sys

from usnmp_base.quick_pc import Quick

_MICROPYTHON = sys.implementation.name == "micropython"
if not _MICROPYTHON:
    from bisect import bisect_right
    from hmac import compare_digest

    from usnmp_mib import sort_key


def quicken(agent, udp=None):
    """Give `agent` Shapes, which it returns, and `udp`, its socket, what it can do on Linux."""
    if _MICROPYTHON:
        from usnmp_agent.request_cache import Shapes

        native = _native()
        if native:
            agent.differ = native["differ"]
        shapes = Shapes(agent, 64)
        if native:
            shapes.copy = native["copy"]
        # What is to stay has its place by now. To collect for each 2048 octets, as the firmware
        # asks for, takes longer than all that is done in between.
        gc.threshold(-1)
    else:
        agent.differ = _differ
        from .polled import Polled

        if agent._v2c:
            from .bulk import Operations

            agent._v2c = Operations()

        # In C, and so a search among 100,000 costs little more than one among 100.
        mib = agent.mib

        def after(oid):
            oid = sort_key(oid) if mib.wide or oid not in mib.nodes else oid
            return bisect_right(mib.keys, oid)

        mib.after = after
        shapes = Polled(agent, 1024, 1472)
    if udp and sys.platform == "linux" and hasattr(udp.sock, "recvfrom"):  # no doors
        Quick(udp)
    return shapes


def _differ(a, b):
    # usnmp_agent.differ() in C.
    return not compare_digest(a, b[: len(a)])


# What goes through octets one by one, in machine code: differ() of usnmp_agent, and
# _copy_id() of its request_cache. Compiled here, for mpy-cross would want to be told of which
# processor.
_VIPER = """
import micropython

@micropython.viper
def differ(a, b) -> int:
    p = ptr8(a)
    q = ptr8(b)
    x = 0
    for i in range(5, int(len(a))):
        x |= p[i] ^ q[i]
    return x

@micropython.viper
def copy(d, shape, buf, w: int):
    p = ptr8(d)
    q = ptr8(buf)
    i = int(shape.at)
    end = int(shape.end)
    w += int(shape.rid) - i
    while i < end:
        q[w + i] = p[i]
        i += 1
"""


def _native():
    # None if this build of MicroPython makes no machine code, or this system lets none be made, as
    # systemd's MemoryDenyWriteExecute: MicroPython does not look what mmap gives, and crashes.
    space = {}
    try:
        import ffi

        libc = ffi.open(None)
        # a page to read, write and execute, private and anonymous, with the numbers of Linux
        page = libc.func("P", "mmap", "PLiiiL")(0, 4096, 7, 0x22, -1, 0)
        if page == -1:
            return None
        libc.func("i", "munmap", "PL")(page, 4096)
        exec(_VIPER, space)
    except (ImportError, OSError, SyntaxError):
        return None
    return space


def _end_well():
    # SIGTERM and SIGHUP, as of systemctl stop and of a terminal that is closed, end the program as
    # Ctrl-C does: what was SET is written. And what it says is there at once, also in a pipe.
    import signal

    signals = [getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")]

    def end(number, frame):
        for s in signals:  # the end takes a moment, and another one may come
            if s:
                signal.signal(s, signal.SIG_IGN)
        raise KeyboardInterrupt

    try:
        for s in signals:
            if s and signal.getsignal(s) == signal.SIG_DFL:  # not under nohup
                signal.signal(s, end)
    except ValueError:  # not the main thread: whoever started it sees to that
        pass
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(line_buffering=True)


def start(firmware, workers):
    """quicken() the agent of a usnmp_firmware.Firmware, or of a workers.Workers. (Of that
    name, which is known by then: a board's heap in which usnmp_firmware.pc runs is full.)
    """
    if not _MICROPYTHON:
        _end_well()
    if workers:
        quicken(workers._agent)
    else:
        shapes = quicken(firmware.agent, firmware.udp)
        firmware.optional = (firmware.optional or []) + [lambda: _forget(shapes)]


def _forget(shapes):
    # No more of them: their heap is wanted.
    shapes.size = 0
    shapes.clear()
