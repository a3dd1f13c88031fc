# What makes the agent faster with a PC's heap, and its socket on Linux. Imports usnmp_mib,
# usnmp_base.quick_pc, bulk, polled_cpython or polled_unix, or usnmp_agent.request_cache, and for
# users polled_v3;
# banner imports it, on CPython and on MicroPython's unix port. Not for boards.

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
    if agent._v2c:
        from .bulk import Operations

        agent._v2c = Operations(500 if _MICROPYTHON else 100000)
    if _MICROPYTHON:
        native = _native()
        if agent.v3:
            from . import polled_v3

            if native:
                polled_v3._message._differ = native["differ_at"]
            polled_v3.Usual(agent.v3)
        if native:
            from .polled_unix import Native

            agent.differ = native["differ"]
            shapes = Native(agent, 256, 1472)
            shapes.alike = native["alike"]
            shapes.put = native["put"]
        else:
            from usnmp_agent.request_cache import Shapes

            shapes = Shapes(agent, 64)
        # What is to stay has its place by now. To collect for each 2048 octets, as the firmware
        # asks for, takes longer than all that is done in between.
        gc.threshold(-1)
    else:
        from .polled_cpython import Flat

        agent.differ = _differ
        # In C, and so a search among 100,000 costs little more than one among 100.
        mib = agent.mib

        def after(oid):
            oid = sort_key(oid) if mib.wide or oid not in mib.nodes else oid
            return bisect_right(mib.keys, oid)

        mib.after = after
        if agent.v3:
            from .polled_v3_pc import Flat3

            Flat3(agent.v3)
        shapes = Flat(agent, 1024, 1472)
    if udp and sys.platform == "linux" and hasattr(udp.sock, "recvfrom"):  # no doors
        Quick(udp)
    return shapes


def _differ(a, b):
    # usnmp_agent.differ() in C.
    return not compare_digest(a, b[: len(a)])


# What goes through octets, in machine code: differ() of usnmp_agent, and of a MAC; for
# polled_unix, whether `d` has a shape, in the same time whatever its community is, and the reply
# with the request-id of `d`. Four octets at once where they need not lie at a multiple of four.
# Compiled here, for mpy-cross would want to be told of which processor.
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
def differ_at(a, b, at: int, n: int) -> int:
    p = ptr8(a)
    q = ptr8(b)
    x = 0
    for i in range(n):
        x |= p[i] ^ q[at + i]
    return x

@micropython.viper
def alike(d, shape) -> bool:
    n = int(shape.at)
    q = ptr8(shape.before)
    p = ptr8(d)
    v = ptr32(q)
    w = ptr32(p)
    x = 0
    k = n >> SHIFT
    for i in range(k):
        x |= w[i] ^ v[i]
    for i in range(k << 2, n):
        x |= p[i] ^ q[i]
    return False if x else bool(d.endswith(shape.behind))

@micropython.viper
def put(d, shape, buf, at: int):
    q = ptr8(buf)
    p = ptr8(shape.reply)
    w = ptr32(uint(q) + uint(at))
    v = ptr32(p)
    n = int(shape.size)
    k = n >> SHIFT
    for i in range(k):
        w[i] = v[i]
    for i in range(k << 2, n):
        q[at + i] = p[i]
    p = ptr8(d)
    i = int(shape.at)
    end = int(shape.end)
    at += int(shape.rid) - i
    while i < end:
        q[at + i] = p[i]
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
        intel = sys.implementation._mpy >> 10 & 15 in (1, 2)
        exec(_VIPER.replace("SHIFT", "2" if intel else "31"), space)
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
