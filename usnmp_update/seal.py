# The seal of an update's messages: who has the key made them, each comes once and in its turn, and
# nobody else reads them. Imports proof; session imports it, and the PC's side of it,
# tools/usnmp_tools/channel.py.

# Of SHA-256 alone, which every port has. A connection has a secret of its own (proof), of which
# HMAC (RFC 2104) makes, for each way, a key to encrypt and one for the MAC. A message is encrypted
# with SHA-256 of (key, its number, number of the block) as key stream, each input one block of the
# hash and used once; then comes the MAC, over number, length and what was encrypted, of which 16
# octets travel.

from hashlib import sha256

from .proof import TAG, hmac, same

HEAD = 2 + TAG  # octets of a message before what it holds: its length, the MAC
MOST = 1024  # octets that it holds


class Seal:
    """One way of a connection: `secret` of it; label: b"board" or b"pc", who sends."""

    def __init__(self, secret: bytes, label: bytes) -> None:
        self._key = hmac(secret, b"key of ", label)
        self._mac = hmac(secret, b"MAC of ", label)
        self._number = 0

    def _tag(self, number, length, data):
        return hmac(self._mac, number, length, data)[:TAG]

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
