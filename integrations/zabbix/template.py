# Writes the template for Zabbix 6.0 and for 7.0 beside itself, of one description: they differ in
# how a table is asked for, and make the same items of it. Imports nothing of usnmp.
#
#   python integrations/zabbix/template.py

import hashlib
import json
import re
import uuid
from pathlib import Path

NAME = "Board with sensors by SNMP"
GROUP = "Templates"
GROUP_UUID = "7df96b18c230490a9a0a9e2307226338"  # what Zabbix's own templates give it
FILES = {"6.0": "board_sensors_6.0.yaml", "7.0": "board_sensors_7.0.yaml"}
ABOUT = (
    "Sensors of ENTITY-SENSOR-MIB (RFC 3433), named by ENTITY-MIB, with their units, scaled as"
    " they say, and whether they are operational; the interfaces of IF-MIB, the memory of"
    " HOST-RESOURCES-MIB, uptime. Of a board that runs usnmp, or of any other agent."
)
SYSTEM, ENTITY, SENSOR = "1.3.6.1.2.1.1.", "1.3.6.1.2.1.47.1.1.1.1.", "1.3.6.1.2.1.99.1.1.1."
IF, IFX, STORAGE = "1.3.6.1.2.1.2.2.1.", "1.3.6.1.2.1.31.1.1.1.", "1.3.6.1.2.1.25.2.3.1."

