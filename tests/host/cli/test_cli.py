# usnmp get ... set against net-snmp's tools: the same arguments, the same agent, the same octets
# printed and the same exit status, but where a test says otherwise.

import json
import random
import socket
import sys
import threading

import pytest
import usnmp_pc.cli
from clibox import (
    BASE,
    BULK,
    GET,
    NEXT,
    OIDS,
    SET,
    VALUES,
    Box,
    Started,
    compare,
    key,
    netsnmp,
    usnmp_command,
)
from conftest import ROOT, run

ONCE = "-v2c", "-c", "public", "-t0.3", "-r0", "-On"
V1 = "-v1", *ONCE[1:]
SLOW = "-v2c", "-c", "public", "-t10", "-r2", "-On"  # for what is answered
ASKING = "get", "getnext", "bulkget", "walk", "bulkwalk"


@pytest.fixture
def box():
    with Box() as box:
        yield box


@pytest.fixture
def v1_box():
    """One without the exceptions, which SNMPv1 has not."""
    with Box(dict(zip(OIDS[:-3], VALUES))) as box:
        yield box


@pytest.mark.parametrize(
    "flags",
    ["n", "q", "Q", "v", "qv", "Qv", "t", "qt", "a", "x", "T", "e", "xT", "aqv", "qq", "Qq"]
    + ["n0bEUX"],
)
def test_every_type_is_printed_as_snmpget_does(box, flags):
    status, out, _ = compare("get", *SLOW, "-O" + flags, box.host, *OIDS)
    assert status == 0 and out.count(b"\n") > len(OIDS)


@pytest.mark.parametrize("name", ["walk", "bulkwalk"])
@pytest.mark.parametrize("below", [".4", ".4.0", ".59", ".90", "", ".4294967295"])
def test_walks_print_what_snmpwalk_does_from_anywhere(box, name, below):
    compare(name, *SLOW, box.host, BASE + below)


@pytest.mark.parametrize("name", ["walk", "bulkwalk"])
def test_walks_take_the_flags_of_snmpwalk(box, name):
    for flags in ("-Cp", "-Ci", "-Cc", "-Cpi"):
        compare(name, *SLOW, flags, box.host, BASE + ".20")
    compare(name, *SLOW, box.host)
    if name == "walk":
        compare(name, *SLOW, "-CI", box.host, BASE + ".20.0")
    else:
        compare(name, *SLOW, "-Cr3", box.host, BASE)
        assert box.requests[-1].err_id == 3


@pytest.mark.parametrize("below", ["", ".50", ".50.0", ".90"])
def test_walks_in_v1_end_as_snmpwalk_does(v1_box, below):
    compare("walk", *V1, v1_box.host, BASE + below)


@pytest.mark.parametrize("name", ["get", "getnext"])
@pytest.mark.parametrize("flags", [(), ("-Cf",)])
def test_an_object_that_is_missing_in_v1_is_named_and_left_out(v1_box, name, flags):
    oids = OIDS[0], BASE + ".90", OIDS[1], BASE + ".91"
    status, out, _ = compare(name, *V1, *flags, v1_box.host, *oids)
    assert status == 2 and bool(out) != bool(flags)


def test_bulkget_repeats_as_snmpbulkget_does(box):
    for flags in (("-Cn1", "-Cr2"), ("-Cn1r2",), ("-Cr0",), ("-Cn3",), ()):
        compare("bulkget", *SLOW, *flags, box.host, OIDS[0], BASE + ".47", OIDS[1])
    spaced = usnmp_command("bulkget", *SLOW, "-Cr", "2", box.host, OIDS[0])
    assert spaced == usnmp_command("bulkget", *SLOW, "-Cr2", box.host, OIDS[0])
    assert spaced[1].count(b"\n") == 2


@pytest.mark.parametrize("status", [*range(1, 20), 1000])
def test_every_error_status_has_the_words_of_net_snmp(box, status):
    box.reply = lambda request: box.error(request, status, 1)
    assert compare("set", *SLOW, box.host, OIDS[0], "i", "1")[0] == 2


@pytest.mark.parametrize("index", [0, 1, 2, -1])
@pytest.mark.parametrize("name", ASKING)
def test_the_failed_object_is_named_as_net_snmp_does(box, name, index):
    box.reply = lambda request: box.error(request, 5, index)
    expected = netsnmp("snmp" + name, *SLOW, box.host, OIDS[0])
    if name == "getnext" and not index:  # snmpgetnext 5.9 forgets its exit status there
        expected = (2, *expected[1:])
    assert usnmp_command(name, *SLOW, box.host, OIDS[0]) == expected


