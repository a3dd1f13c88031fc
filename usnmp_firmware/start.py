# The start of a board, and what a PC shares of it: the parts, the objects, and letting go of what
# runs once, this file too. Imports board, assemble and usnmp_mibs; the firmware imports it.

import gc
import sys

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_firmware import Firmware
    from .wifi import Link


def start(firmware: "Firmware", sensors: "Callable[[Firmware], Any]") -> "int | None":
    """Have `firmware` serve on a board; None, or the status to end with."""
    status = _on_board(firmware, sensors)
    forget("usnmp_firmware.board usnmp_firmware.start")
    return status


def _on_board(firmware, sensors):
    from usnmp_firmware import board

    return board.start(firmware, sensors, forget, build)


def forget(names: str, i: int = 12) -> None:
    """Let go of modules, by their dotted names. From as deep in the stack as they went: the
    collector takes what is left of their frames for references, up to 2 kB.
    """
    if i:
        return forget(names, i - 1)
    for name in names.split():
        sys.modules.pop(name, None)
        dot = name.rfind(".")  # an ESP8266 has no rpartition()
        if dot > 0 and name[:dot] in sys.modules:
            sys.modules[name[:dot]].__dict__.pop(name[dot + 1 :], None)
    gc.collect()


def build(
    firmware: "Firmware",
    config: "dict[str, Any]",
    sensors: "Callable[[Firmware], Any]",
    link: "Link | None" = None,
    warm: bool = False,
) -> "Any":
    """Give `firmware` its parts, as assemble.make(), and the objects: the system group, and the
    user's; what sensors(firmware) returns. Raises ValueError.
    """
    # One after the other, so that what stays gets the place of what is gone.
    _make(firmware, config, link, warm)
    forget("usnmp_firmware.assemble")
    _system(firmware, config)
    forget("usnmp_mibs.snmpv2_mib usnmp_mibs")
    try:  # the user's code may be wrong; a board is to be reachable all the same
        return sensors(firmware)
    except Exception as e:
        if not hasattr(sys, "print_exception"):
            raise e
        sys.print_exception(e)


# Functions of their own: a frame that has imported a module keeps it.


def _make(firmware, config, link, warm):
    from usnmp_firmware.assemble import make

    make(firmware, config, link, warm)


def _system(firmware, config):
    from usnmp_mibs.snmpv2_mib import system

    values = {key: config[key] for key in "contact name location".split()}
    system(firmware.mib, firmware.uptime, persist=firmware.store, **values)
