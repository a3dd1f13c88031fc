# usnmp graph and what usnmp poll keeps for it: a history, and pictures.

import json
import os
import time
import xml.etree.ElementTree as ET

import pytest
import usnmp
from clibox import BASE, Box, Started, usnmp_command
from usnmp_pc.cli.graph import blocks
from usnmp_pc.history import Point, Store

GAUGE, COUNTER, TEXT = BASE + ".1.0", BASE + ".2.0", BASE + ".3.0"


class Growing(Box):
    """Its counter grows by 1,000 octets with each request; the gauge goes up and down."""

    def __init__(self):
        super().__init__({TEXT: (4, "text")})
        self.grow = 0

    def serve(self, request):
        self.grow += 1
        self.objects[COUNTER] = usnmp.SNMP_COUNTER, self.grow * 1000
        self.objects[GAUGE] = usnmp.SNMP_GAUGE, 20 + self.grow % 2
        return super().serve(request)


def polled(folder, *args, rounds=5):
    """usnmp poll of a Growing: (its host, exit status, standard error)."""
    with Growing() as box:
        what = "-o", GAUGE, "-o", COUNTER, "-o", TEXT, "-m", "", "-i", "0.05", "-n", rounds
        status, out, err = usnmp_command("poll", *what, *args, box.host)
    polled.shown = shown(out, GAUGE)
    return box.host, status, err.decode()


def shown(out, oid):
    """What poll printed of the object, None for no answer: on a busy machine it misses rounds."""
    lines = [json.loads(line) for line in out.decode().splitlines()]
    return [line.get("value") for line in lines if line.get("oid", oid) == oid]


def graph(*args):
    status, out, err = usnmp_command("graph", *args)
    return status, out.decode(), err.decode()


def means(path, host, name):
    store = Store(str(path), write=False)
    found = [p.mean for p in store.series(host, name, time.time() - 999, time.time() + 9)]
    names = [row[1] for row in store.names()]
    store.close()
    return names, found


def written(path, host):
    """Have a history of an hour in `path`: Room, a sensor; eth0 received, a rate."""
    store = Store(str(path))
    now = time.time()
    rows = []
    for i in range(60):
        at = now - 3600 + i * 60
        rows.append((at, host, "Room", "celsius", None if 20 <= i < 30 else 20 + i / 10))
        rows.append((at, host, "eth0 received", "octets/s", i * 1000))
    store.write(now, rows)
    store.close()


def test_what_poll_keeps_is_what_was_asked_counters_as_rates_and_texts_not(tmp_path):
    path = tmp_path / "h.db"
    host, status, err = polled(tmp_path, "--history", path)
    assert (status, err) == (0, "")
    names, gauge = means(path, host, "iso." + GAUGE[2:])
    assert sorted(names) == ["iso." + GAUGE[2:], "iso." + COUNTER[2:]]
    assert gauge == polled.shown and {20, 21} >= set(gauge) > set()
    first, *rates = means(path, host, "iso." + COUNTER[2:])[1]
    assert first is None and len(rates) == len(gauge) - 1 and all(rate > 0 for rate in rates)


def test_two_runs_are_one_history(tmp_path):
    path = tmp_path / "h.db"
    with Growing() as box:
        for _ in range(2):
            what = "-o", GAUGE, "-m", "", "-n", 1, "--history", path
            assert usnmp_command("poll", *what, box.host)[0] == 0
    assert len(means(path, box.host, "iso." + GAUGE[2:])[1]) == 2


def test_poll_draws_a_picture_without_a_history(tmp_path):
    path = tmp_path / "p.svg"
    host, status, err = polled(tmp_path, "--svg", path)
    assert (status, err) == (0, "") and os.listdir(tmp_path) == ["p.svg"]
    text = "".join(ET.parse(path).getroot().itertext())
    least = min(polled.shown)
    assert host in text and "iso." + GAUGE[2:] in text and "from %d to 21" % least in text
    assert os.stat(path).st_mode & 0o777 == 0o666 & ~_umask()


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_poll_without_an_answer_keeps_gaps_only_of_what_it_knew(tmp_path):
    path = tmp_path / "h.db"
    with Growing() as box:
        box.reply = lambda request: None if len(box.requests) > 1 else box.serve(request)
        what = "-o", GAUGE, "-m", "", "-i", "0.05", "-t", "2", "-r", 0
        with Started("poll", *what, "--history", path, box.host) as p:
            assert json.loads(p.line())["value"] == 21
            assert "no response" in json.loads(p.line())["error"]
            assert p.interrupt() == 0
    names, found = means(path, box.host, "iso." + GAUGE[2:])
    assert len(names) == 1 and found[:2] == [21, None]


