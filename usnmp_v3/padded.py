# Messages of SNMPv3 that are encoded in more octets than it takes, as X.690 8.1.3.5 and net-snmp
# let them be. Imports usnmp_codec; message imports it when one comes.

from usnmp_codec import BerError, frombytes_lenat, frombytes_tvat

if 0 & 1:  # for type checkers alone
    from usnmp_v3.message import Message


def number(d: "bytes | memoryview", p: int) -> int:
    """As message.number(), of any length."""
    try:
        t, v = frombytes_tvat(d, p)
    except (BerError, IndexError):
        return -1
    return v if t == 2 and 0 <= v < 1 << 31 else -1


def parts(message: "Message", d: bytes, end: int) -> int:
    """Note the parts of `d`, behind the version, in message.at; where they end, 0 if they are not
    well-formed.
    """
    p = message.open(d, 0, 48, end) + 3
    p = message.open(d, p, 48, end)
    # msgID, msgMaxSize, msgFlags, msgSecurityModel
    p = p and _note(message, d, p, 0, b"\x02\x02\x04\x02")
    if not p or d[message.at[2] + 1] != 1 or not d[message.at[3] + 1]:
        message.at[3] = 0  # there is no model, or it is cut off
        return 0
    p = message.open(d, message.end, 4, end)
    end = message.end
    p = p and message.open(d, p, 48, end)
    if not p or message.end != end:
        return 0
    return _note(message, d, p, 4, b"\x04\x02\x02\x04\x04\x04")


def _note(message, d, p, i, tags):
    # From the part number i on, which must fill the place from p to message.end.
    for tag in tags:
        if p + 1 >= message.end or d[p] != tag:
            return 0
        message.at[i] = p
        i += 1
        p += 1 + sum(frombytes_lenat(d, p))
    return p if p == message.end else 0
