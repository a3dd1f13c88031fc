# Several places to listen at as one udp.Udp: UDP sockets, and TCP's with many connections (RFC
# 3430), by TLS too, written as net-snmp has its listening addresses. Imports stream and udp_pc,
# tls_pc for TLS; listen_pc imports it, which has the class Udp for it. Not for boards.

import errno
import socket

from .stream import Stream, Streams, ticks_ms
from .udp_pc import Source

if 0 & 1:  # for type checkers alone
    from typing import Any

_V6 = ("6", "v6", "ipv6")
_FULL = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_TLS_PORTS = {161: 10161, 162: 10162}  # RFC 6353
_SHAKING = 256  # handshakes that are not over, at once
_AT_ONCE = 16  # connections that are taken before others have a turn


def parse(text: str, port: int) -> "list[tuple[str, bool, str, int]]":
    """[("udp", "tcp" or "tlstcp", is it of IPv6, host, port)] of addresses as
    "udp:161,tcp6:[::1]:1161": each a transport, udp if it is missing, and HOST, PORT, HOST:PORT or
    nothing. Raises ValueError.
    """
    return [_address(part.strip(), port) for part in text.split(",")]


def _address(text, port):
    transport, colon, rest = text.partition(":")
    n = 6 if transport[:6].lower() == "tlstcp" else 3
    kind, v6 = transport[:n].lower(), transport[n:].lower()
    if not colon or kind not in ("udp", "tcp", "tlstcp") or v6 and v6 not in _V6:
        kind, v6, rest = "udp", "", text
    host, digits = rest, ""
    if rest.startswith("["):
        host, _, digits = rest[1:].partition("]")
        v6 = v6 or "6"
    elif rest.isdigit():
        host, digits = "", ":" + rest
    elif rest.count(":") == 1:
        host, _, digits = rest.partition(":")
        digits = ":" + digits
    elif ":" in rest:
        v6 = v6 or "6"
    if n == 6:
        port = _TLS_PORTS.get(port, port)
    if digits:
        known = digits[1:].isdigit() and len(digits) < 7 and digits[0] == ":"
        port = int(digits[1:]) if known else -1
    if not 0 <= port < 65536:
        raise ValueError("%r is no place to listen at: udp:HOST:PORT or tcp:HOST:PORT" % text)
    return kind, bool(v6), host or ("::" if v6 else "0.0.0.0"), port


class _Door:
    # What is watched beside the connections.
    output = b""
    ended = lost = connecting = unfinished = False
    address = None


class _Datagrams(_Door):
    # A Udp.

    def __init__(self, udp, doors):
        self.udp = udp
        self.doors = doors
        self.sock = None
        self.watch()

    def watch(self):
        # It may have had to be opened again.
        if self.udp.sock is not self.sock:
            if self.sock and self.sock.fileno() >= 0:
                self.doors.unwatch(self)
            self.sock = self.udp.sock
            if self.sock:
                self.doors.add(self)

    def message(self, most):
        found = self.udp.recv(self.doors.size, 0)
        self.watch()
        if not found:
            return None
        source = found[1] if isinstance(found[1], Source) else Source(found[1])
        source.door = self.udp
        self.address = source
        return found[0]

    def look(self):
        if not self.udp.sock:
            self.udp.recv(0, 0)  # opens it
            self.watch()

    def close(self):
        self.udp.close()


class _Listener(_Door):
    # A socket that takes connections.

    def __init__(self, kind, v6, host, port, doors):
        self.kind = kind
        self.doors = doors
        family = socket.AF_INET6 if v6 else socket.AF_INET
        where = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)[0][-1]
        self.sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if v6:
                self.sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, doors.v6only)
            self.sock.bind(where)
            self.sock.listen(128)
            self.sock.setblocking(False)
        except OSError as e:
            self.sock.close()
            raise e
        doors.add(self)

    def accept(self):
        for _ in range(_AT_ONCE):
            try:
                sock, address = self.sock.accept()
            except OSError as e:
                if e.errno in _FULL and not self.doors.make_room():
                    self.doors.rest(self)  # it would be told of that at once again
                if e.errno in (errno.EAGAIN, *_FULL):
                    return
                continue  # of one who has gone again
            self.doors.take(sock, address, self.kind == "tlstcp")

    def look(self):
        self.doors.rest(self, False)

    def close(self):
        self.sock.close()


