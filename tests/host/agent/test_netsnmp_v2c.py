# net-snmp's tools against a table and in SNMPv2c, served by table_agent.py on each interpreter.

import contextlib
import os
import re
import subprocess
import threading

import pytest
from conftest import INTERPRETERS, ROOT, Running, free_port, interpreter, run, tool

SERVER = ROOT / "tests/host/agent/table_agent.py"
SYSTEM = "1.3.6.1.2.1.1."
ENTRY = "1.3.6.1.2.1.2.2.1."
NUMBER = "1.3.6.1.2.1.2.1.0"
OCTETS64 = "1.3.6.1.4.1.8072.9999.9999.64.0"
END = "No more variables left in this MIB View (It is past the end of the MIB tree)"


def _column(number, one, two, three):
    rows = ((1, one), (2, two), (130, three))
    return [("%s%d.%d" % (ENTRY, number, row), value) for row, value in rows]


# All of table_agent.py, in order, as (OID, value); None where that varies.
OBJECTS = [
    (SYSTEM + "1.0", None),
    (SYSTEM + "2.0", "1.3.6.1.4.1.8072.9999.9999"),
    (SYSTEM + "3.0", None),
    (SYSTEM + "4.0", b"ops@example.org"),
    (SYSTEM + "5.0", b"box"),
    (SYSTEM + "6.0", b"here"),
    (SYSTEM + "7.0", 72),
    (NUMBER, 3),
    *_column(1, 1, 2, 130),
    *_column(2, b"lo", b"wlan0", b"eth0"),
    *_column(3, 24, 71, 6),
    *_column(4, 65536, 1500, 1500),
    *_column(5, 10000000, 54000000, 4294967295),
    *_column(6, None, b"\x02\x00\x5e\x90\x00\xff", b"")[1:],  # lo has none
    *_column(7, 1, 1, 2),
    *_column(10, None, None, None),
    *_column(16, 5, 4294967295, 0),
    (OCTETS64, 18446744073709551615),
]
OIDS = ["." + oid for oid, _ in OBJECTS]

# IF-MIB as far as snmptable wants it; without the modules that it imports, which Debian does not
# have: hence SMIv1.
MIB = """TABLE-MIB DEFINITIONS ::= BEGIN
interfaces OBJECT IDENTIFIER ::= { iso 3 6 1 2 1 2 }
ifTable OBJECT-TYPE
    SYNTAX SEQUENCE OF IfEntry ACCESS not-accessible STATUS mandatory
    ::= { interfaces 2 }
ifEntry OBJECT-TYPE
    SYNTAX IfEntry ACCESS not-accessible STATUS mandatory INDEX { ifIndex }
    ::= { ifTable 1 }
"""
MIB_COLUMNS = (
    ("ifIndex", "INTEGER", 1),
    ("ifDescr", "OCTET STRING", 2),
    ("ifSpeed", "Gauge", 5),
    ("ifPhysAddress", "OCTET STRING", 6),
    ("ifAdminStatus", "INTEGER { up(1), down(2), testing(3) }", 7),
    ("ifOutOctets", "Counter", 16),
)


