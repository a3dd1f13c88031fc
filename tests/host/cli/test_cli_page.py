# The first session of docs/cli.md, as written: its agent, and each command with what it prints.

import os
import re
import shlex
import subprocess
import sys

import pytest
from conftest import ROOT, free_port, run

PAGE = (ROOT / "docs" / "cli.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.M | re.S)
# What is another each time: uptimes, the wave of main.py, the heap, replies sent, versions
VARIES = re.compile(r"\(\d+\) [\d:.]+|(?<=\.[1236]\.0 = )\w+: \d+|(?<=on cpython ).*")


def session():
    """[[command, line, ...], ...] of the block that asks."""
    found = []
    for line in BLOCKS[1].splitlines():
        if line.startswith("$ "):
            found.append([line[2:]])
        else:
            found[-1].append(line)
    return found


@pytest.fixture(scope="module")
def agent(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    port = free_port()
    made, served = BLOCKS[0].splitlines()
    assert run("sh", "-c", made, cwd=folder).returncode == 0
    words = served.replace("main.py", str(ROOT / "main.py")).split() + ["--port", str(port)]
    assert words[0] == "python3"
    process = subprocess.Popen(
        [sys.executable, *words[1:]], cwd=folder, stdout=subprocess.PIPE, text=True
    )
    try:
        while "snmpwalk" not in process.stdout.readline():
            assert process.poll() is None
        yield "127.0.0.1:%d" % port
    finally:
        process.kill()
        process.communicate()


def test_each_command_prints_what_the_page_shows(agent, monkeypatch):
    monkeypatch.delenv("MIBS")  # as readers have it
    assert "usnmp set" in BLOCKS[1] and len(session()) >= 8
    for command, *shown in session():
        words = shlex.split(command.replace("127.0.0.1:1161", agent))
        assert words.pop(0) == "usnmp"
        done = run(sys.executable, "-m", "usnmp_pc.cli", *words, env=os.environ)
        said = (done.stdout + done.stderr).replace(agent, "127.0.0.1:1161")
        told = [VARIES.sub("...", line).rstrip() for line in said.splitlines()]
        assert told == [VARIES.sub("...", line).rstrip() for line in shown], command
