# Which MIB modules are served, by what is there: for sysORTable. Imports usnmp_mib and arc;
# snmp_group imports it.

from usnmp_mib import oid_octets

if 0 & 1:  # for type checkers alone
    from typing import Iterator
    from usnmp_mib import Mib

# Where the objects of each are, sysORID, sysORDescr. One text: it takes less heap than tuples.
_MODULES = """\
1.3.6.1.2.1.1 1.3.6.1.6.3.1 SNMPv2-MIB: the entity itself
1.3.6.1.2.1.2 1.3.6.1.2.1.31 IF-MIB: interfaces
1.3.6.1.2.1.4 1.3.6.1.2.1.48 IP-MIB: addresses
1.3.6.1.2.1.25 1.3.6.1.2.1.25 HOST-RESOURCES-MIB: memory, processor
1.3.6.1.2.1.47 1.3.6.1.2.1.47 ENTITY-MIB: the board and what is in it
1.3.6.1.2.1.99 1.3.6.1.2.1.99 ENTITY-SENSOR-MIB: sensors
ARC ARC USNMP-MIB: what has no standard
1.3.6.1.6.3.10 1.3.6.1.6.3.10 SNMP-FRAMEWORK-MIB: the engine
1.3.6.1.6.3.11 1.3.6.1.6.3.11 SNMP-MPD-MIB: messages
1.3.6.1.6.3.15 1.3.6.1.6.3.15 SNMP-USER-BASED-SM-MIB: users
1.3.6.1.6.3.16 1.3.6.1.6.3.16 SNMP-VIEW-BASED-ACM-MIB: views
"""


def served(mib: "Mib") -> "Iterator[tuple[str, str]]":
    """(sysORID, sysORDescr) of each of these modules of which `mib` has an object."""
    from usnmp_mibs.arc import ARC

    for line in _MODULES.split("\n")[:-1]:
        at, id, descr = line.replace("ARC", ARC).split(" ", 2)
        at = oid_octets(at)
        i = mib.after(at)
        # None of these OIDs has a sub-identifier of three octets: they are sort keys, too. What
        # is before the first that follows may be a provider of all of it.
        for key in mib.keys[max(0, i - 1) : i + 1]:
            if key.startswith(at):
                yield id, descr
                break
