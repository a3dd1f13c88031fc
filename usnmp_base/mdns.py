# The announcement of an agent in its network, mDNS (RFC 6762) and DNS-SD (RFC 6763): attic.local,
# and a service _snmp._udp. Imports udp and varbind; usnmp_firmware.mdns imports it if
# config.json wants it, usnmp_pc.boards.dns_sd for what it reads and makes names with.

import socket
import sys

from .udp import ticks_ms
from .varbind import const

if 0 & 1:  # for type checkers alone
    from typing import Callable

GROUP = "224.0.0.251"
PORT = const(5353)
A = const(1)
PTR = const(12)
TXT = const(16)
SRV = const(33)
ANY = const(255)
_FLUSH = const(0x8000)  # of a record: there are no others; of a question: answer me alone
_TTL = const(4500)  # seconds; of what holds the address _TTL_HOST, RFC 6762 10
_TTL_HOST = const(120)
_TTL_LEGACY = const(10)  # to those that do not know mDNS, RFC 6762 6.7
_MOST = const(1024)  # octets of a query that are read
_LOOK_MS = const(1000)  # how often it looks for another address
_AT_ONCE = const(4)  # queries a turn
SERVICE = b"_snmp", b"_udp", b"local"
_SERVICES = b"_services", b"_dns-sd", b"_udp", b"local"


def two(n: int) -> bytes:
    """A number of 16 bits."""
    return bytes((n >> 8, n & 255))


def name(labels: "tuple[bytes, ...]") -> bytes:
    """A domain name as it stands in a message."""
    return b"".join([bytes((len(label),)) + label for label in labels]) + b"\0"


def name_at(octets: bytes, i: int) -> "tuple[tuple[bytes, ...], int]":
    """(labels in small letters, where the next field begins) of the name at `i`; pointers are
    followed (RFC 1035 4.1.4). Raises ValueError or IndexError for what is none.
    """
    labels = []
    end = 0
    first = i
    while True:
        n = octets[i]
        if n >= 0xC0:
            end = end or i + 2
            i = (n & 0x3F) << 8 | octets[i + 1]
            if i >= first:  # back only, or it might go in circles
                raise ValueError
            first = i
            continue
        if n > 63 or len(labels) > 32:
            raise ValueError
        i += 1
        if not n:
            return tuple(labels), end or i
        labels.append(octets[i : i + n].lower())
        i += n


def record(labels: "tuple[bytes, ...]", type: int, data: bytes, ttl: int, unique: bool) -> bytes:
    """A resource record of the Internet. unique: there is no other of that name and type."""
    head = two(type) + two(1 | (_FLUSH if unique else 0)) + two(0) + two(ttl)
    return name(labels) + head + two(len(data)) + data


