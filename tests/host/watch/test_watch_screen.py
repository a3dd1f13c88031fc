# `usnmp watch` in a terminal, tmux, of three sizes, with agents in the test.

import pytest
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
