# What makes the agent faster with a PC's heap, and its socket on Linux. Imports
# usnmp_base.quick_pc, bulk, and order and polled_cpython, or machine_code and polled_unix, or
# usnmp_agent.request_cache, and for users polled_v3 or polled_v3_pc; banner imports it, on CPython
# and on MicroPython's unix port. Not for boards.

import gc
import sys

from usnmp_base.quick_pc import Quick

_MICROPYTHON = sys.implementation.name == "micropython"
if not _MICROPYTHON:
    from hmac import compare_digest

    from . import order


def quicken(agent, udp=None):
    """Give `agent` Shapes, which it returns, and `udp`, its socket, what it can do on Linux."""
    if agent._v2c:
        from .bulk import Operations

        agent._v2c = Operations(500 if _MICROPYTHON else 100000)
    if _MICROPYTHON:
        from . import machine_code

        code = machine_code.compiled()
        if agent.v3:
            from . import polled_v3

            if code:
                polled_v3._message._differ = code["differ_at"]
            polled_v3.Usual(agent.v3)
        if code:
            from .polled_unix import Native

            agent.differ = code["differ"]
            shapes = Native(agent, 256, 1472, code)
        else:
            from usnmp_agent.request_cache import Shapes

            shapes = Shapes(agent, 64)
        # What is to stay has its place by now. To collect for each 2048 octets, as the firmware
        # asks for, takes longer than all that is done in between.
        gc.threshold(-1)
    else:
        from .polled_cpython import Flat

        agent.differ = _differ
        order.keep(agent)
        secured = None
        if agent.v3:
            from .polled_v3_pc import Flat3

            secured = Flat3(agent.v3)
        shapes = Flat(agent, 1024, 1472)
        shapes.secured = secured
    if udp and sys.platform == "linux" and hasattr(udp.sock, "recvfrom"):  # no doors
        quick = Quick(udp)
        if hasattr(shapes, "serve"):
            shapes.serve(quick)
    return shapes


def _differ(a, b):
    # usnmp_agent.differ() in C.
    return not compare_digest(a, b[: len(a)])


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