@pytest.mark.parametrize("name", [*ASKING, "set"])
def test_silence_is_told_as_net_snmp_does(box, name):
    box.reply = lambda request: None
    rest = ("i", "1") if name == "set" else ()
    status, _, err = compare(name, *ONCE, box.host, OIDS[0], *rest)
    assert status == 1 and err.startswith(b"Timeout: No Response from " + box.host.encode())


@pytest.mark.parametrize("name", ["walk", "bulkwalk"])
@pytest.mark.parametrize("oid", [BASE, OIDS[0], OIDS[3]])
def test_an_agent_that_goes_back_ends_a_walk(box, name, oid):
    box.reply = lambda request: box.response(request, [(OIDS[0], (2, 1))])
    compare(name, *SLOW, box.host, oid)


@pytest.mark.parametrize("version", ["-v1", "-v2c"])
@pytest.mark.parametrize("flags", [(), ("-CI",), ("-Ci",), ("-Cp",)])
@pytest.mark.parametrize("status", [1, 2, 5, 16, 99])
def test_a_walk_that_is_refused_at_once_gets_the_object(box, version, flags, status):
    def refused(request):
        return box.serve(request) if request.type == GET else box.error(request, status, 1)

    box.reply = refused
    for oid in (OIDS[0], BASE + ".1"):  # an object; none
        _, out, err = compare("walk", version, *SLOW[1:], *flags, box.host, oid)
        assert (b"= INTEGER: -42" in out) == (oid == OIDS[0] and flags != ("-CI",))
        assert bool(err) == (status != 2)
        if version == "-v2c" and flags != ("-CI",):
            compare("bulkwalk", *SLOW, *flags, box.host, oid)


@pytest.mark.parametrize("name", ["walk", "bulkwalk"])
@pytest.mark.parametrize("status", [2, 5])
def test_a_walk_that_is_refused_later_gets_nothing(box, name, status):
    def refused(request):
        return box.error(request, status, 1) if OIDS[1] in request.varbinds else box.serve(request)

    box.reply = refused
    compare(name, *SLOW, *(("-Cr2",) if name == "bulkwalk" else ()), box.host, BASE)
    assert GET not in [r.type for r in box.requests]


@pytest.mark.parametrize("name", ["walk", "bulkwalk"])
@pytest.mark.parametrize("tag", [0x80, 0x81, 0x82])
@pytest.mark.parametrize("appended", ["", ".0"])
def test_any_exception_ends_a_walk(box, name, tag, appended):
    objects = {OIDS[0]: (2, 1), OIDS[1]: (2, 2)}

    def reply(request):
        oid = next(iter(request.varbinds))
        later = [o for o in objects if key(o) > key(oid)]
        found = [(o, objects[o]) for o in later] or [(oid + appended, (tag, None))]
        return box.response(request, found if request.type == BULK else found[:1])

    box.reply = reply
    for oid in (BASE, OIDS[1], BASE + ".9"):
        compare(name, *SLOW, box.host, oid)


@pytest.mark.parametrize("name", ["walk", "bulkwalk"])
@pytest.mark.parametrize("flags", [(), ("-Ci",)])
def test_the_oid_that_was_asked_for_does_not_increase(box, name, flags):
    box.reply = lambda request: box.response(request, [(next(iter(request.varbinds)), (2, 1))])
    status, _, err = compare(name, *SLOW, *flags, box.host, OIDS[0])
    assert status == 1 and err.startswith(b"Error: OID not increasing")


@pytest.mark.parametrize("name", [*ASKING, "set", "table"])
def test_an_answer_that_cannot_be_read_is_told(box, name):
    def cut(request):
        datagram = box.response(request, [(OIDS[0], (2, 1))]).tobytes()
        return datagram[:-3] + b"\x02\x7f\x01"  # an INTEGER that is longer than the message

    box.reply = cut
    rest = ("i", "1") if name == "set" else ()
    status, out, err = usnmp_command(
        name, "-c", "s3cret", "-t0.2", "-r0", box.host, OIDS[0], *rest
    )
    assert (status, out) == (1, b"") and b"cannot be read" in err and b"s3cret" not in err
    assert err.startswith(b"usnmp: %s: " % box.host.encode()) and err.count(b"\n") == 1


