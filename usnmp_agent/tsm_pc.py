# SNMPv3 over TLS for an agent: messages of the Transport Security Model (RFC 5591), whose users
# are those of certificates, and what those may do (RFC 3415). Imports usnmp_codec, usnmp_v3 and
# its message and tsm_pc, v3 and v3_users; users' programs import it. Not for boards.

from usnmp_codec import BerError, tobytes_tv
from usnmp_v3 import level_flags
from usnmp_v3.message import PRIV, number
from usnmp_v3.tsm_pc import _DATA, _ID, _MODEL, _SIZE, ENGINE_ID, LOCAL_ENGINE, MODEL, TsmMessage
from usnmp_v3.tsm_pc import _None as Nobody

from . import v3_users
from .v3 import _INVALID, _IRREGULAR, V3

_IN_PKTS, _IN_PARSE_ERRS = 1, 6
_GET = 0xA0


class Tsm(V3):
    """What takes the messages by TLS of an `agent`. tls: the usnmp_v3.tsm_pc.Tls that it listens
    with. invalid_caches: how many messages of this model came by another way, and were dropped
    (snmpTsmInvalidCaches).
    """

    def __init__(self, agent, tls):
        engine = v3_users.of(agent).engine
        self.tls = tls
        self.invalid_caches = 0
        V3.__init__(self, agent, engine)
        self.message = TsmMessage(agent.max_size)
        self.room = [0, 0]
        v3_users.reserve(self, 0, 0)

    def allow(self, name, view=None, write=False, level="authPriv", context=""):
        """Answer requests of the user `name`, as of Tls.map(), within `view`: as Agent.allow().
        Raises ValueError.
        """
        level = level_flags(level)
        context = context.encode() if isinstance(context, str) else bytes(context)
        if len(context) > 32:
            raise ValueError("context: 32 octets at most")
        sets = None
        if view.write if view else write:
            from .transaction import Transaction as sets
        key = tobytes_tv(4, name)
        keys = self.users.get(key) or _user(key)
        keys.access = [e for e in keys.access if e[:2] != (level, context) and e[1] is not None]
        keys.access.append((level, context, view, sets))
        keys.access.sort(key=lambda entry: -entry[0])
        v3_users.reserve(self, 0, len(context))
        self.users[key] = keys

    def answer(self, d):
        """As of V3: what is of another model goes its way."""
        try:
            model = _model(d)
        except (BerError, IndexError):
            model = 0
        if model != MODEL:
            return self._others(d)
        agent = self.agent
        agent.counters[_IN_PKTS] += 1
        name = self.tls.user(agent._source)
        if name is None:
            self.invalid_caches += 1
            return 0
        end = self.message.read(d)
        if not end or end > agent.max_size:
            return agent._drop(_IN_PARSE_ERRS)
        if end < len(d):
            d = d[:end]
            agent.counters[_IRREGULAR] += 1
        name = tobytes_tv(4, name)
        self._keys = self.users.get(name) or _user(name)
        return self._processed(d, agent, self.message)

    def _processed(self, d, agent, message):
        at = message.at
        self._most = number(d, at[_SIZE])
        if self._most < 484 or not 2 < at[_SIZE] - at[_ID] < 11 or number(d, at[_ID]) < 0:
            return agent._drop(_IN_PARSE_ERRS)
        self._flags = message.flags & 3
        if self._flags == PRIV:
            self.stats[_INVALID] += 1
            return 0
        message.buf = agent._buf
        message.view = agent._view
        message.scope = self._scope
        message.d = d
        self._time = 0
        try:
            return self._scoped(d, at[_DATA])
        finally:
            message.d = None

    def _searched(self, d, p):
        # What RFC 5343 asks for, too.
        message = self.message
        q = message.scoped(d, p)
        local = tobytes_tv(4, LOCAL_ENGINE)
        if not q or d[message.context : message.name] != local:
            return V3._searched(self, d, p)
        message.scope = d[message.context : q]
        start = message.open(d, q, d[q], len(d))
        body = d[start : message.end]
        id = body[: 2 + body[1]]
        asked = tobytes_tv(48, tobytes_tv(48, ENGINE_ID + b"\5\0"))
        if d[q] == _GET and body[2 + body[1] :] == b"\2\1\0\2\1\0" + asked:
            value = ENGINE_ID + self.engine.tlv
            body = id + b"\2\1\0\2\1\0" + tobytes_tv(48, tobytes_tv(48, value))
            return self._told(tobytes_tv(0xA2, body))
        name = message.name
        return self._granted(d, q, d[message.open(d, name, 4, q) : q])

    def _told(self, pdu):
        agent = self.agent
        start = agent._base
        agent._w = start + len(pdu)
        agent._buf[start : agent._w] = pdu
        return self._written(start, self._flags)


class _User(Nobody):
    def __init__(self, tlv):
        self.tlv = tlv
        # A level that no message has: whoever has no access yet
        self.access = [(4, None, None, None)]


def _user(tlv):
    return _User(tlv)


def _model(d):
    # msgSecurityModel of the message `d`; 0 if it has none.
    message = _reader
    message.at[_MODEL] = 0
    message.read(d)
    at = message.at[_MODEL]
    return number(d, at) if at else 0


_reader = TsmMessage(484)
