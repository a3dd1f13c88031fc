# "mibs" of config.json: the MIB modules that are served besides the system group. Imports those of
# usnmp_mibs that are named; start imports it if there are some, and lets go of it.

import sys

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_firmware import Firmware

# In the order in which they are served: ip_mib wants what if_mib makes, and what snmp_group finds
# is what is there by then.
_ORDER = "if_mib ip_mib host_resources_mib snmp_framework_mib usnmp_mib snmp_group"


def _module(name):
    return __import__("usnmp_mibs." + name, None, None, (name,))


def _if_mib(f, made, config):
    nics = None
    if f.link:  # the station, also while it is down
        nics = [f.link._wlan]
    there = _module("if_mib").interfaces(f.mib, f.uptime, nics, f.store)
    made.append(there)
    before = f.turn

    def turn():
        there.poll()
        if before:
            before()

    f.turn = turn


def _serve(name, f, made, config):
    if name == "if_mib":
        return _if_mib(f, made, config)
    module = _module(name)
    if name == "ip_mib":
        module.addresses(f.mib, made[0])
    elif name == "host_resources_mib":
        module.host_resources(f.mib, f.uptime, f.agent)
    elif name == "snmp_framework_mib":
        id = config["engine_id"]
        module.snmp_engine(f.mib, f.agent, f.uptime, f.store, id and bytes.fromhex(id))
    elif name == "usnmp_mib":
        module.usnmp_mib(f)
    else:
        module.snmp(f.mib, f.agent, f.store)
        module.object_resources(f.mib, f.uptime)


def add(firmware: "Firmware", config: "dict[str, Any]") -> str:
    """Serve in firmware.mib what config["mibs"] names, after all of sensors(firmware). What cannot
    be, as when the program serves it already, is logged and left out. The names of modules that
    are not wanted any more.
    """
    made: "list[Any]" = []
    names = []
    wanted = list(config["mibs"])
    if "ip_mib" in wanted:  # of the interfaces, then
        wanted.append("if_mib")
    for name in _ORDER.split():
        if name in wanted:
            try:
                _serve(name, firmware, made, config)
            except Exception as e:
                firmware.log("mibs: %s: %r" % (name, e))
            names.append("usnmp_mibs." + name)
    # What registers is run once: its heap is wanted. (On CPython others may want it again.)
    if hasattr(sys, "print_exception"):
        run = "Group interfaces _found count addresses host_resources snmp_engine _engine_id"
        for name in names:
            if name not in sys.modules:  # there was too little heap for it
                continue
            for once in (run + " usnmp_mib notifier drops _Sent snmp object_resources").split():
                sys.modules[name].__dict__.pop(once, None)
    shared = "usnmp_mibs.group usnmp_mibs.listed usnmp_mibs.served usnmp_mibs.arc usnmp_mibs"
    return " ".join(names) + " " + shared
