# Makes usnmp_pc/mibs/standard.json, the table of MIB modules that usnmp ships: facts alone, no
# wording. Out of Erlang's and net-snmp's MIB texts (tools/setup mibs net-snmp), of modules that
# PyPI has compiled (pysnmp-mibs, pysnmp) and of mibs/. Imports cache, compiled_mib and mib_facts,
# and build and compile of usnmp_pc/mibs.
#
#     python tools/usnmp_tools/mib_table.py

import importlib.util
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from usnmp_pc.mibs import compile as mib_compile  # noqa: E402
from usnmp_pc.mibs.parse import Syntax  # noqa: E402
from usnmp_tools import compiled_mib, mib_facts  # noqa: E402
from usnmp_tools.cache import CACHE  # noqa: E402

TABLE = ROOT / "usnmp_pc" / "mibs" / "standard.json"
NET_SNMP = "/usr/share/snmp/mibs"  # Debian's libsnmp-base
TEXTS = (
    "SNMPv2-SMI SNMPv2-TC SNMPv2-MIB SNMPv2-TM RFC1213-MIB SNMP-FRAMEWORK-MIB SNMP-MPD-MIB"
    " SNMP-TARGET-MIB SNMP-NOTIFICATION-MIB SNMP-COMMUNITY-MIB SNMP-USER-BASED-SM-MIB"
    " SNMP-VIEW-BASED-ACM-MIB SNMP-USM-AES-MIB SNMP-USM-HMAC-SHA2-MIB INET-ADDRESS-MIB"
    " TRANSPORT-ADDRESS-MIB UCD-SNMP-MIB UCD-DISKIO-MIB UCD-DLMOD-MIB NET-SNMP-MIB NET-SNMP-TC"
    " NET-SNMP-AGENT-MIB NET-SNMP-EXTEND-MIB NET-SNMP-VACM-MIB LM-SENSORS-MIB"
    " USNMP-MIB"
).split()
COMPILED = (
    "IANAifType-MIB IF-MIB IP-MIB TCP-MIB UDP-MIB IP-FORWARD-MIB IANA-RTPROTO-MIB ENTITY-MIB"
    " ENTITY-SENSOR-MIB HOST-RESOURCES-MIB HOST-RESOURCES-TYPES BRIDGE-MIB HCNUM-TC"
    " DISMAN-EVENT-MIB NOTIFICATION-LOG-MIB SNMP-PROXY-MIB RMON-MIB"
).split()
_OWN = ("line", "description")  # of a user's own modules only


def build():
    """{module: dict} of all of the table. Raises ValueError where something is not resolved."""
    table = {name: _empty() for name in mib_facts.EMPTY}
    table["RFC1155-SMI"] = _empty()
    table["RFC1155-SMI"]["nodes"] = [
        {"name": name, "oid": oid, "kind": "node"} for name, oid in mib_facts.SMI_V1.items()
    ]

    def module(name):
        if name not in table:
            table[name] = None
            if name in COMPILED:
                table[name] = _compiled(name, module)
            elif name in TEXTS:
                table[name] = _text(name, module)
        return table[name]

    for name in (*TEXTS, *COMPILED):
        module(name)
    return dict(sorted(table.items()))


def _empty():
    return {"oid": None, "identity": None, "imports": [], "types": {}, "nodes": []}


def _text(name, module):
    dirs = [str(ROOT / "mibs"), str(CACHE / "mib-texts"), NET_SNMP]
    path = mib_compile.find(dirs, name)
    if path is None:
        raise ValueError("no text of %s: tools/setup mibs net-snmp" % name)
    found, faults = mib_compile.compile_text(Path(path).read_bytes(), module, path, name, _correct)
    if faults:
        raise ValueError("\n".join(faults))
    return _plain(name, found)


def _compiled(name, module):
    for package in ("pysnmp_mibs", "pysnmp"):
        there = importlib.util.find_spec(package)
        folders = there.submodule_search_locations if there else []
        for path in (p for folder in folders for p in Path(folder).glob("**/%s.py" % name)):
            return _plain(name, compiled_mib.load(name, path, module, _correct))
    raise ValueError("nothing has %s compiled: pip install pysnmp-mibs pysnmp" % name)


def _correct(module, item):
    """The item with what mib_facts has of it; None if it is to be left out."""
    if item.name in mib_facts.ENUMS and item.macro == "TEXTUAL-CONVENTION":
        item.syntax.enums = {**item.syntax.enums, **mib_facts.ENUMS[item.name]}
    item.hint = mib_facts.TYPES.get(item.name, {}).get("hint", item.hint)
    if item.name in mib_facts.ZERO:
        item.default = 0
    facts = mib_facts.NODES.get(module, {}).get(item.name, {})
    if facts is None:
        return None
    for key, value in facts.items():
        if key == "syntax":
            item.syntax = Syntax(value, 0)
        elif key == "ranges":
            item.syntax.ranges = value
        else:
            setattr(item, key, value)
    if item.objects:
        without = [n for n, f in mib_facts.NODES.get(module, {}).items() if f is None]
        item.objects = [name for name in item.objects if name not in without]
    return item


def _plain(name, found):
    # Without what only a user's module has, and with STATUS where that is lost
    old = dict.fromkeys(mib_facts.DEPRECATED.get(name, "").split(), "deprecated")
    old.update(dict.fromkeys(mib_facts.OBSOLETE.get(name, "").split(), "obsolete"))
    for more in mib_facts.MORE.get(name, ()):
        node = dict(zip(("name", "oid", "kind", "objects"), more), status="current")
        found["nodes"].append({key: value for key, value in node.items() if value})
    found["nodes"].sort(key=lambda node: [int(n) for n in node["oid"].split(".")])
    for node in found["nodes"]:
        for key in _OWN:
            node.pop(key, None)
        if node["name"] in old:
            node["status"] = old.pop(node["name"])
        if "enums" in node and isinstance(node.get("default"), int):
            labels = {n: label for label, n in node["enums"].items()}
            node["default"] = labels[node["default"]]
    if old:
        raise ValueError("%s: no such objects: %s" % (name, ", ".join(old)))
    return found


def dump(table):
    """The text of standard.json: a node a line."""
    modules = []
    for name, module in table.items():
        head = {key: module[key] for key in ("oid", "identity", "imports")}
        types = ["%s:%s" % (_json(key), _json(t)) for key, t in module["types"].items()]
        nodes = [_json(node) for node in module["nodes"]]
        text = '%s:%s,\n"types":{%s},\n"nodes":[%s]}'
        parts = _json(name), _json(head)[:-1], _lines(types), _lines(nodes)
        modules.append(text % parts)
    return "{\n%s\n}\n" % ",\n".join(modules)


def _lines(texts):
    return "\n%s\n" % ",\n".join(texts) if texts else ""


def _json(value):
    return json.dumps(value, separators=(",", ":"))


if __name__ == "__main__":
    TABLE.write_text(dump(build()), encoding="utf-8")
