# `usnmp watch` in a terminal, tmux, of three sizes, with agents in the test.

import re
import shlex
from pathlib import Path

import pytest
from board_box.fleet import wait
from watchbox import Boards, Tmux, command

NAMES = "attic", "cellar", "garage"


@pytest.fixture
def boards():
    with Boards(NAMES, sensors=2) as made:
        yield made


SIZES = pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (40, 12)])


@SIZES
def test_names_values_units_and_bars_are_there_and_move(boards, width, height):
    with Tmux(width, height, command(*boards.hosts)) as screen:
        text = screen.until(lambda text: "21.5" in text and "24.5" in text)
        lines = text.split("\n")
        assert "3 boards, 0 without an answer" in lines[0]
        assert lines[1].split()[:4] == ["board", "sensor", "value", "unit"]
        (row,) = [line for line in lines if "21.5" in line]
        assert row.split()[:3] == ["attic", "Room", "0"]
        assert ("°C" if width < 60 else "celsius") in row
        assert all(name in text for name in NAMES)
        screen.until(lambda text: "▁▁▁" in text)
        boards.values[0][0] = 29.5
        text = screen.until(lambda text: "29.5" in text)
        (row,) = [line for line in text.split("\n") if "29.5" in line]
        assert "▁█" in row
        if width >= 60:  # min, max, last: there is room
            assert row.split()[5:7] == ["21.5", "29.5"]
        screen.keys("q")
        screen.until(lambda text: "ended with 0" in text)


@SIZES
def test_a_board_that_falls_silent_goes_on_top_and_comes_back(boards, width, height):
    with Tmux(width, height, command("-t", "0.5", *boards.hosts)) as screen:
        screen.until(lambda text: "24.5" in text)
        boards.silent = {1}
        text = screen.until(lambda text: "1 without an answer" in text)
        row = text.split("\n")[2]
        assert row.startswith("! cellar") and "no response" in row
        boards.silent = set()
        text = screen.until(lambda text: "0 without an answer" in text)
        assert text.split("\n")[2].split()[0] == "attic"


def rows(text):
    """The rows of the table: [(board, sensor, value)]; the first column may be empty."""
    found, board = [], ""
    for line in text.split("\n")[2:]:
        match = re.match(r"  (\S*) +(Room \d) +(\S+) ", line)
        if match:
            board = match.group(1) or board
            found.append((board, *match.groups()[1:]))
    return found


@SIZES
def test_keys_sort_and_filter(boards, width, height):
    with Tmux(width, height, command(*boards.hosts)) as screen:
        screen.until(lambda text: len(rows(text)) == 6)
        assert [r[:2] for r in rows(screen.text())][:3] == [
            ("attic", "Room 0"), ("attic", "Room 1"), ("cellar", "Room 0"),
        ]  # fmt: skip
        screen.keys("s")
        text = screen.until(lambda text: "sort: sensor" in text)
        assert [r[1] for r in rows(text)] == ["Room 0"] * 3 + ["Room 1"] * 3
        screen.keys("s")
        text = screen.until(lambda text: "sort: value" in text)
        assert [r[2] for r in rows(text)] == ["23.5", "22.5", "21.5", "24.5", "23.5", "22.5"]
        screen.keys("r")
        text = screen.until(lambda text: "sort: value back" in text)
        assert [r[2] for r in rows(text)] == ["22.5", "23.5", "24.5", "21.5", "22.5", "23.5"]
        screen.keys("r", "s", "/")
        screen.keys("CELL")
        screen.until(lambda text: {r[0] for r in rows(text)} == {"cellar"})
        assert "/CELL" in screen.lines()[-1]
        screen.keys(" percent", "Enter")
        text = screen.until(lambda text: len(rows(text)) == 1)
        assert rows(text)[0][:2] == ("cellar", "Room 1")
        assert width < 60 or "/ filter: CELL percent" in text
        screen.keys("/", "zzz", "Enter")
        screen.until(lambda text: "no row has CELL percentzzz" in text)
        screen.keys("Escape")
        screen.until(lambda text: len(rows(text)) == 6)


def test_more_rows_than_lines_are_scrolled():
    with Boards(["b%d" % i for i in range(12)], sensors=5) as boards:
        with Tmux(80, 24, command("-t", "20", *boards.hosts)) as screen:
            screen.until(lambda text: "rows 1-21 of 60" in text)
            for key, shown in (
                ("NPage", "22-42"), ("NPage", "40-60"), ("PPage", "19-39"), ("Down", "20-40"),
                ("Up", "19-39"), ("Home", "1-21"), ("End", "40-60"), ("g", "1-21"), ("j", "2-22"),
            ):  # fmt: skip
                screen.keys(key)
                screen.until(lambda text, shown=shown: "rows %s of 60" % shown in text)
            # Its board stands beside the first row that is shown
            assert screen.lines()[2].split()[:3] == ["b0", "Room", "1"]


