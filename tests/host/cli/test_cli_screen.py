# What usnmp draws on a terminal, on pseudo-terminals; and poll, which draws on one.

import json
import os
import re
import socket
import sys
import threading

import pytest
from clibox import BASE, OIDS, Box, Started, compare, usnmp_command
from conftest import run
from usnmp_pc.cli import screen
from usnmp_pc.cli.plain import plain
from usnmp_pc.cli.poll_views import tails
from usnmp_pc.cli.screen import align

OID = BASE + ".1"


@pytest.fixture
def long_walk():
    """An agent whose OIDs go on and on until `box.over` is set."""
    with Box() as box:
        box.over = False

        def reply(request):
            last = next(iter(request.varbinds))
            n = int(last.split(".")[-1]) if last.startswith(OID + ".") else 0
            if box.over:
                return box.response(request, [(last, (0x82, None))])
            return box.response(request, [("%s.%d" % (OID, n + 1), (2, n))])

        box.reply = reply
        yield box
        box.over = True


def test_a_long_walk_into_a_file_tells_its_progress_and_takes_it_away(long_walk, tmp_path):
    with open(tmp_path / "out", "wb") as out:
        with Started("walk", "-t10", long_walk.host, OID, terminal=["stderr"], stdout=out) as p:
            p.until(b" objects, ")
            long_walk.over = True
            assert p.process.wait(60) == 0
            shown = p.rest()
    assert shown.endswith(b"\r\x1b[K")
    assert re.match(rb"\r\x1b\[K[0-9,]+ objects, 1\.3\.6\.[0-9.]+", shown)
    lines = (tmp_path / "out").read_bytes().splitlines()
    assert len(lines) > 2 and all(line.startswith(b"iso.3.6.1.4") for line in lines)
    assert lines[-1].endswith(b"(It is past the end of the MIB tree)")


@pytest.mark.parametrize("terminal", [["stdout", "stderr"], ["stdout"], []])
def test_there_is_no_progress_where_it_would_garble_output(long_walk, terminal):
    # Into a pipe: what reads it may write to the same terminal.
    with Started("walk", "-t10", long_walk.host, OID, terminal=terminal) as p:
        if terminal:
            p.until(b"%s.500 = INTEGER: 499" % OID[1:].encode())
        else:
            while b".500 =" not in p.line():
                pass
        long_walk.over = True
        if not terminal:
            assert p.process.communicate()[1] == b""
        else:
            shown = p.until(b"end of the MIB tree")
            assert b"objects" not in shown and b"\x1b" not in shown


class Terminal:
    # A stream that says it is one.
    def __init__(self):
        self.text = ""

    def isatty(self):
        return True

    def fileno(self):
        raise OSError

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def test_short_walks_show_no_progress_and_long_ones_no_more_than_ten_a_second(monkeypatch):
    now = [0.0]
    stream = Terminal()
    monkeypatch.setattr(screen.sys, "stderr", stream)
    with screen.Progress(silent=True, clock=lambda: now[0]) as progress:
        for n in range(1, 2001):
            now[0] += 0.001
            progress.show(n, "1.3.%d" % n)
            if n == 400:
                assert stream.text == ""
        assert 10 < stream.text.count("objects") < 20
        assert re.search(r"\r\x1b\[K1,[0-9]{3} objects, 1\.3\.1[0-9]{3}\r", stream.text)
    assert stream.text.endswith("\r\x1b[K")


def test_a_live_table_is_cut_to_its_terminal(monkeypatch):
    stream = Terminal()
    monkeypatch.setattr(screen, "columns", lambda stream: 10)
    monkeypatch.setattr(screen, "lines", lambda stream: 4)
    live = screen.Live(stream)
    live.draw(["x" * 20, "y"])
    live.draw(["1", "2", "3", "4", "5"])
    assert stream.text == (
        "\rxxxxxxxxx\x1b[K\ny\x1b[K\n\x1b[J" + "\r\x1b[2A1\x1b[K\n2\x1b[K\n(3 more l\x1b[K\n\x1b[J"
    )


def test_columns_are_as_wide_as_their_widest_text():
    rows = [["a", "bb"], ["ccc", "d"]]
    assert align(rows) == ["a    bb", "ccc  d"]
    assert align(rows, {1}) == ["a    bb", "ccc   d"]


