# `usnmp table` and snmptable with the same MIBs: the same octets.

import json

import pytest
from clibox import Box, usnmp_command
from mibbox import both, texts  # noqa: F811, F401 - fixtures

V2C = "-v2c", "-c", "public", "-t10"
INT, STR, OID, IP, COUNTER, GAUGE, TICKS = 2, 4, 6, 64, 65, 66, 67
IF, MEDIA, USM = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.4.22.1", "1.3.6.1.6.3.15.1.2.2.1"
STORAGE, STACK, EMPTY = "1.3.6.1.2.1.25.2.3.1", "1.3.6.1.2.1.31.1.2.1", "1.3.6.1.2.1.47.1.1.1.1"
PRIVATE = "1.3.6.1.4.1.99999.1.1"


def interface(i, name, kind, mac, status):
    cells = [(1, INT, i), (2, STR, name), (3, INT, kind), (4, INT, 1500), (5, GAUGE, 10**9 + i)]
    cells += [(6, STR, mac), (7, INT, status), (8, INT, status), (9, TICKS, 100 * i + 8640000)]
    cells += [(c, COUNTER, c * i * 1000) for c in (10, 11, 13, 14, 15, 16, 17)]
    return {"%s.%d.%d" % (IF, c, i): (t, v) for c, t, v in cells}


def objects():
    found = {}
    for row in (
        (1, "lo", 24, "", 1),
        (2, "eth0", 6, b"\x02\x00\x5e\x90\x00\xff", 1),
        (12, "a name\nin two lines", 71, b"\x00" * 6, 2),
        (130, 'with "quotes"', 999, b"\x01\x02", 7),
    ):
        found.update(interface(*row))
    del found[IF + ".1.2"], found[IF + ".16.12"]  # holes
    for i, ip in ((1, "192.0.2.1"), (2, "192.0.2.1"), (2, "192.0.2.20")):
        at = "%d.%s" % (i, ip)
        found[MEDIA + ".1." + at] = INT, i
        found[MEDIA + ".2." + at] = STR, bytes((2, 0, i, 0, 0, 1))
        found[MEDIA + ".3." + at] = IP, ip
        found[MEDIA + ".4." + at] = INT, 3
    for name in ("ops", "a b"):
        at = ".4.128.0.31.136.%d." % len(name) + ".".join(str(ord(c)) for c in name)
        found[USM + ".3" + at] = STR, name
        found[USM + ".5" + at] = OID, "1.3.6.1.6.3.10.1.1.2"
        found[USM + ".13" + at] = INT, 1
    for i in range(1, 15):
        found["%s.1.%d" % (STORAGE, i)] = INT, i
        found["%s.2.%d" % (STORAGE, i)] = OID, "1.3.6.1.2.1.25.2.1.%d" % (i % 5 + 1)
        found["%s.3.%d" % (STORAGE, i)] = STR, "/mnt/%s" % ("x" * i)
        found["%s.4.%d" % (STORAGE, i)] = INT, 4096
        found["%s.5.%d" % (STORAGE, i)] = INT, i * 10**6
    for low in (1, 2):
        found["%s.3.0.%d" % (STACK, low)] = INT, 1
    for i in (1, 2):
        found["%s.1.%d" % (PRIVATE, i)] = INT, i
        found["%s.2.%d" % (PRIVATE, i)] = STR, "row %d" % i
    return found


@pytest.fixture(scope="module")
def box():
    with Box(objects()) as box:
        yield box


TABLES = ["IF-MIB::ifTable", ".1.3.6.1.2.1.4.22", "usmUserTable", "hrStorageTable", "ifStackTable"]
FLAGS = [
    (),
    ("-Cb",),
    ("-Ci",),
    ("-CH",),
    ("-Ch",),
    ("-Cbi",),
    ("-CiH",),
    ("-Cf", ","),
    ("-Cf", "; ", "-Ci"),
    ("-Cl",),
    ("-Cli",),
    ("-Cw", "80"),
    ("-Cw", "40", "-Ci"),
    ("-Cw", "20", "-CH"),
    ("-Cw", "100", "-Cl"),
    ("-Cc", "10"),
    ("-Cc", "12", "-Cw", "60"),
    ("-Cc", "12", "-Cw", "60", "-Ci"),
    ("-Cc", "7", "-Cil"),
    ("-Cr", "3"),
    ("-CB",),
    ("-CB", "-Ci"),
    ("-CB", "-Cr", "2"),
    ("-CB", "-Cw", "70", "-Cr", "3"),
    ("-CbB", "-Cf", "|"),
    ("-Oe",),
    ("-Os", "-Ci"),
    ("-OS", "-Ci"),
    ("-Of", "-Ci"),
    ("-Ou", "-Ci"),
    ("-OX", "-Ci"),
    ("-Ox",),
    ("-Ot",),
    ("-Oq",),
    ("-Ob", "-Ci"),
]


