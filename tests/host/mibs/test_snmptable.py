# net-snmp's snmptable on each table that usnmp_mibs serves, all of them at once. What it has to
# know of a table is written down from what pysnmp knows: Debian has no text of most.

from conftest import free_port, run, tool
from test_objects import SERVED, Served, box, find, known, walk  # noqa: F401 - fixtures

SYNTAX = {
    2: "Integer32", 4: "OCTET STRING", 6: "OBJECT IDENTIFIER", 0x40: "IpAddress",
    0x41: "Counter32", 0x42: "Gauge32", 0x43: "TimeTicks", 0x46: "Counter64",
}  # fmt: skip
OBJECT = """
%s OBJECT-TYPE
    SYNTAX %s
    MAX-ACCESS %s
    STATUS current
    DESCRIPTION "Of the test."
    %s
    ::= { %s }
"""
# Without imports: net-snmp knows the names, and Debian's has no SNMPv2-SMI
HEAD = "TABLES-MIB DEFINITIONS ::= BEGIN\nwhole OBJECT IDENTIFIER ::= { iso org(3) dod(6) 1 }\n"


def served(known, box):  # noqa: F811
    """{OID of an entry: ({number: Object} of its columns, {index: numbers of its cells})}"""
    tables = {}
    for oid, _, _ in walk(box):
        there, ids = find(known, oid)
        if there.row:
            columns, rows = tables.setdefault(there.oid[:-1], ({}, {}))
            columns[there.oid[-1]] = there
            rows.setdefault(ids, []).append(there.oid[-1])
    return tables


def text(tables):
    """A MIB module with these tables, called as their entries are, and Table."""
    found = [HEAD]
    for entry, (columns, _) in tables.items():
        name = "x%s" % "x".join(map(str, entry))
        below = "whole " + " ".join(map(str, entry[4:-1]))
        found.append(OBJECT % (name, "SEQUENCE OF X" + name, "not-accessible", "", below))
        first = next(iter(columns.values())).name
        index = "INDEX { %s }" % first
        found.append(OBJECT % (name + "e", "X" + name, "not-accessible", index, name + " 1"))
        members = ["%s %s" % (o.name, SYNTAX[o.tag]) for _, o in sorted(columns.items())]
        found.append("X%s ::= SEQUENCE { %s }" % (name, ", ".join(members)))
        for number, o in sorted(columns.items()):
            at = "%se %d" % (name, number)
            found.append(OBJECT % (o.name, SYNTAX[o.tag], "read-only", "", at))
    return "\n".join([*found, "END", ""])


def test_snmptable_shows_each_table(known, box, tmp_path):  # noqa: F811
    for serve in SERVED.values():
        serve(box)
    tables = served(known, box)
    assert len(tables) > 12
    (tmp_path / "TABLES-MIB.txt").write_text(text(tables))
    port = free_port()
    box.agent.bind("127.0.0.1", port)
    with Served(box.agent):
        for entry, (columns, rows) in tables.items():
            done = run(
                tool("snmptable"), "-v2c", "-c", "public", "-Cf", "|", "-M", tmp_path,
                "-m", "TABLES-MIB", "127.0.0.1:%d" % port,
                "TABLES-MIB::x%s" % "x".join(map(str, entry)),
            )  # fmt: skip
            assert done.returncode == 0, (columns, done)
            head, *lines = done.stdout.strip().splitlines()[2:]
            names = [o.name for _, o in sorted(columns.items())]
            assert len(lines) == len(rows), done.stdout
            assert head.split("|") == names, done.stdout
            cells = sum(len(line.split("|")) - line.split("|").count("?") for line in lines)
            assert cells == sum(map(len, rows.values())), done.stdout
