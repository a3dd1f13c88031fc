# `usnmp df`, `status`, `netstat` and `delta` with the same agents as snmpdf, snmpstatus,
# snmpnetstat -Ci and snmpdelta: the same octets.

import json
import os
import re
import subprocess

import pytest
from clibox import Box, Started, usnmp_command
from conftest import tool
from mibbox import both, texts  # noqa: F401 - fixtures
from usnmp_pc.mibs import shipped

V2C = "-v2c", "-c", "public", "-t10"
INT, STR, IP, COUNTER, GAUGE, TICKS, COUNTER64 = 2, 4, 64, 65, 66, 67, 70
IF, IFX, ADDRESS = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1", "1.3.6.1.2.1.4.20.1"
STORAGE, DISK = "1.3.6.1.2.1.25.2.3.1", "1.3.6.1.4.1.2021.9.1"


def storage():
    found = {}
    rows = [("Physical memory", 1024, 8000000, 123456), ("/", 4096, 123456789, 98765432)]
    rows += [("/boot with a long name", 512, 1000000, 999999), ("/empty", 4096, 0, 0)]
    rows += [("/huge", 65536, 2147483647, 1), ("/small", 1, 100, 50)]
    for i, (descr, units, size, used) in enumerate(rows, 1):
        for c, v in ((1, i), (4, units), (5, size), (6, used)):
            found["%s.%d.%d" % (STORAGE, c, i)] = INT, v
        found["%s.3.%d" % (STORAGE, i)] = STR, descr
    return found


def disks():
    found = {}
    for i, (path, total, used) in enumerate([("/", 5000000, 1234567), ("/var", 0, 0)], 1):
        found["%s.1.%d" % (DISK, i)] = INT, i
        found["%s.2.%d" % (DISK, i)] = STR, path
        found["%s.6.%d" % (DISK, i)] = INT, total
        found["%s.8.%d" % (DISK, i)] = INT, used
    return found


def agent():
    found = {
        "1.3.6.1.2.1.1.1.0": (STR, "a box of some kind"),
        "1.3.6.1.2.1.1.3.0": (TICKS, 98765432),
    }
    found.update({"1.3.6.1.2.1.4.3.0": (COUNTER, 1234), "1.3.6.1.2.1.4.10.0": (COUNTER, 4321)})
    for i, name, status in (
        (1, "lo", 1),
        (2, "Some Ethernet of a long name", 2),
        (30, "wlan0", 7),
    ):
        found["%s.1.%d" % (IF, i)] = INT, i
        found["%s.2.%d" % (IF, i)] = STR, name
        found["%s.4.%d" % (IF, i)] = INT, 1500 + i
        found["%s.8.%d" % (IF, i)] = INT, status
        for c in (10, 11, 12, 14, 16, 17, 18, 19, 20):
            found["%s.%d.%d" % (IF, c, i)] = COUNTER, c * i * 1000
        found["%s.21.%d" % (IF, i)] = GAUGE, i
        found["%s.1.%d" % (IFX, i)] = STR, name[:4]
    for i, address, mask in (
        (1, "127.0.0.1", "255.0.0.0"),
        (2, "192.0.2.17", "255.255.255.0"),
        (30, "198.51.100.200", "255.255.255.128"),
    ):
        found["%s.1.%s" % (ADDRESS, address)] = IP, address
        found["%s.2.%s" % (ADDRESS, address)] = INT, i
        found["%s.3.%s" % (ADDRESS, address)] = IP, mask
    return found


@pytest.mark.parametrize("flags", [(), ("-Ch",), ("-CH",), ("-Cu",), ("-Cuh",)])
def test_df_shows_what_snmpdf_does(both, flags):  # noqa: F811
    with Box({**storage(), **disks()}) as box:
        theirs, ours = both("df", *V2C, *flags, box.host)
    assert ours == theirs and theirs[0] == 0 and theirs[1].count(b"\n") > 2


