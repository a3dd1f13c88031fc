# Ctrl-C at each command while it waits: for an answer, for requests, for its input; and what it
# says when what it found can be written no more. A new command is given SYSTEM, unless it has a
# line of its own here.

import json
import os
import signal
import socket
import time

import pytest
import usnmp_pc.cli as usnmp_cli
from conftest import ROOT, free_port, interpreter, package, running
from programs import ended, start, until
from usnmp_pc.history import History

SYS_NAME = "1.3.6.1.2.1.1.5.0"
COLD_START = "1.3.6.1.6.3.1.1.5.1"
# For what it waits with these arguments, the status behind Ctrl-C, and the arguments
SYSTEM = "asked", 130, "{host} 1.3.6.1.2.1.1"
WAITS = {
    "set": ("asked", 130, "{host} %s s attic" % SYS_NAME),
    "df": ("asked", 130, "{host}"),
    "status": ("asked", 130, "{host}"),
    "netstat": ("asked", 130, "{host}"),
    "poll": ("asked", 0, "{host}"),
    "watch": ("asked", 0, "{host}"),
    "dash": ("line", 0, "--no-history --port {port} {host}"),
    "delta": ("asked", 0, "{host} 1.3.6.1.2.1.1.3.0"),
    "discover": ("asked", 1, "-p {asked} 127.0.0.1"),  # nobody was found
    "inform": ("asked", 130, "{host} 1 %s" % COLD_START),
    "exporter": ("line", 0, "-p {port}"),
    "trapd": ("bound", 0, "127.0.0.1:{port}"),
    "agent": ("line", 0, "--port {port}"),
    "simulate": ("line", 0, "{walk} --port {port}"),
    "proxy": ("line", 0, "{proxy}"),
    "translate": ("typed", 130, "-"),
    "skeleton": ("read", 130, "{fifo}"),
}
# These wait for nothing: what they make is of their arguments, or sent without an answer.
AT_ONCE = {
    "trap": "{host} 1 %s" % COLD_START,
    "keys": "-a SHA -A maplesyrup 80001f8804",
    "completion": "bash",
    "lint": "{walk}",
    "graph": "--history {history} attic",
}
BROUGHT = {"exporter": "aiohttp", "dash": "nicegui"}  # by an extra
COMMANDS = [name for name in usnmp_cli.COMMANDS if name not in AT_ONCE]


class Place:
    """A port that says nothing, and a folder with what commands read."""

    def __init__(self, folder):
        self.silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.silent.bind(("127.0.0.1", free_port()))
        self.silent.settimeout(60)
        asked = self.silent.getsockname()[1]
        self.folder = folder
        self.names = {"asked": asked, "host": "127.0.0.1:%d" % asked, "port": free_port()}
        for name in ("FIFO-MIB", "x.snmpwalk", "proxy.json"):
            self.names[name.split(".")[-1].split("-")[0].lower()] = folder / name
        self.names["walk"] = self.names.pop("snmpwalk")
        self.names["proxy"] = self.names.pop("json")
        os.mkfifo(self.names["fifo"])
        self.names["history"] = folder / "history.db"
        history = History(self.names["history"], print)
        history.add(time.time(), "attic", "temperature", "C", 21.5)
        history.flush(time.time())
        history.close()
        self.names["walk"].write_text(".%s = STRING: attic\n" % SYS_NAME)
        target = {"host": "127.0.0.1", "port": asked}
        config = {"listen": ["udp:127.0.0.1:%d" % free_port()], "targets": {"x": target}}
        config["routes"] = [{"community": "secret", "to": "x"}]
        self.names["proxy"].write_text(json.dumps(config))

    def words(self, text, **more):
        return text.format(**{**self.names, **more}).split()


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    with place.silent:
        yield place


def reading(process, number):
    """Does it wait in a system call for octets of its descriptor `number`? By Linux."""
    with open("/proc/%d/syscall" % process.pid) as f:
        return f.read().split()[1:2] == [hex(number)]


def blocked(process):
    """Does it wait in a system call, whichever? By Linux."""
    with open("/proc/%d/syscall" % process.pid) as f:
        return f.read().split()[0] != "running"