# What Zabbix puts into a JSON for a table: an object a row, with {#SNMPINDEX} and the columns.
# Octets that are not ASCII come to 6.0 as hexadecimal digits: those of UTF-8 are text again.
TEXT = r"""
function text(s) {
    var hex = /^(?:[0-9A-F]{2}\s+)*[0-9A-F]{2}\s*$/.test(s || "") && s.replace(/\s+/g, "");
    if (!/^(..)*[89A-F]./.test(hex)) return s || "";
    try {
        return decodeURIComponent(hex.replace(/../g, "%$&"));
    } catch (e) {
        return s;
    }
}
"""
# SensorDataScale: 14 is exa and 15 is peta. The factor is text: digits, never 1e-7.
# Of what has no type of its own the unit is what the sensor says; "!": it takes no prefix.
SENSORS = (
    TEXT
    + """
var scale = [0, -24, -21, -18, -15, -12, -9, -6, -3, 0, 3, 6, 9, 12, 18, 15, 21, 24];
var units = {3: "V", 4: "V", 5: "A", 6: "W", 7: "Hz", 8: "\\u00b0C", 9: "%", 10: "rpm",
    11: "!m\\u00b3/min", 12: ""};
var names = {1: "other", 2: "unknown"};
function factor(power) {
    var zeros = new Array(Math.abs(power) + (power < 0 ? 0 : 1)).join("0");
    return power < 0 ? "0." + zeros + "1" : "1" + zeros;
}
return JSON.stringify(JSON.parse(value).filter(function (row) {
    return row["{#TYPE}"];
}).map(function (row) {
    var type = Number(row["{#TYPE}"]), own = text(row["{#UNITS}"]);
    var power = (scale[row["{#SCALE}"]] || 0) - Number(row["{#PRECISION}"] || 0);
    if (own === names[type] || own === "-") own = "";
    return {
        "{#SNMPINDEX}": row["{#SNMPINDEX}"],
        "{#NAME}": text(row["{#NAME}"]) || "Sensor " + row["{#SNMPINDEX}"],
        "{#TYPE}": String(type),
        "{#FACTOR}": factor(power),
        "{#UNITS}": type in units ? units[type] : own && "!" + own
    };
}));
"""
)
# A sensor that is not ok keeps its last value in the agent; here it gets none.
VALUES = """
var found = {};
JSON.parse(value).forEach(function (row) {
    var sensor = found[row["{#SNMPINDEX}"]] = {status: row["{#STATUS}"]};
    if (sensor.status === "1") sensor.value = row["{#VALUE}"];
});
return JSON.stringify(found);
"""
INTERFACES = (
    TEXT
    + """
var found = {};
JSON.parse(value).forEach(function (row) {
    if (!row["{#STATUS}"]) return;
    var name = text(row["{#NAME}"]) || text(row["{#DESCR}"]);
    var alias = text(row["{#ALIAS}"]);
    found[row["{#SNMPINDEX}"]] = {
        name: alias ? name + " (" + alias + ")" : name, status: row["{#STATUS}"],
        speed: row["{#SPEED}"], received: row["{#IN}"], sent: row["{#OUT}"],
        receive_errors: row["{#INERRORS}"], send_errors: row["{#OUTERRORS}"],
        receive_discards: row["{#INDISCARDS}"], send_discards: row["{#OUTDISCARDS}"]
    };
});
return JSON.stringify(found);
"""
)
STORAGES = (
    TEXT
    + """
var found = {};
JSON.parse(value).forEach(function (row) {
    var unit = Number(row["{#UNIT}"]);
    var size = Number(row["{#SIZE}"]), used = Number(row["{#USED}"]);
    if (!size) return;
    found[row["{#SNMPINDEX}"]] = {name: text(row["{#DESCR}"]), size: unit * size,
        used: unit * used, share: 100 * used / size};
});
return JSON.stringify(found);
"""
)
# Of one of these two, the rows by which Zabbix discovers.
ROWS = """
var found = JSON.parse(value);
return JSON.stringify(Object.keys(found).map(function (index) {
    return {"{#SNMPINDEX}": index, "{#NAME}": found[index].name};
}));
"""
VALUE_MAPS = {
    "Sensor status": {1: "ok", 2: "unavailable", 3: "nonoperational"},
    "Truth value": {1: "true", 2: "false"},
    "Interface status": dict(
        enumerate("up down testing unknown dormant notPresent lowerLayerDown".split(), 1)
    ),
    "Availability": {0: "not available", 1: "available", 2: "unknown"},
}
MACROS = {
    "{$SENSORS.INTERVAL}": ("1m", "How often sensors are read"),
    "{$SENSORS.DISCOVERY}": ("1m", "How often their list is read"),
    "{$SENSORS.NODATA}": ("10m", "A sensor that is silent for so long is a problem"),
    "{$BOARD.INTERVAL}": ("1m", "How often uptime, interfaces and memory are read"),
    "{$BOARD.NODATA}": ("5m", "An agent that is silent for so long is a problem"),
    "{$STORAGE.MAX}": ("90", "Percent in use, of memory and flash, that are a problem"),
}


def identity(*names):
    """A UUID of version 4, the same for the same names: an import updates what is there."""
    found = hashlib.sha256("/".join((NAME, *names)).encode()).digest()[:16]
    return uuid.UUID(bytes=found, version=4).hex


def step(kind, *parameters, **more):
    return {"type": kind, "parameters": list(parameters), **more}


def script(text):
    return step("JAVASCRIPT", text.strip() + "\n")


def unsupported(version, instead):
    """Of an object that an agent does not have: `instead`, or None for nothing at all."""
    handler = {"error_handler": "DISCARD_VALUE"}
    if instead is not None:
        handler = {"error_handler": "CUSTOM_VALUE", "error_handler_params": instead}
    return step("CHECK_NOT_SUPPORTED", "" if version == "6.0" else "-1", **handler)


def item(name, key, component, **more):
    return {
        "uuid": identity(key),
        "name": name,
        "key": key,
        **more,
        "tags": [{"tag": "component", "value": component}],
    }


def scalar(name, key, oid, delay, *preprocessing, component="system", **more):
    more.update(preprocessing=list(preprocessing)) if preprocessing else None
    return item(name, key, component, type="SNMP_AGENT", snmp_oid=oid, delay=delay, **more)


