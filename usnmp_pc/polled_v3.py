# Answers messages of SNMPv3 that are like earlier ones in a shorter way. Messages of one length
# from one user differ in msgID, time, MAC, salt and PDU alone: what is between them is kept, and
# what is between them in replies. What is not as it was goes the way of usnmp_agent.v3, which
# stays the definition: replies and counters are the same. Imports usnmp_codec and usnmp_v3's
# engine and message; usnmp_pc.speed and polled_v3_pc import it.

import struct

from usnmp_codec import frombytes_lenat, tobytes_len, tobytes_tv
from usnmp_v3 import message as _message
from usnmp_v3.engine import MOST

_AUTH = 1
_PRIV = 2
# In Message.at
_ID, _SIZE, _ENGINE, _TIME, _USER, _MAC, _SALT, _DATA = 0, 1, 4, 6, 7, 8, 9, 10
_IN_PKTS = 1
_OUT_PKTS = 2
_REQUESTS = b"\xa0\xa1\xa3\xa5"  # GET, GETNEXT, SET, GETBULK
_ALIKE = 4  # users, or levels, whose messages have one length
LIMIT = 256  # of lengths that are kept
_int = int.from_bytes


class Shape:
    # What messages of one length, user, level and context have in common, and their replies.

    def __init__(self, usual, d):
        # d: a message that v3 has answered. ValueError: it was not authentic, or is not of a kind
        # to be kept, as with padded numbers, octets behind it, another cipher than AES.
        v3 = usual.v3
        at = v3.message.at
        self.keys = keys = v3._keys
        self.user = v3._name
        self.flags = v3._flags
        self.most = v3._most
        self.head = v3.engine.head
        self.boots = v3.engine.boots
        self.cipher = keys.cipher if self.flags & _PRIV else None
        self.size = size = keys.mac.size
        id, end, time = at[_ID] + 2, at[_SIZE], at[_TIME] + 2
        user, mac, salt, start = at[_USER], at[_MAC] + 2, at[_SALT], at[_DATA]
        salted = b"\4\x08" if self.cipher else b"\4\0"
        if (
            mac + size != salt
            or d[id - 1] != end - id
            or d[time - 1] != user - time
            or user - time > 4
            or d[time] > 127
            or not d.startswith(self.head, at[_ENGINE])
            or not d.startswith(salted, salt)
            or 1 + sum(frombytes_lenat(d, 0)) != len(d)
            or self.boots >= MOST
            or self.cipher
            and self.cipher.block > 1
            or not usual.signed(d, keys.mac, mac, salt)
        ):
            raise ValueError
        if self.cipher:
            start += 1 + frombytes_lenat(d, start)[1]
        # What is compared, and where: all lengths are in it
        self.where = id, end, time, user, mac, salt, start
        data = d[salt + 10 : start] if self.cipher else b""
        self.what = d[:id], d[end:time], d[user:mac], salted, data
        self._scope(v3.message, usual.plain(d, self, salt, start, _int(d[time:user], "big")))
        # Of replies: msgMaxSize, msgFlags, msgSecurityModel; the user, and the MAC's header
        self._opening = bytearray(v3.message._head)
        self._opening[len(self._opening) - 4] = self.flags
        self._user = bytes(keys.tails[1][: -size - 2])
        self._frames = {}

    def _scope(self, message, plain):
        # Context engine and name as TLVs, the name, where the PDU is, and all before its content.
        self.pdu = p = message.scoped(plain, 0)
        engine = self.head[: plain[message.context + 1] + 2]  # its ID, as a TLV
        if not p or plain[p] not in _REQUESTS or plain[message.context : message.name] != engine:
            raise ValueError
        self.scoped = plain[message.context : p]
        self.context = plain[message.open(plain, message.name, 4, p) : p]
        self.scope = plain[: p + 1 + frombytes_lenat(plain, p)[1]]

    def frame(self, n, time):
        # Of a reply with a PDU of n octets at `time`, a TLV: what stands before its msgID, from
        # there to the MAC, and the headers of what is encrypted and of the scopedPDU.
        found = self._frames.get(n)
        return found if found and found[0] is time else self._framed(n, time)

    def _framed(self, n, time):
        scope = tobytes_tv(48, self.scoped + bytes(n))
        data = b"\4" + tobytes_len(len(scope)) if self.cipher else b""
        rest = self.size + (10 if self.cipher else 2)  # octets of MAC and salt
        parts = tobytes_tv(4, tobytes_tv(48, self.head + time + self._user + bytes(rest)))
        opening = bytes(self._opening) + parts[:-rest]
        id = self.where[1] - self.where[0] + 2
        first = b"\2\1\3\x30" + bytes((len(self._opening) + id,))
        size = len(first) + id + len(opening) + rest + len(data) + len(scope)
        first = b"0" + tobytes_len(size) + first
        if len(self._frames) >= LIMIT:
            self._frames.clear()
        self._frames[n] = found = time, first, opening, data, scope[: len(scope) - n]
        return found


