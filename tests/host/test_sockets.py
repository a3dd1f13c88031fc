# What only a host's sockets do: IPv6, and several workers on one port.

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import INTERPRETERS, ROOT, interpreter, run, tool

UPTIME = ".1.3.6.1.2.1.1.3.0"


def free_port():
    """A port that neither IPv4 nor IPv6 has in use."""
    for _ in range(50):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        if not inodes(port):
            return port
    raise OSError("no port is free")


@pytest.fixture
def start():
    """start(interpreter, folder, argument...) runs main.py until the test ends; returns the
    process and the lines that it printed up to the one to type.
    """
    started = []

    def start(name, folder, *arguments):
        process = subprocess.Popen(
            [*interpreter(name), "main.py", *map(str, arguments)],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        banner = []
        for line in process.stdout:  # ends if the process does
            banner.append(line.rstrip())
            if "snmpwalk" in line:
                return process, banner
        pytest.fail("%s %s" % (banner, process.stderr.read()))

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()  # its workers see that and end within a second
        process.communicate(timeout=20)


def get(target, *options):
    return run(tool("snmpget"), "-v1", "-On", "-cpublic", "-t1", "-r3", *options, target, UPTIME)


def stop(process, number=signal.SIGINT):
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    return process.returncode, out, err


# The /proc of Linux: which sockets a port has, and which processes have those.


def inodes(port):
    found = set()
    for name in ("udp", "udp6"):
        path = Path("/proc/net", name)
        for line in path.read_text().splitlines()[1:] if path.exists() else ():
            words = line.split()
            if int(words[1].split(":")[1], 16) == port:
                found.add(words[9])
    return found


def owns(pid, port):
    """How many of the port's sockets the process has open."""
    wanted = {"socket:[%s]" % inode for inode in inodes(port)}
    return len([fd for fd in Path("/proc/%d/fd" % pid).iterdir() if os.readlink(fd) in wanted])


def children(pid):
    return [int(p) for p in Path("/proc/%d/task/%d/children" % (pid, pid)).read_text().split()]


def gone(pids):
    """Whether they all end within five seconds."""
    for _ in range(100):
        if not any(Path("/proc/%d" % pid).exists() for pid in pids):
            return True
        time.sleep(0.05)
    return False


linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


@linux
@pytest.mark.parametrize("name", INTERPRETERS)
@pytest.mark.parametrize("host", ["::1", "::"])
def test_ipv6(ipv6, start, build, name, host):
    port = free_port()
    folder = ROOT if name == "cpython" else build
    process, banner = start(name, folder, "--host", host, "--port", port)
    assert "udp6:[%s]:%d" % (host, port) in banner[0]
    command = shlex.split(banner[-1])
    assert command[-2] == "udp6:[::1]:%d" % port
    done = run(tool(command[0]), *command[1:])
    assert done.returncode == 0 and done.stdout.rstrip().endswith("End of MIB"), done
    # "::" takes IPv4 as well; "::1" does not.
    done = get("127.0.0.1:%d" % port, *([] if host == "::" else ["-r0"]))
    assert (UPTIME in done.stdout) == (host == "::"), done
    status, out, _ = stop(process)
    assert status == 0 and out.split() == ["stopped"]


@linux
def test_a_name_is_tried_as_ipv4_first(start):
    port = free_port()
    process, banner = start("cpython", ROOT, "--host", "localhost", "--port", port)
    assert banner[-1].split()[-2] == "localhost:%d" % port
    assert UPTIME in get("127.0.0.1:%d" % port).stdout


@linux
@pytest.mark.parametrize("name", INTERPRETERS)
def test_an_ipv6_address_that_cannot_be_had_makes_one_clear_line(ipv6, build, name):
    folder = str(ROOT if name == "cpython" else build)
    command = [*interpreter(name), "main.py", "--host", "2001:db8::1", "--port", "50000"]
    done = run("sh", "-c", 'cd "$0" && exec "$@"', folder, *command)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "cannot listen on [2001:db8::1]:50000" in done.stderr


@linux
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_workers_share_one_port_and_end_together(start, number):
    port = free_port()
    process, banner = start("cpython", ROOT, "--port", port, "--workers", 2)
    target = "127.0.0.1:%d" % port
    for _ in range(4):
        assert UPTIME in get(target).stdout
    workers = children(process.pid)
    assert len(workers) == 2
    # One socket in each worker, and none that nobody reads.
    assert len(inodes(port)) == 2
    assert [owns(pid, port) for pid in (process.pid, *workers)] == [0, 1, 1]
    # Each has its own counters: ask from ever new source ports what each has sent.
    found = answered(port, 60)
    assert len(found) == 60
    # One process would count 5, 6, 7 ... 64; two begin twice.
    assert len(set(found)) < 60 and max(found) < 64, found
    status, out, err = stop(process, number)
    assert status == (0 if number == signal.SIGINT else 143)
    assert err == "" and out.split() == (["stopped"] if number == signal.SIGINT else [])
    assert gone(workers) and not inodes(port)


def answered(port, times):
    """What the agent says it has sent (the third sensor), asked `times` times from new ports."""
    from usnmp import SnmpPacket

    oid = "1.3.6.1.4.1.8072.9999.9999.3.0"
    found = []
    for rid in range(times):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(5)
            p = SnmpPacket(0xA0, id=rid, varbinds={oid: None})
            s.sendto(p.tobytes(), ("127.0.0.1", port))
            found.append(SnmpPacket(s.recv(500)).varbinds[oid][1])
    return found


@linux
def test_workers_share_a_port_of_ipv6(ipv6, start):
    port = free_port()
    process, banner = start("cpython", ROOT, "--host=::1", "--port", port, "--workers=3")
    assert banner[-1].split()[-2] == "udp6:[::1]:%d" % port
    assert UPTIME in get("udp6:[::1]:%d" % port).stdout
    assert len(inodes(port)) == 3
    assert stop(process)[0] == 0


@linux
def test_ctrl_c_in_a_terminal_which_reaches_every_process_ends_them_without_a_traceback():
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "main.py", "--port", str(port), "--workers", "4"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a process group of its own, as a shell makes one
    )
    try:
        assert UPTIME in get("127.0.0.1:%d" % port).stdout
        workers = children(process.pid)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert process.returncode == 0 and err == "" and out.endswith("stopped\n")
        assert len(workers) == 4 and gone(workers)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate(timeout=20)


