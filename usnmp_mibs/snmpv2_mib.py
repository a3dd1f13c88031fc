# SNMPv2-MIB (RFC 3418), the system group: what every manager asks first. Imports usnmp_mib.

import sys

from usnmp_mib import INT, OCTSTR, OID, TIMETICKS

if 0 & 1:  # for type checkers alone
    from typing import Callable
    from usnmp_base.store import Store
    from usnmp_mib import Mib


SYS_OBJECT_ID = "1.3.6.1.4.1.8072.9999.9999"  # net-snmp's playground


def system(
    mib: "Mib",
    uptime: "Callable[[], int]",
    descr: "str | None" = None,
    object_id: str = SYS_OBJECT_ID,
    contact: str = "",
    name: str = "usnmp",
    location: str = "",
    services: int = 72,
    persist: "Store | None" = None,
) -> None:
    """Register sysDescr ... sysServices, 1.3.6.1.2.1.1, in `mib`.

    uptime: a callable for sysUpTime in hundredths of a second, such as usnmp_base.uptime.Uptime().
    descr: by default the interpreter and platform. object_id: the kind of device, an OID; the
    default is net-snmp's playground. services: the sum of 2 ** (layer - 1) over the OSI layers
    served; 72 is an end system and its applications. contact, name and location can be SET;
    persist: a usnmp_base.store.Store to keep them in.
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
