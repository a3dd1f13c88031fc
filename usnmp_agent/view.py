# What a community may see and set, and from where: views as VACM (RFC 3415) has them. Imports
# usnmp_codec and usnmp_mib, view_walk when it is walked; for Agent.allow(), by whoever wants less
# than "everything".

from usnmp_codec import tobytes_tv
from usnmp_mib import IPADDR, oid_octets

if 0 & 1:  # for type checkers alone
    from typing import Any, Iterable
    from usnmp_mib import Mib


def _subtrees(oids):
    # ("1.3.6.1.2.1", "-1.3.6.1.2.1.4") as (octets, included), the longest first.
    found = [(oid_octets(oid.lstrip("-")), oid[0] != "-") for oid in oids]
    found.sort(key=lambda s: -len(s[0]))
    return found


def _covers(subtrees, oid):
    for octets, included in subtrees:
        if oid.startswith(octets):
            return included
    return False


def _number(address):
    # (bits, value) of an address; of IPv6 where the port has inet_pton, as CPython.
    if ":" in address:
        import socket

        return 128, int.from_bytes(socket.inet_pton(socket.AF_INET6, address), "big")
    n = 0
    for part in address.split("."):  # a third of the time that a codec takes: a flood may come
        n = n << 8 | int(part)
    return 32, n


def _prefix(text):
    # "10.0.0.0/8" as (32, 10, 24): bits of an address, what it begins with, how many bits follow.
    parts = text.split("/")
    if ":" not in text:
        tobytes_tv(IPADDR, parts[0])  # is it one?
    try:
        width, n = _number(parts[0])
    except (OSError, AttributeError):  # AttributeError: a port without IPv6 addresses
        raise ValueError("not an address: %s" % text)
    bits = width - int(parts[1]) if len(parts) > 1 else 0
    if not 0 <= bits <= width:
        raise ValueError("not a prefix: %s" % text)
    return width, n >> bits, bits


def _origin(source):
    # The same of what recvfrom gives as a source; None if it is none.
    if not isinstance(source, tuple):  # MicroPython's unix port: a sockaddr, of IPv4 16 octets
        return (32, int.from_bytes(source[4:8], "big")) if source and len(source) == 16 else None
    address = source[0]
    if ":" in address:
        address = address.split("%")[0]  # without the interface of fe80::1%eth0
        if "." in address and address.startswith("::ffff:"):  # IPv4 on an IPv6 socket
            address = address[7:]
    try:
        return _number(address)
    except (OSError, ValueError, AttributeError):
        return None


class View:
    """What requests may do, and from where.

    read: dotted OIDs of the subtrees that they see; one that begins with "-" is left out again; of
    those that an object is in, the longest counts (RFC 3415 4). None: everything. write: False for
    nothing, True for all that is writable, or subtrees. sources: the addresses and prefixes
    ("192.0.2.7", "10.0.0.0/8", on CPython "2001:db8::/32" too) that they must come from. None:
    any. Raises ValueError for an OID or address that is none.
    """

    def __init__(
        self,
        read: "Iterable[str] | None" = None,
        write: "bool | Iterable[str]" = False,
        sources: "Iterable[str] | None" = None,
    ) -> None:
        self.reads = None if read is None else _subtrees(read)
        self._edges = {}
        self.write = bool(write)
        self.writes = None if write is True or not write else _subtrees(write)
        self.sources = None if sources is None else [_prefix(s) for s in sources]

    def sees(self, oid: bytes) -> bool:
        """May `oid` (content octets) be read?"""
        return self.reads is None or _covers(self.reads, oid)

    # For walks; the rest is in a file of its own, for who sees everything does without.

    def within(self, octets: bytes, oid: bytes) -> "bytes | None":
        """Where to go on from `oid` within the subtree `octets`; None if nothing behind `oid` in
        it may be read.
        """
        if self.reads is None:
            return oid
        from usnmp_agent import view_walk

        return view_walk.within(self, octets, oid)

    def after(self, mib: "Mib", i: int, oid: bytes) -> int:
        """The index in mib.keys (usnmp_mib.Mib) to go on at when `oid`, at `i`, was passed by:
        what may not be read is passed in one step.
        """
        if self.reads is None:
            return i + 1
        from usnmp_agent import view_walk

        return view_walk.after(self, mib, i, oid)

    def has_object(self, octets: bytes) -> bool:
        """May anything below `octets` be read?"""
        for at, included in self.reads or ():
            if included and at.startswith(octets):
                return True
        return self.sees(octets)

    def sets(self, oid: bytes) -> bool:
        """May `oid` be written, if anything may?"""
        return self.writes is None or _covers(self.writes, oid)

    def admits(self, source: "Any") -> bool:
        """May `source`, as recvfrom gives it, ask?"""
        if self.sources is None:
            return True
        origin = _origin(source)
        if not origin:
            return False
        width, n = origin
        for of, prefix, bits in self.sources:
            if of == width and n >> bits == prefix:
                return True
        return False
