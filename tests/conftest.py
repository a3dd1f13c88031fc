# What the tests need that is not Python: the interpreters and peers that tools/setup installs. One
# that is missing skips its tests, saying which; with CI=true it fails them.

import contextlib
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
INTERPRETERS = ("cpython", "micropython64", "micropython32")

# The portable tests and what they share. Names are unique: on MicroPython they are in one folder.
PORTABLE = sorted(ROOT.glob("tests/portable/**/*.py"))
FOLDERS = {ROOT / name for name in ("", "tests", "tests/hostile", "tests/host", "tools")}
FOLDERS |= {path.parent for path in [*PORTABLE, *ROOT.glob("tests/host/*/*.py")]}
FOLDERS.add(ROOT / "tools/trials")
sys.path[:0] = sorted(map(str, FOLDERS))
os.environ["PATH"] += os.pathsep + "/usr/sbin"
from usnmp_tools import modules  # noqa: E402
from usnmp_tools.cache import find  # noqa: E402

# As paths below ROOT: all, and those for a board
MODULES = [p.relative_to(ROOT).as_posix() for p in modules.modules().values()]
DEVICE_MODULES = [p.relative_to(ROOT).as_posix() for p in modules.available().values()]

# net-snmp is not to look for MIBs, or write its state, anywhere.
os.environ.update(MIBS="", SNMP_PERSISTENT_DIR="/nonexistent", SNMPCONFPATH="/nonexistent")


def missing(what, possible=True):
    """Skip the test, saying what it needs; with CI=true fail it if that is `possible` here."""
    if possible and os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


def tool(name):
    """The path of a program that the tests need, from the set-up or the PATH."""
    return find(name) or missing("%s is missing: tools/setup installs it" % name)


def interpreter(name):
    """The command of an interpreter; at 32 bit with the heap of an ESP8266."""
    if name == "cpython":
        return [sys.executable]
    return [tool(name)] + (["-X", "heapsize=38k"] if name == "micropython32" else [])


def run(*command, timeout=60, cwd=ROOT, **kw):
    """Run a command to its end; its CompletedProcess, with text."""
    return subprocess.run(
        [str(c) for c in command], capture_output=True, text=True, timeout=timeout, cwd=cwd, **kw
    )


def instructions(code, build, few=20, many=100):
    """Instructions that one more `d` takes of an `agent` that `code` makes, with the .mpy files in
    `build` on MicroPython at 64 bit: those of `many` requests less those of `few`, by callgrind.
    """
    found = []
    for n in (few, many):
        done = run(
            "sh", "-c", 'cd "$0" && exec "$@"', build, tool("valgrind"), "--tool=callgrind",
            "--callgrind-out-file=/dev/null", "--trace-children=yes", tool("micropython64"),
            "-X", "heapsize=2m", "-c", code + "for _ in range(%d):\n    agent.respond(d)\n" % n,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        found.append(int(re.findall(r"Collected *: (\d+)", done.stderr)[-1]))
    return (found[1] - found[0]) / (many - few)


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.fixture
def ipv6():
    """Skips where there is no ::1; with CI=true that is a failure."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as s:
            s.bind(("::1", 0))
    except OSError as e:
        missing("no IPv6 on the loopback interface: %s" % e)


@pytest.fixture(scope="session")
def build(tmp_path_factory):
    """A folder with all modules and portable tests as .mpy, as a board has them, and main.py."""
    return compiled(tmp_path_factory.mktemp("b"))


@pytest.fixture(scope="session")
def machine_code(tmp_path_factory):
    """The same, the modules of usnmp as machine code for MicroPython at 64 bit."""
    return compiled(tmp_path_factory.mktemp("m"), ["-march=x64", "-X", "emit=native"])


def compiled(folder, more=()):
    compiler = tool("mpy-cross")
    for name, source in modules.on_micropython().items():
        # Without line numbers, as docs/development.md says; the tests keep theirs, and asserts.
        target = folder / modules.target(name, source)
        target.parent.mkdir(exist_ok=True)
        done = run(compiler, "-O3", *more, "-s", name, "-o", target, source)
        assert done.returncode == 0, done.stderr
    for source in PORTABLE:
        target = (folder / source.name).with_suffix(".mpy")
        done = run(compiler, "-s", source.name, "-o", target, source)
        assert done.returncode == 0, done.stderr
    shutil.copy(ROOT / "main.py", folder)
    shutil.copytree(ROOT / "tests/data", folder / "tests/data")
    return folder


@pytest.fixture(scope="session")
def frozen(tmp_path_factory):
    """The interpreter of a board in a box with agent+notify frozen into its firmware; its path."""
    from board_box.frozen import build as made

    folder = tmp_path_factory.mktemp("f")
    done = run(
        sys.executable, ROOT / "tools/build.py", "agent+notify", "--manifest", "--output", folder
    )
    assert done.returncode == 0, done.stderr
    return made(folder, folder / "manifest.py", tool("micropython-source"), tool("mpy-cross"))


class Running:
    """main.py, running as a process that serves on `port`."""

    def __init__(self, process, port):
        self.process = process
        self.port = port
        self.target = "127.0.0.1:%d" % port
        self.banner = []
        for line in process.stdout:
            self.banner.append(line.rstrip())
            if "snmpwalk" in line:
                break

    def stop(self):
        """End it as Ctrl-C does; (exit status, the rest of its output)."""
        self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=20)
        return self.process.returncode, rest


@contextlib.contextmanager
def running(interpreter, folder, *options):
    """main.py in `folder`, run by the command `interpreter`: a Running."""
    port = free_port()
    command = [*interpreter, "main.py", "--port", port, *options]
    process = subprocess.Popen(
        [str(c) for c in command],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Running(process, port)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


@pytest.fixture(params=INTERPRETERS)
def served(request, build, tmp_path):
    """main.py on each interpreter, with "private" as write community."""
    config = tmp_path / "config.json"
    config.write_text('{"write_community": "private", "name": "box", "location": "here"}')
    folder = ROOT if request.param == "cpython" else build
    with running(interpreter(request.param), folder, "--config", config) as found:
        yield found


class Polled:
    """Runs step() over and over in a thread: with Polled() as served. Then close() is called."""

    def __enter__(self):
        self._going = True
        self._thread = threading.Thread(target=self._run, name="polled", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exception):
        self._going = False
        self._thread.join(20)
        self.close()

    def _run(self):
        while self._going:
            self.step()


class Trapd:
    """snmptrapd; line() is the next that it prints."""

    # PDU and version and community, enterprise, generic, specific, agent-addr, uptime, varbinds
    FORMAT = "%P|%N|%w|%q|%a|%T|%v\n"

    def __init__(self, folder):
        self.port = free_port()
        self.target = "127.0.0.1:%d" % self.port
        config = folder / "snmptrapd.conf"
        config.write_text("disableAuthorization yes\n")
        self.process = subprocess.Popen(
            [tool("snmptrapd"), "-f", "-Lo", "-C", "-c", str(config), "-On", "-F", self.FORMAT,
             "udp:" + self.target],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        while "NET-SNMP version" not in self.line():
            pass

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def line(self):
        return self.lines.get(timeout=20)


@pytest.fixture
def trapd(tmp_path):
    trapd = Trapd(tmp_path)
    try:
        yield trapd
    finally:
        trapd.process.kill()
        trapd.process.communicate(timeout=20)
