# The flags of -C of `usnmp get` ... `set` and options that are none, with net-snmp's tools as
# oracle.

import json
import re

import pytest
from clibox import BASE, OIDS, Box, compare, netsnmp, usnmp_command
from usnmp_pc.cli import COMMANDS

SLOW = "-v2c", "-c", "public", "-t10", "-r2", "-On"


@pytest.fixture
def box():
    with Box() as box:
        yield box


@pytest.mark.parametrize("end", [OIDS[4], OIDS[10], BASE + ".5", "1.3.6.1.5", BASE, "1.3"])
@pytest.mark.parametrize("start", [BASE, OIDS[4], BASE + ".4"])
def test_a_walk_ends_before_an_oid(box, start, end):
    compare("walk", *SLOW, "-CE", end, box.host, start)
    compare("walk", *SLOW, "-CpE", end, box.host, start)


def test_a_bulkwalk_ends_before_an_oid_too(box):
    _, out, _ = usnmp_command("bulkwalk", *SLOW, "-Cr3", "-CE", OIDS[8], box.host, BASE)
    assert out == netsnmp("snmpwalk", *SLOW, "-CE", OIDS[8], box.host, BASE)[1]


def test_the_time_of_each_request_stands_before_its_object(box):
    shapes = []
    for run in (netsnmp, usnmp_command):
        name = "walk" if run is usnmp_command else "snmpwalk"
        _, out, err = run(name, *SLOW, "-CtT", box.host, BASE + ".3")
        shapes.append(re.sub(rb"\d+\.\d{6}", b"TIME", out + err))
    assert shapes[0] == shapes[1] and shapes[0].count(b"TIME s: ") == 1
    _, out, _ = usnmp_command("walk", "-CT", "--json", "-t10", box.host, BASE)
    assert all(json.loads(line) for line in out.splitlines())


@pytest.mark.parametrize("flags", [("-Cc",), ("-Ci",), ("-Cp",), ("-Cn0",), ("-Cr", "2")])
def test_bulkwalk_takes_those_of_snmpbulkwalk(box, flags):
    more = flags if len(flags) == 1 else ("-Cr2",)
    expected = netsnmp("snmpbulkwalk", *SLOW, *more, box.host, BASE + ".20")
    assert usnmp_command("bulkwalk", *SLOW, *flags, box.host, BASE + ".20") == expected


def test_a_set_that_is_quiet_prints_nothing(box):
    assert compare("set", *SLOW, "-Cq", box.host, OIDS[0], "i", "5") == (0, b"", b"")
    assert box.objects[OIDS[0]] == (2, 5)


@pytest.mark.parametrize("flags", [("-Cn2", "-Cr3"), ("-Cn2r3",), ("-Cr1",), ("-Cn0", "-Cr0")])
@pytest.mark.parametrize("count", [2, 3, 5])
def test_bulkget_prints_what_snmpbulkget_does(box, flags, count):
    compare("bulkget", *SLOW, *flags, box.host, *OIDS[:count])
    compare("bulkget", *SLOW, *flags, box.host, *OIDS[-count:])


def test_bulkget_takes_more_repetitions_than_there_are_objects(box):
    compare("bulkget", *SLOW, "-Cr200", box.host, OIDS[0])


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_that_is_none_is_named_and_never_the_host(name):
    for option in ("-j", "-Y", "--nonsense", "--nonsense=secret"):
        status, out, err = usnmp_command(name, option, "secret", "127.0.0.1:1", "1.3")
        assert (status, out) == (2, b"")
        shown = option.partition("=")[0].encode()
        assert b"no such option: " + shown in err and b"secret" not in err


@pytest.mark.parametrize("name", ["get", "getnext", "bulkget", "walk", "bulkwalk", "set", "table"])
def test_a_flag_of_c_that_is_none_is_named(name):
    status, out, err = usnmp_command(name, "-Cz", "127.0.0.1:1", "1.3")
    assert (status, out) == (2, b"") and b"unknown flag passed to -C: z" in err


@pytest.mark.parametrize(
    "args, text",
    [
        (("walk", "-CE"), b"-CE needs a value: OID"),
        (("bulkget", "-Cr", "h", "1.3"), b"-Cr needs a number"),
    ],
)
def test_a_flag_without_its_value_is_named(args, text):
    status, out, err = usnmp_command(*args)
    assert (status, out) == (2, b"") and text in err
