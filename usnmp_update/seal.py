# The seal of an update's messages: who has the key made them, each comes once and in its turn, and
# nobody else reads them. Imports hashlib alone; session imports it, and the PC's side of it,
# tools/usnmp_tools/network.py.

# Of SHA-256 alone, which every port has. A connection has keys of its own, made of the shared key
# and a nonce of each side by HMAC (RFC 2104); each way has one to encrypt and one for the MAC. A
# message is encrypted with SHA-256 of (key, its number, number of the block) as key stream, each
# input one block of the hash and used once; then comes the MAC, over number, length and what was
# encrypted, of which 16 octets travel.

from hashlib import sha256

NONCE = 16  # octets
HEAD = 18  # of a message: its length, two octets; the MAC
MOST = 1024  # octets that one has behind that
_TAG = 16


def hmac(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA-256 of `parts`, one after the other; key: at most 64 octets."""
    key = key + bytes(64 - len(key))
    inner = sha256(bytes([k ^ 0x36 for k in key]))
    for part in parts:
        inner.update(part)
    outer = sha256(bytes([k ^ 0x5C for k in key]))
    outer.update(inner.digest())
    return outer.digest()


def secret(key: bytes, server: bytes, client: bytes) -> bytes:
    """That of a connection, of the shared key and the nonces of board and PC."""
    if len(key) > 64:
        key = sha256(key).digest()
    return hmac(key, b"usnmp update 1", server, client)


def same(a: bytes, b: bytes) -> bool:
    """Are they equal? It takes as long for all of one length."""
    x = len(a) ^ len(b)
    for i in range(min(len(a), len(b))):
        x |= a[i] ^ b[i]
    return x == 0


class Seal:
    """One way of a connection: `secret` of it; label: b"board" or b"pc", who sends."""

    def __init__(self, secret: bytes, label: bytes) -> None:
        self._key = hmac(secret, b"key of ", label)
        self._mac = hmac(secret, b"MAC of ", label)
        self._number = 0

    def _tag(self, number, length, data):
        return hmac(self._mac, number, length, data)[:_TAG]

    def _crypt(self, number, data):
        for j in range(0, len(data), 32):
            block = sha256(self._key + number + j.to_bytes(4, "big")).digest()
            for i in range(j, min(j + 32, len(data))):
                data[i] ^= block[i - j]
        return data

    def close(self, data: bytes) -> bytes:
        """The next message to send, of at most MOST octets `data`."""
        number = self._number.to_bytes(4, "big")
        self._number += 1
        data = self._crypt(number, bytearray(data))
        length = len(data).to_bytes(2, "big")
        return length + self._tag(number, length, data) + bytes(data)

    def open(self, head: bytes, data: bytes) -> "bytearray | None":
        """What is in the next message, of its HEAD octets and the others; None if it is not what
        the other side sent next.
        """
        number = self._number.to_bytes(4, "big")
        if not same(self._tag(number, head[:2], data), head[2:HEAD]):
            return None
        self._number += 1
        return self._crypt(number, bytearray(data))
