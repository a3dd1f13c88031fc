# What is put right in MIB texts, one by one, each as a declaration that is read: what texts of
# vendors have, in our words.

import json

import pytest
from conftest import ROOT, package
from usnmp_pc.mibs.compile import compile_text
from usnmp_pc.mibs.text import tokens

KNOWN = json.loads((ROOT / "usnmp_pc/mibs/standard.json").read_text())
HEAD = "X-MIB DEFINITIONS ::= BEGIN IMPORTS enterprises FROM SNMPv2-SMI;\n"
HEAD += "x OBJECT IDENTIFIER ::= { enterprises 9 }\n"


def read(body, faults=()):
    package("pysmi")
    found, told = compile_text(HEAD + body + "\nEND\n", KNOWN.get, "f")
    assert told == list(faults)
    return found


def one(body, name="a"):
    """The node `name` that `body` declares, without its line."""
    found = [node for node in read(body)["nodes"] if node["name"] == name]
    assert len(found) == 1, body
    return {key: value for key, value in found[0].items() if key != "line"}


def typed(syntax, more=""):
    body = (
        'a OBJECT-TYPE SYNTAX %s MAX-ACCESS read-only STATUS current DESCRIPTION "" %s ::= {x 1}'
    )
    return one(body % (syntax, more))


# --- types ---


@pytest.mark.parametrize(
    "syntax, ranges",
    [
        ("INTEGER (1..5)", [[1, 5]]),
        ("INTEGER(1 .. 5 | 7)", [[1, 5], [7, 7]]),
        ("Integer32 (-5..-1)", [[-5, -1]]),
        ("Integer32 ('0'h..'FF'H)", [[0, 255]]),
        ("INTEGER ('0101'B..'1000'b)", [[5, 8]]),
        ("Integer32 (MIN..MAX)", [[-2147483648, 2147483647]]),
        ("Unsigned32 (MIN..MAX)", [[0, 4294967295]]),
        ("Counter64 (0..MAX)", [[0, 18446744073709551615]]),
        ("OCTET STRING (SIZE (0..MAX))", [[0, 65535]]),
        ("OCTET STRING (SIZE(4|16))", [[4, 4], [16, 16]]),
        ("OCTET STRING SIZE (4)", [[4, 4]]),
        ("OCTET STRING (0..8)", [[0, 8]]),
        ("DisplayString (0..8)", [[0, 8]]),
        ("DisplayString", [[0, 255]]),
    ],
)
def test_ranges(syntax, ranges):
    assert typed(syntax)["ranges"] == ranges


@pytest.mark.parametrize(
    "syntax",
    [
        "INTEGER { up(1), down(2) }",
        "INTEGER { up(1), down(2), }",
        "INTEGER { up(1) down(2) }",
        "INTEGER{up(1),,down(2)}",
        "INTEGER { up (1), -- the first -- down ( 2 ) }",
        "Integer32 { up(1), down(2) }",
        "INTEGER { up(1), -- note - first\n down(2) -- it's the last -- }",
        "INTEGER {\n-- none(0),\nup(1),\n-- other(7), -- no longer\ndown(2)}",
        "INTEGER {\n-- none(0), -- (7) of it\nup(1), down(2)}",
    ],
)
def test_enumerations(syntax):
    assert typed(syntax)["enums"] == {"up": 1, "down": 2}


@pytest.mark.parametrize(
    "label", "UP U_P 100BaseT 1 up-down- up_ NULL MAX STATUS Up2-down TRUE mandatory".split()
)
def test_labels(label):
    assert typed("INTEGER { %s(1) }" % label)["enums"] == {label: 1}
    assert typed("BITS { %s(0) }" % label)["bits"] == {label: 0}


def test_an_empty_enumeration_is_none():
    assert "enums" not in typed("INTEGER { }")


@pytest.mark.parametrize("old, new", [("Counter", "Counter32"), ("Gauge", "Gauge32")])
def test_names_of_types_of_smiv1(old, new):
    assert typed(old)["base"] == typed(old)["syntax"] == new


def test_a_type_of_a_type_has_what_it_is_made_of():
    found = read(
        'A ::= TEXTUAL-CONVENTION DISPLAY-HINT "1x:" STATUS current DESCRIPTION ""'
        " SYNTAX OCTET STRING (SIZE (0..9))\nB ::= A (SIZE (1..2))\nC ::= B"
    )["types"]
    assert found["A"]["hint"] == found["C"]["hint"] == "1x:"
    assert found["B"] == {"base": "OCTET STRING", "syntax": "A", "ranges": [[1, 2]], "hint": "1x:"}
    assert found["C"]["ranges"] == [[1, 2]]


