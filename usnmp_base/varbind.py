# What the manager and the receiver share: versions by their names, request-ids, variable bindings
# that print. Imports usnmp_codec.

import os
from collections import namedtuple

from usnmp_codec import name_of

try:
    from micropython import const  # noqa: F401 - for those who import this
except ImportError:  # CPython
    from usnmp_base.pc import const  # noqa: F401


VERSIONS = "1", "2c"  # at their places on the wire; 3 will be "3"


def ver(version):
    """The version number on the wire of "1" or "2c". Raises ValueError for another."""
    if version not in VERSIONS:
        raise ValueError('version "1" or "2c"')  # not what it is: a community, misplaced
    return VERSIONS.index(version)


class VarBind(namedtuple("VarBind", ("oid", "type", "value"))):
    """A variable binding: oid, a dotted str; type, an int; value, as that type has it (None in an
    exception). A tuple that prints legibly.
    """

    __slots__ = ()

    def __repr__(self):
        s = self.oid + " " + name_of(self.type)
        return s if self.value is None else "%s %r" % (s, self.value)

    __str__ = __repr__


def request_id():
    """A request-id that tells nothing of others: an agent that is asked is not to know those that
    the others are asked with. 1 to 2**30 - 1: at 32 bit that takes no heap.
    """
    return int.from_bytes(os.urandom(4), "big") >> 2 or 1


def host_port(address):
    """(host, port) of an address that recvfrom() gave, for people."""
    if isinstance(address, tuple):
        return address[:2]
    import socket

    address = socket.sockaddr(address)  # MicroPython's unix port
    if len(address[1]) == 4:
        return ".".join([str(c) for c in address[1]]), address[2]
    host = ["%x" % (address[1][i] << 8 | address[1][i + 1]) for i in range(0, 16, 2)]
    return ":".join(host), address[2]