def test_oids_are_headed_by_the_arcs_that_tell_them_apart():
    assert tails(["1.3.6.1.2.1.1.3.0"]) == ["..1.3.0"]
    assert tails(["1.3.6.1.2.1.1.5.0", "1.3.6.1.4.1.1.5.0"]) == ["..2.1.1.5.0", "..4.1.1.5.0"]
    assert tails(["1.3", "1.3"]) == ["1.3", "1.3"]


def poll(*args):
    status, out, err = usnmp_command("poll", *args)
    return status, [json.loads(line) for line in out.decode().splitlines()], err


def test_poll_asks_all_hosts_in_each_round_and_prints_json_lines():
    with Box() as one, Box({OIDS[0]: (2, 5)}) as two:
        silent = "127.0.0.1:9"
        options = "-t", "5", "-i", "0.05", "-n", "3", "-o", OIDS[0], "-o", "." + OIDS[9]
        status, found, err = poll(*options, one.host, two.host)
        assert (status, err) == (0, b"") and {"time", "host"} <= set(found[0])
        for host, values in (
            (one.host, [-42, {"hex": "02005e9000ff"}]),
            (two.host, [5, None]),
        ):
            mine = [f for f in found if f["host"] == host]
            assert 0 < len(mine) <= 6 and [f["oid"] for f in mine[:2]] == [OIDS[0], OIDS[9]]
            assert [f["value"] for f in mine[:2]] == values
        status, found, err = poll(
            "-t2", "-r0", "-n1", "-o", OIDS[0], silent, one.host, "no.invalid"
        )
        assert status == 3  # not all answered
        errors = {f["host"]: f.get("error") for f in found}
        assert errors == {
            silent: "no response",
            one.host: None,
            "no.invalid": "Unknown host (no.invalid)",
        }
        assert poll("-t0.1", "-r0", "-n1", silent)[0] == 1


def test_poll_reads_hosts_from_a_file(tmp_path):
    with Box() as one, Box() as two:
        hosts = tmp_path / "hosts"
        hosts.write_text("# all\n%s\n\n  %s secret # the other\n" % (one.host, two.host))
        status, found, _ = poll("-t5", "-n1", "-c", "known", "-o", OIDS[0], "-f", hosts)
        assert status == 0 and {f["host"] for f in found} == {one.host, two.host}
        assert one.requests[0].community == "known" and two.requests[0].community == "secret"
        for text in ("a b c", "h:x", "unix:h"):
            hosts.write_text("127.0.0.1\n" + text)
            status, out, err = usnmp_command("poll", "-n1", "-f", hosts)
            assert (status, out) == (1, b"") and b"line 2" in err and err.count(b"\n") == 1
        status, out, err = usnmp_command("poll", "-n1", "-f", tmp_path / "none")
        assert (status, out) == (1, b"") and err.count(b"\n") == 1 and b"No such file" in err


def test_poll_reads_hosts_that_a_program_wrote(tmp_path):
    hosts = tmp_path / "hosts"
    with Box() as box:
        text = "\ufeff%s\r\n%s Zürich\r\n" % (box.host, box.host)
        hosts.write_bytes(text.encode() + box.host.encode() + b" \xff\xfe")
        assert poll("-t5", "-n1", "-f", hosts)[0] == 0
        expected = {"public", "Zürich".encode(), b"\xff\xfe"}
        assert {r.community for r in box.requests} == expected


@pytest.mark.parametrize(
    "octets", [b"a\0b", "h\n".encode("utf-16"), b"\x7fELF\x02\x01 x", b"a b c"]
)
def test_a_file_that_has_no_hosts_is_told_in_a_line(tmp_path, octets):
    hosts = tmp_path / "hosts"
    hosts.write_bytes(octets)
    status, out, err = usnmp_command("poll", "-n1", "-f", hosts)
    assert (status, out) == (1, b"") and b", line 1: " in err and err.count(b"\n") == 1
    assert err.decode()[:-1].isprintable()


def test_a_closed_standard_input_is_an_empty_list():
    for redirected in ("<&-", "</dev/null"):
        done = run(
            "/bin/sh", "-c", "%s -m usnmp_pc.cli poll -n1 -f - %s" % (sys.executable, redirected)
        )
        assert done.returncode == 2 and not done.stdout
        assert done.stderr.splitlines()[1:] == ["usnmp poll: error: no HOST in standard input"]


