# Our agent as AgentX master, and sub-agents that are processes, for the tests of this folder.

import contextlib
import subprocess

from conftest import Polled, free_port, run, tool
from usnmp_agent import Agent
from usnmp_base.uptime import Uptime
from usnmp_mib import Mib
from usnmp_mibs.snmpv2_mib import system
from usnmp_pc.agentx import Master


class Serving(Polled):
    """with Serving(folder) as master: a Master, and a system group, in a thread."""

    def __init__(self, folder, notify=None, address=None, max_size=1472):
        self.mib = Mib()
        self.logged = []
        uptime = Uptime()
        system(self.mib, uptime, name="ours")
        self.agent = Agent(self.mib, "public", "private", max_size, self.logged.append, uptime)
        self.port = free_port()
        self.target = "127.0.0.1:%d" % self.port
        self.path = str(folder / "ours")
        self.address = address or "unix:" + self.path
        self.master = Master(self.agent, self.address, notify, log=self.logged.append)
        self.notify = notify
        self.master.listen()
        self.agent.bind("127.0.0.1", self.port)

    def step(self):
        self.master.poll(20)
        if self.notify:
            self.notify.poll()

    def close(self):
        self.master.close()
        self.agent.close()

    def net(self, program, *arguments, community="public", version="-v2c"):
        """What a tool of net-snmp prints, errors too."""
        # Options first: a test that loads libnetsnmp leaves POSIXLY_CORRECT behind.
        options = [word for word in arguments if word[:2] == "-C"]
        words = [word for word in arguments if word[:2] != "-C"]
        done = run(
            tool(program),
            version,
            "-c",
            community,
            "-On",
            "-t9",
            "-r0",
            *options,
            self.target,
            *words,
        )
        return done.stdout + done.stderr

    def walk(self, oid, *options):
        """{OID without the dot: "TYPE: value"}"""
        found = {}
        for line in self.net("snmpwalk", *options, oid).splitlines():
            if " = " in line and "No more" not in line and "No Such" not in line:
                name, value = line.split(" = ", 1)
                found[name[1:]] = value
        return found

    def wait(self, oid, options=()):
        """Walk until there is something."""
        for _ in range(300):
            found = self.walk(oid, *options)
            if found:
                return found
        raise AssertionError("nothing comes below %s: %s" % (oid, self.logged))


@contextlib.contextmanager
def process(*command, **kw):
    """A sub-agent that is a process."""
    p = subprocess.Popen(
        [str(c) for c in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **kw,
    )
    try:
        yield p
    finally:
        p.kill()
        p.wait(20)
