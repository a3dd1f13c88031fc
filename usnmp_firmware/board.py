# The start on a board, in two steps, and the end: config.json, the cause of the reset, Wi-Fi; the
# socket, the watchdog. Imports config and wifi; start imports it, and lets go of it; the firmware
# at its end.

import gc

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_firmware import Firmware

_timers = []  # an ESP8266's collector frees a timer that nobody holds (micropython #4458)


def configure() -> "Any":
    """(what config.json says, a wifi.Link or None, whether this is a warm start). If that says
    nothing, 1, with a line that tells why: the REPL is there then.
    """
    import machine

    try:
        from usnmp_firmware import config

        config = config.configuration()
    except (OSError, ValueError) as e:
        print("main.py: config.json: %s" % ("there is none" if isinstance(e, OSError) else e))
        try:
            __import__("usnmp_firmware.portal", None, None, ("run",)).run()
        except ImportError:
            print("No agent runs. tools/configure.py makes one, tools/deploy.py copies it.")
        return 1
    link = None
    if config["wifi"]:
        from usnmp_firmware import wifi

        link = wifi.Link(config["wifi"])
        wifi.__dict__.pop("connect", None)  # boot.py had it; its heap is wanted
    # warmStart of RFC 3418: a start without a loss of power
    warm = [getattr(machine, n + "_RESET", None) for n in "SOFT WDT DEEPSLEEP".split()]
    return config, link, machine.reset_cause() in warm


def serve(firmware: "Firmware", config: "dict[str, Any]", names: "Any") -> "int | None":
    """Have `firmware`, which has its parts, serve; None. If it cannot, 1, with a line that tells
    why. names: the exception that kept it from having them, else no matter.
    """
    try:
        if isinstance(names, Exception):
            raise names
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
        import machine

        firmware.watchdog = machine.WDT()
    gc.collect()
    print("usnmp serves on port %d, %d octets free" % (config["port"], gc.mem_free()))
    globals().clear()  # as start does at its end
    return None


def feed(watchdog):
    """Feed `watchdog`, a machine.WDT, from a timer: it cannot be stopped."""
    from machine import Timer

    _timers.append(Timer(-1))
    _timers[-1].init(period=1000, mode=Timer.PERIODIC, callback=lambda t: watchdog.feed())
