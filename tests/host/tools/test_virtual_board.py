# tools/virtual_board.py: the board in a box as a command, with what people do to it, and the tour of
# docs/try-without-a-board.md, each of its lines as written.

import contextlib
import json
import os
import re
import signal
import sys

import pytest
from conftest import ROOT, free_port, run, tool
from tour import Terminal, pattern, steps

sys.path.insert(0, str(ROOT / "tools"))
from usnmp_tools.terminal import Fault
from usnmp_tools.virtual import HELP, Commands, loopback

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, str(ROOT / "tools/virtual_board.py")]
CONFIG = {"wifi": {"ssid": "virtual", "key": "virtual-board"}, "name": "kitchen"}
NAME, PLACE = "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.2.0"


def own_address():
    """An address that no board of another process of tests has: the ports are its own."""
    return "127.21.%d.%d" % divmod(free_port(), 256)


class Virtual(Terminal):
    """The board, and where it is."""

    def __init__(self, *arguments):
        tool("micropython32"), tool("mpy-cross")
        super().__init__([*COMMAND, *map(str, arguments)])

    def __enter__(self):
        self.port = self.wait(r"^serial port +(\S+)$").group(1)
        self.address = self.wait(r"^address +([\d.]+),").group(1)
        self.wait("Ctrl-C ends it")
        return self

    def tell(self, line, answer):
        self.type(line)
        return self.wait(answer)

    def deploy(self, folder, config=CONFIG):
        path = folder / "config.json"
        path.write_text(json.dumps(config))
        deploy = sys.executable, ROOT / "tools/deploy.py"
        done = run(*deploy, "--port", self.port, "--config", path, timeout=120)
        assert done.returncode == 0, (done.stdout, done.stderr, self.text)
        return done.stdout

    def get(self, oid, retries=9):
        target = self.address + ":20161"
        options = "-v2c", "-c", "public", "-Oqv", "-r%d" % retries
        return run(tool("snmpget"), *options, target, oid).stdout.strip()


def test_what_is_deployed_answers_at_the_port_that_is_told(tmp_path):
    with Virtual("--address", own_address()) as board:
        said = board.deploy(tmp_path)
        told = re.search(r"SNMP is at (\S+)$", board.text, re.M).group(1)
        assert told == board.address + ":20161"
        assert "snmpwalk -v2c -c public %s .1" % told in said
        assert board.get(NAME) == '"kitchen"'


def test_a_second_run_with_the_same_folder_is_the_same_board(tmp_path):
    folder = tmp_path / "board"
    with Virtual("--flash", folder) as board:
        assert board.port == str(folder / "port")
        board.deploy(tmp_path)
        address = board.address
        assert (folder / "flash/config.json").exists()
        assert board.interrupt() == 0
    assert not (folder / "port").is_symlink()
    with Virtual("--flash", folder) as board:
        assert board.address == address
        assert board.get(NAME) == '"kitchen"'