@pytest.mark.parametrize("name", [*ASKING, "set", "table"])
def test_answers_are_taken_as_they_come_if_it_is_wished(box, name):
    def unnamed(request):
        request.community = ""
        return box.serve(request)

    box.reply = unnamed
    oid = BASE if name == "table" else OIDS[0]
    rest = ("i", "1") if name == "set" else ()
    asked = name, "-t0.2", "-r0", box.host, oid, *rest
    assert usnmp_command(*asked)[0] == 1
    assert usnmp_command("--no-echo-community", "-t10", *asked[:1], *asked[3:])[0] == 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        # the answers come from another socket than the one that was asked
        box.reply, box.answering = box.serve, other
        assert usnmp_command(*asked)[0] == 1
        assert usnmp_command("--any-source", "-t10", *asked[:1], *asked[3:])[0] == 0


def test_a_dot_is_all_there_is():
    objects = {"1.3.6.1.2.1.1.7.0": (2, 7), "1.3.6.1.4.1.9.0": (2, 8)}
    with Box(objects) as box:
        for name in ("walk", "bulkwalk", "getnext", "bulkget"):
            assert compare(name, *SLOW, box.host, ".")[1].startswith(b".1.3.6.1.2.1.1.7.0 =")
        compare("walk", *V1, box.host, ".")
        for root in ((), (".1.3",), (".1",), ("1.3.6.1.4",)):  # without one it is mib-2
            compare("walk", *SLOW, box.host, *root)
        box.objects["0.1.0"] = box.objects["2.999.1"] = 2, 9
        for name in ("walk", "bulkwalk"):  # those of net-snmp begin at 1
            status, out, err = usnmp_command(name, *SLOW, box.host, ".")
            assert (status, err) == (0, b"") and out.count(b"INTEGER") == 4


@pytest.mark.parametrize("most", [0, 1, 3])
@pytest.mark.parametrize("status", [1, 5, "nothing", "silence"])
def test_bulkwalk_asks_for_fewer_of_an_agent_that_cannot_answer_many(box, most, status):
    def reply(request):
        # The first is answered: one that never was is not waited for again.
        if request.type != BULK or request.err_id <= most or not box.requests[1:]:
            return box.serve(request)
        if status == "silence":
            return None
        return box.response(request, []) if status == "nothing" else box.error(request, status, 1)

    box.reply = reply
    asked = "-v2c", "-t1" if status == "silence" else "-t10", "-r0", box.host, BASE
    expected = usnmp_command("walk", *asked)
    del box.requests[:]
    assert usnmp_command("bulkwalk", "-Cr5", *asked) == expected and expected[0] == 0
    repetitions = [r.err_id for r in box.requests if r.type == BULK]
    assert repetitions[:3] == [5, 5, 2] and (NEXT in [r.type for r in box.requests]) == (not most)


def test_a_walk_of_empty_answers_ends(box):
    # snmpwalk asks for ever
    box.reply = lambda request: box.response(request, [])
    for name in ("walk", "bulkwalk"):
        status, out, _ = usnmp_command(name, *SLOW, box.host, BASE)
        assert not out and status in (0, 1)


@pytest.mark.parametrize(
    "kind, text",
    [("i", "-5"), ("i", "2147483647"), ("u", "7"), ("t", "9"), ("a", "192.0.2.255")]
    + [("o", ".1.3"), ("o", "2.999.1"), ("s", 'a "b" \\'), ("s", ""), ("s", "-v"), ("s", "Zürich")]
    + [("x", "0x00ff"), ("x", "00 FF 0a"), ("x", "00ff00"), ("x", "")]
    + [("d", "1.2.3"), ("d", "1 2 255"), ("d", ""), ("b", "0 5 17"), ("b", "1,2"), ("b", "")]
    + [("n", ""), ("3", "5"), ("I", "-129"), ("I", "127"), ("I", "128"), ("I", str(-(2**63)))]
    + [("U", "1"), ("U", "255"), ("U", "300"), ("U", str(2**63)), ("U", str(2**64 - 1))]
    + [("F", "1.5"), ("F", "inf"), ("D", "-1e100")],
)
def test_set_sends_what_snmpset_sends(box, kind, text):
    compare("set", *SLOW, box.host, OIDS[0], kind, text, OIDS[1], "i", "1")
    sent = [r for r in box.requests if r.type == SET]
    assert sent[0].varbinds.items() == sent[1].varbinds.items()