@contextlib.contextmanager
def serving(name, build=None):
    """table_agent.py on an interpreter; `build` is the fixture, for the MicroPythons."""
    port = free_port()
    folder, script = (ROOT, SERVER) if name == "cpython" else (build, SERVER.name)
    process = subprocess.Popen(
        [str(c) for c in (*interpreter(name), script, port)],
        cwd=folder,
        env=dict(os.environ, PYTHONPATH="%s:%s" % (ROOT, ROOT / "tests/portable/agent")),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        running = Running(process, port)
        assert running.banner[-1:] == ["snmpwalk ready"], running.banner
        yield running
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


class Tools:
    def __init__(self, target):
        self.target = target

    def command(
        self, name, *arguments, options=(), version="2c", community="public", output="-On"
    ):
        program = tool("snmp" + name)
        given = ("-v" + version, output, "-t1", "-r5", "-c", community, *options)
        return [program, *given, self.target, *arguments]

    def __call__(self, name, *arguments, **kw):
        return run(*self.command(name, *arguments, **kw), timeout=30)

    def lines(self, name, *arguments, **kw):
        done = self(name, *arguments, **kw)
        assert done.returncode == 0 and not done.stderr, done
        return done.stdout.splitlines()

    def walk(self, name, *arguments, **kw):
        """The OIDs that a walk finds, in order, and its last line."""
        lines = self.lines(name, *arguments, **kw)
        last = lines.pop()
        return [line.split(" = ")[0] for line in lines], last


@pytest.fixture(params=INTERPRETERS)
def snmp(request, build):
    with serving(request.param, build) as running:
        yield Tools(running.target)


def test_snmpwalk_lists_every_object_once_in_order_to_the_end_of_the_view(snmp):
    oids, last = snmp.walk("walk", ".1")
    assert oids == OIDS
    assert last == OIDS[-1] + " = " + END
    lines = snmp.lines("walk", ".1")
    for line in (
        "." + NUMBER + " = INTEGER: 3",
        ".%s2.2 = STRING: " % ENTRY + '"wlan0"',
        ".%s5.130 = Gauge32: 4294967295" % ENTRY,
        ".%s6.2 = Hex-STRING: 02 00 5E 90 00 FF " % ENTRY,
        ".%s6.130 = " % ENTRY + '""',
        ".%s16.2 = Counter32: 4294967295" % ENTRY,
        "." + OCTETS64 + " = Counter64: 18446744073709551615",
    ):
        assert line in lines


def test_a_walk_of_a_part_stays_in_it_and_starts_behind_what_it_was_given(snmp):
    for start, first, last in (
        ("1.3.6.1.2.1.2", 7, -1),
        (ENTRY + "6", 23, 25),
        ("1.3.6.1.4", -1, None),
    ):
        expected = OIDS[first:last]
        for name in ("walk", "bulkwalk"):
            found = re.findall(r"^(\.[.0-9]+) = (?!No more)", snmp(name, start).stdout, re.M)
            assert found == expected, (name, start)


def test_snmpgetnext_from_behind_the_table_goes_on_and_never_back(snmp):
    for oid in ("1.3.6.1.2.1.2.2.2", "1.3.6.1.2.1.2.3", "1.3.6.1.2.1.4", "1.3.6.1.4.1.8072"):
        for version in ("1", "2c"):
            lines = snmp("getnext", oid, version=version).stdout.splitlines()
            if version == "1":
                assert lines == [], oid
            else:
                assert lines == ["." + OCTETS64 + " = Counter64: 18446744073709551615"], oid


@pytest.mark.parametrize("repetitions", (1, 10, 50))
def test_snmpbulkwalk_lists_what_snmpwalk_does(snmp, repetitions):
    oids, last = snmp.walk("bulkwalk", ".1", options=("-Cr%d" % repetitions,))
    assert oids == OIDS
    assert last == OIDS[-1] + " = " + END


def test_snmpbulkget_gives_the_non_repeaters_once_and_the_others_row_by_row(snmp):
    oids = (SYSTEM + "4", ENTRY + "2", ENTRY + "16.1")
    lines = snmp.lines("bulkget", *oids, options=("-Cn1", "-Cr3"))
    assert [line.split(" = ")[0] for line in lines] == [
        "." + SYSTEM + "4.0",
        ".%s2.1" % ENTRY,
        ".%s16.2" % ENTRY,
        ".%s2.2" % ENTRY,
        ".%s16.130" % ENTRY,
        ".%s2.130" % ENTRY,
        "." + OCTETS64,
    ]
    lines = snmp.lines("bulkget", ENTRY + "16.130", options=("-Cn0", "-Cr5"))
    assert lines[0].split(" = ")[0] == "." + OCTETS64
    assert lines[1:] and set(lines[1:]) == {"." + OCTETS64 + " = " + END}


def test_snmpget_tells_a_missing_object_from_a_missing_instance_beside_what_is_there(snmp):
    no_object = " = No Such Object available on this agent at this OID"
    no_instance = " = No Such Instance currently exists at this OID"
    cases = (
        (ENTRY + "2.2", ' = STRING: "wlan0"'),
        (ENTRY + "6.1", no_instance),
        (ENTRY + "2.3", no_instance),
        (ENTRY + "8.1", no_object),
        (SYSTEM + "5.1", no_instance),
        (SYSTEM + "9.0", no_object),
        ("1.3.6.1.4.1.1.0", no_object),
    )
    lines = snmp.lines("get", *[oid for oid, _ in cases])
    assert lines == ["." + oid + text for oid, text in cases]


def test_counter64_is_read_in_snmpv2c_and_passed_by_in_snmpv1(snmp):
    assert snmp.lines("get", OCTETS64) == ["." + OCTETS64 + " = Counter64: 18446744073709551615"]
    assert snmp.walk("walk", ".1", version="1") == (OIDS[:-1], "End of MIB")
    done = snmp("get", OCTETS64, version="1")
    assert done.returncode == 2 and "(noSuchName)" in done.stderr


def test_snmptable_prints_the_rows_with_their_indices(snmp, tmp_path):
    text = MIB
    for name, syntax, number in MIB_COLUMNS:
        text += "%s OBJECT-TYPE SYNTAX %s ACCESS read-only STATUS mandatory\n" % (name, syntax)
        text += "    ::= { ifEntry %d }\n" % number
    (tmp_path / "TABLE-MIB.txt").write_text(text + "END\n")
    options = ("-M" + str(tmp_path), "-mTABLE-MIB", "-Ci", "-Cf", ";")
    for more in ((), ("-CB",), ("-Cr", "2")):  # -CB: GETNEXT instead of GETBULK
        done = snmp("table", "ifTable", options=options + more, output="-OS")
        assert done.returncode == 0, done
        names = ";".join(["index"] + [name for name, _, _ in MIB_COLUMNS])
        found = [line.strip() for line in done.stdout.splitlines() if ";" in line]
        assert found == [
            names,
            '1;1;"lo";10000000;?;up;5',
            '2;2;"wlan0";54000000;"02 00 5E 90 00 FF ";up;4294967295',
            '130;130;"eth0";4294967295;"";down;0',
        ], done


def test_snmpset_writes_a_cell_and_says_why_it_does_not(snmp):
    status = ENTRY + "7.2"
    done = snmp.lines("set", status, "i", "2", community="private")
    assert done == ["." + status + " = INTEGER: 2"]
    for oid, type, value, community, reason in (
        (status, "s", "1", "private", "wrongType"),
        (status, "i", "9", "private", "wrongValue"),
        (status, "i", "1", "public", "noAccess"),
        (ENTRY + "4.2", "i", "1", "private", "notWritable"),
        (ENTRY + "7.77", "i", "1", "private", "noCreation"),
        (ENTRY + "99.1", "i", "1", "private", "notWritable"),
    ):
        done = snmp("set", oid, type, value, community=community)
        assert done.returncode == 2, done
        assert "Reason: " + reason in done.stderr, done
        assert "Failed object: ." + oid in done.stderr, done
    done = snmp("set", ENTRY + "7.1", "i", "3", status, "i", "9", community="private")
    assert done.returncode == 2 and "Failed object: ." + status in done.stderr
    assert snmp.lines("get", ENTRY + "7.1", status) == [
        ".%s7.1 = INTEGER: 1" % ENTRY,
        "." + status + " = INTEGER: 2",
    ]


def test_snmpdelta_sees_a_counter_rise_also_as_it_wraps(snmp):
    command = snmp.command("delta", ENTRY + "10.2", options=("-Cp", "1"))
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    guard = threading.Timer(15, process.kill)
    guard.start()
    try:
        lines = [process.stdout.readline() for _ in range(2)]
    finally:
        guard.cancel()
        process.kill()
        process.communicate()
    for line in lines:
        found = re.match(r"\.%s10\.2 /\d+ sec: (\d+)$" % re.escape(ENTRY), line)
        # 1000 at each read; a request that was repeated is two
        assert found and int(found.group(1)) in range(1000, 10000, 1000), lines
