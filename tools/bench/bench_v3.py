# GETs per second of SNMPv3 at authPriv, SHA-1 and AES-128, over loopback, beside the same in v2c.
# bench.py runs it; it prints JSON:
#   bench_v3.py agents ROUNDS SECONDS SNMPD MICROPYTHON32    [server, v2c GET, authPriv GET]
#   bench_v3.py managers ROUNDS SECONDS SNMPD    [manager, v2c GET, authPriv GET]
#   bench_v3.py lossless N SNMPD                 [manager, GETs, lost, wrong, retries]
# Servers are asked with one datagram over and over, which snmpd and our agent take for 150 s.
# Managers ask one snmpd for its name, one GET after the other. "bare" is what the same datagrams
# take without a manager. How two processes are woken varies, so many short rounds alternate
# between all, and the best stretch of each counts: compare within one run only.

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from bench_agent import WINDOWS, connect, free_port, rate  # noqa: E402

NAME, AUTH, PRIV = "bench", "authenticate", "keep it secret"
OID = "1.3.6.1.2.1.1.5.0"  # sysName, which does not change
SNMPD = """
rocommunity public 127.0.0.1
createUser %s SHA "%s" AES "%s"
rouser %s priv
sysName a bench
""" % (NAME, AUTH, PRIV, NAME)
ECHO = """
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", %d))
while True:
    d, a = s.recvfrom(1472)
    s.sendto(d, a)
"""
AGENT = """
import sys
sys.path.insert(0, %r)
from usnmp_agent import Agent
from usnmp_mib import OCTSTR, Mib
from usnmp_pc.speed import quicken
from usnmp_v3 import User
mib = Mib()
mib.scalar(%r, OCTSTR, "a bench")
agent = Agent(mib, "public")
agent.allow(User(%r, "SHA", %r, "AES", %r))
quicken(agent, agent.bind("127.0.0.1", %d))
while True:
    agent.poll(1000)
"""


def user():
    from usnmp_v3 import User

    return User(NAME, "SHA", AUTH, "AES", PRIV)


def manager(port, **kw):
    from usnmp_manager import Manager

    return Manager("127.0.0.1", port=port, timeout_ms=5000, **kw)


def datagrams(port):
    """A GET of v2c and one at authPriv for who answers at `port`, now."""
    found = []
    for kw in {}, {"user": user()}:
        with manager(port, **kw) as m:
            m.get(OID)
            found.append(m.wrapper.pack(m.request(0xA0, (OID,))))
    return found


class Servers:
    """Programs that answer, as a context manager; snmpd is started by its path."""

    def __enter__(self):
        self.temp = tempfile.TemporaryDirectory()
        self.processes = []
        return self

    def start(self, name, command, **kw):
        process = subprocess.Popen(
            command,
            cwd=self.temp.name,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **kw,
        )
        self.processes.append(process)
        return name, process

    def python(self, name, code, program=sys.executable):
        return self.start(name, [program, "-c", code])

    def snmpd(self, program):
        port = free_port()
        folder = Path(self.temp.name)
        conf = folder / "snmpd.conf"
        conf.write_text(SNMPD)
        command = [program, "-f", "-Lo", "-C", "-c", str(conf)]
        command += ["-I", "system_mib,vacm_conf,usmConf,usmUser", "udp:127.0.0.1:%d" % port]
        env = dict(os.environ, SNMP_PERSISTENT_DIR=str(folder / "var"))
        name, process = self.start("snmpd", command, env=env)
        connect(name, process, port, probe()).close()
        return port

    def __exit__(self, *args):
        for process in self.processes:
            process.kill()
            process.wait()
        self.temp.cleanup()


def probe():
    from usnmp import SnmpPacket

    return SnmpPacket(0xA0, ver=1, id=1, varbinds={OID: None}).tobytes()


def agents(rounds, seconds, snmpd, micropython32="-"):
    best = {}
    with Servers() as servers:
        ports = {}
        if snmpd != "-":
            ports["snmpd"] = servers.snmpd(snmpd)
        for name, program in (
            ("agent, MicroPython 32 bit", micropython32),
            ("agent", sys.executable),
        ):
            if program == "-":
                continue
            port = ports[name] = free_port()
            code = AGENT % (str(ROOT), OID, NAME, AUTH, PRIV, port)
            process = servers.python(name, code, program)[1]
            connect(name, process, port, probe()).close()
        port = ports["echo"] = free_port()
        name, process = servers.python("echo", ECHO % port)
        connect(name, process, port, probe()).close()
        for _ in range(rounds):
            asked = {name: datagrams(port) for name, port in ports.items() if name != "echo"}
            asked["echo"] = asked["agent"]
            for i in range(2):
                for window in WINDOWS:
                    for name, port in ports.items():
                        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                            sock.connect(("127.0.0.1", port))
                            found = rate(sock, asked[name][i], window, seconds)
                        best[name, i] = max(found or 0, best.get((name, i), 0))
        return [[name, best[name, 0], best[name, 1]] for name in reversed(ports)]


# --- managers: each makes a function that does so many GETs and gives what the last one got ---