def test_the_screen_follows_the_size_of_the_terminal(boards):
    with Tmux(80, 24, command(*boards.hosts)) as screen:
        screen.until(lambda text: "24.5" in text)
        for width, height in ((120, 40), (40, 12), (20, 5), (10, 2), (100, 30)):
            screen.run("resize-window", "-x", str(width), "-y", str(height))
            text = screen.until(
                lambda text, h=height: text.count("\n") == h
                and text.split("\n")[h - 1].startswith(" q quit")
            )
            assert max(map(len, text.split("\n"))) <= width
        screen.until(lambda text: len(rows(text)) == 6)


def test_keys_are_explained_and_go_on_working(boards):
    with Tmux(80, 24, command(*boards.hosts)) as screen:
        screen.until(lambda text: "24.5" in text)
        screen.keys("?")
        text = screen.until(lambda text: "the other way round" in text)
        assert "Room" not in text and "PgUp PgDn" in text
        screen.keys("?")
        screen.until(lambda text: len(rows(text)) == 6)


@pytest.mark.parametrize("key, told", [("q", "ended with 0"), ("C-c", "ended with 0")])
def test_the_terminal_is_left_as_it_was(boards, key, told):
    before = "stty -g; echo text of before"
    words = ["sh", "-c", before + "; exec " + shlex.join(command(*boards.hosts))]
    # Wraps, echoes, shows its cursor, and has what it had
    then = "echo ended with $?; stty -g; printf %100s | tr ' ' w; echo"
    with Tmux(80, 24, words, then=then) as screen:
        screen.until(lambda text: "24.5" in text)
        assert "text of before" not in screen.text()
        assert screen.run("display", "-p", "#{alternate_on} #{cursor_flag}").split() == ["1", "0"]
        screen.keys(key)
        text = screen.until(lambda text: "w" * 80 + "\n" + "w" * 20 in text)
        assert screen.run("display", "-p", "#{alternate_on} #{cursor_flag}").split() == ["0", "1"]
        before, after = re.split("text of before\n.*?" + told, text, flags=re.S)
        assert after.split("w" * 80)[0].split() == before.split()


def test_a_terminal_that_is_closed_ends_it(boards):
    with Tmux(80, 24, command(*boards.hosts)) as screen:
        screen.until(lambda text: "24.5" in text)
        pid = int(screen.run("display", "-p", "#{pane_pid}"))
        (child,) = Path("/proc/%d/task/%d/children" % (pid, pid)).read_text().split()
        assert b"usnmp_pc.cli" in Path("/proc/%s/cmdline" % child).read_bytes()
    wait(lambda: not Path("/proc/%s/cmdline" % child).exists())


def test_ctrl_z_gives_the_terminal_back_until_fg(boards):
    line = shlex.join(command(*boards.hosts))
    with Tmux(80, 24, ["sh", "-i"], env=["PS1=$ ", "ENV="]) as screen:
        screen.until(lambda text: "$" in text)
        screen.keys(line, "Enter")
        screen.until(lambda text: len(rows(text)) == 6)
        screen.keys("C-z")
        text = screen.until(lambda text: "topped" in text)
        assert not rows(text)
        screen.keys("fg", "Enter")
        screen.until(lambda text: len(rows(text)) == 6)
        screen.keys("q")
        screen.until(lambda text: text.rstrip().endswith("$") and not rows(text))


def colours(screen):
    """The colours that the terminal was asked for, as tmux tells them."""
    return set(re.findall(r"\x1b\[(?:[0-9]+;)*((?:3|9)[0-7])m", screen.text("-e")))


def test_there_are_colours_unless_no_color_is_set(boards):
    boards.silent = {0}
    for env, some in (([], True), (["NO_COLOR=1"], False)):
        with Tmux(80, 24, command("-t", "0.5", *boards.hosts), env=env) as screen:
            screen.until(lambda text: "! " in text and len(rows(text)) == 4)
            assert bool(colours(screen)) == some


def test_letters_that_an_encoding_has_not_are_others(boards):
    env = ["PYTHONIOENCODING=ascii", "PYTHONUTF8=0"]
    with Tmux(40, 12, command(*boards.hosts), env=env) as screen:
        text = screen.until(lambda text: "___" in text and "24.5" in text)
        assert text.isascii() and "\\u" not in text


def test_hosts_may_come_by_standard_input_and_keys_from_the_terminal(boards):
    line = "echo %s | %s" % (boards.hosts[0], shlex.join(command("-f", "-")))
    with Tmux(80, 24, ["sh", "-c", line]) as screen:
        screen.until(lambda text: len(rows(text)) == 2)
        screen.keys("q")
        screen.until(lambda text: "ended with 0" in text)


def test_after_the_last_round_the_values_are_left_as_lines(boards):
    with Tmux(80, 24, command("-n", "2", "-t", "20", *boards.hosts)) as screen:
        text = screen.until(lambda text: "ended with 0" in text)
        assert "(garage)  Room 1  24.5 percentRH" in text and "q quit" not in text
