# `usnmp watch` of three boards in a box, of 32 bit and 38 KiB, in a terminal of three sizes: what
# they measure, an alarm, power that is cut.

import contextlib

import pytest
from conftest import free_port
from watchbox import Tmux, board, command

pytestmark = pytest.mark.slow
NAMES = "attic", "cellar", "garage"


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (40, 12)])
def test_boards_their_alarms_and_one_without_power(build, tmp_path, width, height):
    port = free_port()
    with contextlib.ExitStack() as stack:
        boxes = [stack.enter_context(board(build, tmp_path / n, n, port)) for n in NAMES]
        listen = "--listen", "127.0.0.1:%d" % port
        words = command("-i", "1", *listen, *[box.udp() for box in boxes])
        screen = stack.enter_context(Tmux(width, height, words))

        def advance_until(true):
            # The boards' own clocks are slow beside what else this machine does.
            def both(text):
                for box in boxes[: 2 if boxes[2].off else 3]:
                    box.advance(300)
                return true(text)

            return screen.until(both)

        text = advance_until(lambda text: text.count("21.5") >= 3 and "55.0" in text)
        assert "3 boards, 0 without an answer" in text and all(n in text for n in NAMES)
        row = next(line for line in text.split("\n") if "21.5" in line)
        assert row.split()[:2] == ["attic", "attic"]
        assert ("°C" if width < 60 else "celsius") in row
        assert "memory free" in text and ("octets/s" if width >= 60 else "B/s") in text

        boxes[1].dht(31.5, 55)
        text = advance_until(lambda text: "risingAlarm" in text)
        assert "cellar" in next(line for line in text.split("\n") if "risingAlarm" in line)
        text = advance_until(lambda text: "▲" in text)
        row = next(line for line in text.split("\n") if "▲" in line)
        assert "cellar" in row and "31.5" in row
        boxes[1].dht(27.5, 55)
        text = advance_until(lambda text: "fallingAlarm" in text)
        advance_until(lambda text: "▲" not in text and "27.5" in text)

        boxes[2].power_cut()
        text = advance_until(lambda text: "1 without an answer" in text)
        assert text.split("\n")[2].startswith("! garage")
        boxes[2].power_on()
        advance_until(lambda text: "0 without an answer" in text)
