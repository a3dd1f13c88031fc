# SNMPv3 for an agent: messages (RFC 3412), of whom they are (RFC 3414), and what those may do (RFC
# 3415). Imports usnmp_codec, usnmp_v3's engine and message, engine and v2c; v3_users imports it,
# and makes a V3.

from usnmp_codec import BerError
from usnmp_v3.engine import MOST, Engine
from usnmp_v3.message import AUTH, HEADERS, PRIV, REPORTABLE, Message, number

from . import v2c
from .engine import const

if 0 & 1:  # for type checkers alone
    from typing import Any
    from . import Agent

# Offsets of a message in Message.at
_ID = const(0)
_SIZE = const(1)
_MODEL = const(3)
_ENGINE = const(4)
_BOOTS = const(5)
_TIME = const(6)
_USER = const(7)
_MAC = const(8)
_DATA = const(10)

# Indices of stats: of usmStats, 1.3.6.1.6.3.15.1.1, by arc (RFC 3414); of snmpMPDStats,
# 1.3.6.1.6.3.11.2.1, by arc and 6 (RFC 3412); and the contexts of 1.3.6.1.6.3.12.1 (RFC 3413)
_LEVEL = const(1)
_WINDOW = const(2)
_USER_NAME = const(3)
_ENGINE_ID = const(4)
_DIGEST = const(5)
_DECRYPTION = const(6)
_MODELS = const(7)
_INVALID = const(8)
_HANDLERS = const(9)
_CONTEXTS = const(11)

_IN_PKTS = const(1)
_OUT_PKTS = const(2)
_IN_PARSE_ERRS = const(6)
_IRREGULAR = const(7)
_SILENT_DROPS = const(31)

_AUTHORIZATION = const(16)  # authorizationError, of no one binding: an outcome, see reply
_UNKNOWN_CONTEXTS = const(b"+\x06\x01\x06\x03\x0c\x01\x05\0")
_REQUESTS = const(b"\xa0\xa1\xa3\xa5")  # GET, GETNEXT, SET, GETBULK
_CONFIRMED = const(b"\xa0\xa1\xa3\xa5\xa6")  # and inform


def stats_oid(i: int) -> "bytes | bytearray":
    """The content octets of the OID of the counter stats[i]."""
    if i > _CONTEXTS - 2:
        return b"+\x06\x01\x06\x03\x0c\x01\x04\0" if i < _CONTEXTS else _UNKNOWN_CONTEXTS
    oid = bytearray(b"+\x06\x01\x06\x03\x0f\x01\x01\0\0")
    if i >= _MODELS:
        oid[5] = 11
        oid[6] = 2
        i -= 6
    oid[8] = i
    return oid


