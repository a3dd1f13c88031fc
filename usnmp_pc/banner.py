# What comes once main.py serves on MicroPython's unix port: it is made faster, and tells what it
# serves, and how to read it. Imports usnmp_agent for its version, and speed; on CPython banner_pc,
# which does so there; serve imports it when all else is there, for the heap it takes.

import gc
import sys

from usnmp_agent import VERSION


def start(firmware, config, names):
    """Have `firmware` serve as fast as it can; print what, and how to read it."""
    if not hasattr(gc, "mem_free"):
        __import__("usnmp_pc.banner_pc")
        return sys.modules["usnmp_pc.banner_pc"].start(firmware, config, names)
    if gc.mem_free() > 65536:  # not a heap such as a board's
        from usnmp_pc import speed

        speed.start(firmware, config.get("workers"))
    try:
        _report(config, names, firmware.udp)
    except OSError:  # nobody reads it
        pass


def _report(config, names, udp):
    # In one text: each short one would be a name on the heap, for ever.
    words = "udp6:%s:%d %s:%d [%s] 0.0.0.0 127.0.0.1 [::] [::1]"
    where6, where, bracketed, everywhere, here, everywhere6, here6 = words.split()
    host, port = config["host"], config["port"]
    if udp.ipv6:
        where = where6
    if ":" in host:  # IPv6, as it is written before a port
        host = bracketed % host
    print("usnmp %s, an agent for SNMPv1 and v2c on %s" % (VERSION, where % (host, port)))
    print("  1.3.6.1.2.1.1  the system group: sysDescr ... sysServices")
    for oid, name in names or ():
        print(" ", oid, "", name)
    community = config["read_community"]
    if config["sources"] or not (community or config["users"]):  # the line would not do
        print("Who may ask says the configuration (Ctrl-C ends this).")
        return
    host = {everywhere: here, everywhere6: here6}.get(host, host)
    how = "  snmpwalk -v1 -c public %s .1"
    if community != "public":  # it is a password of sorts: not on the screen
        how = "  snmpwalk -v1 -c COMMUNITY %s .1" if community else "  snmpwalk -v3 -u USER %s .1"
    print("Read it from another terminal (Ctrl-C ends this):")
    print(how % (where % (host, port)))
