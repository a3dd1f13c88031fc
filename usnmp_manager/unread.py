# Responses that cannot be read; pure. Imports usnmp and response; the managers import it for one
# that comes.

from usnmp import BerError, SnmpPacket, frombytes_lenat, frombytes_tvat

from .response import BadResponse


def partly(datagram):
    """What can be read of a response that parse() cannot, a SnmpPacket without its bindings; None
    if not even version, community and request-id.
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
    return SnmpPacket(0xA2, ver=found[0], community=found[1], id=found[2])


def bad(datagram):
    """The BadResponse that says why `datagram` cannot be read."""
    try:
        SnmpPacket(datagram)
        why = "no memory"  # there was none when it came
    except (BerError, MemoryError) as e:
        why = str(e) or "no memory"
    return BadResponse("response that cannot be read: " + why)