def test_df_takes_the_disks_where_there_is_no_storage(both):  # noqa: F811
    with Box(disks()) as box:
        theirs, ours = both("df", *V2C, box.host)
    assert ours == theirs and b"/var" in ours[1]
    with Box({}) as box:
        theirs, ours = both("df", *V2C, box.host)
    assert ours == theirs and ours[0] == 1 and b"Failed to locate any partitions." in ours[2]


def test_df_gives_the_sizes_of_large_disks(both):  # noqa: F811
    found = storage()
    found[STORAGE + ".5.2"] = INT, -(2**31) + 5
    with Box(found) as box:
        _, out, _ = usnmp_command("df", *V2C, "--json", box.host)
    row = json.loads(out.splitlines()[1])
    assert row["size_kb"] == (2**31 + 5) * 4


@pytest.mark.parametrize("version", ["-v1", "-v2c"])
def test_status_shows_what_snmpstatus_does(both, version):  # noqa: F811
    found = agent()
    # It counts the first rows of the next columns behind the last row of its own.
    found[IF + ".12.1"] = found[IF + ".18.1"] = COUNTER, 0
    with Box(found) as box:
        results = both("status", version, *V2C[1:], box.host)
    theirs, ours = [re.sub(rb"]:\d+", b"]", out) for _, out, _ in results]
    # it also prints what follows the last row
    theirs = b"".join(line for line in theirs.splitlines(True) if b"No more variables" not in line)
    assert ours.startswith(theirs.splitlines(True)[0])
    assert ours.splitlines()[1:] == theirs.splitlines()[-2:]
    assert results[1][0] == 0


def test_status_of_an_agent_without_ip_names_what_it_has_not(both):  # noqa: F811
    found = {oid: tv for oid, tv in agent().items() if not oid.startswith("1.3.6.1.2.1.4.")}
    with Box(found) as box:
        status, out, err = usnmp_command("status", "-v1", *V2C[1:], box.host)
        assert b"IP: 0/0" in out and b"Failed object" in err
        assert usnmp_command("status", "-v1", "-Cf", *V2C[1:], box.host)[:2] == (2, b"")


@pytest.mark.parametrize(
    "flags",
    [(), ("-Cb",), ("-Co",), ("-Cd",), ("-Cbd",), ("-CI", "wlan"), ("-CI", "wlan0"), ("-CI", "x")]
    + [("-Cod", "-CI", "lo")],
)
@pytest.mark.parametrize("names", [True, False])
def test_netstat_shows_what_snmpnetstat_does(both, flags, names):  # noqa: F811
    found = agent()
    if not names:
        found = {oid: tv for oid, tv in found.items() if not oid.startswith(IFX)}
    with Box(found) as box:
        theirs, ours = both("netstat", *V2C, "-Ci", "-Cn", *flags, box.host)
    assert ours == theirs and theirs[0] == 0 and theirs[1]


def test_netstat_takes_the_address_of_an_agent_whose_index_is_none(both):  # noqa: F811
    found = {oid: tv for oid, tv in agent().items() if not oid.startswith(ADDRESS)}
    for c, tv in ((1, (IP, "192.0.2.17")), (2, (INT, 2)), (3, (IP, "255.255.0.0"))):
        found["%s.%d.1" % (ADDRESS, c)] = tv
    with Box(found) as box:
        _, out, _ = usnmp_command("netstat", *V2C, box.host)
    assert out.splitlines()[2].split()[2:4] == [b"192.0/16", b"192.0.2.17"]


def test_a_description_of_several_lines_is_shown_as_snmpstatus_does(both):  # noqa: F811
    with Box({**agent(), "1.3.6.1.2.1.1.1.0": (STR, "one\r\ntwo")}) as box:
        theirs, ours = both("status", *V2C, box.host)
    assert b"=>[one\r\ntwo] Up: " in theirs[1] and b"=>[one\r\ntwo] Up: " in ours[1]


