# The start on a board, and the end: config.json, the cause of the reset, Wi-Fi, the watchdog.
# Imports config and wifi; start imports it, and lets go of it; the firmware at its end.

import gc

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_firmware import Firmware

_timers = []  # an ESP8266's collector frees a timer that nobody holds (micropython #4458)


def start(
    firmware: "Firmware",
    sensors: "Callable[[Firmware], Any]",
    forget: "Callable[[str], None]",
    build: "Callable[..., Any]",
) -> "int | None":
    """Have `firmware` serve as config.json says; None. If it cannot, 1, with a line that says
    why: the REPL is there then. forget, build: start's.
    """
    import machine

    try:
        from usnmp_firmware import config

        config = config.configuration()
        forget("usnmp_firmware.config")
    except (OSError, ValueError) as e:
        print("main.py: config.json: %s" % ("there is none" if isinstance(e, OSError) else e))
        print("No agent runs. tools/configure.py makes one, tools/deploy.py copies it.")
        return 1
    link = None
    if config["wifi"]:
        from usnmp_firmware.wifi import Link

        link = Link(config["wifi"])
    try:
        # warmStart of RFC 3418: a start without a loss of power
        warm = [getattr(machine, n + "_RESET", None) for n in "SOFT WDT DEEPSLEEP".split()]
        space = {"config": config, "time": 0}
        if config["users"] and machine.reset_cause() == warm[2]:
            # As bytes: each name in it would be kept for ever
            exec(b"from usnmp_firmware.sleep import wake; time = wake(config)", space)
        build(firmware, config, sensors, link, machine.reset_cause() in warm)
        if space["time"]:
            firmware.agent.engine._since -= space["time"]
            forget("usnmp_firmware.sleep usnmp_v3.asleep")
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
