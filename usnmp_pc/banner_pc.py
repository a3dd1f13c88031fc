# What comes on CPython once main.py serves: it is made faster, and tells what it serves, to whom,
# and how to read it. Imports usnmp_agent for its version, reading, and speed; banner imports it.

import os
import sys

from usnmp_agent import VERSION

from . import reading, speed

_HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def start(firmware, config, names):
    """Have `firmware` serve as fast as it can; print what, and how to read it."""
    speed.start(firmware, config.get("workers"))
    try:
        for line in lines(config, names, firmware.udp):
            print(line)
        sys.stdout.flush()
    except (OSError, AttributeError):  # nobody reads it; there is no standard output
        pass


def lines(config, names, udp):
    """The lines that are printed; the last is the command to type, if there is one."""
    host, port = config["host"], config["port"]
    served, transport = None, "%s"
    if hasattr(udp, "shown"):  # doors: the first is to be read
        served = host
        transport, host, port = udp.shown()
        transport = transport.replace(":%d", "")
    elif udp.ipv6:
        transport = "udp6:%s"
    place = _place(transport, host, port)
    yield "usnmp %s, an agent for %s on %s" % (VERSION, _versions(config), served or place)
    yield "  1.3.6.1.2.1.1  the system group: sysDescr ... sysServices"
    for oid, name in names or ():
        yield "  %s  %s" % (oid, name)
    if _unread():
        yield "config.json is the board's; to serve as it says: --config config.json"
    host = _HERE.get(host, host)
    yield from _how(config, host, _place(transport, host, port))


def _versions(config):
    if config["read_community"] is not None or config["write_community"] is not None:
        return "SNMPv1, v2c and v3" if config["users"] else "SNMPv1 and v2c"
    return "SNMPv3"


def _place(transport, host, port):
    return (transport % ("[%s]" % host if ":" in host else host)) + ":%d" % port


def _unread():
    # Is there a config.json, which is not read as nobody said so?
    if any(word.split("=")[0] == "--config" for word in sys.argv[1:]):
        return False
    beside = os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), "config.json")
    return os.path.exists(beside) or os.path.exists("config.json")


def _how(config, host, place):
    command = reading.command(config, "1")
    if command is None:
        yield "Nobody may read it: there is no community and no user (Ctrl-C ends this)."
        return
    try:
        may = reading.may_ask(config["sources"], host)
    except ValueError:  # a name
        may = not config["sources"]
    if not may:
        yield 'Only "sources" may ask, not this PC (Ctrl-C ends this): ' + ", ".join(
            config["sources"]
        )
        return
    yield "Read it from another terminal (Ctrl-C ends this):"
    yield "  %s %s .1" % (command, place)