def test_set_is_quiet_when_told_so(box):
    assert compare("set", *SLOW, "-Cq", box.host, OIDS[0], "i", "1")[1] == b""


def test_set_takes_mac_addresses_which_snmpset_does_not(box):
    mac = "02:00:5e:90:00:fF"
    assert usnmp_command("set", *SLOW, box.host, OIDS[0], "x", mac)[0] == 0
    assert box.objects[OIDS[0]] == (4, b"\x02\x00\x5e\x90\x00\xff")


def test_set_knows_counters_which_snmpset_does_not(box):
    status, out, _ = usnmp_command(
        "set", *SLOW, box.host, OIDS[0], "c", "8", OIDS[1], "C", 2**64 - 1
    )
    assert status == 0
    assert out.split(b"\n")[0].endswith(b"Counter32: 8")
    assert out.split(b"\n")[1].endswith(b"Counter64: 18446744073709551615")


@pytest.mark.parametrize(
    "words",
    [("i", "x"), ("i", "2147483648"), ("u", "-1"), ("u", "4294967296"), ("a", "1.2.3"), ("t", "")]
    + [("a", "1.2.3.256"), ("o", "sysName"), ("x", "abc"), ("x", "zz"), ("d", "256"), ("d", "x")]
    + [("b", "-1"), ("b", "70000"), ("F", "x"), ("F", "1e39"), ("I", str(2**63)), ("U", "-1")]
    + [("C", str(2**64)), ("=", "1"), ("o", "1.40")],
)
def test_a_bad_value_is_told_in_a_line_and_not_sent(box, words):
    status, out, err = usnmp_command("set", *ONCE, box.host, OIDS[0], *words)
    assert (status, out, err.count(b"\n")) == (1, b"", 1)
    assert err.startswith(OIDS[0].encode() + b": ") and not box.requests


@pytest.mark.parametrize("words", [("i",), (), ("k", "1"), ("ii", "1"), ("", "1")])
def test_a_type_or_value_that_is_none_is_told_with_the_usage(box, words):
    status, out, err = usnmp_command("set", *ONCE, box.host, OIDS[0], *words)
    assert (status, out) == (2, b"")
    usage, line = err.decode().splitlines()
    assert usage.startswith("usage: usnmp set") and line.startswith("usnmp set: error: ")
    assert OIDS[0] in line and not box.requests


@pytest.mark.parametrize(
    "args",
    [("get",), ("get", "HOST"), ("get", "HOST", "1.3", "-v3"), ("get", "", "1.3")]
    + [("get", "HOST", "1.3", "-Ok"), ("get", "HOST", "1.3", "-Ik"), ("get", "HOST", "1.3", "-Cz")]
    + [
        ("get", "h:x", "1.3"),
        ("get", "[::1", "1.3"),
        ("get", "::1]:161", "1.3"),
        ("get", "a b", "1.3"),
        ("get", ":161", "1.3"),
        ("get", "h\x1b[2J", "1.3"),
        ("walk", "HOST", "1.3", "1.3"),
        ("table", "HOST", "1.3", "--columns", "2,"),
        ("table", "HOST", "1.3", "--columns", "0"),
        ("get", "HOST", "1.3", "--json=1"),
        ("get", "HOST", "1.3", "-c"),
        ("get", "tlstcp:h", "1.3"),
        ("get", "h:0", "1.3"),
        ("get", "h:123456", "1.3"),
        ("get", "h:65536", "1.3"),
        ("get", "h:", "1"),
    ]
    + [
        ("get", "HOST", "1.3", "-t", "0"),
        ("get", "HOST", "1.3", "-t", "nan"),
    ]
    + [
        ("get", "HOST", "1.3", "-r", "-1"),
        ("get", "HOST", "1.3", "--nonsense"),
        ("walk",),
        ("set",),
    ]
    + [
        ("bulkget", "-v1", "HOST", "1.3"),
        ("bulkwalk", "-v1", "HOST"),
        ("bulkget", "HOST", "-Cn2", "1"),
    ]
    + [("bulkwalk", "-Cr0", "HOST"), ("bulkget", "-Cr", "HOST", "1.3"), ("set", "HOST")]
    + [("table", "HOST"), ("table", "HOST", "1.3", "--columns", "a"), ("poll",), ("nonsense",), ()]
    + [("poll", "-i", "0", "h"), ("poll", "-n", "0", "h")],
)
def test_wrong_arguments_are_a_line_and_the_usage_with_status_2(args):
    status, out, err = usnmp_command(*["127.0.0.1" if a == "HOST" else a for a in args])
    lines = err.decode().splitlines()
    assert (status, out) == (2, b"") and lines[0].startswith("usage: usnmp")
    assert not args or "error: " in lines[-1]


