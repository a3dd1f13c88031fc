# SNMPv2-MIB (RFC 3418), the system group: what every manager asks first. Imports usnmp_mib.

import sys

from usnmp_mib import COUNTER, INT, OCTSTR, OID, TIMETICKS


def system(
    mib,
    uptime,
    descr=None,
    object_id="1.3.6.1.4.1.8072.9999.9999",
    contact="",
    name="usnmp",
    location="",
    services=72,
    persist=None,
):
    """Register sysDescr ... sysServices, 1.3.6.1.2.1.1, in `mib`.

    uptime: a callable for sysUpTime in hundredths of a second, such as usnmp_uptime.Uptime().
    descr: by default the interpreter and platform. object_id: the kind of device, an OID; the
    default is net-snmp's playground. services: the sum of 2 ** (layer - 1) over the OSI layers
    served; 72 is an end system and its applications. contact, name and location can be SET;
    persist: a usnmp_persist.Store to keep them in.
    """
    if descr is None:
        impl = sys.implementation
        release = ".".join([str(i) for i in impl.version[:3]])
        descr = "usnmp on %s %s (%s)" % (impl.name, release, sys.platform)
    base = "1.3.6.1.2.1.1.%d.0"
    mib.scalar(base % 1, OCTSTR, descr)
    mib.scalar(base % 2, OID, object_id)
    mib.scalar(base % 3, TIMETICKS, uptime)
    for arc, value in ((4, contact), (5, name), (6, location)):
        mib.scalar(base % arc, OCTSTR, value, write=True, size=(0, 255), persist=persist)
    mib.scalar(base % 7, INT, services)


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


def snmp(mib, agent, persist=None):
    """Serve the counters of `agent` (a usnmp_agent.Agent) as the snmp group, 1.3.6.1.2.1.11.

    RFC 3418, with the counters of RFC 1213 that it dropped; snmpEnableAuthenTraps can be SET,
    and kept in `persist`, a usnmp_persist.Store.
    """
    mib.subtree("1.3.6.1.2.1.11", _Snmp(agent, persist))
