# SNMP over TCP against net-snmp, both ways: snmpget and the others, snmpd, snmptrapd, snmpinform.

import asyncio
import subprocess
import threading

import pytest
from conftest import Polled, Trapd, free_port, run, tool
from tcpagent import BASE, PASSWORDS, USER, Served
from usnmp_agent import Agent
from usnmp_base.uptime import Uptime
from usnmp_manager import Manager
from usnmp_manager.aio import AsyncManager
from usnmp_mib import OCTSTR, Mib
from usnmp_notify import Notifier, Target
from usnmp_receiver import Receiver
from usnmp_v3 import User
from usnmp_v3.engine import Engine

pytestmark = pytest.mark.slow

HOSTS = ["udp:127.0.0.1:%d", "tcp:127.0.0.1:%d", "udp6:[::1]:%d", "tcp6:[::1]:%d"]
WAYS = {
    "1": ("-v1", "-cprivate"),
    "2c": ("-v2c", "-cprivate"),
    "3": ("-v3", "-uanna", "-lauthPriv", *PASSWORDS),
}
LINK_UP = "1.3.6.1.6.3.1.1.5.4"


def netsnmp(command, version, host, *arguments):
    done = run(tool(command), *WAYS[version], "-On", "-t5", "-r1", host, *arguments)
    assert done.returncode == 0, done.stderr
    return [line for line in done.stdout.splitlines() if "No more variables" not in line]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("version", WAYS)
def test_tools_of_net_snmp_read_and_write_by_each_door(version, host, ipv6):
    with Served(",".join(HOSTS)) as served:
        host %= served.port
        numbers = [".%s.1.%d.0 = INTEGER: %d" % (BASE, i, i) for i in range(1, 201)]
        assert netsnmp("snmpwalk", version, host, BASE + ".1") == numbers
        if version != "1":
            assert netsnmp("snmpbulkwalk", version, host, BASE + ".1") == numbers
        asked = ["%s.1.%d.0" % (BASE, i) for i in range(1, 100)]
        if version == "2c":
            assert netsnmp("snmpget", version, host, *asked[:60]) == numbers[:60]
        assert netsnmp("snmpset", version, host, BASE + ".2.0", "s", "written")
        assert netsnmp("snmpget", version, host, BASE + ".2.0")[0].endswith('STRING: "written"')


class Snmpd:
    # snmpd at TCP, both ways, with a user of SNMPv3.

    def __init__(self, folder):
        self.port = free_port()
        config = folder / "snmpd.conf"
        (folder / "state").mkdir()
        config.write_text(
            "rwcommunity private\nrwcommunity6 private\nrwuser anna priv\n"
            'createUser anna SHA "maplesyrup" AES "maplesyrup"\n'
            "sysServices 72\n"
        )
        places = "tcp:127.0.0.1:%d,tcp6:[::1]:%d" % (self.port, self.port)
        self.process = subprocess.Popen(
            [tool("snmpd"), "-f", "-Lo", "-I", "system_mib,sysORTable,usmConf,usmUser,vacm_conf"]
            + ["-c", str(config), places],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={"SNMPCONFPATH": str(folder / "state"), "MIBS": "",
                 "SNMP_PERSISTENT_DIR": str(folder / "state")},
        )  # fmt: skip
        for line in self.process.stdout:
            if "NET-SNMP version" in line:
                break
        threading.Thread(target=self.process.stdout.read, daemon=True).start()


@pytest.fixture(scope="module")
def snmpd(tmp_path_factory):
    found = Snmpd(tmp_path_factory.mktemp("snmpd"))
    yield found
    found.process.kill()
    found.process.wait(20)


def options(version):
    return {"user": User(*USER)} if version == "3" else {"version": version}


@pytest.mark.parametrize("host", ["tcp:127.0.0.1:%d", "tcp6:[::1]:%d"])
@pytest.mark.parametrize("version", WAYS)
def test_the_manager_reads_and_writes_at_snmpd(version, host, snmpd, ipv6):
    host %= snmpd.port
    lines = netsnmp("snmpwalk", version, host, "1.3.6.1.2.1.1")
    with Manager(host, "private", timeout_ms=10000, **options(version)) as m:
        assert ["." + vb.oid for vb in m.walk("1.3.6.1.2.1.1")] == [s.split()[0] for s in lines]
        name = "by " + version + host[:4]
        assert m.set("1.3.6.1.2.1.1.5.0", OCTSTR, name).value == name
        assert m.get("1.3.6.1.2.1.1.5.0").value == name
        assert not m.strays