@pytest.mark.parametrize("option", ["--svg", "--history"])
def test_what_cannot_be_written_is_told_and_is_status_1(tmp_path, option):
    _, status, err = polled(tmp_path, option, tmp_path / "none" / "file", rounds=1)
    assert status == 1 and "No such file or directory" in err and len(err.splitlines()) == 1


def test_a_history_that_is_none_stays_and_poll_shows_what_it_has(tmp_path):
    path = tmp_path / "h.db"
    path.write_bytes(b"no history" * 100)
    _, status, err = polled(tmp_path, "--history", path)
    assert status == 1 and "going on without a history" in err
    assert path.read_bytes() == b"no history" * 100


def test_without_a_name_graph_tells_what_there_is(tmp_path):
    path = tmp_path / "h.db"
    written(path, "attic")
    status, out, err = graph("--history", path)
    assert (status, err) == (0, "")
    assert [line.split() for line in out.splitlines()] == [
        ["host", "name", "units"],
        ["attic", "Room", "celsius"],
        ["attic", "eth0", "received", "octets/s"],
    ]


def test_graph_shows_blocks_with_the_last_the_least_and_the_greatest(tmp_path):
    path = tmp_path / "h.db"
    written(path, "attic")
    status, out, err = graph("--history", path, "--hours", 1, "attic", "R*")
    assert (status, err) == (0, "")
    row = out.splitlines()[1]
    assert row.split("  ")[0] == "Room" and row.endswith("25.9 °C  20.1 °C  25.9 °C")
    assert "▁" in row and "█" in row and "▃      " in row


def test_graph_draws_a_picture(tmp_path):
    path, picture = tmp_path / "h.db", tmp_path / "g.svg"
    written(path, "attic")
    more = "--history", path, "--hours", 1
    assert graph(*more, "--svg", picture, "attic", "Room") == (0, "", "")
    text = "".join(ET.parse(picture).getroot().itertext())
    assert "attic, 20" in text and "25.9 °C" in text and "eth0" not in text
    status, out, _ = graph(*more, "--svg", "-", "attic")
    assert status == 0 and "59 kB/s" in "".join(ET.fromstring(out).itertext())


def test_graph_does_not_make_or_change_what_it_reads(tmp_path):
    path = tmp_path / "h.db"
    assert graph("--history", path, "attic") == (1, "", "usnmp graph: %s: no such file\n" % path)
    written(path, "attic")
    before = path.read_bytes()
    graph("--history", path, "attic", "Room")
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["h.db"]


@pytest.mark.parametrize(
    "args, why",
    [
        (["cellar"], "nothing is known of cellar"),
        (["attic", "Door", "Gate"], "attic has no Door or Gate"),
    ],
)
def test_what_is_not_there_is_told(tmp_path, args, why):
    path = tmp_path / "h.db"
    written(path, "attic")
    assert graph("--history", path, *args) == (1, "", "usnmp graph: %s\n" % why)


@pytest.mark.parametrize("hours", ["0", "-1", "nan", "day", "1e9"])
def test_hours_that_are_none_are_refused(hours):
    assert graph("--hours", hours)[0] == 2


def test_names_from_the_network_do_no_harm_on_a_terminal(tmp_path):
    path = tmp_path / "h.db"
    store = Store(str(path))
    store.write(time.time(), [(time.time(), "attic", "\x1b[31m\u202eRoom", "\x07", 1)])
    store.close()
    out = graph("--history", path)[1] + graph("--history", path, "attic", "*")[1]
    assert "\\x1b[31m\\u202eRoom" in out and "\\x07" in out and out.replace("\n", "").isprintable()


def test_blocks_fill_what_is_between_two_values_and_leave_gaps():
    def line(*values):
        return [Point(i * 10 + 5, v, v, v) for i, v in enumerate(values)]

    assert blocks(line(0, 7, 0, 7), 0, 40, 4) == "▁█▁█"
    assert blocks(line(0, None, None, 7), 0, 40, 4) == "▁  █"
    assert " " not in blocks(line(0, 8, 0), 0, 30, 9).strip()
    assert blocks([], 0, 9, 3) == "   "
