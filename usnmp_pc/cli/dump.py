# What -d shows on standard error: the octets of each packet, as net-snmp's tools show them.
# Imports usnmp_manager.aio and cli.faults; options, notify and poll import it when -d is given.

from usnmp_manager.aio import AsyncManager

from .faults import tell


def _hexed(octets):
    # Lines of 16 octets in hex, and as text.
    for i in range(0, len(octets), 16):
        some = octets[i : i + 16]
        groups = ["".join(["%02X " % c for c in some[n : n + 4]]) for n in range(0, len(some), 4)]
        text = "".join([chr(c) if 32 <= c < 127 else "." for c in some])
        yield "%04d: %-54s%s" % (i, " ".join(groups), text)


def show(head, octets):
    """Show `octets` below the line `head`."""
    tell("\n".join(["", head, *_hexed(octets), ""]))


def peer(address, sock):
    """`address`, of a socket's peer, and where `sock` is, as net-snmp has them."""
    if len(address) > 2:
        return "UDP/IPv6: [%s]:%d" % address[:2]
    return "UDP: [%s]:%d->[%s]:%d" % (*address, *sock.getsockname())


class Dumped:
    """A usnmp_base.udp.Udp whose datagrams are shown."""

    def __init__(self, udp):
        self._udp = udp

    def __getattr__(self, name):
        return getattr(self._udp, name)

    def send(self, data, address):
        octets = bytes(data)
        # The port is there once something was sent: it is bound.
        show("Sending %d bytes to %s" % (len(octets), peer(address, self.sock)), octets)
        return self._udp.send(data, address)

    def recv(self, size, timeout_ms):
        got = self._udp.recv(size, timeout_ms)
        if got:
            where = peer(got[1], self.sock)
            show("Received %d byte packet from %s" % (len(got[0]), where), got[0])
        return got


class DumpedManager(AsyncManager):
    """One whose datagrams are shown."""

    def _udp(self, key):
        if key not in self._udps:
            self._udps[key] = Dumped(AsyncManager._udp(self, key))
        return self._udps[key]