class V3:
    """The SNMPv3 of an `agent`, whose messages it takes before v1 and v2c do.

    engine: its usnmp_v3.engine.Engine. stats: its counters, see stats_oid(). users: by names, as
    TLVs in messages, their Keys, with `access`: a list of (least level, context, View, the class
    Transaction or None), the highest level first.
    """

    def __init__(self, agent: "Agent", engine: "Engine") -> None:
        self.agent = agent
        self.engine = engine
        self.stats = [0] * 12
        self.users: "dict[bytes, Any]" = {}
        self.message = Message(agent.max_size)
        self._scope = engine.tlv + b"\x04\0"
        # Of the message that is answered: its level as flags, whose it is, our time, the octets
        # that the other side takes
        self._flags = self._time = self._most = 0
        self._booted = False  # is `boots` ours, as we write it?
        self._keys = self._name = None
        self._others = agent.answer
        agent.answer = self.answer

    # As in reply, each frame from here on is to fit the C stack.

    def answer(self, d: bytes) -> int:
        """As Agent._message(), of any version."""
        p = 2 if len(d) < 5 or d[1] < 128 else d[1] - 126
        if len(d) < p + 3 or d[p + 2] != 3 or d[p] != 2 or d[p + 1] != 1:
            return self._others(d)
        agent = self.agent
        agent.counters[_IN_PKTS] += 1
        p = self.message.read(d)
        if not p:
            return self._unread(d)
        if p > agent.max_size:  # what a socket would have cut off
            return agent._drop(_IN_PARSE_ERRS)
        if p < len(d):  # octets behind the message
            d = d[:p]
            agent.counters[_IRREGULAR] += 1
        return self._processed(d, agent, self.message)

    def _unread(self, d):
        # RFC 3412 7.2 (2), (3)
        p = self.message.at[_MODEL]
        if not p or number(d, p) in (-1, 3):
            return self.agent._drop(_IN_PARSE_ERRS)
        self.stats[_MODELS] += 1
        return 0

    def _processed(self, d, agent, message):
        # RFC 3412 7.2 (3) to (5).
        at = message.at
        if d[at[_MODEL] + 1] != 1 or d[at[_MODEL] + 2] != 3:
            return self._unread(d)
        self._most = number(d, at[_SIZE])
        # The msgID is sent back as it came: padded, but of 8 octets at most
        if (
            self._most < 484
            or not 2 < at[_SIZE] - at[_ID] < 11
            or number(d, at[_ID]) < 0
            or at[_MAC] - at[_USER] > 34
        ):
            return agent._drop(_IN_PARSE_ERRS)
        self._flags = message.flags & 3
        if self._flags == PRIV:
            self.stats[_INVALID] += 1
            return 0
        message.buf = agent._buf
        message.view = agent._view
        message.scope = self._scope
        message.d = d
        self._time = self.engine.time()
        self._keys = None
        at = self._secured(d, at)
        message.d = None  # not to be kept until the next
        return at

    def _secured(self, d, at):
        # RFC 3414 3.2 (3) to (8), in that order.
        p = at[_ENGINE]
        self._booted = d.find(self.engine.head, p, at[_TIME]) == p
        if not self._booted and not _equal(d, p, at[_BOOTS], self.engine.tlv):
            self._name = d[at[_USER] : at[_MAC]]
            return self._rejected(d, _ENGINE_ID, 0, 0)
        self._name = d[at[_USER] : at[_MAC]]
        keys = self._keys = self.users.get(self._name)
        if not keys:
            return self._rejected(d, _USER_NAME, 0, 0)
        p = self._flags
        if p & ~keys.level:
            return self._rejected(d, _LEVEL, 0, 0)
        if not p:
            return self._scoped(d, at[_DATA])
        if self.message.forged(d, keys):
            return self._rejected(d, _DIGEST, 0, 0)
        if not self._timely(d, at):
            return self._rejected(d, _WINDOW, AUTH, 0)
        if not p & PRIV:
            return self._scoped(d, at[_DATA])
        d = self.message.decrypt(keys, self.engine.boots)
        return self._scoped(d, 0) if d else self._rejected(d, _DECRYPTION, 0, 0)

    def _timely(self, d, at):
        # RFC 3414 3.2 (7) (a)
        p = self.message.time = number(d, at[_TIME])
        if not self._booted and number(d, at[_BOOTS]) != self.engine.boots:  # or it is padded
            return False
        return p >= 0 and -151 < self._time - p < 151 and self.engine.boots < MOST

    def _scoped(self, d, p):
        # RFC 3412 7.2 (8), RFC 3413 3.2: whose the PDU at p is to be, in which context. Most have
        # short lengths, and no name of a context.
        q = p + 2 + len(self._scope)
        if (
            q + 2 < len(d) == p + 2 + d[p + 1] == q + 2 + d[q + 1] < p + 130
            and d[p] == 48
            and d.find(self._scope, p + 2, q) > 0
            and d[q] in _REQUESTS
        ):
            return self._granted(d, q, b"")
        return self._searched(d, p)

    def _searched(self, d, p):
        message = self.message
        p = message.scoped(d, p)
        if not p:
            return self.agent._drop(_IN_PARSE_ERRS)
        q = message.context
        if d[p] not in _REQUESTS or not _equal(d, q, message.name, self.engine.tlv):
            return self._rejected(d, _HANDLERS, self._flags, p)
        message.scope = d[q:p]
        return self._granted(d, p, d[message.open(d, message.name, 4, p) : p])

    def _granted(self, d, p, context):
        # What they may do in that context, at that level (RFC 3415 3.2).
        entry = self._keys.access[0]
        if entry[1] == context and not entry[0] & ~self._flags:
            return self._admitted(d, p, entry)
        return self._looked_up(d, p, context)

    def _looked_up(self, d, p, context):
        for entry in self._keys.access:
            if entry[1] == context and not entry[0] & ~self._flags:
                return self._admitted(d, p, entry)
        known = not context
        for keys in self.users.values():
            for entry in keys.access:
                known = known or entry[1] == context
        if not known:
            return self._rejected(d, _CONTEXTS, self._flags, p)
        agent = self.agent
        if agent.limit and not agent.limit.admits(agent._source, True):
            return agent._drop(_SILENT_DROPS)
        agent._rights = agent._transaction = None
        return self._answered(d, p, _AUTHORIZATION)

    def _admitted(self, d, p, entry):
        agent = self.agent
        agent._transaction = entry[3]
        entry = agent._rights = entry[2]
        if entry and not entry.admits(agent._source):
            return self._refused(agent)
        if agent.limit and not agent.limit.admits(agent._source):
            return agent._drop(_SILENT_DROPS)
        if agent.authentic and not agent._asked(b"\x02\x01\x03" + self._keys.tlv, self._flags):
            return self._refused(agent)
        return self._answered(d, p, 0)

    def _refused(self, agent):
        agent._v2 = v2c
        return agent._stranger(b"\x02\x01\0")  # counted and trapped as a wrong community is

    def _answered(self, d, p, error):
        agent = self.agent
        agent._v2 = v2c
        agent._room = (
            HEADERS + len(self.engine.head) + len(self._keys.tails[-1]) + len(self.message.scope)
        )
        if self._most < agent.max_size:  # it takes no more
            agent._room += agent.max_size - self._most
        p = agent._pdu(d, p, error)
        return p and self._written(p, self._flags)

    def _written(self, p, flags):
        message = self.message
        message.time = self._time
        message.end = self.agent._w
        p = message.write(p, self._keys, flags, self.engine)
        self.agent._w = message.end
        self.agent.counters[_OUT_PKTS] += 1
        return p

    def _rejected(self, d, i, flags, p):
        # Count what is wrong, and report it at the level `flags` (RFC 3412 7.1 (3)). p: the PDU
        agent = self.agent
        message = self.message
        self.stats[i] += 1
        if i == _DIGEST and agent.authen_traps and agent.on_stranger:
            agent.on_stranger(agent._source)
        if not p and not self._flags & PRIV:
            try:
                p = message.scoped(d, message.at[_DATA])
            except BerError:
                pass
        # Only requests are reported; of what cannot be read the flag tells (RFC 3412 6.4)
        if p and d[p] not in _CONFIRMED or not p and not message.flags & REPORTABLE:
            return 0
        if agent.limit and not agent.limit.admits(agent._source, True):
            return agent._drop(_SILENT_DROPS)
        message.scope = self._scope
        if not self._keys:
            message.tail = self._name + b"\x04\0\x04\0"
        return self._written(self._report(d, p, i), flags)

    def _report(self, d, p, i):
        # The PDU, with the request-id of that at p of `d`, if it can be read.
        message = self.message
        agent = self.agent
        start = 0
        try:
            p = p and message.open(d, p, d[p], len(d))
            if p and message.open(d, p, 2, len(d)) == p + 2 < message.end < p + 13:
                start = p
                p = message.end
        except BerError:
            pass
        if not start:
            p = 3
            d = b"\x02\x01\0"
        agent._limit = agent._base + 200
        agent._w = agent._write_int(agent._base, stats_oid(i), 0x41, self.stats[i] & MOST)
        p = agent._reply(agent._header(agent._base, 48), d, start, p, 0)
        agent._buf[p] = 0xA8
        return p


def _equal(d, p, end, octets):
    # Does `octets` stand from p to end of d? Without a copy.
    return end - p == len(octets) and d.find(octets, p, end) == p
