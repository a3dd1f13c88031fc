# A message of SNMPv3 around a PDU, as bytes, for roles that send seldom: the agent writes its own
# in place. Pure. Imports usnmp_codec and message; peer, the notifier and the receiver import it.

import os

from usnmp_codec import tobytes_tv

from .message import HEADERS, REPORTABLE, const

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_v3 import Keys
    from .message import Message

_ID = const(0)
_SIZE = const(1)
# Response, trap and report: nobody reports what is wrong with them (RFC 3412 6.4)
_UNCONFIRMED = b"\xa2\xa7\xa8"


def pack(
    message: "Message",
    id: bytes,
    pdu: bytes,
    engine: "Any",
    keys: "Keys | None",
    level: int,
    scope: bytes,
) -> bytes:
    """The datagram. message: the role's; id: the msgID, as a TLV; engine: the authoritative one,
    an Engine or a RemoteEngine; keys: of the user there; level: as flags; scope: contextEngineID
    and contextName, as TLVs.
    """
    message.d = id
    message.at[_ID] = 0
    message.at[_SIZE] = len(id)
    message.scope = scope
    message.time = engine.time()  # before engine.head, which that may change
    n = HEADERS + len(engine.head) + len(scope) + (len(keys.tails[-1]) if keys else 6)
    message.end = n + len(pdu)
    message.buf = bytearray(message.end + 7)
    message.view = memoryview(message.buf)
    message.buf[n : message.end] = pdu
    if pdu[0] not in _UNCONFIRMED:
        level |= REPORTABLE
    n = message.write(n, keys, level, engine)
    found = bytes(message.view[n : message.end])
    message.buf = message.view = None  # not to be kept until the next
    return found


def message_id() -> int:
    """A msgID, 1 to 2**30 - 1, that tells nothing of others (RFC 3412 6.2)."""
    return int.from_bytes(os.urandom(4), "big") >> 2 or 1


def scope_of(engine_id: bytes, context: "str | bytes") -> bytes:
    """contextEngineID and contextName, as TLVs."""
    return tobytes_tv(4, engine_id) + tobytes_tv(4, context)
