# What `usnmp simulate` reads: each form of a value that snmpwalk prints and .snmprec files have,
# and what it says of lines that it cannot read.

import bz2
import gzip
import os
import random

import pytest
from simulating import write

from usnmp_codec import frombytes_tvat
from usnmp_mib import key_oid, oid_str
from usnmp_pc.simulate import Library

X = ".1.3.6.1.4.1.8072.9999.9999.1.0"


def read(folder, text, name="device.walk"):
    """({OID: (type, value)}, faults without their path) of a file."""
    path = write(folder, name, text)
    (image,) = Library(folder / "cache", 1).open([str(path)])
    found = {}
    for i in range(len(image)):
        found[oid_str(key_oid(image[i]))] = frombytes_tvat(image.value(i), 0)
    return found, [line.replace("%s:" % path, "", 1) for line in image.faults()]


FORMS = [
    ("INTEGER: 5", (2, 5)),
    ("INTEGER: -2147483648", (2, -(2**31))),
    ("INTEGER: up(1)", (2, 1)),
    ("INTEGER: other(-1)", (2, -1)),
    ("INTEGER: 5 seconds", (2, 5)),
    ("INTEGER: 0.05 dB", (2, 5)),
    ("INTEGER: 4294967295", (2, -1)),
    ("Counter32: 4294967295", (65, 4294967295)),
    ("Gauge32: 100 octets", (66, 100)),
    ("Unsigned32: 7", (66, 7)),
    ("UInteger32: 7", (71, 7)),
    ("Counter64: 18446744073709551615", (70, 2**64 - 1)),
    ("Timeticks: (12345) 0:02:03.45", (67, 12345)),
    ("12345", (67, 12345)),
    ("IpAddress: 192.0.2.1", (64, "192.0.2.1")),
    ("Network Address: C0:00:02:01", (64, "192.0.2.1")),
    ("OID: .1.3.6.1.4.1.8072", (6, "1.3.6.1.4.1.8072")),
    ("OID: iso.3.6.1", (6, "1.3.6.1")),
    ("OID: ccitt.0", (6, "0.0")),
    ('STRING: "text"', (4, "text")),
    ('STRING: "a \\"quoted\\" \\\\ backslash"', (4, 'a "quoted" \\ backslash')),
    ('STRING: "C:\\Windows"', (4, "C:\\Windows")),
    ('STRING: ""', (4, "")),
    ("STRING: ", (4, "")),
    ("STRING:", (4, "")),
    ('""', (4, "")),
    ("STRING: eth0", (4, "eth0")),
    ("STRING: 0:1b:2c:3d:4e:5f", (4, b"\x00\x1b\x2c\x3d\x4e\x5f")),
    ("STRING: 2020-1-1,0:0:0.0", (4, "2020-1-1,0:0:0.0")),
    ('STRING: "two\nlines"', (4, "two\nlines")),
    ('STRING: "\n\n"', (4, "\n\n")),
    ('STRING: "a \\"\n.1.3.6 = \\" b"', (4, 'a "\n.1.3.6 = " b')),
    ("STRING: two\nlines", (4, "two\nlines")),
    ("Hex-STRING: 00 FF ", (4, b"\x00\xff")),
    ("Hex-STRING: 00FF", (4, b"\x00\xff")),
    ("Hex-STRING: " + "00 " * 16 + "\n01 ", (4, bytes(16) + b"\1")),
    ("Hex-STRING: 41 00   [A.]", (4, b"A\0")),
    ("Hex-STRING:", (4, "")),
    ("BITS: 80 10 0 11 ", (4, b"\x80\x10")),
    ("BITS: C0 syslog(0) snmp(1) ", (4, b"\xc0")),
    ("Opaque: Float: 1.500000", (120, 1.5)),
    ("Opaque: Int64: -2", (68, b"\x9f\x7a\x01\xfe")),
    ("Opaque: UInt64: 18446744073709551615", (68, b"\x9f\x7b\x08" + b"\xff" * 8)),
    ("OPAQUE: 01 02 ", (68, b"\1\2")),
    ("NULL", (5, None)),
    ("Wrong Type (should be INTEGER): Gauge32: 5", (66, 5)),
]


@pytest.mark.parametrize("text, expected", FORMS, ids=[repr(text) for text, _ in FORMS])
def test_a_value_in_the_form_of_snmpwalk_is_read(tmp_path, text, expected):
    lines = "%s = %s\n%s = INTEGER: 1\n" % (X, text, X[:-1] + "9")
    found, faults = read(tmp_path, lines)
    assert found == {X[1:]: expected, X[1:-1] + "9": (2, 1)}
    assert faults == []


