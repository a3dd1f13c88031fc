# usnmp_pc/mibs/standard.json, the table of MIB modules: it is what its script makes, and net-snmp
# reads texts that are made of it as it is. test_mib_table_pysnmp.py compares it with others'.

import json
import re
import zipfile

import pytest
from conftest import ROOT, package, run, tool
from mib_text import write

TABLE = ROOT / "usnmp_pc/mibs/standard.json"
MODULES = json.loads(TABLE.read_text())


def oid_key(node):
    return [int(n) for n in node["oid"].split(".")]


# --- the script ---


def test_the_table_is_what_the_script_makes():
    for name in ("pysmi", "pysnmp", "pysnmp_mibs"):
        package(name)
    tool("mib-texts"), tool("snmptranslate")  # with its MIB texts
    from usnmp_tools import mib_table

    assert mib_table.dump(mib_table.build()) == TABLE.read_text()


def test_the_table_has_facts_alone():
    keys = {key for module in MODULES.values() for node in module["nodes"] for key in node}
    assert keys == set(
        "name oid kind syntax base ranges enums bits hint access units default index augments"
        " objects status".split()
    )


def test_nodes_stand_in_the_order_of_their_oids_and_once():
    for name, module in MODULES.items():
        nodes = module["nodes"]
        assert nodes == sorted(nodes, key=oid_key), name
        assert len({(node["name"], node["oid"]) for node in nodes}) == len(nodes), name


def test_what_a_module_takes_of_others_is_in_the_table():
    for name, module in MODULES.items():
        assert set(module["imports"]) <= set(MODULES), name
        there = {n["name"] for m in MODULES.values() for n in m["nodes"]}
        for node in module["nodes"]:
            names = [index for index, _ in node.get("index", ())]
            names += node.get("objects", [])
            names += [node["augments"]] if "augments" in node else []
            assert set(names) <= there, node


def test_what_pip_installs_has_the_table(wheel):
    with zipfile.ZipFile(wheel) as files:
        assert files.read("usnmp_pc/mibs/standard.json") == TABLE.read_bytes()


# --- net-snmp ---


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    tool("snmptranslate")
    folder = tmp_path_factory.mktemp("texts")
    write(folder, MODULES)
    return folder


def translate(texts, module, *arguments):
    done = run(tool("snmptranslate"), "-Pw", "-M", texts, "-m", module, *arguments)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_net_snmp_reads_all_of_it_and_has_nothing_to_say(texts):
    assert translate(texts, "ALL", "-On", "IF-MIB::ifXEntry") == ".1.3.6.1.2.1.31.1.1.1\n"


@pytest.mark.parametrize("name", [name for name in MODULES if MODULES[name]["nodes"]])
def test_net_snmp_has_the_same_objects(name, texts):
    nodes = MODULES[name]["nodes"]
    there = set(re.findall(r'"(.*?)"\s+"(.*)"', translate(texts, name, "-Tz")))
    assert {(node["name"], node["oid"]) for node in nodes} <= there
    told = translate(texts, name, "-Td", *["%s::%s" % (name, node["name"]) for node in nodes])
    blocks = told.split("\n\n")
    assert len(blocks) == len(nodes)
    for node, block in zip(nodes, blocks):
        assert seen(block) == expected(node), block


def seen(block):
    """What snmptranslate -Td says of a node: {clause: text}."""
    found = dict(re.findall(r"^  ([A-Z-]+)\t+(.*?) ?$", block, re.M))
    arcs = re.search(r"^::= \{ (.*) \}", block, re.M).group(1)
    found["::="] = ".".join(re.search(r"\d+", arc.split("(")[-1]).group() for arc in arcs.split())
    found["name"] = block.split("\n")[1].split()[0]
    return {key: text for key, text in found.items() if key != "DESCRIPTION"}


def expected(node):
    """The same of a node of the table."""
    found = {"name": node["name"], "::=": node["oid"]}
    plain = node["kind"] in ("scalar", "column", "table", "row")
    if plain:
        found["MAX-ACCESS"], found["STATUS"] = node["access"], node["status"]
    if node.get("base"):
        found["SYNTAX"] = syntax(node)
    for key, clause in (("units", "UNITS"), ("hint", "DISPLAY-HINT")):
        if key in node:
            found[clause] = '"%s"' % node[key]
    if "index" in node:
        found["INDEX"] = listed("IMPLIED " * implied + name for name, implied in node["index"])
    if "augments" in node:
        found["AUGMENTS"] = listed([node["augments"]])
    if "default" in node:
        found["DEFVAL"] = "{ %s }" % default(node["default"], node["base"])
    if node["kind"] == "notification" and "objects" in node:
        found["OBJECTS"] = listed(node["objects"])
    return found


def listed(names):
    return "{ %s }" % ", ".join(names)


def syntax(node):
    for key in ("enums", "bits"):
        if key in node:
            labels = ", ".join("%s(%d)" % pair for pair in node[key].items())
            return "%s {%s}" % (node["base"], labels)
    if node["base"] == "Opaque" and "ranges" in node:
        return "Opaque (UCD-SNMP-MIB)"  # net-snmp takes a word of elsewhere for the size
    if "ranges" in node:
        ranges = ["%d" % a if a == b else "%d..%d" % (a, b) for a, b in node["ranges"]]
        return "%s (%s)" % (node["base"], " | ".join(ranges))
    return node["base"]


def default(value, base):
    if isinstance(value, dict):
        return "%d" % int(value["hex"] or "0", 16)  # net-snmp reads it as a number
    if isinstance(value, list):
        return "{ %s }" % " , ".join(value) if value else "{ }"
    return '\\"%s\\"' % value if base == "OCTET STRING" else str(value)
