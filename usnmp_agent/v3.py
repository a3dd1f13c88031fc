# SNMPv3 for an agent: messages (RFC 3412), users and their keys (RFC 3414), and what they may do
# (RFC 3415). Imports usnmp_codec, usnmp_v3, its engine and message; Agent.allow() imports it for a
# User.

from usnmp_codec import tobytes_tv
from usnmp_v3 import level_flags
from usnmp_v3.engine import MOST, Engine
from usnmp_v3.message import AUTH, HEADERS, PRIV, REPORTABLE, Message, number

from .engine import const

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_v3 import User
    from .view import View
    from . import Agent

# Offsets of a message in Message.at
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

_AUTHORIZATION = const(48)  # index 1, authorizationError (16): an outcome, see reply
_CONFIRMED = b"\xa0\xa1\xa3\xa5\xa6"  # GET, GETNEXT, SET, GETBULK, inform (RFC 3411 2.8)


def stats_oid(i: int) -> bytes:
    """The content octets of the OID of the counter stats[i]."""
    if i < _MODELS:
        return b"+\x06\x01\x06\x03\x0f\x01\x01" + bytes((i, 0))
    if i < _CONTEXTS - 1:
        return b"+\x06\x01\x06\x03\x0b\x02\x01" + bytes((i - 6, 0))
    return b"+\x06\x01\x06\x03\x0c\x01" + bytes((i - 6, 0))