def bound(port):
    """Does somebody listen there?"""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def opened(fifo, writer):
    """Is the FIFO open for reading? Then it is put into `writer`."""
    try:
        writer.append(os.open(fifo, os.O_WRONLY | os.O_NONBLOCK))
    except OSError:  # ENXIO
        return False
    return True


@pytest.mark.parametrize("name", COMMANDS)
def test_ctrl_c_while_it_waits_is_no_traceback(name, place):
    if name in BROUGHT:
        package(BROUGHT[name])
    waits, status, text = WAITS.get(name, SYSTEM)
    process = start(
        "usnmp " + name, *place.words(text), stdin=-1, buffered=False, cwd=place.folder
    )
    writer = []
    if waits == "asked":
        place.silent.recv(65536)
    elif waits == "line":
        process.stdout.readline()
    elif waits == "typed":
        until(lambda: reading(process, 0), process)
    elif waits == "bound":
        until(lambda: bound(place.names["port"]) and blocked(process), process)
    else:
        until(lambda: opened(place.names["fifo"], writer), process)
    process.send_signal(signal.SIGINT)
    found, _, err = ended(process)
    for number in writer:
        os.close(number)
    assert found == status and "Traceback" not in err and len(err.splitlines()) < 3, err


# --- what it found ---


@pytest.fixture(scope="module")
def agent():
    with running(interpreter("cpython"), ROOT) as found:
        yield found.target


# What prints something of main.py, or of the folder. A server prints as soon as it serves.
PRINTS = {
    "poll": "-n 1 {host}",
    "watch": "-n 1 -o 1.3.6.1.2.1.1.3.0 {host}",
    "discover": "-p {asked} 127.0.0.1",
    "translate": "1.3",
    "skeleton": "SNMPv2-MIB",
    "delta": "-Cn 1 -Cp 1 {host} 1.3.6.1.2.1.1.3.0",
    **{name: text for name, (waits, _, text) in WAITS.items() if waits == "line"},
    **AT_ONCE,
}
del PRINTS["trap"]
# These have nothing to say of a main.py that has no tables, no interfaces and takes no SET; nor
# trapd before a trap comes (test_cmd_trapd.py has its full disk). record writes a file; main.py
# serves on.
SILENT = "trap inform lint df netstat table set trapd record agent".split()


@pytest.mark.parametrize("target", ("/dev/full", "a pipe that is closed"))
@pytest.mark.parametrize("name", [name for name in usnmp_cli.COMMANDS if name not in SILENT])
def test_what_it_found_and_cannot_write_is_a_line_or_none(name, target, place, agent):
    if name in BROUGHT:
        package(BROUGHT[name])
    text = PRINTS.get(name, SYSTEM[2] if name not in WAITS else WAITS[name][2])
    words = place.words(text, host=agent, asked=agent.split(":")[1])
    if target == "/dev/full":
        write = os.open(target, os.O_WRONLY)
    else:
        read, write = os.pipe()
        os.close(read)
    process = start("usnmp " + name, *words, stdout=write, cwd=place.folder)
    os.close(write)
    status, _, err = ended(process)
    lines = [line for line in err.splitlines() if "Traceback" in line or "No space" in line]
    if target == "/dev/full":
        assert status == 1 and len(lines) == 1 and "Traceback" not in lines[0], err
    else:
        assert status in (141, 0) and lines == [] and "Traceback" not in err, err


@pytest.mark.parametrize("program", ("main.py", "usnmp agent"))
@pytest.mark.parametrize("buffered", (True, False), ids=("buffers", "at-once"))
@pytest.mark.parametrize("target", ("/dev/full", "a pipe that is closed"))
def test_main_py_serves_on_where_nobody_reads_what_it_prints(program, buffered, target, place):
    if target == "/dev/full":
        write = os.open(target, os.O_WRONLY)
    else:
        read, write = os.pipe()
        os.close(read)
    words = place.words("--port {port}")
    process = start(program, *words, stdout=write, buffered=buffered)
    os.close(write)
    asked = start("usnmp get", "-r", 100, "127.0.0.1:%d" % place.names["port"], SYS_NAME)
    status, out, err = ended(asked)
    assert status == 0 and "usnmp" in out, err
    process.send_signal(signal.SIGINT)
    status, _, err = ended(process)
    # The command tells at its end that its last line could not be written.
    assert (status, err) == (0, "") or program == "usnmp agent" and status in (1, 141)
    assert "Traceback" not in err
