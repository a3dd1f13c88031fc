# `usnmp completion`: the shells themselves run the scripts.

import os
import re
import sys

import pytest
from clibox import usnmp_command
from conftest import ROOT, run, tool
from usnmp_pc.cli import COMMANDS, WITH_VALUE
from usnmp_pc.cli.completion import parser_of
from usnmp_pc.workers import USAGE

# A line, whose last word is completed; some of the words that are to come, and some that are not.
CASES = [
    ("usnmp ge", {"get", "getnext"}, {"set", "walk"}),
    ("usnmp ", set(COMMANDS), {"-v"}),
    ("usnmp get -", {"-v", "-c", "--json", "-Cf", "--no-echo-community"}, {"-Cr", "--users"}),
    ("usnmp bulkwalk -C", {"-Cr", "-Cn", "-CE"}, {"-v"}),
    ("usnmp get -v ", {"1", "2c", "3"}, {"-v"}),
    ("usnmp get -v3 -l auth", {"authNoPriv", "authPriv"}, {"noAuthNoPriv"}),
    ("usnmp walk -x AES-1", {"AES-192", "AES-192-C"}, {"AES", "DES"}),
    ("usnmp trapd --eng", {"--engine-id"}, {"--users"}),
    ("usnmp get 192.0.2.1 sysUpT", {"sysUpTime"}, {"sysName"}),
    ("usnmp table 192.0.2.1 ifTab", {"ifTable"}, {"ifEntry"}),
]
BASH = """
source "$1"
COMP_WORDS=($2)
[[ $2 = *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_usnmp
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """
compadd() {
    shift
    for word in "$@"; do [[ $word = ${words[CURRENT]}* ]] && print -r -- $word; done
    true
}
_files() { :; }
source $1
words=(${=2})
[[ $2 = *" " ]] && words+=("")
CURRENT=${#words}
_usnmp
true
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One with the scripts, and with `usnmp`."""
    folder = tmp_path_factory.mktemp("completion")
    for shell in ("bash", "zsh", "fish"):
        status, out, err = usnmp_command("completion", shell)
        assert (status, err) == (0, b"")
        (folder / shell).write_bytes(out)
    command = folder / "usnmp"
    command.write_text('#!/bin/sh\nexec "%s" -m usnmp_pc.cli "$@"\n' % sys.executable)
    command.chmod(0o755)
    return folder


def completed(folder, shell, line):
    """The words that the shell offers for the last one of `line`."""
    env = {**os.environ, "PATH": "%s:%s" % (folder, os.environ["PATH"]), "HOME": str(folder)}
    env.update(PYTHONPATH=str(ROOT), TERM="dumb")
    script = folder / shell
    if shell == "fish":
        code = 'source "%s"; complete -C "%s"' % (script, line)
        command = [tool("fish"), "--no-config", "-c", code]
    elif shell == "zsh":
        command = [tool("zsh"), "-f", "-c", ZSH, "zsh", script, line]
    else:
        command = ["bash", "--norc", "-c", BASH, "bash", script, line]
    done = run(*command, env=env)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return {text.split("\t")[0] for text in done.stdout.splitlines()}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("line, words, others", CASES, ids=[case[0] for case in CASES])
def test_shells_complete(folder, shell, line, words, others):
    found = completed(folder, shell, line)
    if shell == "fish" and line.endswith(" -C"):
        return  # fish takes one letter and more for options of another kind
    assert words <= found and not others & found


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "agent"])
def test_every_command_has_a_parser_that_is_found(name):
    assert parser_of(name).prog == "usnmp " + name


def test_agent_whose_options_are_those_of_main_py_is_not_run_for_them():
    assert parser_of("agent") is None


def test_names_of_a_module_are_found_behind_it():
    _, out, _ = usnmp_command("completion", "names", "IF-MIB::ifInO")
    assert out.split() == [b"IF-MIB::ifInOctets"]
    assert usnmp_command("completion", "names", "NO-MIB::x")[1] == b""


def test_another_shell_is_refused():
    status, out, err = usnmp_command("completion", "tcsh")
    assert (status, out) == (2, b"") and b"tcsh" in err


def test_the_command_is_found_behind_each_option_that_has_a_value():
    # Those of main.py, which has no parser, and letters of -3 and -L that have values of their own
    expected = set(re.findall(r"^  (--[\w-]+) [A-Z]", USAGE, re.M))
    expected |= {"-3m", "-3M", "-3k", "-3K", "-Lf", "-Ls"}
    without = set()
    for name in COMMANDS:
        for action in parser_of(name)._actions if name != "agent" else ():
            assert action.nargs in (None, 0, "?", "+", "*")
            (without if action.nargs == 0 else expected).update(action.option_strings)
    assert set(WITH_VALUE) == expected
    assert not expected & without  # of all commands the same
    assert len(WITH_VALUE) == len(expected) > 50
