# The start on a board, with a machine module that is made up: what goes wrong in the first turn,
# or for want of memory, ends nothing that could go on.

import gc
import json
import sys
import types

import pytest
import usnmp_firmware
from conftest import free_port


@pytest.fixture
def board(monkeypatch, tmp_path):
    """A board's machine, in a folder with a config.json; its fed counts."""
    machine = types.ModuleType("machine")
    machine.fed = 0
    machine.timers = []

    class WDT:
        def feed(self):
            machine.fed += 1

    class Timer:
        PERIODIC = 1

        def __init__(self, number):
            pass

        def init(self, period, mode, callback):
            machine.timers.append(callback)

    machine.WDT, machine.Timer, machine.reset_cause = WDT, Timer, lambda: 0
    monkeypatch.setitem(sys.modules, "machine", machine)
    monkeypatch.delitem(sys.modules, "usnmp_firmware.board", raising=False)
    monkeypatch.setattr(gc, "mem_free", lambda: 1, raising=False)
    monkeypatch.setattr(usnmp_firmware.time, "sleep", lambda s: None)
    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"host": "127.0.0.1", "port": free_port()}))
    return machine


def run(turns, turn, log=lambda text: None):
    """main.py whose turn(number) is called so often, then Ctrl-C."""
    calls = []

    def sensors(firmware):
        firmware.turn_ms = 1
        firmware.log = log

        def counted():
            calls.append(1)
            if len(calls) > turns:
                raise KeyboardInterrupt
            turn(len(calls))

        firmware.turn = counted

    usnmp_firmware.main(sensors)


class Unshown(Exception):
    def __repr__(self):
        raise RuntimeError

    __str__ = __repr__


@pytest.mark.parametrize("error", [OSError("no sensor"), MemoryError(), Unshown()])
@pytest.mark.parametrize("bad", [1, 2, 5])
def test_a_turn_that_raises_once_ends_nothing_the_first_as_any_other(board, bad, error, capsys):
    def turn(number):
        if number == bad:
            raise error

    said = []
    run(5, turn, said.append)
    # Those of the loop: the first turn is the start's, before there is a watchdog.
    assert board.fed == (4 if bad == 1 else 3) and len(said) == 1
    assert "usnmp serves" in capsys.readouterr().out
    assert len(board.timers) == 1  # at the prompt
    board.timers[0](None)
    assert board.fed == (5 if bad == 1 else 4)


def test_nor_does_a_console_that_is_gone(board):
    def log(text):
        raise BrokenPipeError(32, "Broken pipe")

    def turn(number):
        if number in (1, 3):
            raise ValueError("once")

    run(5, turn, log)
    assert board.fed == 3


def test_what_config_json_asks_too_much_for_is_said(board, monkeypatch, capsys):
    def make(*args, **kw):
        raise MemoryError

    monkeypatch.setitem(sys.modules, "usnmp_firmware.assemble", types.SimpleNamespace(make=make))
    run(1, lambda number: None)
    assert "too little heap" in capsys.readouterr().out and not board.timers
