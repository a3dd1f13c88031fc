# SNMP-MPD-MIB (RFC 3412) and the contexts of SNMP-TARGET-MIB (RFC 3413): what of SNMPv3 an agent
# could not take. Imports usnmp_mib.

from usnmp_mib import COUNTER

if 0 & 1:  # for type checkers alone
    from usnmp_agent import Agent
    from usnmp_mib import Mib


def counters(mib: "Mib", agent: "Agent", base: str, first: int, n: int) -> None:
    """Serve the counters number `first` and so on, `n` of them, of agent.v3.stats, below `base`.
    Raises ValueError if `agent` has no User yet.
    """
    v3 = agent.v3
    if not v3:
        raise ValueError("first allow() a User")
    for i in range(n):
        mib.scalar(
            "%s.%d.0" % (base, i + 1 if first < 10 else i + 4),
            COUNTER,
            lambda i=first + i: v3.stats[i] & 0xFFFFFFFF,
        )


def mpd_stats(mib: "Mib", agent: "Agent") -> None:
    """Serve snmpUnknownSecurityModels, snmpInvalidMsgs and snmpUnknownPDUHandlers of `agent`,
    1.3.6.1.6.3.11.2.1; snmpUnavailableContexts, always 0, and snmpUnknownContexts,
    1.3.6.1.6.3.12.1. Raises ValueError if it has no User yet.
    """
    counters(mib, agent, "1.3.6.1.6.3.11.2.1", 7, 3)
    counters(mib, agent, "1.3.6.1.6.3.12.1", 10, 2)
