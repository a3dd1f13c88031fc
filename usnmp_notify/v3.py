# What a Target of SNMPv3 wraps its PDUs in (RFC 3412, 3414), anew for each try: time, msgID and
# salt are those of the try. Pure. Imports usnmp_codec, usnmp_v3, its message and pack, and its
# peer and usnmp_base.uptime for informs; target imports it for a user.

from usnmp_codec import tobytes_tv
from usnmp_v3 import level_flags
from usnmp_v3.message import Message
from usnmp_v3.pack import message_id, pack, scope_of

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_agent import Agent
    from usnmp_notify import Notifier
    from usnmp_v3 import User
    from usnmp_v3.engine import Engine


def _diff(now, before):  # of the notifier's clock, which may wrap
    return now - before & 0x3FFFFFFF


def _share(notify, agent):
    # A device has one engine.
    engine = getattr(agent, "engine", None) or notify.engine
    if agent and engine:
        if notify.engine not in (None, engine):
            raise ValueError("agent and notifier have different engines")
        agent.engine = notify.engine = engine


class Traps:
    """Traps of `user`: our own engine is authoritative (RFC 3412 7.1 (9)). keys: the user's there,
    when it is known.
    """

    def __init__(self, user: "User", level: "str | None", context: "str | bytes") -> None:
        self.user = user
        self._level = user.level if level is None else level_flags(level)
        if self._level & ~user.level:
            raise ValueError("%r has no keys for level %s" % (user, level))
        self._context = context
        self.engine: "Engine | None" = None
        self.keys: "Any" = None
        self._message = Message(1472)

    def check(self, notify: "Notifier", agent: "Agent | None") -> None:
        """Have the engine of the Notifier, which is also that of the agent, if one is given.
        Raises ValueError if there is none, or two, or the user's keys are for another.
        """
        _share(notify, agent)
        engine = notify.engine
        if not engine:
            raise ValueError("SNMPv3 traps are of an engine: Notifier(engine=...)")
        v3 = getattr(agent, "v3", None)
        keys = v3 and v3.users.get(tobytes_tv(4, self.user.name))
        if keys and keys.user is self.user:
            self.keys = keys  # the agent has made them already: ciphers are a kilobyte
        elif engine is not self.engine:
            self.keys = self.user.localized(engine.id)
        if engine is not self.engine:
            self._scope = scope_of(engine.id, self._context)
            self.engine = engine

    def pack(self, pdu: bytes, notify: "Notifier") -> bytes:
        """The datagram with that PDU."""
        self.check(notify, None)
        id = tobytes_tv(2, message_id())
        return pack(self._message, id, pdu, self.engine, self.keys, self._level, self._scope)


class Informs:
    """Informs of `user`: the receiver's engine is authoritative. It is discovered, its clock is
    followed, and all informs to one target share that. engine: its RemoteEngine, None before it is
    known; report: why the receiver refused the last one that it refused, as text; None before.
    """

    def __init__(self, user: "User", level: "str | None", context: "str | bytes") -> None:
        from usnmp_v3.peer import Peer, Report

        self._report = Report
        self.report: "str | None" = None
        # Localised keys tell the engine
        self._peer = Peer(user, level, context, user.engine_id)
        self.engine = self._peer.engine

    def check(self, notify: "Notifier", agent: "Agent | None") -> None:
        """As of Traps; it wants no engine of ours."""
        _share(notify, agent)

    def pack(self, pdu: bytes, notify: "Notifier") -> bytes:
        """The datagram with that PDU; or, before the engine is known, one that asks for it."""
        peer = self._peer
        if not peer.uptime:
            from usnmp_base.uptime import Uptime

            peer.uptime = notify.engine.uptime if notify.engine else Uptime(notify.ticks_ms, _diff)
            if peer.engine:
                peer.engine.uptime = peer.uptime
        return peer.pack(pdu)

    def unpack(self, datagram: bytes) -> "bytes | None":
        """The PDU that came; None: all that is on its way is to be sent again. Raises ValueError
        for a refusal, which anybody may have sent, and what is no answer.
        """
        peer = self._peer
        try:
            pdu = peer.unpack(datagram)
        except self._report as e:
            self.report = str(e)
            raise e
        self.engine = peer.engine
        return pdu


def of(
    user: "User", inform: bool, level: "str | None", context: "str | bytes"
) -> "Traps | Informs":
    """What wraps the PDUs of a target. Raises ValueError. Passwords are hashed here, not in the
    middle of an alarm.
    """
    found: "Any" = (Informs if inform else Traps)(user, level, context)
    if user.auth and not user.engine_id:
        user.master_keys()
    return found
