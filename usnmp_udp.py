# One UDP socket, with what the ports do differently in one place. Imports nothing of usnmp; the
# agent imports it.

import select
import socket


class Udp:
    """A UDP socket bound to `host`, a name or address, and `port`. Raises OSError."""

    def __init__(self, host, port):
        # MicroPython's unix port takes no (host, port), only what getaddrinfo makes of it, and
        # hands out addresses in that form: an address is opaque here. "localhost" may be ::1
        # first; IPv4 is what the tools try.
        found = socket.getaddrinfo(host, port)
        info = [i for i in found if i[0] == socket.AF_INET] or found
        self.sock = socket.socket(info[0][0], socket.SOCK_DGRAM)
        try:
            self.sock.bind(info[0][-1])
            self.sock.setblocking(False)
            self.poll = select.poll()
            self.poll.register(self.sock, select.POLLIN)
        except OSError:
            self.sock.close()
            raise

    def recv(self, size, timeout_ms):
        """(datagram, address) of the next, cut at `size` octets; None if none came within
        `timeout_ms`.
        """
        # Poll first: recvfrom allocates `size` octets even if it then finds nothing.
        if self.poll.poll(timeout_ms):
            try:
                return self.sock.recvfrom(size)
            except OSError:  # gone between the two, or an ICMP error that an earlier reply met
                pass

    def send(self, data, address):
        """Send `data`; False if the port refused it."""
        try:
            self.sock.sendto(data, address)
            return True
        except OSError:
            return False

    def close(self):
        self.sock.close()