@pytest.mark.parametrize("flags", FLAGS, ids=" ".join)
@pytest.mark.parametrize("table", TABLES)
def test_tables_are_laid_out_as_snmptable_does(both, box, table, flags):  # noqa: F811
    if "B" in "".join(flags) and table == TABLES[0]:
        table = "hrStorageTable"  # with a hole in the first column snmptable loses rows
    theirs, ours = both("table", *V2C, *flags, box.host, table)
    assert ours == theirs
    assert theirs[0] == 0 and theirs[1].count(b"\n") > ("-Ch" not in flags)


def test_version_1_shows_rows_as_it_reads_them(both, box):  # noqa: F811
    theirs, ours = both("table", "-v1", *V2C[1:], box.host, "hrStorageTable")
    assert ours == theirs and theirs[0] == 0


def test_a_table_without_rows_is_told_as_snmptable_does(both, box):  # noqa: F811
    theirs, ours = both("table", *V2C, box.host, "entPhysicalTable")
    assert ours == theirs == (0, b"ENTITY-MIB::entPhysicalTable: No entries\n", b"")


def test_a_column_that_no_mib_has_is_told(both):  # noqa: F811
    found = {**interface(1, "lo", 24, "", 1), IF + ".77.1": (INT, 1)}
    with Box(found) as box:
        theirs, ours = both("table", *V2C, box.host, "ifTable")
    assert ours == theirs and b"WARNING: More columns on agent than in MIB" in ours[1]


def test_silence_is_told_as_snmptable_does(both):  # noqa: F811
    with Box({}) as box:
        box.reply = lambda request: None
        theirs, ours = both("table", *V2C[:-1], "-t0.2", "-r0", box.host, "ifTable")
    assert ours == theirs and ours[0] == 1


def test_an_entry_stands_for_its_table(both, box):  # noqa: F811
    tables = [usnmp_command("table", *V2C, box.host, n) for n in ("ifEntry", "ifTable")]
    assert tables[0] == tables[1] and tables[0][0] == 0


def test_some_columns_are_shown_by_their_numbers(both, box):  # noqa: F811
    _, out, _ = usnmp_command("table", *V2C, "--columns", "2,5", "-CH", box.host, "ifTable")
    assert out.splitlines()[0].split() == [b"lo", b"1000000001"]


def test_a_table_of_no_mib_has_numbers_and_the_flags_too(both, box):  # noqa: F811
    oid = PRIVATE[:-2]
    _, out, _ = usnmp_command("table", *V2C, box.host, oid)
    assert out.splitlines() == [b"index  1  2", b"1      1  row 1", b"2      2  row 2"]
    _, out, _ = usnmp_command("table", *V2C, "-Cf", ",", "-CHi", box.host, oid)
    assert out.splitlines() == [b'1,1,"row 1"', b'2,2,"row 2"']


def test_json_has_the_names_of_columns(both, box):  # noqa: F811
    _, out, _ = usnmp_command("table", *V2C, "--json", "--columns", "2", box.host, "ifTable")
    rows = [json.loads(line) for line in out.splitlines()]
    assert rows[0]["columns"]["2"] == {"type": "OCTSTR", "value": "lo", "name": "ifDescr"}


@pytest.mark.parametrize(
    "args, text",
    [(("-Cc", "2"), "-Cc must be more than 2"), (("-Cw", "0"), "-Cw and -Cr must be")]
    + [(("-Cw",), "-Cw needs a number"), (("-Cz",), "unknown flag passed to -C: z")],
)
def test_wrong_flags_are_told(args, text):
    status, out, err = usnmp_command("table", *args, "127.0.0.1:1", "1.3")
    assert (status, out) == (2, b"") and text in err.decode()
