# A board without heap for a session beside its agent, an ESP8266 with its modules in the flash: it
# starts anew without the agent, for a session alone, and always comes back.

import pytest
from boardbox import Updated
from usnmp_tools.channel import Knock, asked

pytestmark = pytest.mark.slow


@pytest.fixture
def board(tmp_path):
    with Updated(tmp_path) as board:
        board.start()
        yield board


def serves(box, start):
    box.wait(lambda: "usnmp serves" in box.log[start:])


def begin(board):
    """Have it start without its agent; where its log was."""
    start = len(board.box.log)
    key = board.key.read_text().strip()
    assert asked(board.box.address, key, b"s", 30) == b"-"
    knock = Knock(board.box.address, key, b"o")
    assert knock.answer == b"!"
    knock.close()
    board.box.wait(lambda: "without the agent" in board.box.log[start:])
    return start


def test_after_a_session_with_nothing_to_do_the_agent_is_back(board):
    start = len(board.box.log)
    out = board.updates()
    assert "starts anew without its agent" in out and "0 files copied" in out
    serves(board.box, start)
    assert board.served() == 21


def test_if_nobody_comes_within_a_minute_the_agent_is_back(board):
    start = begin(board)
    before = board.files()
    board.box.wait_idle()
    board.box.advance(59000)
    board.box.wait_idle()
    assert "usnmp serves" not in board.box.log[start:]
    board.box.advance(2000)
    serves(board.box, start)
    assert board.served() == 21 and board.files() == before


def test_after_a_power_cut_there_the_agent_is_back(board):
    start = begin(board)
    board.box.power_cut()
    board.box.power_on()
    serves(board.box, start)
    assert board.served() == 21 and "usnmp_update.alone" not in board.files()


def test_a_stranger_cannot_make_it_start_without_its_agent(board):
    boots = board.box.boots
    board.key = board.folder / "other"
    board.key.write_text("x" * 32)
    done = board.update()
    assert done.returncode == 1 and "does not take this key" in done.stderr
    assert board.box.boots == boots and board.served() == 21
