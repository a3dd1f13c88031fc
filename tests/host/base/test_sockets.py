# What only a host's sockets do: IPv6, and several workers on one port.

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from conftest import INTERPRETERS, ROOT, interpreter, run, tool
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_agent.rate_limit import RateLimit
from usnmp_pc.speed import Quick, quicken
from usnmp_base.varbind import host_port
from usnmp_mib import OCTSTR, Mib
from usnmp_receiver import Receiver
from usnmp_base.udp import Udp
from usnmp_agent.view import View

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


def runs(pid):
    """Whether there is such a process, and one that has not ended: not each init reaps orphans."""
    try:
        return Path("/proc/%d/stat" % pid).read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def gone(pids):
    """Whether they all end within five seconds."""
    for _ in range(100):
        if not any(runs(pid) for pid in pids):
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
    while len(children(process.pid)) < number:  # the first may answer before the last is there
        time.sleep(0.01)
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


# --- replies leave from the address that was asked (RFC 1122 4.1.3.5): IP_PKTINFO ---

GET = bytes.fromhex(
    "302602010104067075626c6963a019020107020100020100300e300c06082b060102010105000500"
)


def answered_from(family, target, datagram=GET):
    """The address that the answer of `target` comes from; None if none came."""
    with socket.socket(family, socket.SOCK_DGRAM) as s:
        s.settimeout(5)
        s.sendto(datagram, target)
        return s.recvfrom(2000)[1][0]


class Served:
    """An agent or receiver that is polled in a thread; port."""

    def __init__(self, role, udp):
        self.port = udp.sock.getsockname()[1]
        self._role = role
        self._going = True
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while self._going:
            self._role.poll(100)

    def close(self):
        self._going = False
        self._thread.join(10)
        self._role.close()


def agent_on(host, quick):
    agent = Agent(Mib())
    agent.mib.scalar("1.3.6.1.2.1.1.5.0", OCTSTR, "box")
    udp = agent.bind(host, free_port())
    if quick:
        quicken(agent, udp)
    return Served(agent, udp)


@linux
@pytest.mark.parametrize("quick", [False, True])
def test_an_agent_of_all_addresses_answers_from_the_one_that_was_asked(quick):
    served = agent_on("0.0.0.0", quick)
    try:
        for last in (1, 2, 77, 1):
            host = "127.0.0.%d" % last
            assert answered_from(socket.AF_INET, (host, served.port)) == host
    finally:
        served.close()


@linux
@pytest.mark.parametrize("quick", [False, True])
def test_so_does_one_of_ipv6_to_both_kinds_of_address(ipv6, quick):
    served = agent_on("::", quick)
    try:
        assert answered_from(socket.AF_INET6, ("::1", served.port)) == "::1"
        for host in ("127.0.0.1", "127.0.0.9"):
            assert answered_from(socket.AF_INET, (host, served.port)) == host
            mapped = "::ffff:" + host
            assert answered_from(socket.AF_INET6, (mapped, served.port)) == mapped
    finally:
        served.close()


@linux
def test_an_agent_of_one_address_pays_nothing_for_that():
    udp = Udp("127.0.0.1", 0)
    assert type(udp.sock) is socket.socket
    udp.close()


@linux
def test_a_socket_that_is_opened_again_answers_from_the_address_that_was_asked():
    agent = Agent(Mib())
    udp = agent.bind("0.0.0.0", free_port())
    udp.sock.close()
    udp._last -= 2000
    assert agent.poll(10) is False
    served = Served(agent, udp)
    try:
        assert answered_from(socket.AF_INET, ("127.0.0.5", served.port)) == "127.0.0.5"
    finally:
        served.close()