class V3:
    """The SNMPv3 of an `agent`, which has it look at each message first.

    engine: its usnmp_v3.engine.Engine. stats: its counters, see stats_oid(). users: their Keys, by
    name, as TLVs in messages.
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
        self._keys = None
        self._reserve(0, b"")

    def _reserve(self, tail, context):
        # Make room for what comes before a PDU.
        room = HEADERS + len(self.engine.head) + tail + len(self._scope) + len(context)
        self.agent.reserve(room + 4)  # boots may grow

    def allow(
        self,
        user: "User",
        view: "View | None",
        level: "str | None",
        context: "str | bytes",
        write: bool,
    ) -> None:
        """As Agent.allow()."""
        name = tobytes_tv(4, user.name)
        keys = self.users.get(name)
        if not keys or keys.user is not user:
            keys = user.localized(self.engine.id)
            keys.access = []
        level = user.level if level is None else level_flags(level)
        if level & ~user.level:
            raise ValueError("user %s has no keys for that level" % user.name.decode())
        sets = None
        if view.write if view else write:
            from usnmp_agent.transaction import Transaction as sets
        context = context.encode() if isinstance(context, str) else context
        self._reserve(len(keys.tails[-1]), context)
        # The highest level first: of those that a message reaches, it counts (RFC 3415 4)
        keys.access.append((level, context, view, sets))
        keys.access.sort(key=lambda entry: -entry[0])
        self.users[name] = keys

    # As in reply, each frame from here on is to fit the C stack.

    def answer(self, d: bytes) -> int:
        """As Agent.answer(), of any version."""
        p = 2 if len(d) < 5 or d[1] < 128 else d[1] - 126
        if len(d) < p + 3 or d[p + 2] != 3 or d[p] != 2 or d[p + 1] != 1:
            return self.agent.answer(d)
        agent = self.agent
        agent.counters[_IN_PKTS] += 1
        p = self.message.read(d)
        if not p:
            return agent._drop(_IN_PARSE_ERRS)
        if p < len(d):  # octets behind the message
            d = d[:p]
            agent.counters[_IRREGULAR] += 1
        return self._processed(d, agent, self.message)

    def _processed(self, d, agent, message):
        # RFC 3412 7.2 (3) to (5).
        at = message.at
        if number(d, at[_MODEL]) != 3:
            self.stats[_MODELS] += 1
            return 0
        self._flags = message.flags & 3
        if self._flags == PRIV:
            self.stats[_INVALID] += 1
            return 0
        self._most = number(d, at[_SIZE])
        if self._most < 484:
            return agent._drop(_IN_PARSE_ERRS)
        if agent.limit and not agent.limit.admits(agent._source):
            return agent._drop(_SILENT_DROPS)
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
        if d.find(self.engine.head, p, at[_TIME]) != p and not _equal(
            d, p, at[_BOOTS], self.engine.tlv
        ):
            return self._rejected(d, _ENGINE_ID, 0, 0)
        keys = self._keys = self.users.get(d[at[_USER] : at[_MAC]])
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
        return -151 < self._time - p < 151 and number(d, at[_BOOTS]) == self.engine.boots < MOST

    def _scoped(self, d, p):
        # RFC 3412 7.2 (8), RFC 3413 3.2: whose the PDU is to be; RFC 3415 3.2: in which context.
        message = self.message
        p = message.scoped(d, p)
        if not p:
            return self.agent._drop(_IN_PARSE_ERRS)
        at = message.context
        if _equal(d, at, p, self._scope):
            return self._granted(d, p, b"")
        if not _equal(d, at, message.name, self.engine.tlv):
            return self._rejected(d, _HANDLERS, self._flags, p)
        message.scope = d[at:p]
        return self._granted(d, p, message.scope[len(self.engine.tlv) + 2 :])

    def _granted(self, d, p, context):
        # What they may do in that context, at that level (RFC 3415 3.2).
        for entry in self._keys.access:
            if entry[1] == context and not entry[0] & ~self._flags:
                return self._admitted(d, p, entry)
        if context and not self._has_context(context):
            return self._rejected(d, _CONTEXTS, self._flags, p)
        return self._answered(d, p, _AUTHORIZATION)

    def _admitted(self, d, p, entry):
        agent = self.agent
        agent._transaction = entry[3]
        entry = agent._rights = entry[2]
        if entry and entry.sources is not None and not entry.admits(agent._source):
            return agent.refuse()
        return self._answered(d, p, 0)

    def _has_context(self, context):
        for keys in self.users.values():
            for entry in keys.access:
                if entry[1] == context:
                    return True
        return False

    def _answered(self, d, p, error):
        agent = self.agent
        agent._v2 = agent._v2c
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
        self.stats[i] += 1
        agent = self.agent
        message = self.message
        if i == _DIGEST and agent.authen_traps and agent.on_stranger:
            agent.on_stranger(agent._source)
        if not p and not self._flags & PRIV:
            p = message.scoped(d, message.at[_DATA])
        # Only requests are reported, and informs, which are an agent's no more; of what cannot be
        # read the flag tells (RFC 3412 6.4)
        if d[p] not in _CONFIRMED if p else not message.flags & REPORTABLE:
            return 0
        message.scope = self._scope
        agent._limit = agent._base + 200
        agent._w = agent._write_int(agent._base, stats_oid(i), 0x41, self.stats[i])
        return self._written(self._report(d, p, agent, message), flags)

    def _report(self, d, p, agent, message):
        # The PDU, with the request-id of that at p of `d`, if it can be read.
        start = p and message.open(d, p, d[p], len(d))
        if start and message.open(d, start, 2, len(d)) == start + 2:
            p = message.end
        else:
            d = b"\x02\x01\0"
            start = 0
            p = 3
        p = agent._reply(agent._header(agent._base, 48), d, start, p, 0)
        agent._buf[p] = 0xA8
        return p


def _equal(d, p, end, octets):
    # Does `octets` stand from p to end of d? Without a copy.
    return end - p == len(octets) and d.find(octets, p, end) == p


def of(agent: "Agent") -> "V3":
    """The V3 of `agent`; a new one, with a new engine if agent.engine is None."""
    if not agent.v3:
        agent.engine = agent.engine or Engine(uptime=agent.uptime)
        agent.uptime = agent.uptime or agent.engine.uptime
        agent.v3 = V3(agent, agent.engine)
    return agent.v3
