# SNMPv2-MIB (RFC 3418), the snmp group and sysORTable: what the agent says of itself. Imports
# usnmp_mib, and for sysORTable listed and served.

from usnmp_mib import COUNTER, INT, OCTSTR, OID, TIMETICKS

if 0 & 1:  # for type checkers alone
    from typing import Callable, Iterable
    from usnmp_agent import Agent
    from usnmp_base.store import Store
    from usnmp_mib import Mib


class _Snmp:
    # The snmp group as a provider: 30 scalars would cost 3 kB of heap.
    arcs = (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 24, 25, 26)
    arcs += (27, 28, 29, 30, 31, 32)

    def __init__(self, agent, persist):
        self.agent = agent
        self.enabled = None
        if persist:
            self.enabled = persist.value("1.3.6.1.2.1.11.30.0", 2, lambda v: v in (1, 2))
            agent.authen_traps = self.enabled() == 1

    def get(self, index):
        if len(index) != 2 or index[1] or index[0] not in self.arcs:
            return None
        if index[0] == 30:  # snmpEnableAuthenTraps: enabled(1), disabled(2)
            return INT, 1 if self.agent.authen_traps else 2, self.enable
        return COUNTER, self.agent.counters[index[0]] & 0xFFFFFFFF

    def next(self, index):
        for arc in self.arcs:
            if (arc, 0) > index:
                return ((arc, 0),) + self.get((arc, 0))
        return None

    def enable(self, value):
        if value not in (1, 2):
            raise ValueError("enabled(1) or disabled(2)")
        self.agent.authen_traps = value == 1
        if self.enabled:
            self.enabled.set(value)


def snmp(mib: "Mib", agent: "Agent", persist: "Store | None" = None) -> None:
    """Serve the counters of `agent` (a usnmp_agent.Agent) as the snmp group, 1.3.6.1.2.1.11.

    RFC 3418, with the counters of RFC 1213 that it dropped; snmpEnableAuthenTraps can be SET,
    and kept in `persist`, a usnmp_base.store.Store.
    """
    mib.subtree("1.3.6.1.2.1.11", _Snmp(agent, persist))


def object_resources(
    mib: "Mib",
    uptime: "Callable[[], int]",
    modules: "Iterable[tuple[str, str]] | None" = None,
) -> None:
    """Serve sysORLastChange and sysORTable, 1.3.6.1.2.1.1.8 and 9: what MIB modules are supported.

    modules: pairs of (OID, description); None: those of usnmp_mibs of which `mib` has an object
    when it is asked. Their sysORUpTime is that of this call.
    """
    from usnmp_mibs.listed import Listed

    if modules is None:
        from usnmp_mibs.served import served
    else:
        modules = list(modules)
    now = uptime()

    def rows():
        n = 0
        for oid, descr in served(mib) if modules is None else modules:
            n += 1
            yield (n,), {2: (OID, oid), 3: (OCTSTR, descr), 4: (TIMETICKS, now)}

    mib.scalar("1.3.6.1.2.1.1.8.0", TIMETICKS, now)
    mib.subtree("1.3.6.1.2.1.1.9.1", Listed(rows))
