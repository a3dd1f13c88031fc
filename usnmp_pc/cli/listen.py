# Where `usnmp trapd` listens: its ADDRESS arguments, and all of them in one. Imports
# usnmp_base.doors_pc and udp, cli.arguments; trapd imports it.

import argparse
import re

from usnmp_base.doors_pc import Doors
from usnmp_base.udp import Udp

from .arguments import Peer

PORT = 162
_BARE = r"(?:(udp|tcp|tlstcp)(6|v6|ipv6)?:)?([0-9]+)"
_BY = {"udp": "", "tcp": " by TCP", "tlstcp": " by TLS"}


class Place:
    """An ADDRESS argument, as snmptrapd has them: [udp:]PORT or [udp:]HOST[:PORT], also udp6:,
    tcp:, tcp6:, tlstcp: and tlstcp6:. host, port: what to bind to; kind: "udp", "tcp" or "tlstcp".
    Raises argparse.ArgumentTypeError.
    """

    kind = "udp"

    def __init__(self, text):
        bare = re.fullmatch(_BARE, text, re.I)
        if bare:
            self.host = "::" if bare.group(2) else "0.0.0.0"
            self.kind = (bare.group(1) or "udp").lower()
            self.port = int(bare.group(3)[:9])
            if not 0 < self.port < 65536:
                raise argparse.ArgumentTypeError("%r: no such port" % text)
        elif not re.search("[.:]", text):  # it is not shown: it may have lost its option
            raise argparse.ArgumentTypeError("it must be PORT, HOST:PORT or udp:HOST")
        else:
            peer = Peer(text, PORT)
            self.host, self.port = peer.host, peer.port
            self.kind = "tlstcp" if peer.tls else "tcp" if peer.tcp else "udp"
            peer.tcp = peer.tls = False  # the bare address
            if peer.family:  # of that name, an address of IPv6
                self.host = peer.address()

    def __str__(self):
        return "%s port %d%s" % (self.host, self.port, _BY[self.kind])

    @property
    def door(self):
        """It as usnmp_base.doors_pc has it."""
        v6 = ":" in self.host
        text = "%s6:[%s]:%d" if v6 else "%s:%s:%d"
        return text % (self.kind, self.host, self.port)


class Listening(Doors):
    """Listens at several places. at: the address of the socket that the last message came by, as
    the socket module has it. tls: a Tls, if one of them wants it. Raises OSError and ValueError,
    whose `place` is a Place.
    """

    at = None

    def __init__(self, places, tls=None):
        self._places = list(places)
        # By both, as --host ::, unless there is an IPv4 socket beside it.
        self.v6only = int(not all(":" in place.host for place in places))
        super().__init__(",".join([place.door for place in places]), udp=Udp, tls=tls)

    def refused(self, error):
        """See Doors."""
        error.place = self._places[len(self.doors)]

    def recv(self, size, timeout_ms):
        """As of Doors."""
        found = super().recv(size, timeout_ms)
        if found:
            door = found[1].door
            self.at = door.address if isinstance(door, Udp) else door.sock.getsockname()
        return found
