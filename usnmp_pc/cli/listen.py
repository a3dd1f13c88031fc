# Where `usnmp trapd` listens: its ADDRESS arguments, and a socket for each of them in one. Imports
# usnmp_base.udp, cli.arguments; trapd imports it.

import argparse
import re
import select

from usnmp_base.udp import Udp

from .arguments import Peer

PORT = 162


class Place:
    """An ADDRESS argument, as snmptrapd has them: [udp:]PORT or [udp:]HOST[:PORT], also udp6:.
    host, port: what to bind to. Raises argparse.ArgumentTypeError.
    """

    def __init__(self, text):
        bare = re.fullmatch(r"(?:(udp6?|udpv6|udpipv6):)?([0-9]+)", text, re.I)
        if bare:
            self.host = "::" if "6" in (bare.group(1) or "") else "0.0.0.0"
            self.port = int(bare.group(2)[:9])
            if not 0 < self.port < 65536:
                raise argparse.ArgumentTypeError("%r: no such port" % text)
        elif not re.search("[.:]", text):  # it is not shown: it may have lost its option
            raise argparse.ArgumentTypeError("it must be PORT, HOST:PORT or udp:HOST")
        else:
            peer = Peer(text, PORT)
            self.host, self.port = peer.host, peer.port
            if peer.family:  # of that name, an address of IPv6
                self.host = peer.address()


class Udps:
    """The usnmp_base.udp.Udp of several places in one. What is sent goes out where the last
    datagram came in.
    """

    def __init__(self, places):
        self._poll = select.poll()
        self._udps = {}  # file number: Udp
        try:
            for place in places:
                try:
                    udp = Udp(place.host, place.port)
                except (OSError, ValueError) as e:
                    raise Unbound(place, e)
                self._udps[udp.sock.fileno()] = udp
                self._poll.register(udp.sock, select.POLLIN)
        except Unbound:
            self.close()
            raise
        self.last = udp

    def recv(self, size, timeout_ms):
        """As Udp.recv(), of whichever has something."""
        for number, _ in self._poll.poll(timeout_ms):
            self.last = self._udps[number]
            found = self.last.recv(size, 0)
            if found:
                return found
        return None

    def send(self, data, address):
        return self.last.send(data, address)

    def close(self):
        for udp in self._udps.values():
            udp.close()


class Unbound(Exception):
    """The socket of `place`, a Place, could not be had, because of `reason`, an exception."""

    def __init__(self, place, reason):
        super().__init__(str(reason))
        self.why = place, reason