def test_lines_that_end_as_on_windows_are_read(tmp_path):
    text = '%s = STRING: "text"\r\n.1.3.7.0 = INTEGER: 1\r\n.1.3.8.0 = Hex-STRING: 00 FF \r\n' % X
    found, faults = read(tmp_path, text)
    assert found == {X[1:]: (4, "text"), "1.3.7.0": (2, 1), "1.3.8.0": (4, b"\0\xff")}
    assert faults == []


def test_iso_and_no_first_dot_and_what_snmpwalk_says_of_the_end_are_read(tmp_path):
    text = "# a walk\n\niso.3.6.1 = INTEGER: 1\n1.3.6.2 = INTEGER: 2\n"
    text += ".1.3.6.3 = No Such Object available on this agent at this OID\n"
    text += ".1.3.6.4 = No more variables left in this MIB View\nEnd of MIB\n"
    text += "Timeout: No Response from 192.0.2.1\n"
    assert read(tmp_path, text) == ({"1.3.6.1": (2, 1), "1.3.6.2": (2, 2)}, [])


def test_empty_lines_and_remarks_between_objects_are_no_part_of_them(tmp_path):
    text = '.1.3.6.1 = STRING: "a"\n\n# b\n.1.3.6.2 = STRING: eth0\n\n.1.3.6.3 = INTEGER: 3\n\n'
    text += ".1.3.6.4 = Hex-STRING: 00 FF \n\n.1.3.6.5 = STRING: eth1\n\n"
    expected = [(4, "a"), (4, "eth0"), (2, 3), (4, b"\0\xff"), (4, "eth1")]
    found = {"1.3.6.%d" % i: tv for i, tv in enumerate(expected, 1)}
    assert read(tmp_path, text) == (found, [])


def test_what_cannot_be_read_of_a_walk_is_told_with_its_line(tmp_path):
    text = "nonsense\n.1.3.6.1 = INTEGER: 1\n.1.3.6.2 = INTEGER: many\n.1.3.6.3 = Thing: 1\n"
    text += "SNMPv2-MIB::sysDescr.0 = STRING: x\n.1.3.6.4 = INTEGER: 4\n"
    assert read(tmp_path, text) == (
        {"1.3.6.1": (2, 1), "1.3.6.4": (2, 4)},
        [
            "1: not OID = TYPE: value: nonsense",
            "3: no value that can be read: INTEGER: many",
            "4: no such type: Thing",
            "5: names cannot be read, walk with -On: SNMPv2-MIB::sysDescr.0 = STRING: x",
        ],
    )


def test_more_faults_than_five_are_counted(tmp_path):
    _, faults = read(tmp_path, "".join([".1.3.6.%d = INTEGER: x\n" % i for i in range(9)]))
    assert len(faults) == 6
    assert faults[-1] == " 9 faults in all"


def test_a_string_without_an_end_takes_no_other_object_with_it(tmp_path):
    text = '.1.3.6.1 = STRING: "a\nb\n.1.3.6.2 = INTEGER: 2\n.1.3.6.3 = STRING: "c\n'
    assert read(tmp_path, text) == (
        {"1.3.6.2": (2, 2)},
        ['1: a string without an end: "a\nb'.replace("\n", ""), '4: a string without an end: "c'],
    )


def test_a_backslash_at_the_end_that_is_only_that_ends_no_file(tmp_path):
    text = '.1.3.6.1 = STRING: "C:\\"\n.1.3.6.2 = INTEGER: 2\n'
    assert read(tmp_path, text) == ({"1.3.6.1": (4, 'C:"'[:-1] + "\\"), "1.3.6.2": (2, 2)}, [])


RECORDS = [
    ("2|-5", (2, -5)),
    ("2|4294967295", (2, -1)),
    ("4|some text", (4, "some text")),
    ("4|a|b", (4, "a|b")),
    ("4|", (4, "")),
    ("4x|00ff", (4, b"\0\xff")),
    ("4x|", (4, "")),
    ("4e|a\\n\\x00\\\\", (4, b"a\n\0\\")),
    ("5|", (5, None)),
    ("6|1.3.6.1", (6, "1.3.6.1")),
    ("6|.1.3.6.1", (6, "1.3.6.1")),
    ("64|192.0.2.1", (64, "192.0.2.1")),
    ("64x|c0000201", (64, "192.0.2.1")),
    ("64|ABCD", (64, "65.66.67.68")),
    ("65|4294967295", (65, 2**32 - 1)),
    ("66|7", (66, 7)),
    ("67|7", (67, 7)),
    ("68x|9f78043fc00000", (120, 1.5)),
    ("70|18446744073709551615", (70, 2**64 - 1)),
    ("71|7", (71, 7)),
]


@pytest.mark.parametrize("text, expected", RECORDS)
def test_a_value_in_the_form_of_snmpsim_is_read(tmp_path, text, expected):
    assert read(tmp_path, "1.3.6.1.2|%s\n" % text, "a.snmprec") == ({"1.3.6.1.2": expected}, [])


