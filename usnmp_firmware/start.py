# The start, what a board and a PC share of it: the parts, the objects, and letting go of what runs
# once, this file too. Imports board, or pc and usnmp_pc where there is a command line, assemble
# and usnmp_mibs; the firmware imports it.

import gc
import sys

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_firmware import Firmware
    from .wifi import Link


def start(firmware: "Firmware", sensors: "Callable[[Firmware], Any]") -> "int | None":
    """Have `firmware` serve; None, or the status to end with."""
    # A board has no command line.
    status = (_on_pc if sys.argv else _on_board)(firmware, sensors)
    forget("usnmp_firmware.board usnmp_firmware.start usnmp_pc.banner usnmp_pc usnmp_base")
    return status


def _on_board(firmware, sensors):
    from usnmp_firmware import board

    return board.start(firmware, sensors, forget, build)


def _on_pc(firmware, sensors):
    found = _configure()
    forget("usnmp_firmware.config usnmp_firmware.pc")
    if isinstance(found, int):
        return found
    config, workers = found
    try:
        names = build(firmware, config, sensors)
        if workers:
            firmware.agent = workers.of(firmware.agent)
    except ValueError as e:
        print("main.py: %s" % e, file=sys.stderr)
        return 2
    # Their heap is wanted for what comes now.
    for name in "build _make _system _configure _on_board".split():
        globals().pop(name)
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
    forget("usnmp_firmware.assemble usnmp_firmware.users usnmp_agent.v3_users")
    forget("usnmp_v3.boots usnmp_v3.keys")
    _system(firmware, config)
    forget("usnmp_mibs.snmpv2_mib usnmp_mibs")
    try:  # the user's code may be wrong; a board is to be reachable all the same
        return sensors(firmware)
    except Exception as e:
        if not hasattr(sys, "print_exception"):
            raise e
        sys.print_exception(e)


# Functions of their own: a frame that has imported a module keeps it.


def _configure():
    from usnmp_firmware.pc import configure

    return configure(sys.argv[1:])


def _make(firmware, config, link, warm):
    from usnmp_firmware.assemble import make

    make(firmware, config, link, warm)


def _system(firmware, config):
    from usnmp_mibs.snmpv2_mib import system

    values = {key: config[key] for key in "contact name location".split()}
    system(firmware.mib, firmware.uptime, persist=firmware.store, **values)