def test_a_type_that_is_made_of_itself_is_told():
    read("A ::= A\n", ["f:3: A: the type A is not known"])


# --- clauses ---


@pytest.mark.parametrize(
    "written, default",
    [
        ("5", 5),
        ("-5", -5),
        ("up", "up"),
        ('"some text"', "some text"),
        ("''H", {"hex": ""}),
        ("'0A'h", {"hex": "0a"}),
        ("'00000001'B", {"hex": "01"}),
        ("{ }", []),
        ("{}", []),
        ("{ a, b }", ["a", "b"]),
        ("{ a }", ["a"]),
        ("{ 0 0 }", "0.0"),
        ("{ iso(1) 3 6 }", "1.3.6"),
        ("1.3.6", "1.3.6"),
        ("zeroDotZero", "zeroDotZero"),
    ],
)
def test_defaults(written, default):
    assert typed("INTEGER", "DEFVAL { %s }" % written)["default"] == default


def test_a_default_of_nothing_is_none():
    assert "default" not in typed("INTEGER", "DEFVAL { }")


@pytest.mark.parametrize("word", ["ACCESS", "MAX-ACCESS", "MIN-ACCESS"])
def test_any_word_for_access(word):
    node = one("a OBJECT-TYPE SYNTAX INTEGER %s read-write STATUS current ::= { x 1 }" % word)
    assert node["access"] == "read-write"


def test_clauses_in_any_order():
    node = one(
        'a OBJECT-TYPE DEFVAL { 1 } UNITS "s" DESCRIPTION "d" STATUS current'
        " MAX-ACCESS read-only SYNTAX INTEGER ::= { x 1 }"
    )
    assert (node["default"], node["units"], node["description"]) == (1, "s", "d")


def test_without_status():
    assert one("a OBJECT-TYPE SYNTAX INTEGER ACCESS read-only ::= { x 1 }")["status"] == "current"


@pytest.mark.parametrize(
    "oid", ["{ x 1 }", "{x 1}", "{ x.1 }", "{ 1 3 6 1 4 1 9 1 }", "{ enterprises x(9) 1 }"]
)
def test_ways_to_write_an_oid(oid):
    body = "a OBJECT IDENTIFIER ::= "
    assert one(body + oid)["oid"] == "1.3.6.1.4.1.9.1"
    assert one(body.replace("::=", ":=") + oid)["oid"] == "1.3.6.1.4.1.9.1"
    assert one(body.replace("::=", "\n::=\n") + oid)["oid"] == "1.3.6.1.4.1.9.1"


def test_index_and_objects_without_commas_and_with_too_many():
    found = read(
        "T ::= SEQUENCE { b INTEGER, }\n"
        "t OBJECT-TYPE SYNTAX SEQUENCE OF T ACCESS not-accessible ::= { x 1 }\n"
        "e OBJECT-TYPE SYNTAX T ACCESS not-accessible INDEX { b c, } ::= { t 1 }\n"
        "b OBJECT-TYPE SYNTAX INTEGER ACCESS read-only ::= { e 1 }\n"
        "c OBJECT-TYPE SYNTAX INTEGER ACCESS read-only ::= { e 2 }\n"
        'n NOTIFICATION-TYPE OBJECTS { b c } STATUS current DESCRIPTION "" ::= { x 2 }\n'
        'm NOTIFICATION-TYPE OBJECTS { } STATUS current DESCRIPTION "" ::= { x 3 }\n'
    )
    nodes = {node["name"]: node for node in found["nodes"]}
    assert nodes["e"]["index"] == [["b", False], ["c", False]]
    assert [nodes[name]["kind"] for name in "tebc"] == ["table", "row", "column", "column"]
    assert nodes["n"]["objects"] == ["b", "c"]
    assert "objects" not in nodes["m"]


def test_a_row_whose_type_has_its_own_name():
    found = read(
        "t OBJECT-TYPE SYNTAX SEQUENCE OF e ACCESS not-accessible ::= { x 1 }\n"
        "e OBJECT-TYPE SYNTAX e ACCESS not-accessible INDEX { b } ::= { t 1 }\n"
        "e ::= SEQUENCE { b INTEGER }\n"
        "b OBJECT-TYPE SYNTAX INTEGER ACCESS read-only ::= { e 1 }\n"
    )
    assert [node["kind"] for node in found["nodes"]] == ["node", "table", "row", "column"]


