# Where an agent or a receiver is to listen, and who is asked, may be written as net-snmp has it,
# on CPython: then udp.Udp(host, port) opens doors, and udp.resolve() knows TLS. And udp waits by
# poll_pc where there is no poll(). Imports poll_pc, and doors_pc and tls_pc once they are wanted;
# pc and udp import it. Not for boards.

import sys

from . import poll_pc

_TRANSPORTS = "udp", "tcp", "tls"


def listen(udp: type) -> None:
    """Let `udp`, the class udp.Udp, be called with such a text, or with what is open, as host."""

    def new(cls, host="", *args, **kw):
        if cls is udp and not isinstance(host, str):
            return host  # usnmp_base.doors_pc.Doors, or like it
        if cls is udp and ("," in host or host[:3].lower() in _TRANSPORTS and ":" in host):
            from .doors_pc import Doors

            return Doors(host, *args, udp=udp, **kw)
        return object.__new__(cls)

    udp.__new__ = new
    module = sys.modules[udp.__module__]
    module.resolve = _resolve(module.resolve)
    module.select = poll_pc.select


def _resolve(plain):
    def resolve(host, port):
        if host[:6].lower() == "tlstcp" and ":" in host:
            from .tls_pc import resolve as found

            return found(host, port)
        return plain(host, port)

    resolve.__doc__ = plain.__doc__
    return resolve
