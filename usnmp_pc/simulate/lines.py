# What the lines of recorded walks have in common: OIDs in digits to octets and sort keys, quickly,
# for there are millions of them. Pure; imports usnmp_mib and image; snmprec, snmpwalk and read
# import it.

import re

from usnmp_mib import oid_octets

from .image import key_of

_DOTTED = re.compile(rb"[0-9]{1,10}(?:\.[0-9]{1,10})*").fullmatch
# Sub-identifiers of one or two octets, which most are; of those octets and sort key are the same.
_PIECES = {
    b"%d" % n: bytes((n,)) if n < 128 else bytes((n >> 7 | 128, n & 127)) for n in range(1 << 14)
}


class Fault(Exception):
    """A line that cannot be served; its text says why."""


class Oids:
    """Makes sort keys of dotted OIDs, which mostly differ from the one before at their end."""

    def __init__(self) -> None:
        self._head = None  # all but the last sub-identifier of the OID before
        self._key = b""

    def key(self, text: bytes) -> bytes:
        """The sort key of a dotted OID. Raises Fault."""
        head, _, last = text.rpartition(b".")
        piece = _PIECES.get(last)
        if piece is None or head.count(b".") < 2:
            return oid_key(text)
        if head != self._head:
            self._key = oid_key(head)
            self._head = head
            # of 127 sub-identifiers and more: not to be put together without a look
            if head.count(b".") > 125:
                self._head = None
                return oid_key(text)
        return self._key + piece


def octets_of(text: bytes) -> bytes:
    """The content octets of a dotted OID. Raises Fault."""
    text = text[1:] if text[:1] == b"." else text
    try:
        if _DOTTED(text):
            return oid_octets(text.decode())
    except ValueError:
        pass
    raise Fault("not an OID: %s" % shown(text))


def oid_key(text: bytes) -> bytes:
    """The sort key of a dotted OID. Raises Fault."""
    key = key_of(octets_of(text))
    if key is None:
        raise Fault("not an OID: %s" % shown(text))
    return key


def shown(text: bytes) -> str:
    """The beginning of octets of a file, to be told."""
    text = text[:60] + b"..." if len(text) > 60 else text
    return text.decode("utf-8", "backslashreplace")