@pytest.mark.parametrize(
    "args",
    [("get", "sysName.0"), ("get", "1..3"), ("get", "1.40"), ("get", "3.1"), ("walk", "1.x")]
    + [("get", "1.3.4294967296"), ("get", "1" + ".1" * 128), ("table", "1..3")],
)
def test_a_name_that_no_mib_has_is_a_line_with_status_1(args):
    name, text = args
    status, out, err = usnmp_command(name, "127.0.0.1", text)
    assert (status, out, err.count(b"\n")) == (1, b"", 1)
    assert err.startswith(("%s: Unknown Object Identifier (" % text).encode())


def test_a_misspelt_name_is_told_with_the_one_that_is_like_it(monkeypatch):
    monkeypatch.delenv("MIBS")
    done = usnmp_command("walk", "127.0.0.1", "sytem")
    assert done == (1, b"", b"sytem: Unknown Object Identifier (is it system?)\n")


@pytest.mark.parametrize("option", "-c --comunity -y --comunity= -y= -x -x= -A -X -l -3m".split())
@pytest.mark.parametrize("name", [*usnmp_pc.cli.COMMANDS, "nonsense"])
def test_no_message_about_arguments_shows_a_community(name, option):
    given = [option + "s3cret"] if option[-1] == "=" else [option, "s3cret"]
    wrong = ["h:0", "1.3"], ["127.0.0.1", "1.3.x", "s3cret"]
    for words in wrong[: 1 if name in ("poll", "watch", "dash", "simulate") else 2]:
        for args in ([*given, name, *words], [name, *given, *words], [name, words[0], *given]):
            status, out, err = usnmp_command(*args, *words[1:])
            # 1: a name that no MIB has; to simulate words are files, of which there is none
            assert status in (1, 2) and out == b"" and err and b"s3cret" not in err, args


def test_a_community_that_cannot_be_encoded_is_in_no_message():
    status, out, err = usnmp_command("get", "-c", "s3cret\ud800", "127.0.0.1", "1.3")
    assert (status, out) == (2, b"") and b"s3cret" not in err


def test_a_community_may_look_like_an_option(box):
    for args in (("-c", "-x"), ("-c-x",), ("--community", "-x"), ("--community=-x",)):
        assert usnmp_command("get", *args, "-t10", box.host, OIDS[0])[0] == 0
        assert box.requests[-1].community == "-x"


def test_help_and_version_are_told():
    for args in ((), *[(name,) for name in usnmp_pc.cli.COMMANDS]):
        status, out, err = usnmp_command(*args, "-h")
        assert (status, err) == (0, b"") and out.startswith(b"usage: usnmp")
    assert usnmp_command("--version")[1].startswith(b"usnmp ")


def test_options_may_stand_anywhere(box):
    expected = usnmp_command("get", *SLOW, "-Oqv", box.host, OIDS[0], OIDS[3])
    assert expected[0] == 0
    for args in (
        ("-v", "2c", "-c", "public", "get", "-Oqv", box.host, OIDS[0], OIDS[3]),
        ("get", box.host, "-Oqv", OIDS[0], "-v", "2c", OIDS[3], "-t", "10"),
        ("get", box.host, OIDS[0], OIDS[3], "-Oq", "-Ov", "-cpublic"),
    ):
        assert usnmp_command(*args) == expected
    walked = usnmp_command("walk", box.host, "-t10", BASE + ".4")
    assert walked == usnmp_command("walk", "-t10", box.host, BASE + ".4") and walked[1]
    done = usnmp_command("-c", "x", "set", box.host, "-t10", OIDS[0], "i", "-5")
    assert done[1].endswith(b"INTEGER: -5\n") and box.requests[-1].community == "x"