def table(version, name, key, delay, columns, text):
    """The item that has a whole table, as a JSON that `text`, if there is any, makes of it."""
    pairs = [(macro, oid) for macro, oid in columns.items()]
    steps = [unsupported(version, "[]" if version == "6.0" else "")]
    if version == "6.0":
        oid = "discovery[%s]" % ",".join("{#%s},%s" % pair for pair in pairs)
    else:
        oid = "walk[%s]" % ",".join(oid for _, oid in pairs)
        # 1: what is not ASCII as UTF-8
        texts = {"NAME", "DESCR", "ALIAS", "UNITS"}
        fields = [f for m, o in pairs for f in ("{#%s}" % m, o, "1" if m in texts else "0")]
        nothing = {"error_handler": "CUSTOM_VALUE", "error_handler_params": "[]"}
        steps.append(step("SNMP_WALK_TO_JSON", *fields, **nothing))
    if text:
        steps.append(script(text))
    kind = {"history": "0", "value_type": "TEXT", "trends": "0"}
    return scalar(name, key, oid, delay, *steps, component="raw", **kind)


def part(master, name, key, path, *preprocessing, **more):
    """A prototype of what a table's item has for a row: at `path` there, if it is."""
    component = key.split(".")[0]
    found = step("JSONPATH", "$['{#SNMPINDEX}'].%s" % path, error_handler="DISCARD_VALUE")
    triggers = more.pop("triggers", None)
    made = item(
        name, key + "[{#SNMPINDEX}]", component, type="DEPENDENT", delay="0",
        preprocessing=[found, *preprocessing], master_item={"key": master}, **more,
    )  # fmt: skip
    if triggers:
        made["trigger_prototypes"] = triggers
    return made


def trigger(name, expression, priority, **more):
    made = {"uuid": identity("trigger", expression), "name": name, "priority": priority, **more}
    made["expression"] = re.sub(r"\(/", "(/%s/" % NAME, expression)
    return made


def discovery(name, key, master, text, prototypes, condition=None):
    rule = {
        "uuid": identity(key),
        "name": name,
        "type": "DEPENDENT",
        "key": key,
        "delay": "0",
        "lifetime": "7d",
        "item_prototypes": prototypes,
        "master_item": {"key": master},
        "preprocessing": [script(text), step("DISCARD_UNCHANGED_HEARTBEAT", "1h")],
    }
    if condition:
        rule["filter"] = {"conditions": [dict(condition, formulaid="A")]}
    return rule


NO_ANSWER = trigger(
    "The board does not answer",
    "max(/zabbix[host,snmp,available],{$BOARD.NODATA})=0",
    "AVERAGE",
)


def sensor(kind, value):
    """The prototypes of a sensor: `value`, and whether it is operational."""
    status = kind + ".status"
    key = "/%s[{#SNMPINDEX}]" % status
    silent = trigger("{#NAME} gives no data", "nodata(%s,{$SENSORS.NODATA})=1" % key, "WARNING")
    silent["dependencies"] = [{k: NO_ANSWER[k] for k in ("name", "expression")}]
    triggers = [
        trigger("{#NAME} is nonoperational", "last(%s)=3" % key, "AVERAGE"),
        trigger("{#NAME} is unavailable", "last(%s)=2" % key, "WARNING"),
        silent,
    ]
    return [
        value,
        part(
            "sensors.values", "{#NAME}: status", status, "status", triggers=triggers,
            valuemap={"name": "Sensor status"},
        ),
    ]  # fmt: skip


