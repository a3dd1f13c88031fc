# Peer, faster: for CPython, never for a board. crypto_pc imports it: a line in peer would be 100
# octets of a board's heap. Messages of one length differ in msgID, time, MAC, salt and PDU
# alone: what is between them is kept, at authNoPriv and authPriv. What is not as it was goes the
# way of peer, which stays the definition: results and errors are the same. Imports usnmp_codec,
# usnmp_base.pc, message and peer.

import itertools
import os
from hmac import compare_digest
from time import monotonic

from usnmp_base.pc import random_id, ticks_ms
from usnmp_codec import frombytes_lenat, tobytes_len, tobytes_tv

from .message import AUTH, PRIV, REPORTABLE, number
from .peer import Peer

_ID, _SIZE, _BOOTS, _TIME, _USER, _MAC, _SALT, _DATA = 0, 1, 5, 6, 7, 8, 9, 10  # in Message.at
_REQUESTS = b"\xa0\xa1\xa3\xa5\xa6"  # what is reportable
_RESPONSE = 0xA2
LIMIT = 256  # of the lengths of responses that are kept
_int = int.from_bytes


class _Known:
    """What the messages of a `peer` to its engine, and back, have in common."""

    def __init__(self, peer):
        self.engine = peer.engine
        self.keys = keys = peer.keys
        self.digest = keys.mac.digest
        self.zeros = keys.mac.zeros
        self.size = keys.mac.size
        self.cipher = keys.cipher if peer.level & PRIV else None
        self.scope = peer._scoped(peer.engine)
        self.user = keys.tails[peer.level & 1][: -self.size - 2]  # with the MAC's header
        self.salt = b"\4\x08" if self.cipher else b"\4\0"
        self.rest = self.size + (10 if self.cipher else 2)  # octets of MAC and salt
        # From msgMaxSize to msgSecurityModel
        opening = bytearray(peer._message._head)
        opening[-4] = peer.level | REPORTABLE
        self.opening = bytes(opening)
        # RFC 3826 3.1.2.1: from a random start, as in a Message, +1 for each message. next() is
        # one step, also between threads.
        self.salts = itertools.count(_int(os.urandom(8), "big"))
        self.head = self.time = None
        self.since = self.until = 0.0  # monotonic: `time` is right between them
        self.frames = {}  # by the length of the PDU
        self.shapes = {}  # by the length of the message

    # --- requests ---

    def open(self):
        """The engine may have another time, or other boots."""
        engine = self.engine
        time = engine.time()
        # Not by a clock of a test
        if engine.uptime.ticks_ms is ticks_ms:
            self.since = monotonic()
            self.until = self.since + (1000 - engine.uptime._ms) / 1000
        if time == self.time and engine.head is self.head:
            return
        self.time = time
        self.head = engine.head
        self.iv = self.engine.boots << 96 | time << 64
        parts = self.head + tobytes_tv(2, time) + self.user
        parts = tobytes_tv(4, tobytes_tv(48, parts + bytes(self.rest)))
        self.before = self.opening + parts[: -self.rest]  # from msgMaxSize to the MAC
        self.frames = {}

    def frame(self, n):
        """What comes before the msgID, the encrypted, and a PDU of `n` octets."""
        scope = tobytes_tv(48, self.scope + bytes(n))
        data = b"\4" + tobytes_len(len(scope)) if self.cipher else b""
        first = b"\2\1\3\x30%c\2\4" % (len(self.opening) + 6)
        size = len(first) + 4 + len(self.before) + self.rest + len(data) + len(scope)
        found = b"0" + tobytes_len(size) + first, data, scope[: len(scope) - n]
        self.frames[n] = found
        return found

    def pack(self, id, pdu):
        """The message with `id`, its msgID, in 4 octets."""
        first, data, scope = self.frames.get(len(pdu)) or self.frame(len(pdu))
        first += id + self.before
        salt = self.salt
        scope += pdu
        if self.cipher:
            n = next(self.salts) & 0xFFFFFFFFFFFFFFFF
            scope = self.cipher.encrypted(self.iv | n, scope)
            salt += n.to_bytes(8, "big") + data
        salt += scope
        return first + self.digest(first + self.zeros + salt)[: self.size] + salt

    # --- responses ---

    def learn(self, d, at, pdu):
        """Keep what is between the parts of `d`, a response with `pdu`, which stand `at`."""
        id = at[_ID] + 2
        time = at[_TIME] + 2
        user = at[_USER]
        mac = at[_MAC] + 2
        salt = at[_SALT]
        start = at[_DATA]
        if at[_SIZE] != id + 4 or d[time - 1] != user - time or mac + self.size != salt:
            return
        if 1 + sum(frombytes_lenat(d, 0)) != len(d):
            return
        boots = number(d, at[_BOOTS])
        plain = d[start:]
        if self.cipher:
            start += 2 if d[start + 1] < 128 else d[start + 1] - 126
            iv = boots << 32 | _int(d[time:user], "big")
            iv = iv.to_bytes(8, "big") + d[salt + 2 : salt + 10]
            plain = self.cipher.decrypted(iv, d[start:])
        if pdu[0] != _RESPONSE or not plain.endswith(pdu):  # there is something behind it
            return
        if len(self.shapes) >= LIMIT:
            self.shapes.clear()
        # All lengths are in what is kept, also the PDU's: if that is the same, so is all.
        begin = len(plain) - len(pdu)
        scope = plain[: begin + (2 if pdu[1] < 128 else pdu[1] - 126)]
        data = d[salt + 10 : start] if self.cipher else b""
        first, opening = d[:id], d[id + 4 : time]
        shape = first, opening, time, user, mac, salt, data, start, scope, begin, boots
        self.shapes[len(d)] = shape

    def unpack(self, d):
        """msgID, boots, time and PDU of a response like one before, authentic; None: it is not."""
        shape = self.shapes.get(len(d))
        if not shape:
            return None
        first, opening, time, user, mac, salt, data, start, scope, begin, boots = shape
        id = len(first)
        if not (
            d.startswith(first)
            and d.startswith(opening, id + 4)
            and d[time] < 128
            and d.startswith(self.user, user)
            and d.startswith(self.salt, salt)
            and compare_digest(
                self.digest(d[:mac] + self.zeros + d[salt:])[: self.size], d[mac:salt]
            )
        ):
            return None
        id = _int(d[id : id + 4], "big")
        time = _int(d[time:user], "big")
        if self.cipher:
            salt += 2
            if not d.startswith(data, salt + 8):
                return None
            iv = (boots << 32 | time).to_bytes(8, "big") + d[salt : salt + 8]
            d = self.cipher.decrypted(iv, d[start:])
            start = 0
        if not d.startswith(scope, start):
            return None
        return id, boots, time, d[start + begin :]