class Announcer:
    """Answers who asks for agents in the network, or for this one by its name.

    name: a str, what it is called, 1 to 63 octets; in NAME.local what is neither letter nor digit
    is "-". address: called without arguments, the IPv4 address, "0.0.0.0" while there is none.
    port: of the agent. It does not ask whether somebody else has the name (RFC 6762 8.1): names
    are to differ. Raises ValueError for a name of another length.
    """

    def __init__(self, name: str, address: "Callable[[], str]", port: int = 161) -> None:
        label = name.encode()
        if not 0 < len(label) < 64:
            raise ValueError("a name has 1 to 63 octets")
        self._instance = (label,) + SERVICE
        host = bytes([c if chr(c).isalpha() or chr(c).isdigit() else 45 for c in label])
        self._host = host, b"local"
        self._address = address
        self._port = port
        self._told = "0.0.0.0"  # the address that was announced
        self._again = 0  # announcements that are due, one a second
        self._time = 0
        self._looked = ticks_ms() - _LOOK_MS
        self._sock = None

    def poll(self) -> int:
        """Answer what has come, announce what has changed; how many queries were answered. It
        does not wait, and raises nothing.
        """
        try:
            if ticks_ms() - self._looked & 0x3FFFFFFF >= _LOOK_MS:
                self._looked = ticks_ms()
                address = self._address()
                if address != self._told:
                    self._open(address)
            if not self._sock:
                return 0
            if self._again and ticks_ms() - self._time & 0x3FFFFFFF >= 1000:
                self._again -= 1
                self._time = ticks_ms()
                self._send(self._message(False, _TTL), (GROUP, PORT))
            return sum([self._answer() for _ in range(_AT_ONCE)])
        except (OSError, MemoryError):  # the network is down: the next turn may do better
            return 0

    def close(self) -> None:
        """Say goodbye, RFC 6762 10.1, and close the socket."""
        if self._sock:
            try:
                self._send(self._message(False, 0), (GROUP, PORT))
            except (OSError, MemoryError):
                pass
            self._sock.close()
            self._sock = None

    def _open(self, address):
        if self._sock:
            self._sock.close()
            self._sock = None
        self._told = address
        if address == "0.0.0.0":
            return
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # avahi may be there too
            own = bytes([int(n) for n in address.split(".")])
            # MicroPython's unix port has no names for these numbers of Linux
            join = getattr(socket, "IP_ADD_MEMBERSHIP", 35)
            sock.setsockopt(0, join, bytes([int(n) for n in GROUP.split(".")]) + own)
            if hasattr(socket, "AF_UNIX") or sys.platform == "win32":  # a PC has several ways out
                sock.setsockopt(0, getattr(socket, "IP_MULTICAST_IF", 32), own)
                sock.setsockopt(0, getattr(socket, "IP_MULTICAST_TTL", 33), 255)
            sock.bind(socket.getaddrinfo("0.0.0.0", PORT)[0][-1])
            sock.setblocking(False)
            self._sock = sock
        finally:
            if not self._sock:
                sock.close()
        self._again = 2
        self._time = ticks_ms() - 1000

    def _send(self, message, address):
        if isinstance(address[0], str):
            address = socket.getaddrinfo(address[0], address[1])[0][-1]
        self._sock.sendto(message, address)

    def _answer(self):
        # Answer the next query; was there one that is for us?
        try:
            octets, source = self._sock.recvfrom(_MOST)
        except OSError:  # there is none
            return False
        try:
            wanted = self._wanted(octets)
        except (ValueError, IndexError):
            return False
        if not wanted:
            return False
        # In what recvfrom() gives, the port: of a tuple, or behind the family in a sockaddr
        port = source[1] if isinstance(source, tuple) else source[2] << 8 | source[3]
        if port != PORT:
            message = self._message(True, _TTL_LEGACY, octets[:2], wanted[1])
            self._sock.sendto(message, source)
        elif wanted[0]:
            self._sock.sendto(self._message(False, _TTL), source)
        else:
            self._send(self._message(False, _TTL), (GROUP, PORT))
        return True

    def _wanted(self, octets):
        # (is the answer for the asker alone, the first question that is ours), or None.
        if octets[2] & 0xF8:  # a response, or no query
            return None
        i = 12
        first = b""
        alone = browse = True  # does it ask for agents, whichever there are?
        for _ in range(octets[4] << 8 | octets[5]):
            labels, end = name_at(octets, i)
            i = end + 4
            if self._ours(labels, octets[end] << 8 | octets[end + 1]):
                first = first or name(labels) + octets[end : end + 2] + b"\0\1"
                alone = alone and octets[end + 2] >> 7 == 1
                browse = browse and labels == SERVICE
        if not first or browse and self._known(octets, i):
            return None
        return alone, first

    def _ours(self, labels, kind):
        if labels in (SERVICE, _SERVICES):
            return kind in (PTR, ANY)
        if labels == tuple([label.lower() for label in self._instance]):
            return kind in (SRV, TXT, ANY)
        return labels == tuple([label.lower() for label in self._host]) and kind in (A, ANY)

    def _known(self, octets, i):
        # Has the asker had our answer already, RFC 6762 7.1?
        for _ in range(octets[6] << 8 | octets[7]):
            labels, i = name_at(octets, i)
            if labels == SERVICE and octets[i + 1] == PTR:
                ttl = octets[i + 5] << 16 | octets[i + 6] << 8 | octets[i + 7]
                same = name_at(octets, i + 10)[0][0] == self._instance[0].lower()
                if same and ttl >= _TTL // 2:
                    return True
            i += 10 + (octets[i + 8] << 8 | octets[i + 9])
        return False

    def _message(self, legacy, ttl, id=b"\0\0", question=b""):
        # All that there is to know of this agent, which are five records.
        held = min(ttl, _TTL_HOST)  # of what holds the address
        unique = not legacy
        place = b"\0\0\0\0" + two(self._port) + name(self._host)
        own = bytes([int(n) for n in self._told.split(".")])
        return b"".join(
            (
                id,
                b"\x84\0",  # a response, authoritative
                two(1 if question else 0),
                b"\0\5\0\0\0\0",
                question,
                record(SERVICE, PTR, name(self._instance), ttl, False),
                record(self._instance, SRV, place, held, unique),
                record(self._instance, TXT, b"\0", ttl, unique),
                record(self._host, A, own, held, unique),
                record(_SERVICES, PTR, name(SERVICE), ttl, False),
            )
        )
