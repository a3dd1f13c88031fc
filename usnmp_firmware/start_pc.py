# The start where there is a command line: a PC. Imports start, pc, and usnmp_pc; the firmware
# imports it there in place of start. Not for boards.

import gc
import sys

from . import start as steps

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_firmware import Firmware


def start(firmware: "Firmware", sensors: "Callable[[Firmware], Any]") -> "int | None":
    """Have `firmware` serve as the command line says; None, or the status to end with."""
    status = _serve(firmware, sensors)
    steps.forget("usnmp_firmware.start usnmp_firmware.start_pc usnmp_pc.banner usnmp_pc")
    return status


def _serve(firmware, sensors):
    found = _configure()
    steps.forget("usnmp_firmware.config usnmp_firmware.pc")
    if isinstance(found, int):
        return found
    config, workers = found
    try:
        names = steps.build(firmware, config, sensors)
        if workers:
            firmware.agent = workers.of(firmware.agent)
    except ValueError as e:
        print("main.py: %s" % e, file=sys.stderr)
        return 2
    # Their heap is wanted for what comes now.
    for name in "build _make _system _on_board".split():
        steps.__dict__.pop(name)
    gc.collect()
    host, port = config["host"], config["port"]
    if ":" in host:  # IPv6, as it is written before a port
        config["host"] = "[%s]" % host
    try:
        firmware.udp = firmware.agent.bind(host, port)
    except (OSError, ValueError) as e:  # ValueError: a name that cannot be one
        print("main.py: cannot listen on %s:%d: %s" % (config["host"], port, e), file=sys.stderr)
        return 1
    if not hasattr(gc, "mem_free") or gc.mem_free() > 65536:  # not a heap such as a board's
        from usnmp_pc.speed import start

        start(firmware, workers)
    try:
        from usnmp_pc.banner import announce

        announce(config, names, firmware.udp.ipv6)
    except OSError:  # nobody reads it
        pass
    except MemoryError:
        print("usnmp serves; there is too little heap to tell what")
    return None


# A function of its own: a frame that has imported a module keeps it.


def _configure():
    from usnmp_firmware.pc import configure

    return configure(sys.argv[1:])