def sensors(version):
    number = part(
        "sensors.values", "{#NAME}", "sensor.value", "value", step("MULTIPLIER", "{#FACTOR}"),
        value_type="FLOAT", units="{#UNITS}",
    )  # fmt: skip
    truth = part(
        "sensors.values", "{#NAME}", "contact.value", "value", valuemap={"name": "Truth value"}
    )
    kind = {"macro": "{#TYPE}", "value": "^12$"}
    return (
        [
            table(
                version, "List of sensors", "sensors.list", "{$SENSORS.DISCOVERY}",
                {
                    "NAME": ENTITY + "7", "TYPE": SENSOR + "1", "SCALE": SENSOR + "2",
                    "PRECISION": SENSOR + "3", "UNITS": SENSOR + "6",
                },
                None,
            ),
            table(
                version, "Values of sensors", "sensors.values", "{$SENSORS.INTERVAL}",
                {"VALUE": SENSOR + "4", "STATUS": SENSOR + "5"}, VALUES,
            ),
        ],
        [
            discovery(
                "Sensors", "sensors.discovery", "sensors.list", SENSORS,
                sensor("sensor", number), dict(kind, operator="NOT_MATCHES_REGEX"),
            ),
            discovery(
                "Sensors of true and false", "contacts.discovery", "sensors.list", SENSORS,
                sensor("contact", truth), kind,
            ),
        ],
    )  # fmt: skip


def interfaces(version):
    columns = {
        "DESCR": IF + "2", "NAME": IFX + "1", "ALIAS": IFX + "18", "STATUS": IF + "8",
        "SPEED": IFX + "15", "IN": IF + "10", "OUT": IF + "16", "INERRORS": IF + "14",
        "OUTERRORS": IF + "20", "INDISCARDS": IF + "13", "OUTDISCARDS": IF + "19",
    }  # fmt: skip
    master = "interfaces.table"
    rate, bits = step("CHANGE_PER_SECOND"), step("MULTIPLIER", "8")
    rate["parameters"] = [""]
    down = trigger("{#NAME} is down", "last(/interface.status[{#SNMPINDEX}])=2", "AVERAGE")
    status = part(
        master, "{#NAME}: status", "interface.status", "status", triggers=[down],
        valuemap={"name": "Interface status"},
    )  # fmt: skip
    speed = step("MULTIPLIER", "1000000")
    found = [
        status,
        part(master, "{#NAME}: speed", "interface.speed", "speed", speed, units="bps"),
    ]
    for way in ("received", "sent"):
        key = "interface." + way
        name = "{#NAME}: bits " + way
        found.append(part(master, name, key, way, rate, bits, value_type="FLOAT", units="bps"))
    for what in ("receive_errors", "send_errors", "receive_discards", "send_discards"):
        name = "{#NAME}: " + what.replace("_", " ")
        key = "interface." + what
        found.append(part(master, name, key, what, rate, value_type="FLOAT", units="!/s"))
    return (
        [
            table(
                version,
                "Interfaces",
                master,
                "{$BOARD.INTERVAL}",
                columns,
                INTERFACES,
            )
        ],
        [discovery("Interfaces", "interfaces.discovery", master, ROWS, found)],
    )


def storages(version):
    columns = dict(zip(("DESCR", "UNIT", "SIZE", "USED"), (STORAGE + c for c in "3456")))
    master = "storages.table"
    full = trigger(
        "{#NAME} is almost full",
        'min(/storage.share[{#SNMPINDEX}],15m)>{$STORAGE.MAX:"{#NAME}"}',
        "WARNING",
    )
    share = {"value_type": "FLOAT", "units": "%", "triggers": [full]}
    return (
        [table(version, "Memory", master, "{$BOARD.INTERVAL}", columns, STORAGES)],
        [
            discovery(
                "Memory", "storages.discovery", master, ROWS,
                [
                    part(master, "{#NAME}: size", "storage.size", "size", units="B"),
                    part(master, "{#NAME}: used", "storage.used", "used", units="B"),
                    part(master, "{#NAME}: used, in %", "storage.share", "share", **share),
                ],
            )
        ],
    )  # fmt: skip


