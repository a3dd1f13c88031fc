# What the tests of TCP share: one who listens, in the same program, and a clock. Portable.

import select
import socket

import usnmp_base.stream as usnmp_stream
import usnmp_base.tcp as usnmp_tcp
from usnmp import SnmpPacket
from usnmp_base.udp import resolve
from util import ports

OID = "1.3.6.1.4.1.8072.9999.9999.1.0"


def request(rid, type=0xA0, size=0):
    """A message whose request-id is `rid`, with `size` octets in its one value."""
    p = SnmpPacket(type, ver=1, id=rid)
    p.varbinds.append((OID, (4, bytes(size)) if size else (5, None)))
    return p.tobytes()


class Far:
    """Listens on the first port that is free; `host` is how it is written."""

    def __init__(self):
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        for port in ports():
            try:
                self.sock.bind(resolve("127.0.0.1", port)[1])
                break
            except OSError:
                pass
        self.sock.listen(8)
        self.sock.setblocking(False)
        self.host = "tcp:127.0.0.1:%d" % port
        self.address = resolve("127.0.0.1", port)[1]
        self.peers = []  # those who connected

    def accept(self):
        """Wait for one who connects; the socket."""
        wait(self.sock, select.POLLIN)
        peer = self.sock.accept()[0]
        peer.setblocking(False)
        self.peers.append(peer)
        return peer

    def close(self):
        for sock in self.peers + [self.sock]:
            try:
                sock.close()
            except OSError:
                pass


def wait(sock, event):
    """Until it can be read, or written, but not for ever."""
    poll = select.poll()
    poll.register(sock, event)
    assert poll.poll(20000), "nothing came"


def read(peer, n):
    """The next `n` octets, or fewer if there are no more."""
    found = b""
    while len(found) < n:
        wait(peer, select.POLLIN)
        more = peer.recv(n - len(found))
        if not more:
            break
        found += more
    return found


def ended(peer):
    """Has the other one closed it? A connection that was cut off counts too."""
    try:
        return not read(peer, 1)
    except OSError:
        return True


class Clock:
    """In place of the time that passes: with Clock() as c: c.now += 1000."""

    def __init__(self):
        self.now = 1000

    def __enter__(self):
        self._kept = usnmp_stream.ticks_ms
        usnmp_stream.ticks_ms = usnmp_tcp.ticks_ms = lambda: self.now
        return self

    def __exit__(self, *args):
        usnmp_stream.ticks_ms = usnmp_tcp.ticks_ms = self._kept
