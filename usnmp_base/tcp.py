# Connections to those who listen for SNMP over TCP (RFC 3430), in place of a udp.Udp, and how such
# hosts are written. Imports stream; udp imports it for a host that begins with "tcp". The tests
# put a clock of their own in place of ticks_ms.

import socket

from .stream import Stream, Streams, ticks_ms

if 0 & 1:  # for type checkers alone
    from typing import Any

_AGAIN = 3  # retries: then a connection that brings nothing is one to nobody


def _cut(text, at):
    # What is before the first `at`, and what is behind it, or None.
    i = text.find(at)
    return (text, None) if i < 0 else (text[:i], text[i + 1 :])


def host_and_port(text: str, port: int) -> "tuple[bool, str, int] | None":
    """(whether it is to be of IPv6, host, port) of "tcp:HOST", "tcp:HOST:PORT" and "tcp6:...", as
    net-snmp writes them, with an address of IPv6 in brackets if a port follows. None of what
    begins otherwise. Raises ValueError.
    """
    transport, host = _cut(text, ":")
    if host is None or transport not in ("tcp", "tcp6", "tcpv6", "tcpipv6"):
        return None
    digits = None
    if host[:1] == "[":
        host, digits = _cut(host[1:], "]")
        digits = digits[1:] if digits and digits[0] == ":" else None if digits == "" else "?"
    elif host.count(":") == 1:
        host, digits = _cut(host, ":")
    if digits is not None:
        port = int(digits) if digits.isdigit() and len(digits) < 6 else 0
    if not host or not 0 < port < 65536:
        raise ValueError("tcp:HOST or tcp:HOST:PORT, not %r" % text)
    return len(transport) > 3, host, port


def resolve(host: str, port: int) -> "tuple[Any, Any]":
    """As udp.resolve(), for a host that may be of TCP: what it gives is then (Tcp, address).
    Raises OSError, ValueError.
    """
    where = host_and_port(host, port)
    ipv6 = False
    if where:
        ipv6, host, port = where
    found = socket.getaddrinfo(host, port)
    for info in found:
        if (info[0] == socket.AF_INET) != ipv6:
            break
    else:
        if ipv6:
            raise OSError("%s has no address of IPv6" % host)
        info = found[0]
    address = info[-1]
    if not isinstance(address, tuple):  # MicroPython's unix port: see udp
        address = bytes(address)
    return Tcp if where else info[0] != socket.AF_INET, address


class Tcp(Streams):
    """Connections to those who listen, one to each address that is sent to.

    ipv6: what resolve() gives of it, this class. wait_ms: how long send() waits for a connection
    to be there; 0: what is sent waits until it is.
    """

    ipv6: "Any" = None

    def __init__(self, wait_ms: int = 200) -> None:
        Streams.__init__(self)
        self.wait_ms = wait_ms
        self._to = {}  # address -> Stream

    def send(self, data: bytes, address: "Any") -> bool:
        """Send `data`; False if there is no connection: the next time there may be one."""
        self.turn(0)  # it may have been closed meanwhile
        stream = self._to.get(address)
        if stream and not stream.lost and data == stream.asked:
            # A retry: TCP does that, unless there is nobody any more (RFC 3430 2.1).
            stream.again += 1
            if stream.again < _AGAIN:
                return True
            self.drop(stream)
        if not stream or stream.ended:
            stream = self._connect(address)
        start = ticks_ms()
        while stream and stream.connecting and ticks_ms() - start & 0x3FFFFFFF < self.wait_ms:
            self.turn(self.wait_ms)
        if not stream or stream.lost or stream.connecting and self.wait_ms:
            return False
        if not stream.write(data):
            self.drop(stream)
            return False
        self.settle(stream)
        stream.asked = data if _answered(data) else None
        stream.again = 0
        return True

    def _connect(self, address):
        self._to.pop(address, None)
        try:
            sock = socket.socket(_family(address), socket.SOCK_STREAM)
        except OSError:
            return None
        stream = Stream(sock, address, True)
        try:
            sock.connect(address)
        except OSError as e:
            stream.failed(e)
        if stream.lost:
            sock.close()
            return None
        self._to[address] = stream
        self.add(stream)
        return stream

    def close(self) -> None:
        """Close all of them; they are opened again when they are wanted."""
        Streams.close(self)
        self._to = {}


Tcp.ipv6 = Tcp


def _family(address):
    # Of an address as resolve() gives it.
    if isinstance(address, bytes):  # a sockaddr of MicroPython's unix port
        return address[0] | address[1] << 8
    return socket.AF_INET if len(address) == 2 else socket.AF_INET6


def _answered(data):
    # Is it a request or an inform of SNMPv1 or v2c? (Of SNMPv3 each retry is another message.)
    p = 5 if data[1] < 128 else data[1] - 123  # of the community
    p += 2 + data[p + 1]
    return data[p : p + 1] not in (b"\xa4", b"\xa7")