def bare(port, v3):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.connect(("127.0.0.1", port))
    sock.settimeout(5)

    def many(n):
        request = datagrams(port)[v3]
        start = time.perf_counter()
        for _ in range(n):
            sock.send(request)
            got = sock.recv(2000)
        return got, start

    return many


def usnmp(port, v3):
    m = manager(port, **({"user": user()} if v3 else {}))
    get = m.get

    def many(n):
        for _ in range(n):
            found = get(OID)
        return found.value

    return many


def usnmp_async(port, v3):
    from usnmp_manager import AsyncManager

    loop = asyncio.new_event_loop()
    target = AsyncManager().target("127.0.0.1", port=port, **({"user": user()} if v3 else {}))

    async def many(n):
        for _ in range(n):
            found = await target.get(OID)
        return found.value

    return lambda n: loop.run_until_complete(many(n))


def gufo_session(kind, port, v3):
    from gufo.snmp import Aes128Key, Sha1Key, SnmpVersion, User

    kw = {}
    if v3:
        who = User(NAME, auth_key=Sha1Key(AUTH.encode()), priv_key=Aes128Key(PRIV.encode()))
        kw = {"version": SnmpVersion.v3, "user": who}
    return kind("127.0.0.1", port=port, timeout=5, **kw)


def gufo(port, v3):
    from gufo.snmp.sync import SnmpSession

    m = gufo_session(SnmpSession, port, v3)
    if v3:
        m.refresh()

    def many(n):
        for _ in range(n):
            found = m.get(OID)
        return found.decode()

    return many


def gufo_async(port, v3):
    from gufo.snmp.aio import SnmpSession

    loop = asyncio.new_event_loop()

    async def start():
        m = gufo_session(SnmpSession, port, v3)
        if v3:
            await m.refresh()
        return m

    async def many(n):
        for _ in range(n):
            found = await m.get(OID)
        return found.decode()

    m = loop.run_until_complete(start())
    return lambda n: loop.run_until_complete(many(n))


MANAGERS = {
    "bare": bare,
    "usnmp": usnmp,
    "usnmp async": usnmp_async,
    "gufo": gufo,
    "gufo async": gufo_async,
}


def managers(rounds, seconds, snmpd):
    with Servers() as servers:
        port = servers.snmpd(snmpd)
        ways = {}
        for name, make in MANAGERS.items():
            for v3 in (0, 1):
                try:
                    ways[name, v3] = make(port, v3)
                except ImportError as e:
                    print("%s left out: %s" % (name, e), file=sys.stderr)
        best = {}
        size = 25
        for way in ways.values():
            way(size)
        for _ in range(rounds):
            for at, way in ways.items():
                done = 0
                end = time.perf_counter() + seconds
                while time.perf_counter() < end:
                    start = time.perf_counter()
                    found = way(size)
                    if at[0] == "bare":  # what made the datagram is not counted
                        found, start = found
                    else:
                        assert found == "a bench", (at, found)
                    done = max(done, size / (time.perf_counter() - start))
                best[at] = max(done, best.get(at, 0))
        rows = []
        for name in {at[0]: 0 for at in ways}:
            rows.append([name, best[name, 0], best[name, 1]])
        return rows


# --- none of 100,000 is lost ---


def lossless(n, snmpd):
    """GETs at authPriv of values that differ, by the managers: what came of them."""
    from usnmp_manager import AsyncManager, SnmpError

    oids = ["1.3.6.1.2.1.1.%d.0" % i for i in (1, 2, 4, 5, 6)]

    with Servers() as servers:
        port = servers.snmpd(snmpd)
        with manager(port) as m:
            right = [m.get(oid) for oid in oids]
        rows = []
        for name in ("usnmp", "usnmp async"):
            row = [name, n, 0, 0, 0]
            sent = [0]

            def counted(wrapper):
                pack = wrapper.pack

                def packed(*args):
                    sent[0] += 1
                    return pack(*args)

                wrapper.pack = packed

            def judge(i, vb):
                row[3] += vb != right[i % 5]

            if name == "usnmp":
                with manager(port, user=user()) as m:
                    m.get(OID)
                    counted(m.wrapper)
                    for i in range(n):
                        try:
                            judge(i, m.get(oids[i % 5]))
                        except SnmpError:
                            row[2] += 1
            else:

                async def ask(target, first):
                    for i in range(first, n, 16):
                        try:
                            judge(i, await target.get(oids[i % 5]))
                        except SnmpError:
                            row[2] += 1

                async def all():
                    async with AsyncManager() as a:
                        target = a.target("127.0.0.1", port=port, timeout_ms=5000, user=user())
                        await target.get(OID)
                        counted(target.wrapper)
                        await asyncio.gather(*[ask(target, i) for i in range(16)])

                asyncio.run(all())
            row[4] = sent[0] - n
            rows.append(row)
        return rows


if __name__ == "__main__":
    what, n, *more = sys.argv[1:]
    way = {"agents": agents, "managers": managers, "lossless": lossless}[what]
    if what != "lossless":
        more[0] = float(more[0])
    print(json.dumps(way(int(n), *more)))