def system(version):
    seldom = step("DISCARD_UNCHANGED_HEARTBEAT", "12h")
    text = {"value_type": "CHAR", "trends": "0"}
    uptime = scalar(
        "Uptime", "board.uptime", SYSTEM + "3.0", "{$BOARD.INTERVAL}",
        step("MULTIPLIER", "0.01"), units="uptime",
    )  # fmt: skip
    uptime["triggers"] = [
        trigger(
            "The board has started anew", "last(/board.uptime)<10m", "WARNING", manual_close="YES"
        )
    ]
    reached = item(
        "SNMP availability", "zabbix[host,snmp,available]", "system", type="INTERNAL",
        delay="{$BOARD.INTERVAL}", valuemap={"name": "Availability"},
    )  # fmt: skip
    reached["triggers"] = [NO_ANSWER]
    load = scalar(
        "Processor load", "board.load", "1.3.6.1.2.1.25.3.3.1.2.1", "{$BOARD.INTERVAL}",
        unsupported(version, None), units="%",
    )  # fmt: skip
    found = [reached, uptime, load]
    names = {"name": "5.0", "description": "1.0", "location": "6.0", "contact": "4.0"}
    inventory = {"name": "NAME", "location": "LOCATION", "contact": "CONTACT"}
    for name, oid in names.items():
        more = dict(text)
        if name in inventory:
            more["inventory_link"] = inventory[name]
        title = "System " + name
        found.append(
            scalar(title, "board." + name, SYSTEM + oid, "{$BOARD.INTERVAL}", seldom, **more)
        )
    return found, []


def export(version):
    """What Zabbix imports, as dicts and lists."""
    items, rules = [], []
    for make in (system, sensors, interfaces, storages):
        more = make(version)
        items += more[0]
        rules += more[1]
    maps = []
    for name, values in VALUE_MAPS.items():
        mappings = [{"value": str(v), "newvalue": text} for v, text in values.items()]
        maps.append({"uuid": identity("valuemap", name), "name": name, "mappings": mappings})
    macros = [{"macro": m, "value": v, "description": d} for m, (v, d) in MACROS.items()]
    template = {
        "uuid": identity(),
        "template": NAME,
        "name": NAME,
        "description": ABOUT,
        "groups": [{"name": GROUP}],
        "items": items,
        "discovery_rules": rules,
        "macros": macros,
        "valuemaps": maps,
    }
    groups = "groups" if version == "6.0" else "template_groups"
    made = {
        "version": version,
        groups: [{"uuid": GROUP_UUID, "name": GROUP}],
        "templates": [template],
    }
    return {"zabbix_export": made}


def yaml(value, indent=0):
    """The lines of `value`: text is plain where it can be, quoted as JSON is, or a block."""
    pad = "  " * indent
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, (dict, list)):
                yield "%s%s:" % (pad, key)
                yield from yaml(inner, indent + 1)
            elif "\n" in inner:
                yield "%s%s: |" % (pad, key)
                yield from block(inner, indent + 1)
            else:
                yield "%s%s: %s" % (pad, key, quoted(inner))
    else:
        for inner in value:
            if isinstance(inner, str):
                if "\n" in inner:
                    yield pad + "- |"
                    yield from block(inner, indent + 1)
                else:
                    yield "%s- %s" % (pad, quoted(inner))
                continue
            lines = list(yaml(inner, indent + 1))
            yield pad + "- " + lines[0].lstrip()
            yield from lines[1:]


def block(text, indent):
    return ["  " * indent + line if line else "" for line in text.rstrip("\n").split("\n")]


def quoted(text):
    plain = re.match(r"(?!true|false|null|yes|no)[A-Z_a-z]+\Z", text, re.I)
    return text if plain else json.dumps(text, ensure_ascii=False)


def text(version):
    return "\n".join(yaml(export(version))) + "\n"


if __name__ == "__main__":
    for version, name in FILES.items():
        (Path(__file__).parent / name).write_text(text(version), encoding="utf-8")
