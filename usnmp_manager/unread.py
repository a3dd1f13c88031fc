# Responses that cannot be read; pure. Imports usnmp and response; session imports it for one that
# comes, and v3.

from usnmp import BerError, SnmpPacket, frombytes_lenat, frombytes_tvat

from .response import BadResponse


def partly(datagram):
    """What can be read of a response that parse() cannot: a SnmpPacket without its bindings, and
    `unread`, the BadResponse to be raised for it; None if not even version, community and
    request-id.
    """
    p = 0
    found = []
    try:
        for t in (48, 2, 4, 0xA2, 2):
            if datagram[p] != t:
                return None
            n, k = frombytes_lenat(datagram, p)
            if t < 48:
                found.append(frombytes_tvat(datagram, p)[1])
                p += n
            p += 1 + k
    except (BerError, IndexError, MemoryError):
        return None
    r = SnmpPacket(0xA2, ver=found[0], community=found[1], id=found[2])
    r.unread = _fault(datagram)
    return r


def _fault(datagram):
    try:
        SnmpPacket(datagram)
        return unreadable("")  # there was no memory when it came
    except (BerError, MemoryError) as e:
        return unreadable(e)


def unreadable(error):
    """The BadResponse for what cannot be read for that error."""
    return BadResponse("response that cannot be read: " + (str(error) or "no memory"))
