# What a community may see and set, and from where: views as VACM (RFC 3415) has them. Imports
# usnmp_codec and usnmp_mib; whoever wants less than "everything" imports it for Agent.allow().

from usnmp_codec import tobytes_tv
from usnmp_mib import IPADDR, oid_octets


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
    return int.from_bytes(tobytes_tv(IPADDR, address)[2:], "big")


def _prefix(text):
    # "10.0.0.0/8" as (10, 24): the number that addresses begin with, and how many bits follow.
    parts = text.split("/")
    bits = 32 - int(parts[1]) if len(parts) > 1 else 0
    if not 0 <= bits <= 32:
        raise ValueError("not a prefix: %s" % text)
    return _number(parts[0]) >> bits, bits


def _address(source):
    # The dotted address of what recvfrom gives as a source; None if it is not of IPv4.
    if not isinstance(source, tuple):  # MicroPython's unix port: a sockaddr
        import socket

        source = socket.sockaddr(source)
        return ".".join([str(c) for c in source[1]]) if len(source[1]) == 4 else None
    address = source[0].split(":")[-1]  # IPv4 on an IPv6 socket is ::ffff:192.0.2.1
    return address if "." in address else None


class View:
    """What requests may do.

    read: OIDs of the subtrees that they see; one that begins with "-" is left out again; of those
    that an object is in, the longest counts (RFC 3415 4). None: everything. write: False for
    nothing, True for all that is writable, or subtrees. sources: the IPv4 addresses and prefixes
    ("192.0.2.7", "10.0.0.0/8") that they must come from. None: any.
    Raises ValueError for an OID or address that is none.
    """

    def __init__(self, read=None, write=False, sources=None):
        self.reads = None if read is None else _subtrees(read)
        self.write = bool(write)
        self.writes = None if write is True or not write else _subtrees(write)
        self.sources = None if sources is None else [_prefix(s) for s in sources]

    def sees(self, oid):
        """May `oid` (content octets) be read? Asked where `reads` is not None."""
        return _covers(self.reads, oid)

    def sets(self, oid):
        """May `oid` be written? Asked where `writes` is not None."""
        return _covers(self.writes, oid)

    def admits(self, source):
        """May `source`, as recvfrom gives it, ask? Asked where `sources` is not None."""
        address = source and _address(source)
        if not address:
            return False
        n = _number(address)
        for prefix, bits in self.sources:
            if n >> bits == prefix:
                return True
        return False