def test_hosts_are_written_as_for_net_snmp(box):
    for host in ("127.0.0.1:%d", "udp:127.0.0.1:%d", "localhost:%d", "[127.0.0.1]:%d"):
        assert usnmp_command("get", "-t10", host % box.port, OIDS[0])[0] == 0
    with Box(ipv6=True) as box:
        for host in ("[::1]:%d", "udp6:[::1]:%d", "udpv6:[::1]:%d", "udp6:localhost:%d"):
            status, _, err = usnmp_command("get", "-t10", host % box.port, OIDS[0])
            assert status == 0 or host == "udp6:localhost:%d" and b"Unknown host" in err


def test_an_unknown_host_is_told_in_a_line():
    for host in ("nonsense.invalid", "a..b", "x" * 300, "udp6:127.0.0.1", "999.1.1.1"):
        for args in (("get", host, "1.3"), ("walk", host), ("table", host, "1.3")):
            status, out, err = usnmp_command(*args)
            assert (status, out, err.count(b"\n")) == (1, b"", 1) and b"Unknown host" in err


def test_a_community_that_is_no_text_gets_its_answer(box):
    for name in ("Zürich", "tab\t", "\udcff"):
        assert usnmp_command("get", "-t10", "-c", name, box.host, OIDS[0])[0] == 0


def test_json_has_an_object_in_each_line(box):
    status, out, _ = usnmp_command("get", "-t10", "--json", box.host, *OIDS)
    found = [json.loads(line) for line in out.decode().splitlines()]
    assert status == 0 and [f["oid"] for f in found] == OIDS
    by_value = {OIDS[i]: f for i, f in enumerate(found)}
    for oid, (_, value) in zip(OIDS, VALUES):
        shown = by_value[oid]["value"]
        if isinstance(shown, dict):
            shown = bytes.fromhex(shown["hex"])
            value = value.encode() if isinstance(value, str) else value
        elif isinstance(value, bytes):  # what is text in UTF-8
            shown = shown.encode()
        if isinstance(value, float) and not float("-inf") < value < float("inf"):
            value = str(value)
        if isinstance(value, float):
            assert abs(shown - value) <= abs(value) * 1e-6
        else:
            assert shown == value, oid
    assert found[0] == {"oid": OIDS[0], "type": "INT", "value": -42}
    assert found[8]["value"] == "Zürich" and found[9]["value"] == {"hex": "02005e9000ff"}
    assert found[26] == {"oid": OIDS[26], "type": "TIMETICKS", "value": 0}
    assert found[52] == {"oid": OIDS[52], "type": "NOSUCHOBJECT", "value": None}


def test_json_of_walks_and_of_set(box):
    for name in ("walk", "bulkwalk"):
        out = usnmp_command(name, "-t10", "--json", box.host, BASE + ".4")[1]
        assert json.loads(out) == {"oid": OIDS[3], "type": "OCTSTR", "value": "text with spaces"}
    for args in (("-v1", "walk"), ("walk",), ("bulkwalk",)):  # their end is not an object
        found = usnmp_command(*args, "-t10", "--json", "-Cp", box.host, BASE + ".90")
        assert found[:2] == (0, b"") and b"Variables found" in found[2]
    out = usnmp_command("set", "-t10", "--json", box.host, OIDS[0], "i", "7")[1]
    assert json.loads(out) == {"oid": OIDS[0], "type": "INT", "value": 7}


TABLE = {
    BASE + ".1.1.7": (2, 7),
    BASE + ".1.1.300": (2, 300),
    BASE + ".1.2.7": (4, 'say "hi"\nthere'),
    BASE + ".1.3.7": (67, 360000),
    BASE + ".1.3.300": (67, 8640000),
    BASE + ".1.4.300": (4, b"\x02\x00\x5e"),
}


def test_table_aligns_its_columns():
    with Box(TABLE) as box:
        status, out, err = usnmp_command("table", "-t10", box.host, BASE)
        assert (status, err) == (0, b"")
        assert out.decode().splitlines() == [
            "index    1  2                          3  4",
            '7        7  say "hi" there  0:1:00:00.00  ?',
            "300    300  ?               1:0:00:00.00  02 00 5E",
        ]
        lines = usnmp_command("table", "-t10", "--columns", "1,4", "--json", box.host, BASE)[1]
        again = usnmp_command("table", "-t10", "--columns", "1,4,4,1", "--json", box.host, BASE)
        assert again == (0, lines, b"")
        found = [json.loads(line) for line in lines.decode().splitlines()]
        assert found == [
            {"index": "7", "columns": {"1": {"type": "INT", "value": 7}}},
            {
                "index": "300",
                "columns": {
                    "1": {"type": "INT", "value": 300},
                    "4": {"type": "OCTSTR", "value": {"hex": "02005e"}},
                },
            },
        ]


