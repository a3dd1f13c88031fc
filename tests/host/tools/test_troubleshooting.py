# docs/troubleshooting.md: each command of its table as a shell runs it, and the line that it
# prints.

import json
import os
import re
import signal
import struct
import subprocess
import sys

import pytest
from conftest import ROOT, free_port

PAGE = (ROOT / "docs" / "troubleshooting.md").read_text()
# In a cell of a table a | has a backslash before it
ROWS = [
    tuple(cell.replace("\\|", "|") for cell in row)
    for row in re.findall(r"^\| `((?:[^`])+)` \| `([^`]+)` \|", PAGE, re.M)
]
DHT = {"kind": "dht22", "pin": 4}
FILES = {
    "comma.json": '{"name": "x",}',
    "bom.json": '\ufeff{"name": "x"}',
    "empty.json": "",
    "limits.json": json.dumps({"sensors": [{**DHT, "above": 10, "clear_below": 20}]}),
    "host.json": json.dumps({"targets": [{"host": "no such host!"}]}),
    "pin.json": json.dumps({"sensors": [{**DHT, "pin": 40}]}),
    "page.bin": "<html>",
}
# Those with which main.py serves
SERVED = {
    "sources.json": {"sources": ["192.0.2.0/24"]},
    "memory.json": {"sensors": [{"kind": "memory"}]},
}
# Of an ESP32-C3, as its bootloader begins
C3 = struct.pack("<4B2IHBHH4xB", 0xE9, 3, 2, 0x20, 0x403CC710, 0xEE, 5, 0, 3, 199, 1)
# A program is called by its name alone, as the page has it, from a folder on the PATH.
CALL = """#!/bin/sh
exec "%s" -c 'import runpy, sys; sys.path.insert(0, "%s")
runpy.run_%s("%s", run_name="__main__")' "$@"
"""
ESPTOOL = "#!/bin/sh\necho Chip type: ESP8266EX\n"


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name, config in SERVED.items():
        (tmp_path / name).write_text(json.dumps({**config, "port": free_port()}))
    (tmp_path / "c3.bin").write_bytes(C3)
    programs = tmp_path / "bin"
    programs.mkdir()
    called = {path.name: ("path", path) for path in [ROOT / "main.py", *ROOT.glob("tools/*.py")]}
    called["usnmp"] = "module", "usnmp_pc.cli"
    texts = {name: CALL % (sys.executable, ROOT, *how) for name, how in called.items()}
    for name, text in {**texts, "esptool": ESPTOOL}.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    return tmp_path


def lines(command, folder, until=None):
    """What a command prints, both streams; a program that goes on is ended once it has printed
    `until`.
    """
    path = "%s%s%s" % (folder / "bin", os.pathsep, os.environ["PATH"])
    process = subprocess.Popen(
        ["sh", "-c", command], cwd=folder, env={**os.environ, "PATH": path}, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True,
    )  # fmt: skip
    found = []
    for line in process.stdout:
        # main.py names itself as it was called: here by its whole path
        found.append(line.rstrip("\n").replace(str(ROOT / "main.py"), "main.py"))
        if found[-1] == until:
            os.killpg(process.pid, signal.SIGINT)
    process.wait(60)
    process.stdout.close()
    return found


@pytest.mark.parametrize("command, line", ROWS)
def test_a_mistake_makes_the_line_of_the_page(command, line, folder):
    if any(name in command for name in SERVED):
        assert line in lines(command, folder, until=line)
        return
    said = [text for text in lines(command, folder) if text]
    if ": error: " in line:  # the usage is before it
        assert said[0].startswith("usage: ")
        said = said[-1:]
    assert said == [line]


def test_the_page_has_its_commands():
    assert len(ROWS) > 30
    for program in ("main.py", "usnmp", "configure.py", "deploy.py", "console.py"):
        assert any(command.startswith(program) for command, _ in ROWS), program
