# The proxy itself as an agent: the system group, the snmp group with snmpProxyDrops, its engine.
# Imports pdu, usnmp_agent, usnmp_base.uptime, usnmp_mib, usnmp_mibs (snmp_framework_mib,
# snmp_group, snmpv2_mib); the face of this folder gives it to core.

from usnmp_agent import VERSION, Agent
from usnmp_base.uptime import Uptime
from usnmp_mib import Mib
from usnmp_mibs.snmp_framework_mib import snmp_engine
from usnmp_mibs.snmp_group import object_resources, snmp
from usnmp_mibs.snmpv2_mib import system

from .pdu import message, split, tlv

NAME = "self"
_HEAD = b"\x02\x01\x01\x04\x03own"
_PROXY_DROPS = 32  # arcs of the snmp group


class Own:
    """In place of a Target: it answers at once. core: whose counters it tells; engine: ours."""

    name, number, version = NAME, -1, 1
    epoch = flying = timeout_ms = 0

    def __init__(self, core, engine):
        self._core = core
        mib = Mib()
        self._agent = Agent(mib, read_community="own", max_size=65507)
        self._uptime = Uptime()
        system(mib, self._uptime, "usnmp %s, a proxy" % VERSION)
        snmp(mib, self._agent)
        if engine:
            self._agent.engine = engine
            snmp_engine(mib, self._agent)
        object_resources(mib, self._uptime)

    def respond(self, tag: int, rest: bytes) -> bytes:
        """What follows the request-id of the answer to a request. Raises BerError."""
        self._agent.counters[_PROXY_DROPS] = self._core.drops
        d = self._agent.respond(tlv(48, _HEAD + tlv(tag, b"\x02\x01\x01" + rest)))
        _, _, p, end = message(d or b"\x30")
        return split(d, p, end)[2]

    def tick(self) -> None:
        """To be called at least every 6 days: usnmp_base.uptime."""
        self._uptime()
