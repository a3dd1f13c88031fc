# SNMP-FRAMEWORK-MIB (RFC 3411), the group snmpEngine: an ID and its clock. Imports usnmp_mib.

import os

from usnmp_mib import INT, OCTSTR

if 0 & 1:  # for type checkers alone
    from usnmp_agent import Agent
    from usnmp_base.store import Store
    from usnmp_base.uptime import Uptime
    from usnmp_mib import Mib


def _engine_id(store):
    # Of a board without users: of format 5 (octets), as usnmp_v3.engine's, what its chip is
    # called; else a random one, kept if there is a store.
    head = b"\x80\0\x1f\x88\x05"
    try:
        from machine import unique_id

        return head + unique_id()[:27]
    except ImportError:
        pass
    if not store:
        return head + os.urandom(8)
    kept = store.value("1.3.6.1.6.3.10.2.1.1.0", None, lambda id: 5 <= len(id) <= 32)
    if not kept():
        kept.set(head + os.urandom(8))
    return kept()


def snmp_engine(
    mib: "Mib",
    agent: "Agent",
    uptime: "Uptime | None" = None,
    store: "Store | None" = None,
    id: "bytes | None" = None,
) -> None:
    """Serve snmpEngineID, snmpEngineBoots, snmpEngineTime and snmpEngineMaxMessageSize of `agent`,
    1.3.6.1.6.3.10.2.1.

    uptime: for an agent without Users, that of sysUpTime, for managers take the greatest of all
    uptimes. Its boots are counted in `store`, a usnmp_base.store.Store; without one there is no
    snmpEngineBoots. id: its engine ID, 5 to 32 octets; by default of the chip's own number. Raises
    ValueError if there is neither a User nor an uptime.
    """
    engine = getattr(agent, "engine", None)
    base = "1.3.6.1.6.3.10.2.1.%d.0"
    if engine:
        mib.scalar(base % 1, OCTSTR, engine.id)
        mib.scalar(base % 2, INT, lambda: engine.boots)
        mib.scalar(base % 3, INT, engine.time)
    elif uptime:

        def time():
            uptime()
            return uptime.seconds & 0x7FFFFFFF

        mib.scalar(base % 1, OCTSTR, id or _engine_id(store))
        if store:
            boots = store.value(base % 2, 0, lambda n: 0 <= n <= 0x7FFFFFFF)
            boots.set(min(boots() + 1, 0x7FFFFFFF))
            mib.scalar(base % 2, INT, boots())
        mib.scalar(base % 3, INT, time)
    else:
        raise ValueError("snmpEngine: first allow() a User, or set agent.engine, or give uptime")
    mib.scalar(base % 4, INT, agent.max_size)
