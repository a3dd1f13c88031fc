# A notification in the form of SNMPv2, whatever it came as, and as what it goes on (RFC 3584 3).
# Pure; imports pdu, usnmp_codec, usnmp_base.trap and usnmp_notify.trap_v1, which know the rules;
# notices imports it.

from usnmp_base.trap import (
    SNMP_TRAP_ADDRESS,
    SNMP_TRAP_ENTERPRISE,
    SNMP_TRAP_OID,
    SYS_UPTIME,
    trap_oid,
)
from usnmp_codec import BerError, frombytes_tvat, tobytes_tv
from usnmp_notify.trap_v1 import trap_pdu

from .pdu import TRAP, fields, joined, pairs, span, tlv

_ADDRESS = tobytes_tv(6, SNMP_TRAP_ADDRESS)
_COMMUNITY = tobytes_tv(6, "1.3.6.1.6.3.18.1.4.0")  # snmpTrapCommunity.0
_ENTERPRISE = tobytes_tv(6, SNMP_TRAP_ENTERPRISE)
_UPTIME = tobytes_tv(6, SYS_UPTIME)
_TRAP_OID = tobytes_tv(6, SNMP_TRAP_OID)
_PROXY = _ADDRESS, _COMMUNITY, _ENTERPRISE  # what proxies add


class Trap:
    """The notification that an Asker `q` brought. Raises BerError, IndexError, ValueError.

    bindings: [(name, value), ...], from sysUpTime.0 and snmpTrapOID.0 on. address: of the device
    that it is of, IPv4, or None. relayed: has another passed it on? key: what tells it from
    others, by whatever way it came.
    """

    def __init__(self, q):
        self._pdu = None  # of SNMPv1
        host = q.source[0]
        host = host[7:] if host.startswith("::ffff:") else host
        self._host = host if ":" not in host else None
        if q.tag == TRAP:
            self._v1(q)
        else:
            self.bindings = pairs(fields(q.rest)[2])
            names = [name for name, _ in self.bindings]
            if names[:2] != [_UPTIME, _TRAP_OID] or self.bindings[1][1][0] != 6:
                raise BerError("no notification")
            self.address = self._host
            self.relayed = _ADDRESS in names
            if self.relayed:
                kind, address = frombytes_tvat(dict(self.bindings)[_ADDRESS], 0)
                if kind == 0x40:
                    self.address = address
        rest = [b for b in self.bindings if b[0] not in _PROXY]
        self.key = joined(rest), self.address

    def _v1(self, q):
        # RFC 3584 3.1
        d = self._pdu = q.rest
        p, end = span(d, 0, len(d), TRAP)
        read = []
        for tag in (6, 0x40, 2, 2, 0x43):
            stop = span(d, p, end, tag)[1]
            read.append((d[p:stop], frombytes_tvat(d, p)[1]))
            p = stop
        enterprise, address, generic, specific, uptime = read
        if not 0 <= generic[1] < 7 or specific[1] < 0:
            raise BerError("no trap")
        start, stop = span(d, p, end, 48)
        oid = tobytes_tv(6, trap_oid(generic[1], specific[1], enterprise[1]))
        self.bindings = [(_UPTIME, uptime[0]), (_TRAP_OID, oid), *pairs(d[start:stop])]
        self.address = address[1] if address[1] != "0.0.0.0" else self._host
        self.relayed = self.address != self._host
        values = tobytes_tv(0x40, self.address or "0.0.0.0"), tlv(4, q.name), enterprise[0]
        names = [name for name, _ in self.bindings]
        self.bindings += [b for b in zip(_PROXY, values) if b[0] not in names]

    def body(self, address: bool) -> bytes:
        """The content of its list of variable bindings. address: is snmpTrapAddress.0 to be there
        in any case?
        """
        bindings = self.bindings
        if address and self.address and _ADDRESS not in [name for name, _ in bindings]:
            bindings = [*bindings, (_ADDRESS, tobytes_tv(0x40, self.address))]
        return joined(bindings)

    def v1(self) -> bytes:
        """Its PDU in SNMPv1. Raises ValueError if it has none: RFC 3584 3.2."""
        if self._pdu:
            return self._pdu
        bindings = [b for b in self.bindings if b[0] not in _PROXY[:2]]
        return trap_pdu(joined(bindings), self.address)