def test_a_table_without_rows_is_told():
    with Box(TABLE) as box:
        status, out, err = usnmp_command("table", "-t10", box.host, BASE + ".9")
        assert (status, out) == (0, b"") and b"no rows" in err
        box.reply = lambda request: None
        status, out, err = usnmp_command("table", "-t0.1", "-r0", box.host, BASE)
        assert (status, out) == (1, b"") and err.startswith(b"Timeout")


def test_no_answer_whatever_makes_a_traceback(box):
    chance = random.Random(5)
    whole = box.reply

    def mutated(request):
        if len(box.requests) > 20:  # a walk may go on for ever
            return None
        d = bytearray(whole(request).tobytes())
        for _ in range(chance.randrange(4)):
            d[chance.randrange(12, len(d))] = chance.choice((0, 1, 0x30, 0x80, 0x82, 0xA2, 0xFF))
        return bytes(d)

    box.reply = mutated
    for i in range(150):
        del box.requests[:]
        name, *rest = (
            ("get", OIDS[i % len(OIDS)], OIDS[0]),
            ("get", "--json", OIDS[i % len(OIDS)]),
            ("walk", BASE + ".1"),
            ("bulkwalk", BASE),
            ("table", "1.3.6.1.4.1.8072.9999"),
            ("set", OIDS[0], "i", "1"),
        )[i % 6]
        status, _, _ = usnmp_command(name, "-t0.02", "-r0", box.host, *rest)
        assert status in (0, 1, 2)


def test_a_pipe_that_is_closed_ends_a_walk_silently(box):
    def endless(request):
        last = int(next(iter(request.varbinds)).split(".")[-1]) if box.requests[1:] else 0
        return box.response(request, [("%s.%d" % (BASE, last + 1), (4, "x" * 400))])

    box.reply = endless
    command = "%s -m usnmp_pc.cli walk -t10 %s %s | head -n 1" % (sys.executable, box.host, BASE)
    done = run("/bin/sh", "-c", command, stdin=None)
    assert done.stdout.startswith("iso.3.6") and done.stdout.count("\n") == 1 and not done.stderr


def test_output_that_cannot_be_written_is_a_line(box):
    command = "%s -m usnmp_pc.cli get -t10 %s %s " % (sys.executable, box.host, OIDS[0])
    done = run("/bin/sh", "-c", command + ">/dev/full")
    assert (done.returncode, done.stderr) == (1, "usnmp: No space left on device\n")
    done = run("/bin/sh", "-c", command + ">&-")
    assert (done.returncode, done.stderr) == (0, "")


def test_errors_that_cannot_be_written_are_no_traceback():
    for redirected in ("2>/dev/full", "2>&-", "<&- >&- 2>&-", "2>&1 | true"):
        command = "%s -m usnmp_pc.cli get %s" % (sys.executable, redirected)
        done = run("/bin/sh", "-c", command)
        assert done.returncode in (0, 2) and not done.stdout and not done.stderr


def test_ctrl_c_is_status_130():
    with Box() as silent:
        silent.reply = lambda request: asked.set()
        for name in ("get", "walk", "table", "inform"):
            asked = threading.Event()
            oids = ("", OIDS[0]) if name == "inform" else (OIDS[0],)
            with Started(name, "-t60", silent.host, *oids) as p:
                assert asked.wait(30) and p.interrupt() == 130
                assert p.process.communicate() == (b"", b"")


def test_numbers_of_any_length_are_told(box):
    for args in (("get", "HOST", "1." + "9" * 5000), ("set", "HOST", "1.3", "i", "9" * 5000)):
        status, _, err = usnmp_command(*[box.host if a == "HOST" else a for a in args])
        assert status == 1 and b"Traceback" not in err


def test_a_checkout_runs_it_as_a_module(box):
    done = run(sys.executable, "-m", "usnmp_pc.cli", "getnext", "-t10", box.host, BASE)
    assert done.stdout == "iso%s = INTEGER: -42\n" % OIDS[0][1:] and not done.stderr
    assert box.requests[0].type == NEXT and (ROOT / "usnmp_pc" / "cli" / "__main__.py").exists()
