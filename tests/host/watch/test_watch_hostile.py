# `usnmp watch` where names, in agents and traps, are made to break a terminal: it stays whole, at
# three sizes. Imports usnmp_notify.

import pytest
from watchbox import Boards, Tmux, command

from conftest import free_port
from usnmp_base.uptime import Uptime
from usnmp_notify import Notifier, Target

NAMES = (
    b"\x1b[2J\x1b[31mred\x1b]0;owned\x07[bold]\x9b5A",
    "a\nb\r\n\tc\x0b\x85d\u2028e".encode(),
    "\u202etfel ot thgir\u2066\u200f".encode(),
    "北京北京北京北京北京北京北京北京北京北京北京北京".encode(),
    ("z" + "\u0301\u0489\u034f" * 40 + "algo").encode(),
    "👩\u200d👩\u200d👧 🇩🇪 ❤\ufe0f 1\ufe0f\u20e3 ﷽".encode(),
    b"\xff\xfe\x00\x80",
    b"x" * 10000,
)


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (40, 16)])
def test_names_that_are_hostile_leave_the_screen_whole(width, height):
    port = free_port()
    with Boards(NAMES, max_size=65507) as boards:
        words = command("-t", "20", "--listen", "127.0.0.1:%d" % port, *boards.hosts)
        with Tmux(width, height, words) as screen:
            title = screen.run("display", "-p", "#{pane_title}")
            text = screen.until(lambda text: "28.5" in text)
            assert "\\x1b" in text
            for name in NAMES[:-1]:
                notify = Notifier([Target("127.0.0.1", port=port)], Uptime())
                notify.send(0, [("1.3.6.1.2.1.1.5.0", 4, name)])
                while notify.pending:
                    notify.poll(50)
                text = screen.until(lambda text: "coldStart" in text)
                assert whole(text, width, height)
            for keys in ("s", "r", "s", "/", "Down", "x", "Enter", "Escape", "?", "?"):
                screen.keys(keys)
                assert whole(screen.text(), width, height)
            assert screen.run("display", "-p", "#{pane_title}") == title


def test_a_name_that_fits_no_message_is_none():
    with Boards([b"x" * 10000]) as boards, Tmux(80, 24, command("-t", "20", *boards.hosts)) as t:
        text = t.until(lambda text: "21.5" in text)
        assert "127.0.6.1:%d" % boards.port in text and "xxx" not in text


def whole(text, width, height):
    """Is every line where it belongs, the rows of the table below their heads?"""
    lines = text.split("\n")[:-1]
    assert len(lines) == height and all(c.isprintable() or c == "\n" for c in text), text
    assert "boards, " in lines[0] and lines[-1].startswith((" q quit", "/")), text
    return True