def test_a_file_that_is_none_is_told_in_a_line(tmp_path):
    for name in (tmp_path, tmp_path / "none", tmp_path / "\x1b[2J\u202e\x9b"):
        status, out, err = usnmp_command("poll", "-n1", "-f", name)
        assert (status, out) == (1, b"") and err.count(b"\n") == 1
        assert err.decode()[:-1].isprintable()


HARMFUL = "\x1b]0;x\x07\x9b2J\u202e\x7f\r\n\v\f\t\b\u2028"


@pytest.mark.parametrize(
    "args",
    [("get",), ("get", "-Oa"), ("get", "-OxT"), ("get", "-Oqv"), ("get", "--json"), ("getnext",)]
    + [("bulkget",), ("walk",), ("walk", "-OTa"), ("bulkwalk",), ("set",), ("table",)]
    + [("table", "--json"), ("poll", "-n1"), ("poll", "-n1", "--json")],
)
def test_nothing_reaches_a_terminal_that_would_change_it(args):
    texts = [HARMFUL.encode(), HARMFUL, b"\x9b2J", b"two\r\nlines\t\v\f", '" = 1\n.1.3 = "', b"\r"]
    oids = ["%s.1.%d.%d" % (BASE, i % 2 + 1, i) for i in range(len(texts))]
    objects = {oid: (4, text) for oid, text in zip(oids, texts)}
    with Box(objects) as box:
        rest = {
            "walk": [BASE],
            "bulkwalk": [BASE],
            "table": [BASE],
            "set": [w for oid in oids for w in (oid, "s", "a\x1b\r\n\v")],
        }.get(args[0], oids)
        if args[0] == "poll":
            rest = [w for oid in oids for w in ("-o", oid)]
        with Started(*args, "-t10", box.host, *rest, terminal=["stdout", "stderr"]) as p:
            shown = p.rest()
            assert p.process.returncode == 0
    lines = re.sub(rb"\x1b\[[0-9]*[AJK]|\r(?=[\n\x1b])|^\r", b"", shown).split(b"\n")
    assert all(32 <= c < 127 for line in lines for c in line), shown
    own = b"iso.3.6.1", b"usnmp", b"{", b"host", b"index", b"127.0.0.1", b" "
    for line in lines:  # none that a value began
        assert not line or line.startswith(own) or re.match(rb'[0-9"]|[0-9A-F]{2} ', line), shown


def test_a_string_of_lines_is_lines_in_a_pipe_and_escapes_on_a_terminal():
    with Box({BASE + ".1.0": (4, "a\\\r\nb\tc")}) as box:
        args = "-v2c", "-c", "public", "-t10", "-On", box.host, BASE + ".1.0"
        assert compare("get", *args)[1].endswith(b'STRING: "a\\\\\r\nb\tc"\n')
        with Started("get", *args, terminal=["stdout"]) as p:
            assert p.rest().endswith(b'STRING: "a\\\\\\r\\nb\\tc"\r\n')


@pytest.mark.parametrize("text, shown", [
    ("\x1b[2J\x07\x7f", "\\x1b[2J\\x07\\x7f"), ("\x80\x9b\x9f", "\\x80\\x9b\\x9f"),
    ("a\u202eb\u2066\u200f", "a\\u202eb\\u2066\\u200f"), ("\udc9b\ud800", "\\x9b\\ud800"),
    ("a\r\n\t\v", "a\\r\\n\\t\\x0b"), ("\ufeff\u200b\u2028", "\\ufeff\\u200b\\u2028"),
    ("Zürich 北京 'q' \\", "Zürich 北京 'q' \\"), ("", ""),
])  # fmt: skip
def test_plain_text_has_escapes_for_what_does_not_print(text, shown):
    assert plain(text) == shown


def test_poll_in_v1_leaves_out_what_is_missing():
    with Box({OIDS[0]: (2, 5), OIDS[2]: (2, 6)}) as box:
        options = [a for oid in OIDS[:4] for a in ("-o", oid)]
        status, found, _ = poll("-t5", "-n1", "-v1", *options, box.host)
        assert status == 0
        assert [f.get("value", f.get("error")) for f in found] == [
            5,
            "noSuchName",
            6,
            "noSuchName",
        ]


