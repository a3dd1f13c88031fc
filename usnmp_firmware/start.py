# The start: its steps, and letting go of what runs once, this file too. Imports board, or pc and
# usnmp_pc.serve where there is a command line, assemble, sensors and usnmp_mibs; the firmware
# imports it.

import gc
import sys

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_firmware import Firmware


def start(firmware: "Firmware", sensors: "Callable[[Firmware], Any]") -> "int | None":
    """Have `firmware` serve; None, or the status to end with."""
    # One step after the other, so that what stays gets the place of what is gone.
    found = configure()
    forget("usnmp_firmware.config usnmp_firmware.sensor_keys usnmp_firmware.pc", True)
    forget("usnmp_firmware.board", True)  # until it is to serve
    forget("usnmp_sensors.kinds")
    if not isinstance(found, int):
        config, link, warm = found
        names = build(firmware, config, sensors, link, warm)
        for name in "configure build make add system".split():  # their heap is wanted
            globals().pop(name)
        found = serve(firmware, config, names)
    forget("usnmp_firmware.board usnmp_pc.banner", True)
    forget("usnmp_firmware.sensors usnmp_firmware.start usnmp_pc.serve usnmp_pc usnmp_base")
    globals().clear()  # what is left in the stack may hold this module for ever, but not all of it
    return found


def forget(names: str, clear: bool = False, i: int = 12) -> None:
    """Let go of modules, by their dotted names. From as deep in the stack as they went: the
    collector takes what is left of their frames for references, up to 2 kB. clear: let it find
    next to nothing there; for modules none of whose functions is called any more.
    """
    if i:
        return forget(names, clear, i - 1)
    for name in names.split():
        module = sys.modules.pop(name, None)
        if (
            module and clear and hasattr(sys, "print_exception")
        ):  # not on CPython: others may have it
            module.__dict__.clear()
        dot = name.rfind(".")  # an ESP8266 has no rpartition()
        if dot > 0 and name[:dot] in sys.modules:
            sys.modules[name[:dot]].__dict__.pop(name[dot + 1 :], None)
    gc.collect()


def build(firmware, config, sensors, link, warm):
    # Give `firmware` its parts, as assemble.make(), the system group and the user's objects. What
    # sensors(firmware) returns, or the exception for want of which it has not got its parts.
    try:
        forget(make(firmware, config, link, warm), True)
        system(firmware, config)
        forget("usnmp_mibs.snmpv2_mib usnmp_mibs")

        # Becomes a Sensors with its first call. (No name here but its own is new to a board.)
        def sensor(*values, **options):
            names = ""
            if firmware.sensor is sensor:  # who holds this one may call it again
                from usnmp_firmware import sensors as configured

                names = configured.add(firmware, config["sensors"], config["name"])
            return firmware.sensor(*values, **options) if values else names

        firmware.sensor = sensor
        if config["sensors"]:
            forget(sensor())
        try:  # the user's code may be wrong; a board is to be reachable all the same
            return sensors(firmware)
        except Exception as e:
            if not hasattr(sys, "print_exception"):
                raise e
            sys.print_exception(e)
        finally:
            if firmware.sensor is sensor:  # there are none: pay for none
                del firmware.sensor
            if config["mibs"]:
                forget(add(firmware, config))
                forget("usnmp_firmware.mibs", True)
    except Exception as e:
        return e


# Functions of their own: a frame that has imported a module keeps it. A board has no command line.


def configure():
    if sys.argv:
        import usnmp_agent  # noqa: F401 - now: what stays is to be side by side, below config
        from usnmp_firmware.pc import configure
    else:
        from usnmp_firmware.board import configure
    return configure()


def serve(firmware, config, names):
    if sys.argv:
        from usnmp_pc.serve import serve
    else:
        from usnmp_firmware.board import serve
    return serve(firmware, config, names)


def make(firmware, config, link, warm):
    from usnmp_firmware import assemble

    return assemble.make(firmware, config, link, warm, forget=forget)


def add(firmware, config):
    return __import__("usnmp_firmware.mibs", None, None, ("add",)).add(firmware, config)


def system(firmware, config):
    from usnmp_mibs.snmpv2_mib import system

    values = {key: config[key] for key in "contact name location".split()}
    for key in "descr object_id".split():
        if config[key]:
            values[key] = config[key]
    system(firmware.mib, firmware.uptime, persist=firmware.store, **values)
