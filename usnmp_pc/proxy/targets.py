# Whom a proxy sends to: agents that it asks, managers that it notifies. Imports pdu, usnmp_codec,
# usnmp_base.udp for addresses, usnmp_v3 (message, peer) for a user; the face of this folder
# imports it.

from usnmp_base.udp import resolve
from usnmp_codec import tobytes_tv
from usnmp_v3.message import Message
from usnmp_v3.peer import Peer

from .pdu import tlv

_message = Message(65507)  # they all share it


class Target:
    """An agent or a manager. way: its section of the configuration; user: a usnmp_v3.User or None;
    number: which it is. After find(): `address`, and `key`, which tells the socket that asks it.

    flying: requests that have no answer; limit: how many there may be. asked, answered, errors,
    timeouts, repeats, reports: how often; report: what the last one
    said; ms: the sum of the answers' times. epoch: how many SETs there
    were.
    """

    key = address = peer = None
    report = ""
    respond = None  # of the proxy's own agent: own.Own

    def __init__(self, name, way, user=None, number=0):
        self.name = name
        self.number = number
        self.host = way["host"], way["port"]
        self.version = {"1": 0, "2c": 1, "3": 3}[way["version"]]
        self.timeout_ms = int(way["timeout"] * 1000)
        self.retries = way["retries"]
        self.limit = way.get("in_flight", 0)
        self.inform = way.get("inform", False)
        self.user = user
        self.level = way["level"] or None
        self.context = way["context"]
        self.community = way["community"].encode()
        write = way.get("write_community", "")
        self._heads = [self._head(self.community)] * 2
        if write:
            self._heads[1] = self._head(write.encode())
        self.communities = {self.community, write.encode()} if write else {self.community}
        if user:
            engine = bytes.fromhex(way.get("context_engine_id", "")) or None
            fixed = user.engine_id
            self.peer = Peer(user, self.level, self.context, fixed, engine, message=_message)
        self.flying = self.asked = self.answered = self.errors = 0
        self.timeouts = self.repeats = self.reports = self.epoch = 0
        self.ms = 0.0

    def _head(self, community):
        return tobytes_tv(2, self.version) + tobytes_tv(4, community)

    def find(self, number: int) -> None:
        """Look up where it is; `number`: of the socket. Raises OSError, ValueError."""
        v6, self.address = resolve(*self.host)
        self.key = v6 if callable(v6) else (number << 1) | v6

    def pack(self, pdu: bytes, ask: "object") -> bytes:
        """The message with `pdu`. ask: what keeps account, with `ids` and `followed`; write: is
        it a SET?
        """
        if self.peer:
            return self.peer.pack(pdu, ask)
        return tlv(48, self._heads[pdu[0] == 0xA3] + pdu)