@linux
def test_a_source_is_an_address_as_any_other():
    udp = Udp("0.0.0.0", 0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("127.0.0.1", 0))
        s.settimeout(5)
        s.sendto(b"x", ("127.0.0.3", udp.sock.getsockname()[1]))
        data, source = udp.recv(100, 5000)
        assert source == s.getsockname() and isinstance(source, tuple) and len(source) == 2
        assert hash(source) == hash(s.getsockname()) and repr(source) == repr(s.getsockname())
        assert View(sources=["127.0.0.1"]).admits(source)
        assert RateLimit(1).admits(source) and host_port(source) == s.getsockname()
        # Also to one that is made elsewhere; and where the kernel refuses the address, without.
        assert udp.send(b"1", tuple(source)) and s.recv(9) == b"1"
        source.local = ((socket.IPPROTO_IP, 8, bytes(4) + bytes((192, 0, 2, 1)) + bytes(4)),)
        assert udp.send(b"2", source) and s.recv(9) == b"2"
    udp.close()


@linux
def test_a_receiver_acknowledges_from_the_address_that_was_told():
    p = SnmpPacket(0xA6, ver=1, id=11)
    p.varbinds["1.3.6.1.2.1.1.3.0"] = (0x43, 60)
    p.varbinds["1.3.6.1.6.3.1.1.4.1.0"] = (6, "1.3.6.1.6.3.1.1.5.1")
    receiver = Receiver("0.0.0.0", 0)
    served = Served(receiver, receiver.bind())
    try:
        for host in ("127.0.0.1", "127.0.0.8"):
            found = answered_from(socket.AF_INET, (host, served.port), p.tobytes())
            assert found == host
    finally:
        served.close()


@linux
def test_workers_answer_from_the_address_that_was_asked(start):
    port = free_port()
    start("cpython", ROOT, "--host", "0.0.0.0", "--port", port, "--workers", 2)
    for last in range(1, 9):
        host = "127.0.0.%d" % last
        assert answered_from(socket.AF_INET, (host, port)) == host


# --- sockets that ask ---


@linux
@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_a_socket_that_asks_waits_for_its_answer_in_recvfrom(host, ipv6):
    udp = Udp(host, 0)
    address = ("::1" if udp.ipv6 else "127.0.0.1"), free_port()
    try:
        with socket.socket(udp.sock.family, socket.SOCK_DGRAM) as s:
            s.bind(address)
            for i in range(3):
                assert udp.send(b"%d" % i, address)
                data, source = s.recvfrom(10)
                s.sendto(data + data, source)
                got = udp.recv(484, 5000)
                assert got[0] == b"%d%d" % (i, i) and got[1][:2] == address and udp.size == 484
                start = time.monotonic()
                assert udp.recv(484, 50) is None
                assert 0.04 < time.monotonic() - start < 2
                assert udp.recv(484, 0) is None
            # Nothing is told of the address that an answer was for
            assert not hasattr(got[1], "local")
            assert udp.sock.recvfrom.__class__ is type(s.recvfrom)
    finally:
        udp.close()


# --- a descriptor that is gone ---


@linux
@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_descriptor_that_somebody_closed_is_opened_again_and_another_file_is_left_alone(
    host, quick, tmp_path
):
    agent = Agent(Mib())
    udp = agent.bind(host, free_port())
    if quick:
        Quick(udp)
    try:
        for reused in (False, True):
            port = udp.sock.getsockname()[1]
            fd = udp.sock.fileno()
            os.close(fd)
            if reused:
                other = os.open(tmp_path / "other", os.O_RDWR | os.O_CREAT)
                assert other == fd
            turns = 0
            end = time.monotonic() + 10
            while udp.sock is None or udp.sock.fileno() == fd and turns < 5:
                udp.recv(484, 100)
                turns += 1
                assert time.monotonic() < end
            while udp.sock is None:
                udp.recv(484, 100)
            assert turns < 30  # no busy loop
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                s.sendto(b"x", ("127.0.0.1", port))
                assert udp.recv(484, 5000)[0] == b"x"
            if reused:
                os.close(other)  # it was not closed
    finally:
        agent.close()


# --- the console ---


def test_main_serves_when_nobody_reads_what_it_prints(tmp_path):
    port = free_port()
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.Popen(
        [sys.executable, "main.py", "--port", str(port)],
        cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    os.close(writing)
    try:
        assert UPTIME in get("127.0.0.1:%d" % port).stdout
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate(timeout=20)
