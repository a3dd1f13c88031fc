# `usnmp watch` of three agents, without a terminal. Imports usnmp_pc.

import json
import subprocess
import sys

import pytest

from conftest import ROOT, Polled, free_port
from usnmp_agent import Agent
from usnmp_base.uptime import Uptime
from usnmp_mib import Mib
from usnmp_mibs.entity_sensor_mib import Sensors
from usnmp_mibs.snmpv2_mib import system

HOSTILE = b"\x1b[31mred\x1b]0;owned\x07[bold]\xe2\x80\xae" + b"x" * 400


class Three(Polled):
    def __init__(self):
        self.port = free_port()
        self.agents = {}
        for i, name in enumerate(("attic", "cellar", HOSTILE)):
            mib, uptime = Mib(), Uptime()
            system(mib, uptime, "a board", name=name, location="")
            Sensors(mib)("Room %d" % i, "celsius", lambda i=i: 21.5 + i, precision=1)
            agent = Agent(mib, "public", uptime=uptime)
            agent.bind("127.0.6.%d" % (i + 1), self.port)
            self.agents[i] = agent
        self.hosts = ["127.0.6.%d:%d" % (i + 1, self.port) for i in range(3)]
        self.silent = False

    def close(self):
        for agent in self.agents.values():
            agent.close()

    def step(self):
        for i, agent in self.agents.items():
            if i or not self.silent:
                agent.poll(1)


def command(*words):
    return [
        sys.executable,
        "-m",
        "usnmp_pc.cli",
        "watch",
        "-i",
        "0.3",
        "-t",
        "1",
        "-r",
        "0",
        *words,
    ]


@pytest.fixture
def three():
    with Three() as net:
        yield net


def test_lines_of_json_without_a_terminal(three):
    done = subprocess.run(
        command("-n", "2", *three.hosts), cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert not [f for f in found if "error" in f], found
    values = {(f["host"], f["name"], f["value"], f["units"]) for f in found}
    assert (three.hosts[1], "Room 1", 22.5, "celsius") in values and len(found) == 6