def test_poll_asks_for_less_where_it_was_too_much():
    with Box() as box:
        whole = box.reply

        def reply(request):
            return whole(request) if len(request.varbinds) < 3 else box.error(request, 1, 0)

        box.reply = reply
        options = [a for oid in OIDS[:30] for a in ("-o", oid)]
        status, found, _ = poll("-t5", "-n1", *options, box.host)
        assert status == 0 and [f["oid"] for f in found] == OIDS[:30]


@pytest.mark.parametrize("many", [1, 450])
def test_hosts_that_are_slow_hold_up_no_other(many):
    with Box() as quick, Box() as silent:
        silent.reply = lambda request: None
        options = "-t60", "-r0", "-i0.02", "-o", OIDS[0]
        with Started("poll", *options, *[silent.host] * many, quick.host) as p:
            for _ in range(20):
                assert json.loads(p.line())["host"] == quick.host
            assert len(silent.requests) == many
            assert p.interrupt() == 0
            assert p.process.stderr.read() == b""


def test_names_that_are_slow_to_look_up_hold_up_no_other(monkeypatch):
    asked = threading.Event()
    seen = []  # by each slow look-up: was the other host asked meanwhile?
    look_up = socket.getaddrinfo

    def slow(host, *args):
        if host.startswith("slow"):
            seen.append(asked.wait(10))
        return look_up(host, *args)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with Box() as box:
        whole = box.reply

        def reply(request):
            asked.set()
            return whole(request)

        box.reply = reply
        names = ["slow%d.invalid" % i for i in range(40)]
        quick = "localhost:%d" % box.port
        status, found, _ = poll("-t5", "-n1", "-o", OIDS[0], *names, quick)
    assert status == 3 and seen == [True] * 40
    errors = {f["host"]: f.get("error") for f in found}
    assert errors == {quick: None, **{name: "Unknown host (%s)" % name for name in names}}


def test_ctrl_c_does_not_wait_for_a_look_up(tmp_path):
    # in a process: nothing there looks up the name but this
    (tmp_path / "sitecustomize.py").write_text(
        "import socket, time\n"
        "look_up = socket.getaddrinfo\n"
        "def slow(host, *args):\n"
        "    if host == 'slow': time.sleep(100)\n"
        "    return look_up(host, *args)\n"
        "socket.getaddrinfo = slow\n"
    )
    with Box() as box:
        env = {**os.environ, "PYTHONPATH": str(tmp_path)}
        with Started("poll", "-i0.02", "-o", OIDS[0], "slow", box.host, env=env) as p:
            assert json.loads(p.line())["host"] == box.host
            assert p.interrupt() == 0


def test_poll_draws_a_live_table_on_a_terminal():
    with Box() as box, Box() as silent:
        silent.reply = lambda request: None
        options = "-t0.1", "-r0", "-i0.2", "-o", OIDS[0], "-o", OIDS[9]
        with Started("poll", *options, box.host, silent.host, terminal=["stdout"]) as p:
            p.until(b"02 00 5E 90 00 FF")
            p.until(b"no response")
            box.objects[OIDS[0]] = 2, 777
            p.until(b"777")
            shown = p.until(b"2 hosts, 1 without an answer")
            assert p.interrupt() == 0
            assert p.process.stderr.read() == b""
        lines = [re.sub(rb"\x1b\[[0-9]*[AJK]|\r", b"", line) for line in shown.split(b"\n")]
        heads = [line.split() for line in lines if line.startswith(b"host")]
        assert heads[0] == [b"host", b"..9999.1.0", b"..9999.10.0", b"ms"]
        assert len(heads) > 1 and b"\x1b[5A" in shown  # drawn over


def test_poll_writes_no_escapes_where_there_is_no_terminal():
    with Box() as box:
        with Started("poll", "-t5", "-n1", "-o", OIDS[0], box.host, terminal=["stderr"]) as p:
            out = p.process.communicate(timeout=60)[0]
        assert json.loads(out)["value"] == -42
        with Started(
            "poll", "-t5", "-n1", "--json", "-o", OIDS[0], box.host, terminal=["stdout"]
        ) as p:
            assert b"\x1b" not in p.until(b"\n") and json.loads(p.seen)["value"] == -42
