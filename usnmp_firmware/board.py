# The start on a board, and the end: config.json, the cause of the reset, Wi-Fi, the watchdog; and
# for pc too what keeps the heap for what stays. Imports config and assemble; the firmware imports
# it, and it lets go of itself.

import gc
import sys

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_firmware import Firmware

_timers = []  # an ESP8266's collector frees a timer that nobody holds (micropython #4458)


def forget(names: str, i: int = 12) -> None:
    """Let go of modules of this package. From as deep in the stack as they went: the collector
    takes what is left of their frames for references, up to 2 kB.
    """
    if i:
        return forget(names, i - 1)
    package = "usnmp_firmware."
    for name in names.split():
        sys.modules.pop(package + name, None)
        sys.modules[package[:-1]].__dict__.pop(name, None)
    for name in ("usnmp_mibs.snmpv2_mib", "usnmp_mibs"):
        sys.modules.pop(name, None)
    gc.collect()


def add(firmware: "Firmware", sensors: "Callable[[Firmware], Any]") -> "Any":
    """Add the user's objects; what sensors(firmware) returns. When what made the other parts is
    gone, for these stay and are to have its place. The code is the user's and may be wrong; a
    board is to be reachable all the same.
    """
    forget("assemble")
    try:
        return sensors(firmware)
    except Exception as e:
        if not hasattr(sys, "print_exception"):
            raise e
        sys.print_exception(e)


def start(firmware: "Firmware", sensors: "Callable[[Firmware], Any]") -> "int | None":
    """Have `firmware` serve as config.json says; None. If it cannot, 1, with a line that says
    why: the REPL is there then.
    """
    status = _start(firmware, sensors)
    forget("board")
    return status


def _start(firmware, sensors):
    import machine

    try:
        from usnmp_firmware import config

        config = config.configuration()
        forget("config")
    except (OSError, ValueError) as e:
        print("main.py: config.json: %s" % ("there is none" if isinstance(e, OSError) else e))
        print("No agent runs. tools/configure.py makes one, tools/deploy.py copies it.")
        return 1
    link = None
    if config["wifi"]:
        from usnmp_firmware.wifi import Link

        link = Link(config["wifi"])
    try:
        from usnmp_firmware.assemble import make

        # warmStart of RFC 3418: a start without a loss of power
        warm = [getattr(machine, n + "_RESET", None) for n in "SOFT WDT DEEPSLEEP".split()]
        make(firmware, config, link, machine.reset_cause() in warm)
        del make
        add(firmware, sensors)
        gc.collect()
        firmware.udp = firmware.agent.bind(config["host"], config["port"])
    except (OSError, ValueError) as e:
        print("main.py: cannot serve on port %d: %s" % (config["port"], e))
        return 1
    except MemoryError:
        print("main.py: too little heap for what config.json asks for")
        return 1
    firmware.try_step(0)  # before the watchdog bites: what is imported late is there then
    if config["watchdog"]:
        firmware.watchdog = machine.WDT()
    gc.collect()
    print("usnmp serves on port %d, %d octets free" % (config["port"], gc.mem_free()))
    return None


def feed(watchdog):
    """Feed `watchdog`, a machine.WDT, from a timer: it cannot be stopped."""
    from machine import Timer

    _timers.append(Timer(-1))
    _timers[-1].init(period=1000, mode=Timer.PERIODIC, callback=lambda t: watchdog.feed())