def test_faults_come_and_go_while_it_serves(tmp_path):
    with Virtual("--address", own_address()) as board:
        board.deploy(tmp_path)
        board.tell("wifi off", "^Wi-Fi is off$")
        assert board.get(NAME, 0) == ""
        board.address = own_address()
        board.tell("wifi on " + board.address, "^Wi-Fi is on, the address " + board.address)
        assert board.get(NAME) == '"kitchen"'
        board.tell("power off", "^off$")
        board.tell("status", "^off, booted")
        board.tell("heap", "^it is off$")
        assert board.get(NAME, 0) == ""
        board.tell("power on", "^on$")
        assert board.get(NAME) == '"kitchen"'
        board.tell("advance 86400", "^86400 s later$")
        assert board.get("1.3.6.1.2.1.1.3.0").startswith("1:0:0")
        board.tell("heap", r"^\d+ octets free, \d+ in one piece$")
        board.tell("reset", "^it boots$")
        assert board.get("1.3.6.1.2.1.1.3.0").startswith("0:0:0")
        board.tell("log", "^usnmp serves on port 161")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly_and_leaves_nothing(number, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with Virtual() as board:
        assert os.path.exists(board.port)
        assert board.interrupt(number) == 0
        board.wait("the end")
    assert "Traceback" not in board.text
    assert not os.path.exists(board.port) and not list(tmp_path.glob("*"))


def test_at_the_end_of_a_pipe_the_board_goes_on_and_quit_ends_it(tmp_path):
    with Virtual() as board:
        board.type("status")
        board.process.stdin.close()
        board.wait("^on, booted 1 times")
        console = sys.executable, ROOT / "tools/console.py"
        done = run(*console, "--port", board.port, "--seconds", "0.1")
        assert done.returncode == 0, done.stderr
        assert board.interrupt() == 0
        board.process.stdin = None
    with Virtual() as board:
        board.type("quit")
        assert board.process.wait(60) == 0


def test_a_romfs_partition_has_room_for_an_image(tmp_path):
    image = tmp_path / "image"
    image.write_bytes(b"\xd2\xcd\x31\x00")
    with Virtual("--romfs", image) as board:
        done = run(tool("mpremote"), "connect", board.port, "romfs", "query")
        assert "Size:327680" in done.stdout.replace(" ", ""), (done.stdout, done.stderr)


# --- what is wrong is told in a line ---


def faulty(*arguments, **kw):
    done = run(*COMMAND, *arguments, **kw)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr.strip().split("\n")[-1]


@pytest.mark.parametrize(
    "arguments, status, said",
    [
        (("--chip", "esp99"), 2, "invalid choice: 'esp99'"),
        (("--heap", "7"), 2, "--heap is from 8 to 65536"),
        (("--flash-size", "x"), 2, "invalid int value"),
        (("--key", "short"), 2, "--key has 8 to 63 octets"),
        (("--ssid", ""), 2, "--ssid has 1 to 32 octets"),
        (("more",), 2, "unrecognized arguments: more"),
        (("--address", "192.0.2.1"), 1, "a virtual board has one of 127.0.0.0/8"),
        (("--address", "home"), 1, "home is no IPv4 address"),
        (("--romfs", "/nonexistent"), 1, "No such file or directory: '/nonexistent'"),
        (("--flash", "/dev/null"), 1, "/dev/null"),
    ],
)
def test_wrong_arguments(arguments, status, said):
    tool("micropython32"), tool("mpy-cross")
    found, line = faulty(*arguments)
    assert found == status and line.startswith("virtual_board.py: ") and said in line, line


def test_a_folder_has_one_board_at_a_time(tmp_path):
    with Virtual("--flash", tmp_path / "board") as board:
        status, line = faulty("--flash", tmp_path / "board")
        assert status == 1 and line.endswith("board is in use: a virtual board runs there")
        board.tell("status", "^on, ")


def test_what_is_missing_is_named_and_how_to_get_it(tmp_path):
    env = {"PATH": "/nonexistent", "USNMP_CACHE": str(tmp_path)}
    status, line = faulty(env=env)
    assert status == 1 and "missing: micropython32, mpy-cross" in line
    assert "tools/setup --quick" in line


# --- the commands, on what only notes them ---


class BoxError(Exception):
    pass


class Noted:
    off = False
    address = "127.1.2.3"
    boots = 1
    log = "a\x1b[2Jb\r\nc"

    def __init__(self):
        self.calls = []

    def __getattr__(self, name):
        def call(*arguments, **kw):
            self.calls.append((name, *arguments, *kw.values()))

        return call


@pytest.mark.parametrize(
    "line, calls",
    [
        ("wifi off", ("wifi", False, None)),
        ("wifi on 127.9.9.9", ("wifi", True, "127.9.9.9")),
        ("power cut 1000", ("power_cut", 1000)),
        ("power off", ("power_cut",)),
        ("reset soft", ("soft_reset",)),
        ("interrupt", ("interrupt",)),
        ("pin 4 1", ("pin", 4, 1)),
        ("pin 4 free", ("pin", 4, 2)),
        ("pin 2", ("pin", 2)),
        ("adc 0 30000", ("adc", 0, 30000)),
        ("dht 21.5 48", ("dht", 21.5, 48.0)),
        ("dht none", ("dht", 0, None)),
        ("ds18b20 21.5 -3", ("probes", 21.5, -3.0)),
        ("ds18b20 none", ("probes",)),
        ("sht3x 21.5 48", ("sht3x", 21.5, 48.0, 5, 4)),
        ("sht3x 21.5 48 22 21", ("sht3x", 21.5, 48.0, 22, 21)),
        ("advance 3600", ("advance", 3600000)),
    ],
)
def test_each_command_does_to_the_box_what_it_says(line, calls):
    box = Noted()
    assert Commands(box, BoxError).run(line)
    assert box.calls == [calls]


@pytest.mark.parametrize(
    "line",
    """wifi | wifi up | wifi off 127.1.1.1 | wifi on 10.0.0.1 | wifi on 127.0.0.0 | power | power cut
    power cut -1 | power off now | power on | pin | pin 40 1 | pin 4 2 | pin 4.0 1 | adc 16 1
    adc 0 65536 | dht 21 | dht nan 48 | dht 21 101 | dht inf 4 | ds18b20 | ds18b20 1 2 3 4 5 6 7 8 9
    sht3x 1 2 3 | sht3x 1 2 3 40 | advance | advance 0 | advance 1e99 | log x | reset hard
    __class__ | run | _on""".replace("\n", "|").split("|"),
)
def test_a_command_that_is_wrong_changes_nothing(line):
    box = Noted()
    with pytest.raises(Fault):
        Commands(box, BoxError).run(line)
    assert not box.calls


def test_help_has_each_command_and_the_log_does_no_harm_to_a_terminal():
    commands = Commands(Noted(), BoxError)
    said = set(re.findall(r"^(\w+)|, (\w+)$", HELP, re.M))
    assert {word for pair in said for word in pair if word} == {*commands.names(), "quit"}
    assert commands.run("log") == "a\\x1b[2Jb\nc" and commands.run("log 1") == "c"
    assert commands.run("help") == HELP and commands.run("") == ""
    assert loopback("127.1.02.3") == "127.1.2.3"


# --- the tour ---


def test_the_tour_goes_as_it_is_written(tmp_path, monkeypatch):
    for name in ("snmpwalk", "micropython32"):
        tool(name)
    page = (ROOT / "docs/try-without-a-board.md").read_text()
    for written, here in (
        ("build/board", str(tmp_path / "board")),
        ("config-board.json", str(tmp_path / "config-board.json")),
        ("127.20.30.40", own_address()),
        ("1162", str(free_port())),
    ):
        page = page.replace(written, here)
    played = steps(page)
    assert len([prompt for prompt, *_ in played if prompt == "$"]) <= 10
    with contextlib.ExitStack() as stack:
        terminals = {}
        for prompt, typed, shown in played:
            if prompt == "board>":
                terminals["board"].type(typed)
                expect(terminals["board"], shown)
            elif prompt == "trapd>":
                expect(terminals["trapd"], [typed, *shown])
            elif typed.startswith("PATH="):
                done = bash(typed + ' && printf %s "$PATH"')
                monkeypatch.setenv("PATH", done)
            elif "virtual_board" in typed or "trapd" in typed:
                key = "board" if "virtual_board" in typed else "trapd"
                terminal = Terminal(["bash", "-c", "exec " + typed], {"MIBS": "ALL"})
                terminals[key] = stack.enter_context(terminal)
                expect(terminal, shown)
            else:
                once(typed, shown)
        assert terminals["board"].interrupt() == 0


def bash(command):
    done = run("bash", "-c", command, timeout=1200)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def expect(terminal, shown):
    for line in shown:
        terminal.wait(pattern(line))


def once(typed, shown):
    """A command to its end. An answer is what the page has behind the question."""
    with Terminal(["bash", "-c", "exec " + typed]) as terminal:
        if "configure.py" in typed:
            *asked, last = shown
            answer(terminal, [line.rsplit(": ", 1) for line in asked])
            shown = [last]
        expect(terminal, shown)
        assert terminal.process.wait(60) == 0


def answer(terminal, answers):
    """To questions that the page does not have the answer is empty."""
    while True:
        found = terminal.wait(r"^([^\n]*): \Z|is written")
        question = found.group(1)
        if question is None:
            break
        known = answers and question.startswith(answers[0][0])
        terminal.type(answers.pop(0)[1] if known else "")
    assert not answers
    terminal.again()
