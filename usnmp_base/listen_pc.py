# Where an agent or a receiver is to listen may be written as net-snmp has it, on CPython: then
# udp.Udp(host, port) opens doors. Imports doors_pc once that is so; pc and udp import it. Not
# for boards.


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
