# SNMP-FRAMEWORK-MIB (RFC 3411), the group snmpEngine: an ID and its clock. Imports usnmp_mib.

from usnmp_mib import INT, OCTSTR

if 0 & 1:  # for type checkers alone
    from usnmp_agent import Agent
    from usnmp_mib import Mib


def snmp_engine(mib: "Mib", agent: "Agent") -> None:
    """Serve snmpEngineID, snmpEngineBoots, snmpEngineTime and snmpEngineMaxMessageSize of `agent`,
    1.3.6.1.6.3.10.2.1. Raises ValueError if it has no User yet.
    """
    engine = getattr(agent, "engine", None)
    if not engine:
        raise ValueError("snmpEngine: first allow() a User, or set agent.engine")
    base = "1.3.6.1.6.3.10.2.1.%d.0"
    mib.scalar(base % 1, OCTSTR, engine.id)
    mib.scalar(base % 2, INT, lambda: engine.boots)
    mib.scalar(base % 3, INT, engine.time)
    mib.scalar(base % 4, INT, agent.max_size)