def answering(start, number):
    """main.py with that many workers, once it answers; the process and the workers' ids."""
    port = free_port()
    process, _ = start("cpython", ROOT, "--port", port, "--workers", number)
    assert UPTIME in get("127.0.0.1:%d" % port).stdout
    return process, children(process.pid)


@linux
def test_a_worker_that_dies_ends_all_and_is_reported(start):
    process, workers = answering(start, 3)
    os.kill(workers[1], signal.SIGKILL)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert re.fullmatch(r"main.py: worker %d ended \(signal 9\), .*\n" % workers[1], err), err
    assert gone(workers)


@linux
def test_workers_end_when_their_parent_is_killed(start):
    process, workers = answering(start, 2)
    process.kill()
    assert len(workers) == 2 and gone(workers)


@linux
def test_workers_do_not_creep_in_beside_another_agent(start):
    port = free_port()
    process, _ = start("cpython", ROOT, "--port", port, "--workers", 2)
    done = run(sys.executable, "main.py", "--port", port, "--workers", "2")
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "cannot listen on 127.0.0.1:%d" % port in done.stderr
    assert stop(process)[0] == 0


def test_workers_that_cannot_be_make_one_clear_line(tmp_path):
    written = tmp_path / "written.json"
    written.write_text('{"write_community": "private"}')
    kept = tmp_path / "kept.json"
    kept.write_text('{"persist": "%s"}' % (tmp_path / "data"))
    for arguments, word in (
        (("--workers",), "--workers wants a value"),
        (("--workers", "many"), "many"),
        (("--workers", "0"), "not 0"),
        (("--workers=-1",), "not -1"),
        (("--workers=",), "--workers wants a number"),
        (("--workers", "2", "--config", written), '"write_community"'),
        (("--workers", "2", "--config", kept), '"persist"'),
    ):
        done = run(sys.executable, "main.py", *arguments, timeout=20)
        assert done.returncode == 2 and not done.stdout
        assert done.stderr.startswith("main.py: ") and word in done.stderr, done
        assert done.stderr.count("\n") == 1
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", ["micropython64", "micropython32"])
def test_micropython_says_that_it_has_no_workers(name, build):
    command = [*interpreter(name), "main.py", "--workers", "2"]
    done = run("sh", "-c", 'cd "$0" && exec "$@"', str(build), *command, timeout=20)
    assert done.returncode == 2 and not done.stdout
    assert done.stderr.startswith("main.py: --workers ") and done.stderr.count("\n") == 1, done


def test_help_says_what_workers_do_not_share():
    done = run(sys.executable, "main.py", "--help")
    assert done.returncode == 0 and "--workers N" in done.stdout
    for word in ("counters", "SET", "write_community", "persist", "IPv6"):
        assert word in done.stdout
    assert max(map(len, done.stdout.splitlines())) < 99
