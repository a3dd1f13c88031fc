# What `usnmp poll` reads and prints by -o NAME=OID/N, --csv and --rates, and its exit status.

import csv
import io
import json

import pytest
from clibox import BASE, Box, Started, usnmp_command
from usnmp_pc.boards.rates import Clock, Rate
from usnmp_pc.cli.columns import Column

UPTIME = "1.3.6.1.2.1.1.3.0"
TENTHS, TEXT, COUNT, HUGE, NONE = ["%s.%d.0" % (BASE, i) for i in range(1, 6)]
OBJECTS = {
    TENTHS: (2, 215), TEXT: (4, 'cellar, "below"\n=1'), COUNT: (65, 7), HUGE: (70, 2**63),
    UPTIME: (67, 500),
}  # fmt: skip


@pytest.fixture
def box():
    with Box(dict(OBJECTS)) as made:
        yield made


def poll(*args):
    status, out, err = usnmp_command("poll", "-t5", "-r0", *args)
    return status, out.decode(), err.decode()


def lines(*args):
    status, out, err = poll(*args)
    return status, [json.loads(line) for line in out.splitlines()]


@pytest.mark.parametrize("text, name, oid, of_215", [
    ("1.3.6.1", "", "1.3.6.1", 215), ("Room=1.3.6.1/10", "Room", "1.3.6.1", 21.5),
    ("Room 1 (°C)=sysUpTime.0*10", "Room 1 (°C)", "sysUpTime.0", 2150),
    ("a=1.3/0.5", "a", "1.3", 430),
    ("1.3.6/1e3", "", "1.3.6", 0.215), ("1.3.6/1e-2", "", "1.3.6", 21500),
    ('x."a=b/c"', "", 'x."a=b/c"', 215), ("IF-MIB::ifDescr.1", "", "IF-MIB::ifDescr.1", 215),
])  # fmt: skip
def test_a_column_has_a_name_and_a_factor(text, name, oid, of_215):
    column = Column(text)
    assert (column.name, column.text, column.scaled(215)) == (name, oid, of_215)
    assert column.scaled(True) is True and column.scaled("a") == "a"


@pytest.mark.parametrize(
    "text", ["a=1.3/0", "a=1.3*1e999", "a=1.3/1.2.3", " =1.3", "a\x1b=1.3/10"]
)
def test_a_column_that_is_none_is_told_of_and_ends_with_2(box, text):
    status, out, err = poll("-n1", "-o", text, box.host)
    assert (
        status == 2 and not out and "usnmp poll: error: argument -o" in err and "\x1b" not in err
    )


def test_json_has_the_name_the_value_by_the_factor_and_the_time_it_took(box):
    status, (found,) = lines("-n1", "-o", "Room=%s/10" % TENTHS, box.host)
    assert status == 0 and found.pop("ms") > 0 and found.pop("time")
    assert found == {
        "host": box.host, "column": "Room", "oid": TENTHS, "type": "INT", "value": 21.5,
    }  # fmt: skip


def test_what_does_not_answer_took_its_time_too(box):
    _, found = lines("-n1", "-t0.2", "127.0.0.1:9", box.host)
    assert all(line["ms"] > 0 for line in found) and len(found) == 2


def test_csv_is_what_a_reader_of_csv_reads(box):
    columns = "Room=%s/10" % TENTHS, TEXT, "Count=" + COUNT, "Huge=" + HUGE, "None=" + NONE
    options = [word for column in columns for word in ("-o", column)]
    status, out, err = poll("-n2", "-i0.05", "--csv", *options, box.host)
    head, *rows = csv.reader(io.StringIO(out))
    assert (status, err) == (0, "")
    assert head[:5] == ["time", "host", "ms", "error", "Room"] and head[6:] == [
        "Count", "Huge", "None",
    ]  # fmt: skip
    assert rows and float(rows[0][2]) > 0 and rows[0][0].endswith("Z")
    for row in rows:
        assert row[1] == box.host and row[3] == ""
        assert row[4:] == ["21.5", 'cellar, "below" =1', "7", str(2**63), ""]


def test_csv_has_a_line_for_what_does_not_answer(box):
    status, out, _ = poll("-n1", "-t0.2", "--csv", "-o", "a=" + TENTHS, box.host, "127.0.0.1:9")
    rows = {row["host"]: row for row in csv.DictReader(io.StringIO(out))}
    assert status == 3 and rows["127.0.0.1:9"]["error"] == "no response"
    assert rows["127.0.0.1:9"]["a"] == "" and rows[box.host]["a"] == "215"


def counting(box, steps):
    """Has each answer count as `steps` say, [(hundredths of a second, {OID: value})], and the last
    again and again; how often it answered, as a list.
    """
    whole, answered = box.reply, []

    def reply(request):
        uptime, values = steps[min(len(answered), len(steps) - 1)]
        box.objects[UPTIME] = 67, uptime
        for oid, value in values.items():
            box.objects[oid] = box.objects[oid][0], value
        answered.append(uptime)
        return whole(request)

    box.reply = reply
    return answered


