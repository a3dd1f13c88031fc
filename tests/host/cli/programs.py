# All that a person starts: the commands of `usnmp`, the tools, main.py; found, so that what is new
# is tested with what is there. Imports conftest and the command; test_ends.py and
# test_ends_waiting.py use it.

import os
import subprocess
import sys
import time

import usnmp_pc.cli as usnmp_cli
from conftest import ROOT

TOOLS = sorted(p for p in ROOT.glob("tools/*.py") if "\n    run(main, " in p.read_text())
# As a person calls it: the command
PROGRAMS = {"usnmp " + name: ["-m", "usnmp_pc.cli", name] for name in usnmp_cli.COMMANDS}
PROGRAMS["usnmp"] = ["-m", "usnmp_pc.cli"]
PROGRAMS["main.py"] = [str(ROOT / "main.py")]
PROGRAMS.update({path.name: [str(path)] for path in TOOLS})


def start(program, *arguments, buffered=True, closed="", **kw):
    """The process of a program; pipes unless told otherwise. buffered: does Python gather what it
    prints? Else each piece is written at once, as containers like it. closed: "1", "12", the
    descriptors that it begins without.
    """
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    env.update({} if buffered else {"PYTHONUNBUFFERED": "1"}, PYTHONPATH=str(ROOT))
    for stream in ("stdout", "stderr"):
        kw.setdefault(stream, subprocess.PIPE)
    kw.setdefault("stdin", subprocess.DEVNULL)
    kw.setdefault("env", env)
    command = [sys.executable, *PROGRAMS[program], *map(str, arguments)]
    if closed:
        gone = " ".join("%s>&-" % digit for digit in closed)
        command = ["sh", "-c", 'exec "$@" ' + gone, "sh", *command]
    return subprocess.Popen(command, cwd=kw.pop("cwd", ROOT), text=True, **kw)


def ended(process):
    """(status, standard output, standard error) of a process, at its end."""
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def writing(process, number=1):
    """Does it wait in a system call for room in its descriptor `number`? By Linux."""
    with open("/proc/%d/syscall" % process.pid) as f:
        words = f.read().split()
    return len(words) > 1 and words[0] != "running" and words[1] == hex(number)


def until(condition, process):
    """Wait until it is true, or the process has ended."""
    end = time.monotonic() + 60
    while not condition() and process.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.005)
