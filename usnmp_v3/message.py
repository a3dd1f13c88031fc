# The message of SNMPv3 (RFC 3412 6) with the parameters of USM (RFC 3414 2.4), read in place and
# written back to front. Pure. Imports usnmp_codec; each role has a Message.
#
# What is read stays where it is: `at` has the offsets. That, and writing in place, keeps a GET at
# authPriv below 1.5 kB of garbage at 32 bit.

import os
import struct
from array import array

from usnmp_codec import frombytes_lenat, tobytes_len, tobytes_tv

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_v3 import Keys

try:
    from micropython import const
except ImportError:  # CPython
    from usnmp_base.pc import const

# Where the parts of a message start, in `at`: msgID, msgMaxSize, msgFlags, msgSecurityModel;
# engine ID, boots, time, user, MAC, salt; and msgData.
_ID = const(0)
_SIZE = const(1)
_FLAGS = const(2)
_MODEL = const(3)
_ENGINE = const(4)
_BOOTS = const(5)
_TIME = const(6)
_USER = const(7)
_MAC = const(8)
_SALT = const(9)
_DATA = const(10)

AUTH = 1
PRIV = 2
REPORTABLE = 4
# The most octets of headers, numbers, flags and salt before a PDU, and of padding behind it
HEADERS = 72


def header(buf: "bytearray", p: int, end: int, tag: int) -> int:
    """Write the header of what stands from `p` to `end` of `buf`; return where it starts."""
    n = end - p
    p -= 1
    buf[p] = n & 255
    if n > 127:
        p -= 1
        if n > 255:
            buf[p] = n >> 8
            p -= 1
            buf[p] = 0x82
        else:
            buf[p] = 0x81
    p -= 1
    buf[p] = tag
    return p


def number(d: "bytes | memoryview", p: int) -> int:
    """The INTEGER at `p` of `d`, 0 to 2**31 - 1; -1 if it is none."""
    n = d[p + 1]
    v = d[p + 2]
    if n == 1 and v < 128:
        return v
    if not 0 < n < 5 or v > 127:
        from usnmp_v3.padded import number

        return number(d, p)
    v = v << 8 | d[p + 3]
    while n > 2:  # as a rule, that is all
        n -= 1
        p += 1
        v = v << 8 | d[p + 3]
    return v


