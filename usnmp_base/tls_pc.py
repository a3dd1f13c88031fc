# SNMP over TLS (RFC 6353): connections whose octets TLS carries. Nothing here waits for a
# handshake. Imports usnmp_codec, credentials_pc, stream and tcp; doors_pc, listen_pc once there
# is a "tlstcp:", usnmp_v3.tsm_pc and usnmp_notify.tsm_pc import it. Not for boards.

import ssl

from usnmp_codec import tobytes_tv

from .credentials_pc import (
    ACCEPTS,
    BAD_CLIENTS,
    BAD_SERVERS,
    CLIENT_CLOSES,
    OPEN_ERRORS,
    OPENS,
    SERVER_CLOSES,
    Untrusted,
    reason,
)
from .stream import Stream, ticks_ms
from .tcp import Tcp, _family

if 0 & 1:  # for type checkers alone
    from .credentials_pc import Credentials

_CHUNK = 16384
_KEPT = 131072  # octets that wait for a handshake
_QUIET = 3  # messages of later tries without an answer: then it is a connection to nobody
_WAITING = 256  # messages that are known to wait for an answer, for each connection


class Lost(bytes):
    """In place of an answer to the message with that id: there will be none. text: why."""

    def __new__(cls, id: int, text: str):
        head = tobytes_tv(2, 3) + tobytes_tv(48, tobytes_tv(2, id))
        self = bytes.__new__(cls, tobytes_tv(48, head))
        self.text = text
        return self


class Outgoing:
    """A message that may leave by TLS alone: no octets, so that no other socket takes it. data:
    its octets; id: its msgID; by: the Credentials; tries: how often it was sent, this time
    included.
    """

    __slots__ = ("by", "data", "id", "tries")

    def __init__(self, data: bytes, id: int, by: "Credentials", tries: int = 1) -> None:
        self.data = data
        self.id = id
        self.by = by
        self.tries = tries

    def __bytes__(self):
        return self.data


class TlsStream(Stream):
    """A Stream by TLS. shaking: is its handshake under way? name: of the user whose certificate
    the other side showed, if that made the connection. fault: why there is none.
    """

    name = fault = None

    def __init__(self, sock, address, by, host=None, connecting=False):
        server = host is None
        Stream.__init__(self, sock, address, connecting)
        self.by = by
        self.host = host
        self.waiting = {}  # msgIDs without an answer
        self.heard = False  # did a message come?
        self.quiet = 0
        self.shaking = True
        self._later = b""
        self._from = ssl.MemoryBIO()
        self._to = ssl.MemoryBIO()
        context = by.answering() if server else by.asking()
        name = (by.identity or host) if context.check_hostname else None
        self._tls = context.wrap_bio(self._from, self._to, server, name)

    @property
    def unfinished(self) -> bool:
        """As of a Stream; a handshake that is not over is that, too."""
        return self.shaking or len(self._in) > self._at

    def read(self) -> None:
        """Take some of what has come."""
        try:
            data = self.sock.recv(_CHUNK)
            if data:
                self._from.write(data)
            else:
                self._from.write_eof()
        except OSError as e:
            self.failed(e)
        try:
            if self.shaking and not self.lost:
                self._shake()
            if not self.shaking:
                self._take()
        except (Untrusted, ssl.SSLError) as e:
            return self._broken(e)
        self._pass()

    def _shake(self):
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            return
        if self.host is None:
            self.name = self.by.checked_client(self._tls)
        else:
            self.by.checked_server(self._tls, self.host)
        self.shaking = False
        self.since = ticks_ms()
        self.by.count(ACCEPTS if self.host is None else OPENS)
        if self._later:
            self._tls.write(self._later)
            self._later = b""

    def _take(self):
        if self._at:
            self._in = self._in[self._at :]
            self._at = 0
        if not self._in:
            self.since = ticks_ms()
        try:
            while not self.ended:
                data = self._tls.read(_CHUNK)
                self._in += data
                self.ended = not data
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLEOFError:  # without a farewell: messages tell their own length
            self.ended = True

    def _broken(self, e):
        # The last that is told to the other side is why.
        if self.shaking:
            self.fault = self._why(e)
            self.by.count(getattr(e, "counter", None) or self._counter(e))
        elif isinstance(e, ssl.SSLError) and not self.heard and self.host:
            self.fault = self._why(e)  # in TLS 1.3 a server looks at our certificate last
        self.by.fault = self.fault or self.by.fault
        try:
            self.sock.send(self._to.read())
            self.sock.shutdown(1)
        except OSError:
            pass
        self.ended = self.lost = True

    def _counter(self, e):
        wrong = isinstance(e, ssl.SSLCertVerificationError)
        if self.host is not None:
            return BAD_SERVERS if wrong else OPEN_ERRORS
        # Who shows none is no better; what the client told us of is not its certificate's fault
        return BAD_CLIENTS if wrong or "DID_NOT_RETURN" in (e.reason or "") else 0

    def _why(self, e):
        if isinstance(e, Untrusted):
            return str(e)
        host = self.host or self.address[0]
        if isinstance(e, ssl.SSLCertVerificationError):
            return "the certificate of %s is not to be trusted%s" % (host, reason(e))
        if isinstance(e, ssl.SSLEOFError):
            return None  # it went: the next time it may be there
        if "ALERT" in (e.reason or ""):
            text = "%s does not take our certificate, or what we offer%s"
            return text % (host, reason(e))
        return "no TLS with %s%s" % (host, reason(e))

    def message(self, most: int) -> "bytes | None":
        found = Stream.message(self, most)
        if found:
            self.heard = True
            self.quiet = 0
            self.waiting.pop(message_id(found), None)
        return found

    def write(self, data: "bytes | memoryview") -> bool:
        if self.shaking:
            self._later += bytes(data)
            self.lost = self.lost or len(self._later) > _KEPT
            return not self.lost
        try:
            self._tls.write(data)
        except ssl.SSLError:
            self.ended = self.lost = True
            return False
        return self._pass()

    def _pass(self):
        # What TLS has to say goes on its way.
        since = self.since
        data = self._to.read()
        if data:
            Stream.write(self, data)
        if self.shaking:
            self.since = since  # all of a handshake has one time
        return not self.lost

    def farewell(self) -> None:
        """Tell the other side that no more comes, if it listens."""
        if self.shaking or self.lost or self.output:
            return
        try:
            self._tls.unwrap()
        except (ssl.SSLError, ValueError):
            pass
        try:
            self.sock.send(self._to.read())
        except OSError:
            pass


