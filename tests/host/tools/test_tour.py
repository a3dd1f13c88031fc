# docs/try-without-a-board.md as a reader plays it: each line as written, in three terminals.

import contextlib

import pytest
from conftest import ROOT, free_port, run, tool
from tour import Terminal, own_address, pattern, steps

pytestmark = pytest.mark.slow


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
    monkeypatch.delenv("MIBS")  # as readers have it: names are those that usnmp knows
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
                terminal = Terminal(["bash", "-c", "exec " + typed])
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
