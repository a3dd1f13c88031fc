# A trap or an inform as it was received, whatever its version. Pure; imports usnmp_codec,
# usnmp_base.varbind and usnmp_base.trap; usnmp_receiver imports it.

from usnmp_base.trap import (
    SNMP_TRAP_ADDRESS,
    SNMP_TRAP_ENTERPRISE,
    SNMP_TRAP_OID,
    SYS_UPTIME,
    trap_oid,
)
from usnmp_base.varbind import VarBind, const
from usnmp_codec import BerError, frombytes_lenat, frombytes_tvat, tobytes_tv

_TRAP = const(0xA4)
_INFORM = const(0xA6)


def tlv_content(d: bytes, p: int) -> int:
    """Where the content of the TLV at `p` begins."""
    return p + 1 + frombytes_lenat(d, p)[1]


def tlv_end(d: bytes, p: int) -> int:
    """Where the TLV at `p` ends, if all of it is there."""
    return p + 1 + sum(frombytes_lenat(d, p))


class Notification:
    """A trap or an inform, read from the PDU that is the rest of `d`, bytes, from `p` on. Raises
    BerError (or IndexError) if it is not BER, another ValueError if it is no notification.

    source: (host, port); version: "1" or "2c"; community: str, or bytes if it is not printable;
    pdu_type: SNMP_TRAP (0xA4), SNMP_TRAP2 (0xA7) or SNMP_INFORMREQUEST (0xA6); request_id: None in
    SNMPv1. trap_oid: snmpTrapOID, in SNMPv1 as RFC 3584 3.1 makes it; uptime: sysUpTime,
    hundredths of a second, None if a v2c sender left it out. agent_addr: of the SNMPv1 trap, or
    snmpTrapAddress.0, or else the source's host; enterprise: of the SNMPv1 trap, or
    snmpTrapEnterprise.0, or None. generic_trap, specific_trap: of the SNMPv1 trap, else None.
    varbinds: VarBinds without sysUpTime.0 and snmpTrapOID.0; raw_varbinds: with them, in SNMPv1
    as RFC 3584 makes them. irregular: whether it was not as the RFCs want it, and read as net-snmp
    reads it: a PDU of the other version, octets behind something, values padded or too large.
    SNMPv3, else None: user, the name, str or bytes; security_level: "noAuthNoPriv", "authNoPriv"
    or "authPriv"; engine_id: the authoritative engine, the sender's in a trap, the receiver's in
    an inform; context_engine_id; context: the context name. Its community is None.
    """

    request_id: "int | None"
    trap_oid: str
    uptime: "int | None"
    enterprise: "str | None"
    generic_trap: "int | None"
    specific_trap: "int | None"
    user: "str | bytes | None"
    security_level: "str | None"
    engine_id: "bytes | None"
    context_engine_id: "bytes | None"
    context: "str | bytes | None"
    irregular: bool = False
    user = security_level = engine_id = context_engine_id = context = None
    request_id = enterprise = generic_trap = specific_trap = trap_oid = uptime = None

    def __init__(
        self,
        source: "tuple[str, int] | None",
        version: str,
        community: "str | bytes | None",
        d: bytes,
        p: int,
    ) -> None:
        self.source: "tuple[str, int] | None" = source
        self.version: str = version
        self.community: "str | bytes | None" = community
        self.pdu_type: int = d[p]
        self.agent_addr: "str | None" = source and source[0]
        self.varbinds: "list[VarBind]" = []
        self.raw_varbinds: "list[VarBind]" = []
        # In place: copies of the parts would not fit an ESP8266's heap beside the result.
        end = self._within(d, p, len(d))
        p = tlv_content(d, p)
        if self.pdu_type == _TRAP:
            p = self._v1(d, p)
        else:
            self.request_id, p = self._read(d, p, 2)
            p = self._read(d, self._read(d, p, 2)[1], 2)[1]
        self._varbinds(d, p, self._within(d, p, end))
        if self.trap_oid is None:
            raise ValueError("no snmpTrapOID")

    def _within(self, d, p, end):
        # Where the TLV at `p` ends, which is at `end` or before.
        last = tlv_end(d, p)
        if last > end:
            raise BerError("length")
        if last < end:  # net-snmp ignores what is behind
            self.irregular = True
        return last

    def _value(self, d, p):
        # (type, value, where it ends) of the TLV at `p`.
        t, v = frombytes_tvat(d, p)
        end = tlv_end(d, p)
        if t == 6 or isinstance(v, int):
            try:  # not the lengths: they may be written the long way
                octets = tobytes_tv(t, v)
                self.irregular |= octets[tlv_content(octets, 0) :] != d[tlv_content(d, p) : end]
            except BerError:  # an unsigned INTEGER
                self.irregular = True
        return t, v, end

    def _read(self, d, p, tag):
        # (the value of the TLV at `p`, where it ends), if it has that tag.
        t, v, end = self._value(d, p)
        if t != tag:
            raise BerError("type %d" % t)
        return v, end

    def _v1(self, d, p):
        self.enterprise, p = self._read(d, p, 6)
        self.agent_addr, p = self._read(d, p, 0x40)
        self.generic_trap, p = self._read(d, p, 2)
        self.specific_trap, p = self._read(d, p, 2)
        self.uptime, p = self._read(d, p, 0x43)
        if not 0 <= self.generic_trap <= 6 or self.specific_trap < 0:
            raise ValueError("no trap: %d, %d" % (self.generic_trap, self.specific_trap))
        self.trap_oid = trap_oid(self.generic_trap, self.specific_trap, self.enterprise)
        tobytes_tv(6, self.trap_oid)  # two sub-identifiers more may be too many
        self.raw_varbinds.append(VarBind(SYS_UPTIME, 0x43, self.uptime))
        self.raw_varbinds.append(VarBind(SNMP_TRAP_OID, 6, self.trap_oid))
        return p

    def _varbinds(self, d, p, end):
        # Each binding must end where its value does.
        if d[p] != 48:
            raise BerError("list")
        p = tlv_content(d, p)
        while p < end:
            last = tlv_end(d, p)
            oid, q = self._read(d, tlv_content(d, p), 6)
            t, value, q = self._value(d, q)
            if d[p] != 48 or q != last or last > end or t == 48 or t >= 160:
                raise BerError("binding")
            self._add(VarBind(oid, t, value))
            p = last

    def _add(self, vb):
        oid, t, value = vb
        self.raw_varbinds.append(vb)
        if self.pdu_type != _TRAP:
            # RFC 3416 4.2.6 has them at the first two places, in this order. net-snmp's
            # snmptrapd takes snmpTrapOID.0 from anywhere and misses no sysUpTime.0; so do we.
            if oid == SNMP_TRAP_OID and t == 6 and self.trap_oid is None:
                self.trap_oid = value
                return
            if oid == SYS_UPTIME and t == 0x43 and self.uptime is None:
                self.uptime = value
                return
            if oid == SNMP_TRAP_ENTERPRISE and t == 6:
                self.enterprise = value
            elif oid == SNMP_TRAP_ADDRESS and t == 0x40:
                self.agent_addr = value
        self.varbinds.append(vb)

    def __repr__(self) -> str:
        s = "<%s %s" % ("inform" if self.pdu_type == _INFORM else "trap", self.trap_oid)
        if self.source:
            s += " from %s port %d" % self.source
        names = "version request_id uptime agent_addr enterprise generic_trap specific_trap user"
        names += " security_level"
        for k in names.split():
            if getattr(self, k) is not None:
                s += " %s=%s" % (k, getattr(self, k))
        for vb in self.varbinds:
            s += "\n %r" % (vb,)
        return s + ">"