@pytest.mark.parametrize("version", WAYS)
def test_the_manager_within_asyncio_reads_many_at_once_by_one_connection_each(version, snmpd):
    async def main():
        host = "tcp:127.0.0.1:%d" % snmpd.port
        async with AsyncManager() as manager:
            targets = [
                manager.target(host, "private", timeout_ms=10000, **options(version))
                for _ in range(3)
            ]
            asked = [t.get("1.3.6.1.2.1.1.7.0") for t in targets * 20]
            assert {vb.value for vb in await asyncio.gather(*asked)} == {72}
            assert len([vb async for vb in targets[0].walk("1.3.6.1.2.1.1")]) > 5
            (tcp,) = manager._udps.values()
            assert len(tcp._of) == 1

    asyncio.run(main())


@pytest.mark.parametrize("version, inform", [("1", False), ("2c", False), ("2c", True)])
def test_snmptrapd_shows_what_the_notifier_sends(version, inform, tmp_path):
    trapd = Trapd(tmp_path, transport="tcp:")
    try:
        target = Target("tcp:" + trapd.target, version=version, inform=inform, timeout_ms=10000)
        notify = Notifier([target], lambda: 7, enterprise="1.3.6.1.4.1.8072.9999.9999")
        for i in range(5):
            notify.send(LINK_UP, [(BASE + ".%d" % i, 2, i)])
        while notify.pending:
            notify.poll(50)
        for i in range(5):
            assert "%s.%d = INTEGER: %d" % (BASE, i, i) in trapd.line()
        assert notify.sent == 5 and not notify.failed
        assert notify.acknowledged == (5 if inform else 0)
        notify.close()
    finally:
        trapd.process.kill()
        trapd.process.communicate(timeout=20)


class Receiving(Polled):
    # A Receiver at TCP, served in a thread.

    def __init__(self, **options):
        self.port = free_port()
        self.receiver = Receiver("tcp:127.0.0.1:%d" % self.port, **options)
        self.receiver.bind()
        self.got = []

    def step(self):
        n = self.receiver.poll(50)
        if n:
            self.got.append(n)

    def close(self):
        self.receiver.close()


@pytest.mark.parametrize("version", ["2c", "3"])
def test_the_receiver_acknowledges_what_snmpinform_sends(version):
    engine = "80001f88050102030405060708"
    more = {}
    if version == "3":
        more = {"users": [User(*USER)], "engine": Engine(engine, 1, Uptime())}
    with Receiving(**more) as served:
        host = "tcp:127.0.0.1:%d" % served.port
        for i in range(3):
            netsnmp("snmpinform", version, host, "7", LINK_UP, BASE + ".1", "i", str(i))
    assert [n.varbinds[-1].value for n in served.got] == [0, 1, 2]
    assert served.receiver.informs == 3


def test_the_notifiers_informs_of_snmpv3_are_acknowledged_by_the_receiver():
    engine = Engine("80001f88050102030405060709", 1, Uptime())
    with Receiving(users=[User(*USER)], engine=engine) as served:
        target = Target(
            "tcp:127.0.0.1:%d" % served.port, user=User(*USER), inform=True, timeout_ms=10000
        )
        notify = Notifier([target], lambda: 7)
        for _ in range(3):
            notify.send(LINK_UP)
        while notify.pending:
            notify.poll(50)
        assert notify.acknowledged == 3
        notify.close()


def test_traps_wait_until_somebody_listens():
    port = free_port()
    notify = Notifier([Target("tcp:127.0.0.1:%d" % port)], lambda: 7)
    notify.send(LINK_UP)
    assert notify.pending == 1 and not notify.sent
    receiver = Receiver("tcp:127.0.0.1:%d" % port)
    receiver.bind()
    notify._lines[notify.targets[0]][0] = 0  # its back-off is over
    notify.poll()
    assert notify.sent == 1 and not notify.pending
    assert receiver.poll(20000).trap_oid == LINK_UP
    notify.close()
    receiver.close()


def test_the_agent_answers_by_tcp_within_asyncio():
    port = free_port()

    async def main():
        mib = Mib()
        mib.scalar(BASE + ".1.0", OCTSTR, "here")
        task = asyncio.ensure_future(Agent(mib).run("tcp:127.0.0.1:%d" % port))
        await asyncio.sleep(0)
        async with AsyncManager() as manager:
            target = manager.target("tcp:127.0.0.1:%d" % port, timeout_ms=10000)
            asked = [target.get(BASE + ".1.0") for _ in range(50)]
            assert {vb.value for vb in await asyncio.gather(*asked)} == {"here"}
        task.cancel()

    asyncio.run(main())


def test_a_receiver_within_asyncio_gives_all_that_came_in_one_piece():
    async def main():
        port = free_port()
        async with Receiver("tcp:127.0.0.1:%d" % port) as receiver:
            notify = Notifier([Target("tcp:127.0.0.1:%d" % port)], lambda: 7)
            for i in range(20):
                notify.send(LINK_UP, [(BASE + ".1", 2, i)])
            found = []
            async for n in receiver:
                found.append(n.varbinds[-1].value)
                if len(found) == 20:
                    break
            assert found == list(range(20))
            notify.close()

    asyncio.run(main())