class Doors(Streams):
    """All the places of `text`, see parse(); `udp`: the class udp.Udp; `tls`: the Credentials of
    usnmp_base.credentials_pc that we have by TLS. Its recv() and send() are those of one. Raises
    OSError, of which `filename` is the place, and ValueError.

    connections: how many there may be at once; then who has the most of them loses the one that
    was silent longest. idle_ms: how long one may be without a message. v6only: 0 for what is of
    IPv6 to take what comes by IPv4 as well, as far as the system does.
    """

    connections = 1024
    idle_ms = 600000
    v6only = 1
    ipv6 = False
    tls: "Any" = None

    def __init__(
        self, text: str, port: int = 161, udp: "type | None" = None, tls: "Any" = None
    ) -> None:
        Streams.__init__(self)
        if tls:
            self.tls = tls
        self.size = 65535
        self.doors = []
        udp6 = type("Udp6", (udp,), {"v6only": self.v6only})
        try:
            for kind, v6, host, at in parse(text, port):
                if kind == "tlstcp" and not self.tls:
                    raise ValueError("tlstcp: wants --tls FILE, or usnmp_v3.tsm_pc.Tls.listen()")
                if kind != "udp":
                    self.doors.append(_Listener(kind, v6, host, at, self))
                else:
                    self.doors.append(_Datagrams((udp6 if v6 else udp)(host, at), self))
        except (OSError, ValueError) as e:
            self.refused(e)
            self.close()
            if isinstance(e, OSError):  # so its text ends with which of them it is of
                where = "[%s]" % host if ":" in host else host
                e.filename = "%s%s:%s:%d" % (kind, "6" if v6 else "", where, at)
            raise e

    def refused(self, error: Exception) -> None:
        """For a subclass: what follows `doors` cannot be had, because of `error`."""

    def places(self) -> "list[tuple[str, str, int]]":
        """(transport, host, port) of each; of a port 0 the one that the system chose."""
        return [
            (d.kind if isinstance(d, _Listener) else "udp", *d.sock.getsockname()[:2])
            for d in self.doors
            if d.sock
        ]

    def shown(self) -> "tuple[str, str, int]":
        """Of the first of places(): "udp:%s:%d" or the like, for its host and port."""
        kind, host, port = self.places()[0]
        return kind + ("6:%s:%d" if ":" in host else ":%s:%d"), host, port

    def recv(self, size: int, timeout_ms: int) -> "tuple[bytes, Source] | None":
        """As Udp.recv(); of TCP, messages of up to 8,192 octets come whatever the `size`."""
        self.size = size
        return Streams.recv(self, size, timeout_ms)

    def send(self, data: "bytes | memoryview", address: "Source") -> bool:
        """Send `data` to where something came from; False if that failed, or it has gone."""
        door = getattr(address, "door", None)
        if not isinstance(door, Stream):
            return bool(door) and door.send(data, address)
        sent = not door.lost and door.write(data)
        self.settle(door)
        return sent

    def settle(self, stream: "Stream | _Door") -> None:
        if not isinstance(stream, _Door):
            Streams.settle(self, stream)

    def happened(self, stream: "Stream | _Door", event: int) -> None:
        if isinstance(stream, _Listener):
            stream.accept()
        elif not isinstance(stream, _Door):
            Streams.happened(self, stream, event)
        elif stream not in self._ready:
            self._ready.append(stream)

    def _look(self, stream):
        if not isinstance(stream, _Door):
            Streams._look(self, stream)

    def turn(self, timeout_ms: int) -> None:
        swept = self._swept
        Streams.turn(self, timeout_ms)
        if swept != self._swept:
            for door in self.doors:
                door.look()

    def take(self, sock: "socket.socket", address: "tuple", tls: bool = False) -> None:
        """Look after one who has connected."""
        if len(self._of) - len(self.doors) >= self.connections:
            self.make_room()
        source = Source(address)
        stream = self._by_tls(sock, source) if tls else Stream(sock, source)
        source.door = stream
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            self.add(stream)
        except OSError:  # nobody any more; or there is no room for another
            sock.close()

    def _by_tls(self, sock, source):
        from .tls_pc import TlsStream

        shaking = [s for s in self._of.values() if getattr(s, "shaking", False)]
        if len(shaking) >= _SHAKING:
            self.make_room(shaking)
        return TlsStream(sock, source, self.tls)

    def drop(self, stream: "Stream") -> None:
        """Close one."""
        if hasattr(stream, "farewell"):
            stream.farewell()
        Streams.drop(self, stream)

    def make_room(self, streams: "list[Stream] | None" = None) -> bool:
        """Close the connection that was silent longest, of who has the most; is there one?
        streams: of these; by default of all.
        """
        if streams is None:
            streams = [s for s in self._of.values() if isinstance(s, Stream)]
        many = {}
        for s in streams:
            many[s.address[0]] = many.get(s.address[0], 0) + 1
        now = ticks_ms()
        if streams:
            self.drop(max(streams, key=lambda s: (many[s.address[0]], now - s.since)))
        return bool(streams)

    def rest(self, listener: "_Listener", yes: bool = True) -> None:
        """Let those who want to connect wait, until the next second."""
        mask = 0 if yes else 1
        if listener.mask != mask:
            listener.mask = mask
            self._poll.modify(listener.sock, mask)

    def unwatch(self, door: "_Door") -> None:
        """Do not look after what `door` had open."""
        self._of.pop(door.sock.fileno(), None)
        self._poll.unregister(door.sock)

    def close(self) -> None:
        """Close the connections, and the sockets that listen."""
        for door in self.doors:
            if door.sock and door.sock.fileno() >= 0:
                self.unwatch(door)
            door.close()
        self.doors = []
        Streams.close(self)
