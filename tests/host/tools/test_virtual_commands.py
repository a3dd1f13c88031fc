# What a person types at the prompt of tools/virtual_board.py: what it does to the box, and what is
# refused.

import re
import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "tools"))
from usnmp_tools.terminal import Fault
from usnmp_tools.virtual import HELP, Commands, loopback


class BoxError(Exception):
    pass


class Noted:
    off = False
    address = "127.1.2.3"
    boots = 1
    log = "a\x1b[2Jb\r\nc"

    def __init__(self):
        self.calls = []

    def __getattr__(self, name):
        def call(*arguments, **kw):
            self.calls.append((name, *arguments, *kw.values()))

        return call


@pytest.mark.parametrize(
    "line, calls",
    [
        ("wifi off", ("wifi", False, None)),
        ("wifi on 127.9.9.9", ("wifi", True, "127.9.9.9")),
        ("power cut 1000", ("power_cut", 1000)),
        ("power off", ("power_cut",)),
        ("reset soft", ("soft_reset",)),
        ("interrupt", ("interrupt",)),
        ("pin 4 1", ("pin", 4, 1)),
        ("pin 4 free", ("pin", 4, 2)),
        ("pin 2", ("pin", 2)),
        ("adc 0 30000", ("adc", 0, 30000)),
        ("dht 21.5 48", ("dht", 21.5, 48.0)),
        ("dht none", ("dht", 0, None)),
        ("ds18b20 21.5 -3", ("probes", 21.5, -3.0)),
        ("ds18b20 none", ("probes",)),
        ("sht3x 21.5 48", ("sht3x", 21.5, 48.0, 5, 4)),
        ("sht3x 21.5 48 22 21", ("sht3x", 21.5, 48.0, 22, 21)),
        ("advance 3600", ("advance", 3600000)),
    ],
)
def test_each_command_does_to_the_box_what_it_says(line, calls):
    box = Noted()
    assert Commands(box, BoxError).run(line)
    assert box.calls == [calls]


@pytest.mark.parametrize(
    "line",
    """wifi | wifi up | wifi off 127.1.1.1 | wifi on 10.0.0.1 | wifi on 127.0.0.0 | power
    power cut | power cut -1 | power off now | power on | pin | pin 40 1 | pin 4 2 | pin 4.0 1
    adc 16 1 | adc 0 65536 | dht 21 | dht nan 48 | dht 21 101 | dht inf 4 | ds18b20
    ds18b20 1 2 3 4 5 6 7 8 9 | sht3x 1 2 3 | sht3x 1 2 3 40 | advance | advance 0 | advance 1e99
    log x | reset hard | __class__ | run | _on""".replace("\n", "|").split("|"),
)
def test_a_command_that_is_wrong_changes_nothing(line):
    box = Noted()
    with pytest.raises(Fault):
        Commands(box, BoxError).run(line)
    assert not box.calls


def test_help_has_each_command_and_the_log_does_no_harm_to_a_terminal():
    commands = Commands(Noted(), BoxError)
    said = set(re.findall(r"^(\w+)|, (\w+)$", HELP, re.M))
    assert {word for pair in said for word in pair if word} == {*commands.names(), "quit"}
    assert commands.run("log") == "a\\x1b[2Jb\nc" and commands.run("log 1") == "c"
    assert commands.run("help") == HELP and commands.run("") == ""
    assert loopback("127.1.02.3") == "127.1.2.3"
