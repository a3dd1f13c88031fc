# Who has the key: the proof that comes before anything else, and what keys of a connection are
# made of. Imports hashlib alone; knock, order and seal import it, and the PC's side of them.

from hashlib import sha256

KEY = "usnmp_update.key"  # the file on the board: whoever knows what is in it may update it
HELLO = b"usnmp update 1\n"  # what the board begins with; then its nonce
NONCE = 16  # octets, of board and PC
TAG = 16  # octets of a MAC that travel
# What the PC sends: its nonce, an order, the MAC; and what the board answers: an octet, the MAC
ASKED, ANSWERED = NONCE + 1 + TAG, 1 + TAG


def hmac(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA-256 (RFC 2104) of `parts`, one after the other; key: at most 64 octets."""
    key = key + bytes(64 - len(key))
    inner = sha256(bytes([k ^ 0x36 for k in key]))
    for part in parts:
        inner.update(part)
    outer = sha256(bytes([k ^ 0x5C for k in key]))
    outer.update(inner.digest())
    return outer.digest()


def secret(key: bytes, board: bytes, pc: bytes) -> bytes:
    """That of a connection, of the shared key and both nonces."""
    if len(key) > 64:
        key = sha256(key).digest()
    return hmac(key, b"usnmp update 1", board, pc)


def tag(secret: bytes, who: bytes, what: bytes) -> bytes:
    """The MAC of an octet that the PC asks or the board answers; who: b"pc" or b"board"."""
    return hmac(secret, b"proof of ", who, what)[:TAG]


def same(a: bytes, b: bytes) -> bool:
    """Are they equal? It takes as long for all of one length."""
    x = len(a) ^ len(b)
    for i in range(min(len(a), len(b))):
        x |= a[i] ^ b[i]
    return x == 0


def proved(nonce: bytes, asked: bytes) -> "bytes | None":
    """The secret of a connection if `asked`, ASKED octets of the PC, proves the key in the file
    KEY; nonce: the board's. Raises OSError.
    """
    with open(KEY) as f:
        key = f.read().strip().encode()
    found = secret(key, nonce, asked[:NONCE])
    right = same(tag(found, b"pc", asked[NONCE : NONCE + 1]), asked[NONCE + 1 :])
    return found if right and len(key) >= 16 else None
