# Sensors of config.json that a PC has not, such as the heap of MicroPython: main.py serves all the
# same, and their rows say that they have no value.

import json

import pytest
from conftest import INTERPRETERS, ROOT, interpreter, run, running, tool

STATUS = ".1.3.6.1.2.1.99.1.1.1.5"
KINDS = "memory", "lowest_heap", "rssi", "reset_cause", "supply_voltage", "chip_temperature"


@pytest.mark.parametrize("name", INTERPRETERS)
def test_what_a_pc_does_not_measure_is_there_without_a_value(name, build, tmp_path):
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"sensors": [{"kind": kind} for kind in KINDS]}))
    known = name != "cpython"  # MicroPython has a heap, here too
    folder = build if known else ROOT
    command = interpreter(name)
    if name == "micropython32":
        command = [command[0], "-X", "heapsize=128k"]
    with running(command, folder, "--config", config) as agent:
        said = run(tool("snmpwalk"), "-v2c", "-c", "public", "-Oqn", agent.target, STATUS)
    rows = [line.split()[1] for line in said.stdout.splitlines()]
    assert rows == ["1" if known and i < 2 else "3" for i in range(len(KINDS))], said
    if not known:
        assert "sensor memory free: None" in agent.banner