class Growing(Box):
    """Each GET finds more, by what is in `steps`."""

    def __init__(self, objects, steps):
        super().__init__(objects)
        self.steps = steps
        self.reply = self.grow

    def grow(self, request):
        answer = self.serve(request)
        for oid, step in self.steps.items():
            type, value = self.objects[oid]
            most = 2**64 if type == COUNTER64 else 2**32
            self.objects[oid] = type, (value + step) % most
        return answer


IN, OUT, HIGH, UP = IF + ".10.1", IF + ".16.1", IFX + ".6.1", "1.3.6.1.2.1.1.3.0"


def growing():
    objects = {IN: (COUNTER, 2**32 - 5000), OUT: (COUNTER, 100), HIGH: (COUNTER64, 2**64 - 9)}
    return Growing({**objects, UP: (TICKS, 1000)}, {IN: 2500, OUT: 33, HIGH: 10**11, UP: 150})


@pytest.mark.parametrize(
    "flags",
    [(), ("-Ct",), ("-Cm",), ("-Ctm",), ("-CT",), ("-CtT",), ("-CS",), ("-CS", "-CL", "all")]
    + [("-Cv", "1"), ("-Os",), ("-Cts",), ("-CTs",)],
)
def test_delta_shows_what_snmpdelta_does(both, texts, flags):  # noqa: F811
    # With these flags snmpdelta has no Counter64
    oids = [IN, OUT] if set("tTm") & set("".join(flags)) else [IN, OUT, HIGH]
    env = {**os.environ, "MIBDIRS": str(texts)}
    with growing() as box:
        command = [tool("snmpdelta"), *V2C, *flags, box.host, *oids]
        mibs = {**env, "MIBS": ":".join(shipped())}
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=mibs) as p:
            lines = [p.stdout.readline() for _ in range(2 * len(oids))]
            p.kill()
            p.stdout.close()
            host = box.host
    with growing() as box:
        rounds = 2 * len(oids)
        with Started("delta", *V2C, "-Cn", rounds, *flags, box.host, *oids, env=env) as p:
            ours = [p.line().replace(box.host.encode(), host.encode()) for _ in lines]
    clocks = rb"\[\d\d:\d\d(:\d\d)? \d+/\d+\]"
    assert [re.sub(clocks, b"TIME", line) for line in ours] == [
        re.sub(clocks, b"TIME", line) for line in lines
    ]


def test_delta_reads_oids_of_a_file_and_appends_to_files(both, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.chdir(tmp_path)
    (tmp_path / "oids").write_text("# two\n%s\n\nifOutOctets.1\n" % IN)
    with growing() as box:
        args = "-Cl", "-CF", "oids", "-Cn", "1", box.host
        assert usnmp_command("delta", *V2C, *args) == (0, b"", b"")
        files = {p.name: p.read_text() for p in tmp_path.iterdir() if p.name != "oids"}
    assert files == {
        box.host + "-IF-MIB::ifInOctets.1": "IF-MIB::ifInOctets.1 /1 sec: 2500\n",
        box.host + "-IF-MIB::ifOutOctets.1": "IF-MIB::ifOutOctets.1 /1 sec: 33\n",
    }


def test_delta_gives_json_lines(both):  # noqa: F811
    with growing() as box:
        _, out, _ = usnmp_command("delta", *V2C, "-Cn", "1", "--json", box.host, HIGH)
    found = json.loads(out)
    assert found["grown"] == 10**11 and found["oid"] == HIGH


@pytest.mark.parametrize("name", ["df", "status", "netstat"])
def test_silence_is_told(name):
    with Box({}) as box:
        box.reply = lambda request: None
        status, _, err = usnmp_command(name, "-t0.1", "-r0", box.host)
    assert status == 1 and b"Timeout: No Response from" in err


def test_an_object_that_is_missing_in_v1_is_named_and_left_out(both):  # noqa: F811
    with growing() as box:
        args = "-v1", *V2C[1:], "-Cn", "1", box.host, IF + ".10.9", OUT
        status, out, err = usnmp_command("delta", *args)
    assert (status, out) == (0, b"IF-MIB::ifOutOctets.1 /1 sec: 33\n") and b"ifInOctets.9" in err
