#!/usr/bin/env python3
# Sensors of any device with ENTITY-SENSOR-MIB (RFC 3433) in Checkmk, by the API cmk.agent_based.v2
# (2.3 and later). Checkmk's own section asks three vendors only. To be put into
# ~/local/lib/python3/cmk_addons/plugins/usnmp/agent_based/ of a site.

from cmk.agent_based.v2 import (
    CheckPlugin,
    OIDEnd,
    Result,
    Service,
    SNMPSection,
    SNMPTree,
    State,
    check_levels,
    exists,
)

SYMBOLS = {
    "voltsAC": "V",
    "voltsDC": "V",
    "amperes": "A",
    "watts": "W",
    "hertz": "Hz",
    "celsius": "°C",
    "percentRH": "%",
}
METRICS = {
    "3": "voltage",
    "4": "voltage",
    "5": "current",
    "6": "power",
    "7": "frequency",
    "8": "temp",
    "9": "humidity",
}
TRUTHVALUE = "12"
STATUS = {"1": "ok", "2": "unavailable", "3": "nonoperational"}


def parse_usnmp_sensors(string_table):
    """{name: (type, value, units, status)}; of two of one name the second has its index."""
    names, rows = string_table
    names = dict(names)
    section = {}
    for index, kind, scale, precision, value, status, units in rows:
        number = int(value) * 1000.0 ** (int(scale) - 9) / 10 ** int(precision)
        if kind == TRUTHVALUE:
            number = 2 - int(value)  # 1 is true, 2 false
        name = names.get(index) or index
        if name in section:
            name += " " + index
        section[name] = kind, number, SYMBOLS.get(units, units), status
    return section


def discover_usnmp_sensors(section):
    """A service for each sensor."""
    for name in section:
        yield Service(item=name)


def check_usnmp_sensors(item, params, section):
    """Its value within its levels; a warning if it cannot be read, for the value is its last."""
    if item not in section:
        return
    kind, number, units, status = section[item]
    if status != "1":
        yield Result(state=State.WARN, summary=STATUS.get(status, "status " + status))
        return
    yield from check_levels(
        number,
        levels_upper=params.get("upper"),
        levels_lower=params.get("lower"),
        metric_name=METRICS.get(kind, "usnmp_value"),
        render_func=lambda value: ("%g %s" % (value, units)).strip(),
    )


snmp_section_usnmp_sensors = SNMPSection(
    name="usnmp_sensors",
    detect=exists(".1.3.6.1.2.1.99.1.1.1.1.*"),
    parse_function=parse_usnmp_sensors,
    fetch=[
        SNMPTree(base=".1.3.6.1.2.1.47.1.1.1.1", oids=[OIDEnd(), "7"]),
        SNMPTree(base=".1.3.6.1.2.1.99.1.1.1", oids=[OIDEnd(), "1", "2", "3", "4", "5", "6"]),
    ],
)

check_plugin_usnmp_sensors = CheckPlugin(
    name="usnmp_sensors",
    service_name="Sensor %s",
    discovery_function=discover_usnmp_sensors,
    check_function=check_usnmp_sensors,
    # Levels as ("fixed", (warn, crit)), under "upper" and "lower"
    check_default_parameters={},
)
