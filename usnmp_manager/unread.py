# Responses that cannot be read; pure. Imports usnmp; response imports it for one that comes.

from usnmp import BerError, SnmpPacket, frombytes_lenat, frombytes_tvat


def partly(datagram, unreadable):
    """What can be read of a response that parse() cannot: a SnmpPacket without its bindings, and
    `unread`, what unreadable(error) gives; None if not even version, community and request-id.
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
    try:
        SnmpPacket(datagram)
        r.unread = unreadable("")  # there was no memory when it came
    except (BerError, MemoryError) as e:
        r.unread = unreadable(e)
    return r