def rounds(box, steps, *options):
    """The lines of usnmp poll until all steps were seen: a round that is late misses others."""
    counting(box, steps)
    found = []
    with Started("poll", "-t20", "-i0.05", "--rates", *options, box.host) as p:
        while len(found) < len(steps) * len([o for o in options if o == "-o"]):
            found.append(p.line().decode())
        assert p.interrupt() == 0
    return found


def test_rates_are_of_a_second_of_the_agent_across_the_wrap_of_a_counter(box):
    steps = [(500, 2**32 - 10, 2**64 - 5), (600, 10, 25), (1000, 50, 25), (1100, 50, 26)]
    steps = [(at, {COUNT: count, HUGE: huge}) for at, count, huge in steps]
    options = "-o", "Count=" + COUNT, "-o", "Huge=%s*8" % HUGE, "-o", TENTHS
    found = [json.loads(line) for line in rounds(box, steps, *options)]

    def rates(name):
        return [f["rate"] for f in found if f.get("column") == name]

    assert rates("Count") == [None, 20, 10, 0] and rates("Huge") == [None, 240, 0, 8]
    assert not [f for f in found if f["oid"] == TENTHS and "rate" in f]
    assert not [f for f in found if f["oid"] == UPTIME]  # asked for, not wanted


def test_an_agent_that_restarts_has_no_rate_until_the_next_time(box):
    steps = [(5000, {COUNT: 100}), (20, {COUNT: 4}), (120, {COUNT: 9})]
    found = rounds(box, steps, "-o", "a=" + COUNT)
    assert [json.loads(line)["rate"] for line in found] == [None, None, 5]


def test_rates_are_in_csv_in_place_of_the_count(box):
    steps = [(500, {COUNT: 100}), (600, {COUNT: 104}), (700, {COUNT: 104})]
    head, *found = rounds(box, steps, "--csv", "-o", "a=" + COUNT)
    assert [line.rstrip().split(",")[4] for line in [head, *found]] == ["a", "", "4"]


def test_the_exit_status_tells_whether_hosts_are_missing(box):
    quick = "-t0.2", "-n1", "-o", TENTHS
    for hosts, expected in (
        ([box.host], 0),
        ([box.host, "127.0.0.1:9"], 3),
        (["127.0.0.1:9", "127.0.0.1:7"], 1),
        ([], 2),
    ):
        status, _, err = poll(*quick, *hosts)
        assert status == expected
        assert ("no answer at all" in err) == (expected == 1)
    assert poll("--csv", "--json", box.host)[0] == 2


# --- the clock and the counters themselves ---


def test_a_clock_that_stands_still_or_is_missing_leaves_the_time_here():
    for uptimes in ((5, 5, 5), (None, None, None), (None, 7, None)):
        clock, found = Clock(), []
        for at, uptime in zip((1.0, 3.0, 7.0), uptimes):
            clock.read(at, uptime)
            found.append((clock.elapsed, clock.restarted))
        assert found == [(None, False), (2.0, False), (4.0, False)]


@pytest.mark.parametrize("uptime, after, seconds, restarted", [
    (1000, 1500, 5, False), (1000, 20, 5, True), (2**32 - 200, 300, 5, False),
    (6000, 10000, 600, True),  # it was off for long, and counts further than before
    (1000, 1400, 5.2, False), (2**32 - 200, 90000, 5, True),
])  # fmt: skip
def test_a_restart_is_told_from_the_wrap_of_sysuptime(uptime, after, seconds, restarted):
    clock = Clock()
    clock.read(100.0, uptime)
    clock.read(100.0 + seconds, after)
    assert clock.restarted == restarted and (clock.elapsed is None) == restarted


@pytest.mark.parametrize("type, before, after, grown", [
    (65, 10, 30, 20), (65, 2**32 - 1, 1, 2), (70, 2**64 - 1, 1, 2), (70, 10**12, 5, None),
    (65, 1000, 5, None), (65, 5, 5, 0), (65, None, 5, None), (65, 5, None, None),
    (65, 0, 2**32 - 1, 2**32 - 1),
])  # fmt: skip
def test_a_counter_that_goes_back_by_little_began_anew_and_has_no_rate(type, before, after, grown):
    rate = Rate()
    rate.read(type, before, None)
    assert rate.read(type, after, 2.0) == (None if grown is None else grown / 2)
    assert rate.read(type, after, None) is None


def test_a_counter_of_another_size_begins_anew():
    rate = Rate()
    rate.read(65, 5, None)
    assert rate.read(70, 9, 1.0) is None and rate.read(70, 10, 1.0) == 1
