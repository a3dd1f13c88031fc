# `usnmp watch` of three boards in a box, of 32 bit and 38 KiB, in a terminal of three sizes: what
# they measure, an alarm, power that is cut.

import contextlib
import re

import pytest
from conftest import free_port
from watchbox import Tmux, board, command

pytestmark = pytest.mark.slow
NAMES = "attic", "cellar", "garage"


def row(text, mark, name, value):
    """Is there a row of the sensor with that value, marked so, of a board of its name?"""
    return re.search("^%s %s +%s +%s " % (re.escape(mark), name, name, value), text, re.M)


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
                for box in boxes:
                    if not box.off:
                        box.advance(300)
                return true(text)

            return screen.until(both)

        screen.keys("/", "celsius", "Enter")
        text = advance_until(lambda text: all(row(text, " ", n, "21.5") for n in NAMES))
        assert "3 boards, 0 without an answer" in text
        assert text.count("°C" if width < 60 else "celsius") == 3 + (width >= 60)  # the filter
        screen.keys("Escape")
        rate = "wlan0 in +[0-9.]+ %s" % ("B/s" if width < 60 else "octets/s")
        text = advance_until(lambda text: re.search(rate, text))
        assert re.search("attic hu.* 55.0 %s " % ("%RH" if width < 60 else "percentRH"), text)

        boxes[1].dht(31.5, 55)
        text = advance_until(lambda text: row(text, "▲", "cellar", "31.5"))
        (told,) = [line for line in text.split("\n") if "risingAlarm" in line]
        assert told.split()[1:3] == ["cellar", "risingAlarm"]
        assert width < 60 or told.endswith("cellar 31.5 celsius, above 30.0")
        boxes[1].dht(27.5, 55)
        text = advance_until(lambda text: row(text, " ", "cellar", "27.5"))
        assert "fallingAlarm" in text

        boxes[0].power_cut()
        text = advance_until(lambda text: "1 without an answer" in text)
        assert text.split("\n")[2].startswith("! attic")
        boxes[0].power_on()
        advance_until(lambda text: "0 without an answer" in text)
