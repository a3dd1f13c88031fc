# What comes first on the board in a box, tests/board_box: keys of a terminal, resets of the
# board's own, and what a test has it do, however late the box's thread is. Imports board_box.

import os
import threading

import pytest
from board_box.box import Box, BoxError
from conftest import tool

RESET = b"import machine\nmachine.reset()\n"


@pytest.fixture
def make(tmp_path):
    """Makes a board, `make(main=...)`, and ends it."""
    boxes = []

    def make(main=None, box=Box):
        (tmp_path / "flash").mkdir()
        if main is not None:
            (tmp_path / "flash" / "main.py").write_text(main)
        boxes.append(box(tmp_path, tool("micropython32"), tool("mpy-cross")))
        return boxes[-1].__enter__()

    yield make
    for box in boxes:
        box.__exit__()


class Late(Box):
    """Its thread stops where it has told the terminal `word`, until go is set."""

    word = None

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self.told = threading.Event()
        self.go = threading.Event()

    def _print(self, data):
        super()._print(data)
        if data == self.word:
            self.told.set()
            self.go.wait(30)


def after_the_reset(box, keys, word):
    """What a test finds that has typed `keys`, of a reset, and knows them taken by `word`."""
    box.wait_repl()
    box.execute("left = 1")
    box.word = word
    terminal = os.open(box.device, os.O_RDWR | os.O_NOCTTY)
    try:
        os.write(terminal, keys)
        assert box.told.wait(30)
    finally:
        os.close(terminal)
    waits = threading.Thread(target=lambda: (box.wait_repl(), found.append(box.boots)))
    found = []
    waits.start()
    waits.join(0.05)  # it has as long as that to be wrong
    box.go.set()
    waits.join(30)
    return found, box.execute("print('left' in globals())")


@pytest.mark.parametrize(
    "keys, word",
    [
        (b"\x01" + RESET + b"\x04", b"OK"),
        (b"\x01\x05A\x01" + RESET + b"\x04", b"\x04"),
        (b"\x01\x04", b"OK\r\n"),
        (b"\x04", b"MPY: soft reboot\r\n"),
        (b"raise SystemExit\r", b"\r\n"),
    ],
    ids=("raw", "raw-paste", "raw-soft", "friendly", "exit"),
)
def test_a_reset_that_the_terminal_knows_of_comes_before_what_follows(make, keys, word):
    assert after_the_reset(make(box=Late), keys, word) == ([2], "False\n")


def test_keys_of_a_program_that_has_left_come_before_what_follows(make):
    box = make()
    box.wait_repl()
    for n in range(20):
        terminal = os.open(box.device, os.O_RDWR | os.O_NOCTTY)
        os.write(terminal, b"x = %d\r" % n)
        os.close(terminal)
        box.wait_repl()
        assert box.execute("print(x)") == "%d\n" % n


def test_code_that_resets_the_board_says_that_it_has_gone(make):
    box = make()
    box.wait_repl()
    for code, boots in (("machine.reset()", 2), ("machine.deepsleep(1)", 3)):
        with pytest.raises(BoxError, match="the board has gone"):
            box.execute("import machine\n" + code)
        box.wait_boots(boots)
        box.wait_repl()
        assert box.execute("print(6 * 7)") == "42\n"


def test_the_box_rings_at_a_board_that_has_just_reset_itself(make):
    box = make(
        "import machine, time\nif machine.reset_cause() == 0:\n"
        "    time.sleep(60)\n    machine.reset()\n"
    )
    box.wait_idle()

    def ring():
        box._advance(60000, False)
        box._process.wait(30)
        box._ring()  # nobody is there, and the box's thread has not seen that yet

    box._do(ring)
    box.wait_boots(2)
    box.wait_repl()
    assert box.execute("print(6 * 7)") == "42\n"


def test_code_for_a_board_that_has_just_reset_itself_says_that_it_has_gone(make):
    box = make()
    box.wait_repl()
    timer = "machine.Timer(-1).init(mode=0, period=3600000, callback=lambda t: machine.reset())"
    box.execute("import machine\n" + timer)
    result = []

    def order():
        box._advance(3600000, False)
        box._process.wait(30)
        box._order("r", b"print(1)", result)

    box._do(order)
    box.wait_boots(2)
    box.wait_repl()
    assert result == ["", "the board has gone: reset, asleep or off"]
    assert box.execute("print(6 * 7)") == "42\n"