def _known(peer):
    # Its _Known; None if its messages are of another kind.
    keys = peer.keys
    peer._known = None
    if keys and peer.level & AUTH:
        if not peer.level & PRIV or hasattr(keys.cipher, "encrypted"):
            peer._known = _Known(peer)
    return peer._known


def _pack(self, pdu, sent=None):
    known = self._known
    if not known or known.keys is not self.keys or known.engine is not self.engine:
        known = _known(self)
    if not known or pdu[0] not in _REQUESTS:
        return _plain_pack(self, pdu, sent)
    if known.head is not self.engine.head or monotonic() >= known.until:
        known.open()
    self.id = id = random_id()
    if sent is None:
        sent = self
        self.ids = self.ids[-7:]
    sent.ids.append(id)
    return known.pack(id.to_bytes(4, "big"), pdu)


def _unpack(self, d, sent=None):
    known = self._known
    if known and (known.keys is not self.keys or known.engine is not self.engine):
        known = None
    if known and d.__class__ is bytes:
        found = known.unpack(d)
        one = sent or self
        if found and found[0] in one.ids:
            id, boots, time, found = found
            engine = self.engine
            # Nearly always that it is timely is known without its clock: it is no later than what
            # was last, and not long before a request that was made just now
            if (
                boots == engine.boots
                and known.head is engine.head
                and known.time - 60 < time <= engine.latest
                and monotonic() < known.since + 60
                or engine.timely(boots, time)
            ):
                self.id = id
                one.ids.remove(id)
                one.followed = 0
                return found
    found = _plain_unpack(self, d, sent)
    if known and found:
        known.learn(d, self._message.at, found)
    return found


_plain_pack = Peer.pack
_plain_unpack = Peer.unpack
_pack.__doc__ = _plain_pack.__doc__
_unpack.__doc__ = _plain_unpack.__doc__
Peer._known = None
Peer.pack = _pack
Peer.unpack = _unpack