class Message:
    """Reads a message of SNMPv3, and writes one; max_size: the longest that is taken.

    Work is done in `buf`, a bytearray, and `view`, a memoryview of it, which the role gives.
    read() leaves `flags`, and offsets in `at`; scoped() leaves `context` and `name`, where the
    parts of a scopedPDU start. Before write(): `scope`, contextEngineID and contextName as TLVs;
    `d`, where the msgID is, from at[0] to at[1]; `end`, where the PDU ends; `time`, of the
    authoritative engine, as decrypt() wants it too; `tail`, as Keys.tails, for who has no keys.
    """

    def __init__(self, max_size: int) -> None:
        self.at = array("H", bytes(22))
        self.flags = self.context = self.name = self.end = self.time = 0
        self.d = self.scope = self.buf = self.view = None
        # msgMaxSize, msgFlags, msgSecurityModel as they are sent
        self._head = tobytes_tv(2, max_size) + b"\x04\x01\0\x02\x01\x03"
        self._openings = [None] * 8  # see _opens, by flags
        self.tail = b"\x04\0\x04\0\x04\0"
        # boots, time, salt (RFC 3826 3.1.2.1), which has a random start: it must not come
        # again after a restart
        self._iv = bytearray(8) + os.urandom(8)
        self._salt = memoryview(self._iv)[8:]
        self._in = bytearray(16)  # of the message that is read

    # --- reading ---

    def open(self, d: "bytes | memoryview", p: int, tag: int, end: int) -> int:
        """Where the content of the TLV at `p` starts, self.end being where it ends; 0 if it has
        another tag, or ends behind `end`. Raises BerError.
        """
        if p + 2 > end or d[p] != tag:
            return 0
        n = d[p + 1]
        p += 2
        if n > 127:
            n, tag = frombytes_lenat(d, p - 2)
            p += tag - 1
        n += p
        self.end = n
        return p if n <= end else 0

    def read(self, d: bytes) -> int:
        """Where the message `d` ends; 0 if it is none (RFC 3412 7.2 (2), RFC 3414 3.2 (1)), and
        at[3] too, if it has no security model. Raises BerError.
        """
        self.at[_MODEL] = 0
        p = self.open(d, 0, 48, len(d))
        end = self.end
        if not p or end < p + 15 or d[p] != 2 or d[p + 1] != 1 or d[p + 2] != 3:
            return 0
        p = end > 50 and self._plain(d, p + 3, end)
        if not p:
            from usnmp_v3.padded import parts as p

            p = p(self, d, end)
            if not p:
                return 0
        self.at[_DATA] = p
        self.flags = d[self.at[_FLAGS] + 2]
        # Encrypted: an OCTET STRING
        p = self.open(d, p, 4 if self.flags & PRIV else 48, end)
        return end if p and self.end == end else 0

    def _plain(self, d, p, end):
        # Note the parts from msgGlobalData at p on; where they end, 0 if a length is not short, as
        # nearly all are. A part that is too long ends behind its sequence.
        at = self.at
        q = p + 2 + d[p + 1]
        if d[p] != 48 or q > p + 35 or q + 16 > end or d[p + 2] != 2:
            return 0
        p += 2
        at[_ID] = p
        p += 2 + d[p + 1]
        if p >= q or d[p] != 2:
            return 0
        at[_SIZE] = p
        p += 2 + d[p + 1]
        if p + 6 != q or d[p] != 4 or d[p + 1] != 1 or d[p + 3] != 2 or d[p + 4] != 1:
            return 0
        at[_FLAGS] = p
        at[_MODEL] = p + 3
        p = q + 4 + d[q + 3]
        if d[q] != 4 or d[q + 2] != 48 or p >= end or q + 2 + d[q + 1] != p or d[q + 1] > 127:
            return 0
        return self._security(d, q + 4, p)

    def _security(self, d, p, end):
        at = self.at
        if d[p] != 4:
            return 0
        at[_ENGINE] = p
        p += 2 + d[p + 1]
        if p >= end or d[p] != 2:
            return 0
        at[_BOOTS] = p
        p += 2 + d[p + 1]
        if p >= end or d[p] != 2:
            return 0
        at[_TIME] = p
        p += 2 + d[p + 1]
        if p >= end or d[p] != 4:
            return 0
        at[_USER] = p
        p += 2 + d[p + 1]
        if p >= end or d[p] != 4:
            return 0
        at[_MAC] = p
        p += 2 + d[p + 1]
        if p >= end or d[p] != 4:
            return 0
        at[_SALT] = p
        return end if p + 2 + d[p + 1] == end else 0

    def forged(self, d: bytes, keys: "Keys") -> bool:
        """Has `d` another MAC than that of `keys` (RFC 3414 6.3.2)? Leaves a copy in `buf`."""
        p = self.at[_MAC] + 2
        n = keys.mac.size
        if self.at[_SALT] - p != n or len(d) > len(self.view):
            return True
        self.end = len(d)
        self.buf[: self.end] = d
        self.buf[p : p + n] = keys.mac.zeros
        return _differ(keys.mac.digest(self.view[: self.end]), d, p, n) > 0

    def decrypt(self, keys: "Keys", boots: int) -> "bytes | None":
        """The scopedPDU of the message that forged() has left in `buf`; None if it is none."""
        p = self.at[_SALT]
        if self.buf[p + 1] != 8:
            return None
        struct.pack_into(">II", self._in, 0, boots, self.time)
        self._in[8:] = self.view[p + 2 : p + 10]
        p = self.at[_DATA]
        p += 2 if self.buf[p + 1] < 128 else self.buf[p + 1] - 126
        return self._decrypted(keys.cipher, self._in, self.view[p : self.end])

    def _decrypted(self, cipher, iv, view):
        if not len(view) or len(view) % cipher.block:
            return None
        cipher.decrypt(iv, view)
        # Behind it is padding, of any kind (RFC 3414 8.1.1.2)
        return bytes(view[: self.end]) if self._opens_at(view) else None

    def _opens_at(self, view):
        try:
            return self.open(view, 0, 48, len(view))
        except ValueError:  # no length
            return 0

    def scoped(self, d: bytes, p: int) -> int:
        """Where the PDU in the scopedPDU at `p` of `d` starts, which must end as `d` does; 0 if
        there is none. Raises BerError.
        """
        end = len(d)
        p = self.open(d, p, 48, end)
        self.context = p
        if not p or self.end != end or not self.open(d, p, 4, end):
            return 0
        self.name = p = self.end
        if not self.open(d, p, 4, end):
            return 0
        p = self.end
        return p if p < end and self.open(d, p, d[p], end) and self.end == end else 0

    # --- writing ---

    def write(self, p: int, keys: "Keys | None", flags: int, engine: "Any") -> int:
        """Write what comes before the PDU that stands from `p` to self.end of `buf`, at the level
        of `flags`, for `keys`, at `engine`, the authoritative one. Where the message starts; it
        ends at self.end, up to 7 octets later. Before the PDU go HEADERS octets, engine.head, the
        user, the MAC and `scope`.
        """
        p -= len(self.scope)
        self.buf[p : p + len(self.scope)] = self.scope
        p = header(self.buf, p, self.end, 48)
        if flags & PRIV:
            p = self._encrypt(p, keys.cipher, engine.boots)
        p = self._parameters(
            p, keys.tails[flags & AUTH] if keys else self.tail, flags, engine.head
        )
        p = self._identify(self.buf, self.d, p)
        p = header(self.buf, p, self.end, 48)
        if flags & AUTH:
            self._sign(p, keys.mac)
        return p

    def _sign(self, p, mac):
        end = self.name
        self.buf[end - mac.size : end] = mac.digest(self.view[p : self.end])[: mac.size]

    def _identify(self, buf, d, p):
        # The version, and the msgID as it is in `d`.
        i = self.at[_SIZE]
        n = i - self.at[_ID]
        buf[p - n - 1] = n + len(self._head)
        for n in range(n):
            i -= 1
            p -= 1
            buf[p] = d[i]
        p -= 5
        buf[p] = 2
        buf[p + 1] = 1
        buf[p + 2] = 3
        buf[p + 3] = 48
        return p

    def _encrypt(self, p, cipher, iv):
        # The scopedPDU at p, of an engine that booted `iv` times (RFC 3414 8.1.1, RFC 3826 3.1.2).
        struct.pack_into(">II", self._iv, 0, iv, self.time)
        iv = self._iv
        _next(iv, 15)
        while (self.end - p) % cipher.block:
            self.buf[self.end] = 0  # not what another reply has left there
            self.end += 1
        cipher.encrypt(iv, self.view[p : self.end])
        return header(self.buf, p, self.end, 4)

    def _parameters(self, p, tail, flags, head):
        end = p
        if flags & PRIV:
            p -= 8
            self.buf[p : p + 8] = self._salt
        self.name = p - 2  # where the MAC ends
        p -= len(tail)
        self.buf[p : self.name + 2] = tail
        if flags & PRIV:
            self.buf[self.name + 1] = 8
        tail = p
        p = self._number(self.buf, p, self.time)
        end = (end - tail) * 8 + tail - p
        # From msgMaxSize to the length of the time, mostly as for the last of those flags
        tail = self._openings[flags]
        if not tail or tail[1] is not head or tail[2] != end:
            tail = self._opened(head, end, flags)
        head = p - len(tail[0])
        self.buf[head:p] = tail[0]
        return head

    def _number(self, buf, p, v):
        # The content of an INTEGER before p, from 0 to 2**31 - 1.
        end = p
        while p == end or v or buf[p] > 127:
            p -= 1
            buf[p] = v & 255
            v >>= 8
        return p

    def _opened(self, head, lengths, flags):
        # lengths: of what is behind the time * 8, of the time.
        n = len(head) + 2 + (lengths & 7) + (lengths >> 3)
        o = b"\x30" + tobytes_len(n)
        o = bytearray(self._head + b"\x04" + tobytes_len(n + len(o)) + o + head + b"\x02")
        o.append(lengths & 7)
        o[len(self._head) - 4] = flags
        self._openings[flags] = o = o, head, lengths
        return o


def _next(iv, i):
    # The salt, which is the last 8 octets of the IV, goes on
    while i > 7:
        iv[i] = iv[i] + 1 & 255
        i = 0 if iv[i] else i - 1


def _differ(a, d, p, n):
    # 0 if `a` begins as the n octets at p of d. Each is looked at: the time taken tells nothing.
    x = 0
    while n:
        n -= 1
        x |= a[n] ^ d[p + n]
    return x
