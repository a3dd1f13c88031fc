# How SNMPv1 traps and the notifications of SNMPv2 translate into each other, RFC 3584 3. Pure;
# imports nothing of usnmp; usnmp_notify and usnmp_receiver import it.

SNMP_TRAPS = "1.3.6.1.6.3.1.1.5"  # snmpTraps: below it are coldStart (1) ... egpNeighborLoss (6)
SYS_UPTIME = "1.3.6.1.2.1.1.3.0"
SNMP_TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"
SNMP_TRAP_ENTERPRISE = "1.3.6.1.6.3.1.1.4.3.0"
SNMP_TRAP_ADDRESS = "1.3.6.1.6.3.18.1.3.0"


def trap_oid(generic: int, specific: int = 0, enterprise: str = "") -> str:
    """The snmpTrapOID, dotted, of an SNMPv1 trap: RFC 3584 3.1 (2).

    generic: 0 (coldStart) ... 5 (egpNeighborLoss); 6: the trap `specific` of `enterprise`.
    """
    if generic != 6:  # enterpriseSpecific
        return "%s.%d" % (SNMP_TRAPS, generic + 1)
    return "%s.0.%d" % (enterprise, specific)


def v1_trap(oid: str, enterprise: "str | None" = None) -> "tuple[str, int, int]":
    """(enterprise, generic-trap, specific-trap) of the snmpTrapOID `oid`: RFC 3584 3.2 (1), (3),
    (4).

    enterprise: the device's kind, which a generic trap carries; None: snmpTraps.
    """
    head, last = oid.rsplit(".", 1)
    last = int(last)
    if head == SNMP_TRAPS and 0 < last < 7:
        return enterprise or SNMP_TRAPS, last - 1, 0
    if head.endswith(".0"):
        head = head[:-2]
    return head, 6, last
