# What the help of each command tells as a default is what the command then uses. Imports the
# commands and their Parser.

import importlib
import re

import pytest
from usnmp_pc import cli
from usnmp_pc.cli.options import Parser

# Commands without an option whose help tells a default
NONE = {"completion", "keys", "proxy", "translate", "skeleton", "lint"}
COMMANDS = [name for name in cli.COMMANDS if name != "agent"]  # main.py, which has a page of text
# Defaults that depend on other options: of ADDRESS without a port, with --by address or port
LATER = {("trapd", "port"), ("trapd", "host"), ("simulate", "community")}
TOLD = re.compile(r"\bdefault ((?:\d|public\b)[\w.]*)")


class Made(Exception):
    """The Parser of a command, as it is about to parse."""


def parser_of(name, monkeypatch):
    def made(self, *_, **__):
        raise Made(self)

    with monkeypatch.context() as patched:
        patched.setattr(Parser, "parse", made)
        with pytest.raises(Made) as raised:
            importlib.import_module("usnmp_pc.cli." + cli.COMMANDS[name][0]).run(name, [])
    return raised.value.args[0]


def told(parser):
    """{destination: text} of the defaults in its help."""
    # Of options with one value: the help of -C is that of many
    options = [a for a in parser._actions if a.option_strings and a.dest != "apps"]
    found = {a.dest: TOLD.search(a.help or "") for a in options}
    return {dest: match.group(1) for dest, match in found.items() if match}


def used(parser):
    """What the command gets where nothing is given, not even its operands."""
    for action in parser._actions:
        if not action.option_strings:
            action.nargs, action.required = "*", False
            action.default = action.default or []
    return parser.parse([])


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_tells_the_default_that_it_uses(name, monkeypatch, tmp_path):
    monkeypatch.setenv("SNMPCONFPATH", str(tmp_path))
    monkeypatch.delenv("USNMP_COMMUNITY", raising=False)
    parser = parser_of(name, monkeypatch)
    texts = told(parser)
    assert bool(texts) != (name in NONE), texts
    args = used(parser) if texts else None
    for dest, text in texts.items():
        value = getattr(args, dest)
        if (name, dest) in LATER:
            assert value is None
        else:
            assert str(value) in (text, text + ".0"), (dest, text, value)


def test_a_network_is_asked_once_more_unless_snmp_conf_says_otherwise(monkeypatch, tmp_path):
    monkeypatch.setenv("SNMPCONFPATH", str(tmp_path))
    parser = parser_of("discover", monkeypatch)
    assert told(parser)["retries"] == "1" and used(parser).retries == 1
    (tmp_path / "snmp.conf").write_text("retries 3\n")
    assert used(parser_of("discover", monkeypatch)).retries == 3