def test_a_trap_of_smiv1():
    node = one('a TRAP-TYPE ENTERPRISE x VARIABLES { x } DESCRIPTION "d" ::= 7')
    assert node["oid"] == "1.3.6.1.4.1.9.0.7"
    assert (node["enterprise"], node["trap"], node["objects"]) == ("1.3.6.1.4.1.9", 7, ["x"])
    assert one("a TRAP-TYPE ENTERPRISE { x } ::= 7")["trap"] == 7


def test_columns_of_one_name_are_both_kept():
    body = "a OBJECT IDENTIFIER ::= { x %d }\n"
    found = read(body % 1 + body % 2, ["f:4: a stands in line 3 already"])
    assert [node["oid"] for node in found["nodes"]][1:] == ["1.3.6.1.4.1.9.1", "1.3.6.1.4.1.9.2"]


# --- texts ---


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a -- b",
        "it's",
        "a\n  ::=\nb",
        'a "quoted" word',
        'a "b" c "d" e',
        "\xe9\u4e00",
        "{ (",
        "see\nRFC 1157, May 1990\n",
    ],
)
def test_descriptions(text):
    node = one('a OBJECT-TYPE SYNTAX INTEGER ACCESS read-only DESCRIPTION "%s" ::= {x 1}' % text)
    assert node["description"] == text


def test_a_quote_that_is_not_closed_costs_nothing_that_follows():
    found = read(
        'a OBJECT-TYPE SYNTAX INTEGER ACCESS read-only DESCRIPTION "d\n ::= { x 1 }\n'
        'b OBJECT-TYPE SYNTAX INTEGER ACCESS read-only DESCRIPTION "d" ::= { x 2 }\n',
        ["f:3: a quote that is not closed"],
    )
    assert [node["name"] for node in found["nodes"]] == ["x", "a", "b"]


@pytest.mark.parametrize(
    "comment",
    [
        "-- one",
        "--",
        "----",
        "-----",
        "-- one -- two",
        "-- one - two-",
        '-- a "quote',
        "-- one -- { two",
        "--one--",
        "-- a -- SYNTAXES --",
    ],
)
def test_comments_end_with_their_line(comment):
    kinds = [token.text for token in tokens("a %s\nb" % comment)[0] if token.text != "{"]
    assert kinds[0] == "a"
    assert kinds[-1] == "b"
    assert len(kinds) <= 3


@pytest.mark.parametrize("code", ["b(1)", ", b", "}", "::= { a 1 }", "STATUS current", "b,"])
def test_comments_end_where_code_goes_on(code):
    assert "c" not in [token.text for token in tokens("a -- c -- %s" % code)[0]]
    assert len(tokens("a -- c -- %s" % code)[0]) > 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\f\n"])
def test_lines_are_counted_whatever_ends_them(end):
    found, _ = tokens_of("a" + end + '"b' + end + 'c"' + end + "d")
    lines = 2 if end == "\n\f\n" else 1
    assert [token.line for token in found] == [1, 1 + lines, 1 + 3 * lines]


def test_pages_of_an_rfc_are_passed_over():
    end = "\nSomebody        Standards Track          [Page 9]\n\f\n"
    text = "a" + end + "RFC 9999        An Odd MIB      March 2001\n\nb"
    assert [token[1:] for token in tokens_of(text)[0]] == [("a", 1), ("b", 6)]
    text = "a\n\fRFC 9999        An Odd MIB      March 2001\nb"
    assert [token[1:] for token in tokens_of(text)[0]] == [("a", 1), ("b", 3)]


def tokens_of(text):
    from usnmp_pc.mibs.text import decode

    return tokens(decode(text))


def test_names_may_have_underlines_and_begin_with_great_letters():
    found = read("a_b OBJECT IDENTIFIER ::= { x 1 }\nC OBJECT IDENTIFIER ::= { a_b 1 }\n")
    assert [node["name"] for node in found["nodes"]] == ["x", "a_b", "C"]


def test_macros_are_passed_over():
    read('OBJECT-TYPE MACRO ::=\nBEGIN\n TYPE NOTATION ::= "SYNTAX" type (SYNTAX "x)\nEND')


def test_a_text_of_utf_16_or_of_nothing_is_told():
    package("pysmi")
    for octets in (b"", b"\xff\xfeX\x00", b"\x00" * 100):
        assert compile_text(octets, KNOWN.get, "f")[0] is None
