# usnmp_pc/mibs/standard.json beside what pysnmp has of the same modules, object by object: the
# modules that come with pysnmp, which were compiled by a newer pysmi of other texts, and those of
# pysnmp-mibs. What differs is argued here, or in tools/usnmp_tools/mib_facts.py.

import json
import os
import warnings

import pytest
from conftest import ROOT, package
from usnmp_tools import mib_facts

MODULES = json.loads((ROOT / "usnmp_pc/mibs/standard.json").read_text())
# Modules that pysnmp's folders have under the names of the table
NAMES = (
    "SNMPv2-MIB SNMP-FRAMEWORK-MIB SNMP-MPD-MIB SNMP-TARGET-MIB SNMP-NOTIFICATION-MIB"
    " SNMP-COMMUNITY-MIB SNMP-PROXY-MIB SNMP-USER-BASED-SM-MIB SNMP-VIEW-BASED-ACM-MIB"
    " SNMP-USM-AES-MIB RFC1213-MIB IF-MIB IP-MIB TCP-MIB UDP-MIB IP-FORWARD-MIB ENTITY-MIB"
    " ENTITY-SENSOR-MIB HOST-RESOURCES-MIB HOST-RESOURCES-TYPES BRIDGE-MIB DISMAN-EVENT-MIB"
    " NOTIFICATION-LOG-MIB RMON-MIB UCD-SNMP-MIB NET-SNMP-AGENT-MIB NET-SNMP-EXTEND-MIB"
).split()


@pytest.fixture(scope="module")
def builder():
    package("pysnmp")
    path = os.path.dirname(package("pysnmp_mibs").__file__)
    from pysnmp.smi.builder import DirMibSource, MibBuilder

    builder = MibBuilder()
    builder.add_mib_sources(DirMibSource(path))
    with warnings.catch_warnings():  # names of methods, in what was compiled for older releases
        warnings.simplefilter("ignore", DeprecationWarning)
        builder.load_modules(*NAMES)
    return builder


def theirs(builder, module):
    """{name: what pysnmp says} of the objects, rows and notifications of a module."""
    classes = "MibScalar MibTable MibTableRow MibTableColumn NotificationType".split()
    classes = builder.import_symbols("SNMPv2-SMI", *classes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return {
            symbol.getLabel(): said(symbol)
            for symbol in builder.mibSymbols[module].values()
            if type(symbol) in classes
        }


def said(symbol):
    kind = type(symbol).__name__
    found = {"oid": ".".join(map(str, symbol.getName()))}
    if kind in ("MibScalar", "MibTableColumn"):
        syntax = symbol.getSyntax()
        found["access"] = symbol.getMaxAccess().replace("-", "")
        found["units"] = symbol.getUnits()
        found["labels"] = dict(getattr(syntax, "namedValues", None) or {})
        tags = syntax.tagSet
        found["tag"] = tags[-1].tagId if tags else 0  # a CHOICE, of addresses
    if kind == "MibTableRow":
        found["index"] = [[name, bool(implied)] for implied, _, name in symbol.getIndexNames()]
    if kind == "NotificationType":
        found["objects"] = [name for _, name in symbol.getObjects()]
    return found


TAGS = {"INTEGER": 2, "Integer32": 2, "OCTET STRING": 4, "BITS": 4, "OBJECT IDENTIFIER": 6}
TAGS.update({"IpAddress": 0, "Counter32": 1, "Gauge32": 2, "Unsigned32": 2, "TimeTicks": 3})
TAGS.update({"Opaque": 4, "Counter64": 6, "NetworkAddress": 0})


def ours(module):
    """The same of the table."""
    found = {}
    rows = {node["name"]: node for m in MODULES.values() for node in m["nodes"]}
    for node in MODULES[module]["nodes"]:
        kind = node["kind"]
        if kind not in ("scalar", "table", "row", "column", "notification"):
            continue
        found[node["name"]] = told = {"oid": node["oid"]}
        if kind in ("scalar", "column"):
            told["access"] = node["access"].replace("-", "")
            told["units"] = node.get("units", "")
            told["labels"] = node.get("enums") or node.get("bits") or {}
            told["tag"] = TAGS[node["base"]]
        if kind == "row":
            row = rows[node["augments"]] if "augments" in node else node
            told["index"] = row["index"]
        if kind == "notification":
            told["objects"] = node.get("objects", [])
    return found


# Objects that one of the two has alone: a column of pysnmp's own that RFC 3415 has not; and what
# is newer in UCD-SNMP-MIB than the text that was compiled.
ALONE = (
    "vacmContextStatus ssCpuNumCpus memTotalSwapX memAvailSwapX memTotalRealX memAvailRealX"
    " memTotalFreeX memMinimumSwapX memSharedX memBufferX memCachedX memSysAvail"
).split()
# DEFVAL of BITS: a pysmi of 2016 left the default's labels alone in the type
NARROWED = ("mteTriggerExistenceTest", "mteTriggerTest")


def argue(name, mine, other, indices):
    """Make `other` as `mine` where it is known why they differ."""
    if other.get("labels", {}).get("notExists") == 0:
        del other["labels"]["notExists"]  # pysnmp's own, beside those of RFC 2579's RowStatus
    if other.get("access") == "readonly" and name in indices:
        other["access"] = "notaccessible"  # which a pysmi of 2016 left out; pysnmp then has this
    if name == "snmpEngineTime":
        other["units"] = "seconds"  # RFC 3411, section 5; pysnmp has a value here instead of it
    for enums in mib_facts.ENUMS.values():
        if enums.items() <= mine.get("labels", {}).items():
            other["labels"].update(enums)
    if name in NARROWED:
        assert other["labels"].items() < mine["labels"].items()
        other["labels"] = mine["labels"]


@pytest.mark.parametrize("module", NAMES)
def test_pysnmp_has_the_same_objects(module, builder):
    mine, other = ours(module), theirs(builder, module)
    facts = set(mib_facts.NODES.get(module, {}))
    alone = ({*mine} ^ {*other}) - facts - set(ALONE)
    if module == "RFC1213-MIB":  # pysnmp's has not what newer modules have
        newer = "SNMPv2-MIB IF-MIB IP-MIB TCP-MIB UDP-MIB".split()
        alone -= {node["name"] for m in newer for node in MODULES[m]["nodes"]}
    assert not alone
    nodes = [node for node in MODULES[module]["nodes"] if node["kind"] == "column"]
    hidden = {node["name"] for node in nodes if node["access"] == "not-accessible"}
    for name in sorted({*mine} & {*other} - facts):
        argue(name, mine[name], other[name], hidden)
        assert mine[name] == other[name], name


TYPED = [name for name in MODULES if MODULES[name]["types"]]
TYPED = [name for name in TYPED if name not in ("RFC1213-MIB", "NET-SNMP-TC")]  # others have none


@pytest.mark.parametrize("module", TYPED)
def test_pysnmp_has_the_same_textual_conventions(module, builder):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        builder.load_modules(module)
    for name, t in MODULES[module]["types"].items():
        cls = builder.mibSymbols[module][name]
        labels = dict(getattr(cls, "namedValues", None) or {})
        labels.update(mib_facts.ENUMS.get(name, {}))
        if name == "RowStatus":
            labels.pop("notExists")  # pysnmp's own
        assert labels == (t.get("enums") or t.get("bits") or {}), name
        hint = mib_facts.TYPES.get(name) or {"hint": getattr(cls, "displayHint", "")}
        assert t.get("hint", "") == (hint["hint"] or ""), name
