# The Trap-PDU of SNMPv1, made of the variable bindings of SNMPv2 (RFC 3584 3.2). Pure. Imports
# usnmp_codec, usnmp_base.trap; target imports it if there is a target of SNMPv1.

from usnmp_base.trap import SNMP_TRAP_ENTERPRISE, v1_trap
from usnmp_codec import frombytes_lenat, frombytes_tvat, tobytes_tv


def trap_pdu(body, agent_addr):
    """The PDU as bytes. body: the content of a list of variable bindings, from sysUpTime.0 and
    snmpTrapOID.0 on. agent_addr: dotted, a callable that gives it, or None. Raises ValueError if
    it cannot be one, as with a Counter64.
    """
    if callable(agent_addr):
        agent_addr = agent_addr()
    parts = []
    enterprise = None
    p = 0
    while p < len(body):
        name = p + 1 + frombytes_lenat(body, p)[1]
        value = name + 1 + sum(frombytes_lenat(body, name))
        end = p + 1 + sum(frombytes_lenat(body, p))
        if body[value] == 70:
            raise ValueError("Counter64 in SNMPv1")
        if len(parts) < 2:
            parts.append(body[value:end])
        elif frombytes_tvat(body, name)[1] == SNMP_TRAP_ENTERPRISE:
            enterprise = frombytes_tvat(body, value)[1]
        else:
            parts.append(body[p:end])
        p = end
    enterprise, generic, specific = v1_trap(frombytes_tvat(parts[1], 0)[1], enterprise)
    pdu = tobytes_tv(6, enterprise) + tobytes_tv(0x40, agent_addr or "0.0.0.0")
    pdu += tobytes_tv(2, generic) + tobytes_tv(2, specific)
    return tobytes_tv(0xA4, pdu + parts[0] + tobytes_tv(48, b"".join(parts[2:])))