def test_what_cannot_be_read_of_a_snmprec_is_told_with_its_line(tmp_path):
    text = "# a comment\n1.3.6.1|2|1\n1.3.6.2|2|x\n1.3.6.3|9|1\n1.3.6.4\n1.3.x|2|1\n"
    text += "1.3.6.5|2:numeric|rate=1\n"
    found, faults = read(tmp_path, text, "a.snmprec")
    assert found == {"1.3.6.1": (2, 1)}
    assert faults == [
        "3: not a value of type 2: x",
        "4: no such type: 9",
        "5: not OID|TAG|VALUE: 1.3.6.4",
        "6: not an OID: 1.3.x",
        "7: a variation module is not served: 2:numeric",
    ]


@pytest.mark.parametrize(
    "tag", ["2x|05", "4x|0", "4e|\\q", "4e|\\", "64|1.2.3", "64x|00", "70|-1"]
)
def test_a_value_that_its_type_cannot_hold_is_a_fault(tmp_path, tag):
    found, faults = read(tmp_path, "1.3.6.1|%s\n" % tag, "a.snmprec")
    assert not found and faults == ["1: not a value of type %s: %s" % tuple(tag.split("|"))]


@pytest.mark.parametrize(
    "oid", ["1.3.6.1.4294967296", "3.1.1.1", "1.40.1.1", "1..3", "1." * 128 + "1"]
)
def test_an_oid_that_is_none_is_a_fault(tmp_path, oid):
    found, faults = read(tmp_path, "1.3.6.1|2|1\n%s|2|1\n" % oid, "a.snmprec")
    assert list(found) == ["1.3.6.1"] and faults[0].startswith("2: not an OID: ")


def test_objects_in_any_order_are_sorted_and_of_two_the_first_stays(tmp_path):
    text = "1.3.6.3|2|3\n1.3.6.1|2|1\n1.3.6.20000|2|5\n1.3.6.3|2|9\n1.3.6.100|2|4\n1.3.6.1|2|8\n"
    found, faults = read(tmp_path, text, "a.snmprec")
    assert list(found.items()) == [
        ("1.3.6.1", (2, 1)), ("1.3.6.3", (2, 3)), ("1.3.6.100", (2, 4)), ("1.3.6.20000", (2, 5))
    ]  # fmt: skip
    assert faults == [
        "4: this OID was there before; the first stays",
        "6: this OID was there before; the first stays",
        " 2 objects are not in order; they are sorted",
    ]


@pytest.mark.parametrize("suffix, pack", [(".gz", gzip.compress), (".bz2", bz2.compress)])
def test_packed_files_are_read(tmp_path, suffix, pack):
    packed = pack(b"1.3.6.1|2|1\n")
    assert read(tmp_path, packed, "a.snmprec" + suffix) == ({"1.3.6.1": (2, 1)}, [])


@pytest.mark.parametrize("suffix, pack", [(".gz", gzip.compress), (".bz2", bz2.compress)])
def test_a_packed_file_that_is_cut_off_is_an_error_that_names_it(tmp_path, suffix, pack):
    with pytest.raises((ValueError, OSError), match="a.snmprec" + suffix):
        read(tmp_path, pack(b"1.3.6.1|2|1\n" * 99)[:-9], "a.snmprec" + suffix)


def test_a_file_without_a_line_is_a_device_without_objects(tmp_path):
    assert read(tmp_path, b"", "a.snmprec") == ({}, [])


@pytest.mark.parametrize("name, start", [("a.walk", "%s = "), ("a.snmprec", "%s|")])
def test_whatever_a_file_holds_it_is_read_or_told(tmp_path, name, start):
    rng = random.Random(1)
    forms = [text for text, _ in (FORMS if name == "a.walk" else RECORDS)]
    lines = []
    for i in range(6000):
        line = bytearray(os.fsencode((start % "1.3.6.1.%d" % i) + rng.choice(forms)))
        for _ in range(rng.randrange(3)):
            at = rng.randrange(len(line))
            line[at : at + rng.randrange(3)] = rng.choice(
                [b"", b'"', b"\\", b"|", b"=", b":", b" ", b"\0", b"\xff", b"9" * 30, b"x", b"."]
            )
        lines.append(bytes(line))
    found, faults = read(tmp_path, b"\n".join(lines), name)
    assert len(found) > 2000
    assert int(faults[-1].split()[0]) > 500


@pytest.mark.parametrize("text", ["# a\n\n1.3.6.1|2|1\n", "\n# a\n.1.3.6.1 = INTEGER: 1\n"])
def test_a_file_whose_name_does_not_tell_is_known_by_its_first_line(tmp_path, text):
    assert read(tmp_path, text, "device.txt") == ({"1.3.6.1": (2, 1)}, [])
