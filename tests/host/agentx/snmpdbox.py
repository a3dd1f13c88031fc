# snmpd as AgentX master or sub-agent, for the tests of this folder, each on a port and a socket of
# its own.

import os
import select
import signal
import socket
import subprocess

import usnmp
from conftest import Polled, free_port, run, tool
from usnmp_mib import INT, OCTSTR, Mib

BASE = "1.3.6.1.4.1.8072.9999.9999"
# All that a master wants: the others take time at the start, and ask the system
MODULES = "system_mib,vacm_conf"


class Snmpd:
    """snmpd as master, at `address` (unix:PATH by default); with `more` lines of configuration."""

    def __init__(self, folder, address=None, more="", options=(), modules=MODULES):
        self.folder = folder
        self.path = folder / "master"
        self.address = address or "unix:%s" % self.path
        self.port = free_port()
        self.target = "127.0.0.1:%d" % self.port
        self.config = folder / "snmpd.conf"
        self.config.write_text(
            "rocommunity public\nrwcommunity private\nmaster agentx\nagentXSocket %s\n"
            "dontLogTCPWrappersConnects yes\n%s\n" % (self.address, more)
        )
        self.options = options
        self.modules = modules
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.connect(("127.0.0.1", self.port))
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [tool("snmpd"), "-f", "-Lo", "-C", "-r", "-I", self.modules, *self.options]
            + ["-c", str(self.config), "udp:" + self.target],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            cwd=self.folder, env={**os.environ, "SNMP_PERSISTENT_DIR": str(self.folder / "state")},
        )  # fmt: skip
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "NET-SNMP version" in line:
                break
        assert "NET-SNMP version" in said[-1], "".join(said)

    def stop(self, number=signal.SIGKILL):
        if self.process:
            self.process.send_signal(number)
            self.process.wait(20)
            self.process.stdout.close()
            self.process = None

    def ask(self, datagram, sub):
        """What snmpd answers to a datagram, while `sub`, a SubAgent, answers snmpd."""
        self.udp.send(datagram)
        while True:
            ready, _, _ = select.select([self.udp, sub], [], [], 20)
            assert ready, "snmpd says nothing"
            if sub in ready:
                sub.poll(0)
            if self.udp in ready:
                return self.udp.recv(65535)


def request(t, varbinds, id=1, ver=1, community="public", **fields):
    """A message of SNMPv2c: `varbinds` are (oid, (type, value)) or (oid, None)."""
    p = usnmp.SnmpPacket(t, ver=ver, community=community, id=id)
    for name, value in fields.items():
        setattr(p, name, value)
    for oid, value in varbinds:
        p.varbinds[oid] = value
    return p.tobytes()


def read(datagram):
    """(error-status, error-index, [(oid, (type, value)), ...])"""
    p = usnmp.SnmpPacket(datagram)
    return p.err_status, p.err_id, [(oid, tuple(v)) for oid, v in p.varbinds.items()]


class Answering(Polled):
    """with Answering(sub): a SubAgent, or an Agent at a port of its own, answers in a thread; it
    is closed at the end, unless it is to be kept.
    """

    def __init__(self, what, keep=False):
        self.what = what
        self.keep = keep
        if hasattr(what, "bind"):
            self.target = "127.0.0.1:%d" % free_port()
            what.bind("127.0.0.1", int(self.target.split(":")[1]))
        elif not what.session:
            what.connect()

    def step(self):
        self.what.poll(20)

    def close(self):
        if not self.keep:
            self.what.close()


def pump(sub, done):
    """Poll a SubAgent until done() is true."""
    for _ in range(3000):
        if done():
            return
        sub.poll(20)
    raise AssertionError("it does not come")


def world():
    mib = Mib()
    mib.scalar(BASE + ".1.0", INT, 7, write=True, range=(0, 99))
    mib.scalar(BASE + ".2.0", OCTSTR, "cellar", write=True)
    mib.table(BASE + ".3.1", {1: INT, 2: OCTSTR}, {1: {1: 1, 2: "lo"}, 2: {1: 2, 2: "wlan0"}})
    return mib


def net(program, snmpd, *arguments, community="public"):
    """What a tool of net-snmp prints, errors too, but not that a walk is at the end of the MIB."""
    # Options first: a test that loads libnetsnmp leaves POSIXLY_CORRECT behind.
    options = [word for word in arguments if word[:2] == "-C"]
    words = [word for word in arguments if word[:2] != "-C"]
    flags = "-v2c", "-c", community, "-On", "-t5", *options
    done = run(tool(program), *flags, snmpd.target, *words)
    lines = (done.stdout + done.stderr).splitlines()
    return "\n".join(line for line in lines if "No more variables" not in line)
