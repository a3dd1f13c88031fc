# main.py --agentx and usnmp agent --agentx-master as a person runs them: what they serve, what
# they say of mistakes; notifications of the program by way of snmpd.

import contextlib
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from conftest import ROOT, free_port, interpreter, package, run, tool
from masterbox import process
from snmpdbox import BASE, Snmpd, pump
from usnmp_mib import INT, Mib
from usnmp_notify import Notifier
from usnmp_pc.agentx import SubAgent
from usnmp_pc.agentx import pdu as ax
from usnmp_pc.agentx.address import Address
from usnmp_pc.agentx.notify import MasterTarget, Net

HERE = Path(__file__).parent


@contextlib.contextmanager
def started(command, until):
    """A program, once a line of it has `until`; its lines so far."""
    p = subprocess.Popen(
        [str(c) for c in command], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    lines = []
    try:
        for line in p.stdout:
            lines.append(line.rstrip())
            if until in line:
                break
        yield p, lines
    finally:
        p.kill()
        p.communicate()


def walk(target, oid=BASE, community="public"):
    done = run(tool("snmpwalk"), "-v2c", "-c", community, "-On", target, oid)
    return [line for line in done.stdout.splitlines() if "No more" not in line]


@pytest.mark.parametrize("kind", ["unix", "tcp"])
def test_main_py_serves_by_way_of_snmpd(tmp_path, kind):
    snmpd = Snmpd(tmp_path, "tcp:127.0.0.1:%d" % free_port() if kind == "tcp" else None)
    try:
        command = [sys.executable, "main.py", "--agentx", snmpd.address]
        with started(command, "left to the master") as (p, lines):
            assert lines[0] == "usnmp, a sub-agent of %s: registered there" % snmpd.address
            assert len(walk(snmpd.target)) == 6
            done = run(
                tool("snmpset"), "-v2c", "-c", "private", snmpd.target, BASE + ".5.0", "s", "attic"
            )
            assert "attic" in done.stdout
            assert 'STRING: "attic"' in walk(snmpd.target, BASE + ".5")[0]
            p.send_signal(signal.SIGINT)
            assert p.communicate(timeout=20)[0].split()[-1] == "stopped" and p.returncode == 0
        assert all("No Such" in line for line in walk(snmpd.target))
    finally:
        snmpd.stop()


def test_a_sub_agent_plugs_into_usnmp_agent(tmp_path):
    package("snmpkit")
    path = tmp_path / "m"
    port = free_port()
    command = [sys.executable, "-m", "usnmp_pc.cli", "agent", "--port", port]
    with started([*command, "--agentx-master", path], "sub-agents") as (p, lines):
        assert lines[-1] == "sub-agents plug in at unix:%s" % path
        target = "127.0.0.1:%d" % port
        with process(sys.executable, HERE / "snmpkit_subagent.py", path, BASE + ".77"):
            for _ in range(300):
                found = walk(target, BASE + ".77")
                if len(found) == 6:
                    break
            assert len(found) == 6 and "Gauge32: 21" in found[0]
            assert len(walk(target)) == 12
        p.send_signal(signal.SIGTERM)
        p.communicate(timeout=20)
    assert not path.exists()


def test_mistakes_make_one_clear_line_and_a_non_zero_exit(tmp_path):
    absent = tmp_path / "absent"
    text = tmp_path / "text"
    text.write_text("")
    nobody = "tcp:127.0.0.1:%d" % free_port()
    port = str(free_port())
    cases = [
        (("--agentx", absent), 1, "main.py: AgentX: unix:%s: No such file or directory" % absent),
        (("--agentx", text), 1, "main.py: AgentX: unix:%s: Connection refused" % text),
        (("--agentx=" + nobody,), 1, "main.py: AgentX: %s: Connection refused" % nobody),
        (("--agentx", "unix:"), 2, "main.py: unix: wants a path"),
        (("--agentx", "unix:/" + "x" * 200), 2, "main.py: longer than the 107 octets"),
        (("--agentx", "udp:here:there"), 2, "main.py: unix:PATH or tcp:HOST:PORT is wanted"),
        (("--agentx", "tcp:host:none"), 2, "main.py: a port from 1 to 65535 is wanted"),
        (("--agentx", "tcp:"), 2, "main.py: unix:PATH or tcp:HOST:PORT is wanted"),
        (("--agentx", "--port", "5"), 2, "main.py: --agentx and --port exclude each other"),
        (("--agentx", absent, "--agentx-master", text), 2, "exclude each other"),
        (("--agentx-master",), 2, "main.py: --agentx-master wants a value"),
        (("--agentx-master", absent, "--workers", "2"), 2, "exclude each other"),
        (
            ("--port", port, "--agentx-master", absent / "x"),
            1,
            "main.py: cannot listen on unix:%s/x for sub-agents: No such file" % absent,
        ),
        (("--port", port, "--agentx-master", text), 1, "is there, and no socket"),
    ]
    for options, status, said in cases:
        done = run(sys.executable, "main.py", *options, timeout=20)
        assert done.returncode == status and said in done.stderr, (options, done)
        assert done.stderr.count("\n") == 1, done.stderr


class Refusing(threading.Thread):
    """A master that takes one connection and answers its Open with an error, or with nothing."""

    def __init__(self, error):
        threading.Thread.__init__(self, daemon=True)
        self.error = error
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = "tcp:127.0.0.1:%d" % self.server.getsockname()[1]
        self.start()

    def run(self):
        sock, _ = self.server.accept()
        with sock, self.server:
            head = sock.recv(20, socket.MSG_WAITALL)
            opened = ax.parse(head + sock.recv(ax.length(head) - 20, socket.MSG_WAITALL))
            if self.error:
                found = ax.Pdu(ax.RESPONSE, 0, opened.transaction, opened.packet)
                found.result, found.varbinds = (0, self.error, 0), []
                sock.sendall(found.tobytes())
                sock.recv(1)


@pytest.mark.parametrize(
    "error,said",
    [(ax.OPEN_FAILED, "the master refuses: openFailed"), (0, "the other side has closed")],
)
def test_a_master_that_refuses_makes_one_line_and_status_1(error, said):
    master = Refusing(error)
    done = run(sys.executable, "main.py", "--agentx", master.address, timeout=20)
    assert done.returncode == 1
    assert done.stderr == "main.py: AgentX: %s: %s\n" % (master.address, said)
    assert done.stdout == ""
    master.join(20)


def test_micropython_says_that_it_has_no_agentx(build):
    command = [*interpreter("micropython64"), "main.py", "--agentx"]
    done = run("sh", "-c", 'cd "$0" && exec "$@"', build, *command)
    assert done.returncode == 2 and "main.py: no such option: --agentx" in done.stderr


def test_a_path_where_a_master_listens_is_not_taken_and_one_left_behind_is(tmp_path):
    address = Address("unix:%s/m" % tmp_path)
    first = address.listen()
    with pytest.raises(OSError, match="another master listens there"):
        address.listen()
    first.close()
    address.listen().close()


@pytest.mark.parametrize(
    "text,host,port,path",
    [
        ("unix:/var/agentx/master", None, None, "/var/agentx/master"),
        ("/var/agentx/master", None, None, "/var/agentx/master"),
        ("tcp:box", "box", 705, None),
        ("tcp:box:7050", "box", 7050, None),
        ("box:7050", "box", 7050, None),
        ("tcp:[::1]:7050", "::1", 7050, None),
        ("tcp6:::1", "::1", 705, None),
        ("tcp6:[::1]", "::1", 705, None),
    ],
)
def test_addresses_are_as_net_snmp_writes_them(text, host, port, path):
    found = Address(text)
    assert (found.host, found.port, found.path) == (host, port, path)
    assert (Address(str(found)).host, Address(str(found)).port) == (host, port)


def test_notifications_of_the_program_reach_managers_by_way_of_snmpd(tmp_path, trapd):
    more = "trap2sink 127.0.0.1:%d public" % trapd.port
    snmpd = Snmpd(tmp_path, more=more)
    try:
        # Of its own accord snmpd says that it has started
        assert "1.3.6.1.6.3.1.1.5.1" in trapd.line()
        mib = Mib()
        mib.scalar(BASE + ".1.0", INT, 31)
        sub = SubAgent(mib, snmpd.address, retry_s=0.02)
        notify = Notifier([MasterTarget()], lambda: 0, net=Net(sub))
        told = []
        varbinds = [(BASE + ".1.0", INT, 31)]
        notify.send(BASE + ".0.1", varbinds, result=lambda target, ok: told.append(ok))
        assert notify.pending == 1  # there is no session yet: it waits
        sub.connect()
        for line in notify._lines.values():
            line[0] = 0  # as if the time had passed
        pump(sub, lambda: notify.poll() or not notify.pending)
        assert told == [True]
        line = trapd.line()
        assert ".%s.0.1" % BASE in line and "INTEGER: 31" in line
        sub.close()
    finally:
        snmpd.stop()
