# What `usnmp simulate` takes of memory: nothing for a walk that many devices share, hardly
# anything for a device, no more for a long walk than a short one; a part of what snmpsim takes.

import os
import resource
import subprocess
import sys

import pytest
from conftest import free_port, run, tool
from simulating import dumps, memory, simulating, walked, write

MB = 1024  # in kB, as the kernel counts


def private(simulation, communities):
    """What is its own of its memory once each device was walked in part."""
    for community in communities:
        options = ("-v2c", "-c", community, "-On", "-Cr50", simulation.target, "1.3.6.1")
        assert run(tool("snmpbulkget"), *options).stdout
    return simulation.memory()[1]


def walk(folder, name, n):
    lines = [
        "1.3.6.1.4.1.9.%d.%d|4|value %d\n" % (i // 1000 + 1, i % 1000 + 1, i) for i in range(n)
    ]
    return write(folder, name + ".snmprec", "".join(lines))


def test_a_thousand_devices_of_one_walk_take_little_more_than_one(tmp_path):
    path = walk(tmp_path, "box", 20000)
    with simulating(tmp_path, path) as one:
        first = private(one, ["box"] * 50)
    with simulating(tmp_path, path, "--devices", "1000") as simulation:
        names = ["box", *["box-%d" % i for i in range(2, 1001, 20)]]
        assert private(simulation, names) < first + 1 * MB


def test_a_thousand_sockets_take_little_more_than_one(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert hard > 1100
    path = walk(tmp_path, "box", 2000)
    with simulating(tmp_path, path) as one:
        first = private(one, ["box"])
    options = ("--by", "address", "--host", "127.0.8.1", "--devices", "1000")
    with simulating(tmp_path, path, *options) as simulation:
        assert walked("127.0.11.232:%d" % simulation.port, "public", start=".1.3.6.1.4.1.9.2")
        assert simulation.memory()[1] < first + 3 * MB


def test_a_long_walk_takes_no_more_than_a_short_one_but_for_its_index(tmp_path):
    short, long = walk(tmp_path, "short", 20000), walk(tmp_path, "long", 200000)
    with simulating(tmp_path, short) as simulation:
        assert len(walked(simulation.target, "short")) == 20000
        before = simulation.memory()[1]
    with simulating(tmp_path, long) as simulation:
        assert len(walked(simulation.target, "long")) == 200000
        assert simulation.memory()[1] < before + 1 * MB


def interpreter_alone():
    """What an interpreter takes that runs nothing, in kB."""
    code = "print(1, flush=True); input()"
    command = [sys.executable, "-c", code]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert process.stdout.readline() == b"1\n"
        return memory(process.pid)[1]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_it_takes_a_fifth_of_what_snmpsim_takes_for_116_devices_beside_the_interpreter(tmp_path):
    python = interpreter_alone()
    files = tmp_path / "files"
    files.mkdir()
    found = dumps(files, 4000)
    with simulating(tmp_path, files) as simulation:
        ours = private(simulation, found)
    port = free_port()
    options = ["--data-dir=%s" % files, "--cache-dir=%s" % (tmp_path / "index")]
    if os.getuid() == 0:
        options += ["--process-user=root", "--process-group=root"]
    command = [tool("snmpsim"), "--log-level=error", *options]
    (tmp_path / "index").mkdir()
    command.append("--agent-udpv4-endpoint=127.0.0.1:%d" % port)
    with open(tmp_path / "snmpsim.log", "wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        for name in found:  # the first is answered once all files have an index
            options = ("-v2c", "-c", name, "-On", "-r30", "-t4", "127.0.0.1:%d" % port)
            done = run(tool("snmpgetnext"), *options, "1.3.6.1.2.1", timeout=130)
            assert done.returncode == 0, (tmp_path / "snmpsim.log").read_text()
        theirs = memory(process.pid)[1]
    finally:
        process.kill()
        process.wait()
    assert 5 * (ours - python) < theirs - python
