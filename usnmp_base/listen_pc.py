# Where an agent or a receiver is to listen may be written as net-snmp has it, on CPython: then
# udp.Udp(host, port) opens doors. And udp waits by poll_pc where there is no poll(). Imports
# poll_pc, and doors_pc once it is wanted; pc and udp import it. Not for boards.

import sys

from . import poll_pc


def listen(udp: type) -> None:
    """Let `udp`, the class udp.Udp, be called with such a text, or with what is open, as host."""

    def new(cls, host="", *args, **kw):
        if cls is udp and not isinstance(host, str):
            return host  # usnmp_base.doors_pc.Doors, or like it
        if cls is udp and ("," in host or host[:3].lower() in ("tcp", "udp") and ":" in host):
            from .doors_pc import Doors

            return Doors(host, *args, udp=udp, **kw)
        return object.__new__(cls)

    udp.__new__ = new
    sys.modules[udp.__module__].select = poll_pc.select