def message_id(d: "bytes | bytearray") -> int:
    """The msgID of the message `d` of SNMPv3; 0 if there is none."""
    try:
        p = 2 if d[1] < 128 else d[1] - 126
        if d[p : p + 3] != b"\2\1\3":
            return 0
        p += 3
        p += 2 if d[p + 1] < 128 else d[p + 1] - 126
        return int.from_bytes(d[p + 2 : p + 2 + d[p + 1]], "big")
    except IndexError:
        return 0


class Place(tuple):
    """An address as a socket has it, and `host`, as it was asked for."""

    host = ""


class Tls(Tcp):
    """Connections to those who listen for SNMP over TLS, one for each address and Credentials.
    What is sent is an Outgoing; where no answer will come to one, a Lost is received in its place.
    """

    def __init__(self, wait_ms: int = 200) -> None:
        Tcp.__init__(self, wait_ms)
        self._faults = []

    def send(self, data: "object", address: "Place") -> bool:
        """As of Tcp; what is no Outgoing is not sent."""
        if not isinstance(data, Outgoing):
            return False
        self.turn(0)  # it may have been closed meanwhile
        key = tuple(address), data.by
        stream = self._to.get(key)
        if stream and not stream.lost and data.tries > 1:
            stream.quiet += 1
            if stream.quiet > _QUIET:
                self.drop(stream)
        if not stream or stream.ended:
            stream = self._connecting(key, address, data.by)
            if not stream:
                return False
        stream.waiting[data.id] = None
        if len(stream.waiting) > _WAITING:
            del stream.waiting[next(iter(stream.waiting))]
        start = ticks_ms()
        while (
            stream.shaking and not stream.lost and ticks_ms() - start & 0x3FFFFFFF < self.wait_ms
        ):
            self.turn(self.wait_ms)
        if stream.lost or stream.shaking and self.wait_ms:
            return False
        if not stream.write(data.data):
            self.drop(stream)
            return False
        self.settle(stream)
        return True

    def _connecting(self, key, address, by):
        import socket

        self._to.pop(key, None)
        try:
            sock = socket.socket(_family(key[0]), socket.SOCK_STREAM)
        except OSError:
            return None
        try:
            stream = TlsStream(sock, address, by, address.host or address[0], True)
            sock.connect(key[0])
        except (ValueError, UnicodeError):
            sock.close()
            return None
        except OSError as e:
            stream.failed(e)
        if stream.lost:
            by.count(OPEN_ERRORS)
            sock.close()
            return None
        self._to[key] = stream
        self.add(stream)
        return stream

    def drop(self, stream: "TlsStream") -> None:
        """Close one, and tell who waits for it if it is of no use to try again."""
        if not stream.lost:
            stream.farewell()
        if not stream.shaking:
            stream.by.count(SERVER_CLOSES if stream.ended else CLIENT_CLOSES)
        text = stream.fault
        if text:
            place = stream.address
            self._faults += [(Lost(id, text), place) for id in stream.waiting]
            if self._faults:
                self._wake(True)
        stream.waiting = {}
        Tcp.drop(self, stream)

    def _next(self, most):
        if self._faults:
            return self._faults.pop(0)
        return Tcp._next(self, most)


Tls.ipv6 = Tls


def resolve(host: str, port: int) -> "tuple[type, Place]":
    """(Tls, where) of "tlstcp:HOST" or "tlstcp:HOST:PORT", an address of IPv6 in brackets if a
    port follows. 10161 and 10162 are the ports that are meant by 161 and 162. Raises OSError,
    ValueError.
    """
    import socket

    from .tcp import host_and_port

    kind, _, rest = host.partition(":")
    v6 = kind.lower() in ("tlstcp6", "tlstcpv6")
    port = {161: 10161, 162: 10162}.get(port, port)
    try:
        _, name, port = host_and_port("tcp:" + rest, port)
    except (ValueError, TypeError):
        raise ValueError("tlstcp:HOST or tlstcp:HOST:PORT, not %r" % host) from None
    found = socket.getaddrinfo(name, port, socket.AF_INET6 if v6 else 0, socket.SOCK_STREAM)
    found = ([i for i in found if i[0] == socket.AF_INET] or found)[0][-1]
    place = Place(found)
    place.host = name
    return Tls, place
