# What the tools let through to a terminal of what a board sends.

import sys

import pytest
from conftest import ROOT, run

sys.path.insert(0, str(ROOT / "tools"))
from usnmp_tools.terminal import Harmless, plain


def test_plain_leaves_nothing_that_a_terminal_would_act_upon():
    assert plain("caf\xe9 20 \u00b0C") == "caf\xe9 20 \u00b0C"
    text = "".join(map(chr, range(0x250))) + "\u2028\u202e\u200b\ufeff\ud800\x1b]0;title\x07"
    assert plain(text).isprintable() and "\\x1b]0;title\\x07" in plain(text)


def through(*pieces):
    harmless = Harmless()
    return "".join([harmless.feed(p) for p in pieces]) + harmless.feed(b"", True)


@pytest.mark.parametrize(
    "sent",
    [b"a\r\nb\tc\b\b", b">>> x\x1b[K", b"\x1b[1Dx\x1b[12D\x1b[K", "caf\xe9 \u20ac".encode()],
)
def test_what_a_prompt_needs_passes_however_it_is_cut(sent):
    text = sent.decode()
    assert through(sent) == text
    assert through(*[sent[i : i + 1] for i in range(len(sent))]) == text


@pytest.mark.parametrize(
    "sent, shown",
    [
        (b"\x1b[2J", "\\x1b[2J"),
        (b"\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        (b"\x1b]52;c;cm0=\x1b\\", "\\x1b]52;c;cm0=\\x1b\\"),
        (b"\x1b[2K", "\\x1b[2K"),
        (b"\x1b[12345D", "\\x1b[12345D"),
        (b"\x1b[D", "\\x1b[D"),
        (b"\x1b[6n", "\\x1b[6n"),
        (b"\x1bP+q\x1b\\", "\\x1bP+q\\x1b\\"),
        (b"\x9b2J", "\ufffd2J"),
        (b"\xc2\x9b2J", "\\x9b2J"),
        (b"\x0e\x00\x7f", "\\x0e\\x00\\x7f"),
        ("\u202e".encode(), "\\u202e"),
        (b"\x1b", "\\x1b"),
        (b"\x1b[4", "\\x1b[4"),
        (b"\x1b\x1b[K", "\\x1b\x1b[K"),
    ],
)
def test_all_other_controls_are_shown_however_they_are_cut(sent, shown):
    assert through(sent) == shown
    assert through(*[sent[i : i + 1] for i in range(len(sent))]) == shown


def script(code):
    return run(
        sys.executable,
        "-c",
        "import sys\nsys.path.insert(0, sys.argv[1])\n" + code,
        ROOT / "tools",
    )


def test_the_prompt_of_console_py_is_filtered():
    child = "import sys; sys.stdout.write('a\\x1b[2J\\x1b[K\\n'); sys.exit(3)"
    code = "import console\nsys.exit(console.prompt([sys.executable, '-c', %r]))" % child
    done = script(code)
    assert done.returncode == 3 and done.stdout == "a\\x1b[2J\x1b[K\n", done


def test_a_fault_is_told_without_escapes():
    code = (
        "from usnmp_tools import terminal\ndef main():\n raise terminal.Fault('a\\x1b[2J\\nb')\n"
    )
    done = script(code + "terminal.run(main, 'x')")
    assert done.returncode == 1 and done.stderr == "x: a\\x1b[2J\nb\n", done