class Usual:
    """Has `v3`, the V3 of an agent, answer messages that are like earlier ones in a shorter way.
    To be made before what else is to come before the agent.
    """

    shape = Shape  # what _learn() makes

    def __init__(self, v3):
        self.v3 = v3
        self.agent = v3.agent
        self._shapes = {}  # by length: of some users
        self._shape = self._id = None  # of the message that is answered, with its msgID as a TLV
        self._time = self._tlv = None  # the engine's
        self._others = v3.agent.answer
        self._plain_written = v3._written
        v3._written = self._written
        v3.agent.answer = self.answer

    def answer(self, d):
        """As V3.answer()."""
        for shape in self._shapes.get(len(d), ()):
            plain = self._authentic(d, shape)
            if plain:
                return self._answered(d, shape, plain)
        return self.otherwise(d)

    def otherwise(self, d):
        """answer() of what is not like an earlier one; the next that is like it may be."""
        v3 = self.v3
        v3._keys = None
        p = self._others(d)
        if p and v3._keys and v3._flags & _AUTH and not v3._flags & ~v3._keys.level:
            self._learn(d)
        return p

    def _learn(self, d):
        # Keep the shape of `d`, which got a reply, or a report of what is wrong.
        try:
            shape = self.shape(self, d)
        except (ValueError, IndexError):
            return
        if len(self._shapes) >= LIMIT:
            self._shapes.clear()
        self._shapes[len(d)] = ((shape,) + self._shapes.get(len(d), ()))[:_ALIKE]

    def _authentic(self, d, shape):
        # The scopedPDU of `d`, if it is of that shape, authentic, in time, and may be answered;
        # else None. Nothing is counted before all of that is sure.
        id, end, time, user, mac, salt, start = shape.where
        first, opening, names, salted, data = shape.what
        keys = shape.keys
        if not (
            d.startswith(first)
            and d.startswith(opening, end)
            and d.startswith(names, user)
            and d.startswith(salted, salt)
            and d.startswith(data, salt + 10)
            and d[id] < 128 > d[time]
            and self.v3.users.get(shape.user) is keys
            and self.signed(d, keys.mac, mac, salt)
        ):
            return None
        now = self.now()
        time = _int(d[time:user], "big")
        if not self._granted(d, shape, now - time):
            return None
        plain = self.plain(d, shape, salt, start, time)
        return plain if plain.startswith(shape.scope) else None

    def _granted(self, d, shape, late):
        # Is `d`, which is authentic, in time, and does its user get what it did? late: seconds.
        entry = shape.keys.access[0]
        return (
            -151 < late < 151
            and self.v3.engine.head is shape.head
            and len(d) <= self.agent.max_size
            and entry[1] == shape.context
            and not entry[0] & ~shape.flags
        )

    def _answered(self, d, shape, plain):
        v3 = self.v3
        self.agent.counters[_IN_PKTS] += 1
        v3._flags = shape.flags
        v3._keys = shape.keys
        v3._name = shape.user
        v3._most = shape.most
        v3._time = self._time
        v3.message.scope = shape.scoped
        self._shape = shape
        self._id = d[shape.where[0] - 2 : shape.where[1]]
        try:
            return v3._admitted(plain, shape.pdu, shape.keys.access[0])
        finally:
            self._shape = None

    def _written(self, p, flags):
        # As V3._written(), placed() then.
        shape = self._shape
        if not shape:
            return self._plain_written(p, flags)
        agent = self.agent
        n = agent._w
        _, first, opening, data, scope = shape.frame(n - p, self._tlv)
        scope += agent._buf[p:n]
        rest = self.sealed(scope, shape, data) if shape.cipher else b"\4\0" + scope
        first += self._id + opening
        mac = shape.keys.mac
        mac = mac.digest(first + mac.zeros + rest)[: shape.size]
        agent.counters[_OUT_PKTS] += 1
        return self.placed(first + mac + rest)

    # What another interpreter does in another way

    def placed(self, reply):
        """Put the reply into the agent's buffer; where it begins there."""
        agent = self.agent
        agent._w = n = 1 + len(reply)
        agent._buf[1:n] = reply
        return 1

    def signed(self, d, mac, p, end):
        """Has `d` the MAC `mac`, a Mac, from `p` to `end`?"""
        found = mac.digest(d[:p] + mac.zeros + d[end:])
        return not _message._differ(found, d, p, end - p)

    def now(self):
        """The engine's time, which is kept as a TLV, too."""
        time = self.v3.engine.time()
        if time != self._time:
            self._time = time
            self._tlv = tobytes_tv(2, time)
        return time

    def plain(self, d, shape, salt, start, time):
        """The scopedPDU of `d`, from `start` to its end, decrypted; salt: where its TLV is."""
        if not shape.cipher:
            return d[start:]
        iv = self.v3.message._in
        struct.pack_into(">II", iv, 0, shape.boots, time)
        iv[8:] = d[salt + 2 : salt + 10]
        return self.decrypted(shape.cipher, iv, d[start:])

    def sealed(self, scope, shape, data):
        """`scope` encrypted behind `data`, its header, and the salt's TLV."""
        iv = self.v3.message._iv
        struct.pack_into(">II", iv, 0, shape.boots, self._time)
        _message._next(iv, 15)
        return b"\4\x08" + iv[8:] + data + self.encrypted(shape.cipher, iv, scope)

    def decrypted(self, cipher, iv, octets):
        """`octets`, decrypted with that IV, a bytearray."""
        octets = bytearray(octets)
        cipher.decrypt(iv, memoryview(octets))
        return bytes(octets)

    def encrypted(self, cipher, iv, octets):
        """As decrypted(), the way there."""
        octets = bytearray(octets)
        cipher.encrypt(iv, memoryview(octets))
        return octets
