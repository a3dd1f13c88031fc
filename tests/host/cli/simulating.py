# For the tests of `usnmp simulate` and `record`: the command as a process, the recorded walks of
# snmpsim_data, and what net-snmp shows of a device.

import bz2
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from conftest import ROOT, free_port, package, run, tool


NAME, OTHER = "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.6.0"
TEXT = "1.3.6.1.2.1.1.5.0|4|%s\n1.3.6.1.2.1.1.6.0|4|here\n1.3.6.1.2.1.2.1.0|70|7\n"


def memory(pid):
    """The memory of a process in kB: (resident, private to it)."""
    text = Path("/proc/%d/smaps_rollup" % pid).read_text()
    sizes = {line.split(":")[0]: line.split()[1] for line in text.splitlines()[1:]}
    return int(sizes["Rss"]), int(sizes["Private_Clean"]) + int(sizes["Private_Dirty"])


class Simulation:
    """`usnmp simulate` as a process, once it serves. told: its lines on standard error so far."""

    def __init__(self, process, port, errors):
        self.process = process
        self.port = port
        self.target = "127.0.0.1:%d" % port
        self.banner = []
        self._errors = errors
        for line in process.stdout:
            self.banner.append(line.rstrip("\n"))
            if "snmpwalk" in line:
                break
        assert self.banner and "snmpwalk" in self.banner[-1], errors.read_text()

    @property
    def told(self):
        return self._errors.read_text(errors="surrogateescape").splitlines()

    def memory(self):
        """Its memory in kB: (resident, private to it)."""
        return memory(self.process.pid)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)


@contextlib.contextmanager
def simulating(folder, *arguments, port=None, wrap=()):
    """Serve what `arguments` say; images and standard error are kept in `folder`. wrap: a command
    that runs ours.
    """
    port = port or free_port()
    errors = folder / ("errors%d" % port)
    command = [*wrap, sys.executable, "-m", "usnmp_pc.cli", "simulate", "--port", port, *arguments]
    if "--cache" not in arguments:
        command += ["--cache", folder / "cache"]
    with open(errors, "wb") as f:
        process = subprocess.Popen(
            [str(c) for c in command], cwd=ROOT, stdout=subprocess.PIPE, stderr=f, text=True
        )
    try:
        yield Simulation(process, port, errors)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def walked(target, community, *options, start=".1", command="snmpbulkwalk"):
    """The lines that net-snmp prints, as octets, without that of the end."""
    options = ("-v2c", "-c", community, "-On", *options, target, start)
    done = subprocess.run([tool(command), *options], capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.split(b"\n")[:-1]
    return [line for line in lines if b" = No more variables left" not in line]


def dumps(folder, lines):
    """The recorded walks of snmpsim_data, each cut to its first `lines`, in `folder`; their paths,
    by names.
    """
    data = Path(package("snmpsim_data").__file__).parent / "data"
    found = {}
    for path in sorted(data.rglob("*.snmprec*")):
        opener = bz2.open if path.suffix == ".bz2" else open
        name = path.relative_to(data).as_posix().split(".snmprec")[0].replace("/", "-")
        found[name] = folder / (name + ".snmprec")
        with opener(path, "rb") as source, open(found[name], "wb") as f:
            for _, line in zip(range(lines), source):
                f.write(line)
    return found


def write(folder, name, text):
    """A file of that text, or octets, in `folder`; its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else os.fsencode(text))
    return path


def command(*arguments, **kw):
    """Run `usnmp` to its end."""
    return run(sys.executable, "-m", "usnmp_pc.cli", *arguments, **kw)


def three(folder):
    """A folder with three devices, in `folder`."""
    for name in ("one", "two", "rack/three"):
        write(folder, "walks/%s.snmprec" % name, TEXT % name)
    write(folder, "walks/readme.txt", "no device")
    return folder / "walks"


def get(target, *options, oid=NAME):
    """What net-snmp's snmpget prints of a value; its error if there is none."""
    options = options or ("-v2c", "-c", "public")
    done = run(tool("snmpget"), "-Oqv", "-r0", "-t1", *options, target, oid)
    return done.stdout.strip().strip('"') or done.stderr.strip()


def v2c(name):
    return "-v2c", "-c", name
