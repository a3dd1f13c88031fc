# SNMP over TLS against net-snmp's tlstcp, both ways: its tools, snmpd, snmptrapd.

import asyncio
import queue
import sys
import threading
import time

import pytest
from clibox import Started, usnmp_command
from board_box.fleet import tcp_port
from conftest import ROOT, Polled, running
from tls_box import BASE, ENGINE, NAME, NetSnmp, Served, path, tls
from usnmp_manager import Manager
from usnmp_manager.aio import AsyncManager
from usnmp_notify import Notifier
from usnmp_notify.tsm_pc import TlsTarget
from usnmp_receiver import Receiver
from usnmp_receiver.tsm_pc import Tsm as ReceiverTsm
from usnmp_v3.engine import Engine

pytestmark = pytest.mark.slow
OLD = {"oldest": "1.0"}  # net-snmp knows no other
COLD = "1.3.6.1.6.3.1.1.5.1"
CONF = "[snmp] localCert agent\ncertSecName 10 manager --sn ops\n"


@pytest.fixture
def netsnmp(tmp_path):
    return NetSnmp(tmp_path / "netsnmp")


@pytest.fixture
def snmpd(netsnmp):
    """The address of a snmpd that knows the manager's certificate."""
    port = tcp_port()
    conf = netsnmp.folder / "snmpd.conf"
    conf.write_text(CONF + "rwuser -s tsm ops\nsysName theirs\n")
    process = netsnmp.start("snmpd", "-c", conf, "-r", "tlstcp:127.0.0.1:%d" % port)
    yield "tlstcp:127.0.0.1:%d" % port
    process.kill()
    process.communicate()


def test_tools_of_net_snmp_read_write_and_walk(netsnmp):
    with Served(**OLD) as box:
        numbers = [".%s.1.%d.0 = INTEGER: %d" % (BASE, i, i) for i in range(1, 201)]
        for walk in ("snmpwalk", "snmpbulkwalk"):
            status, out, err = netsnmp.run(walk, "manager", box.target, BASE + ".1")
            assert (status, err) == (0, "") and out.splitlines()[:200] == numbers
        assert netsnmp.run("snmpset", "manager", box.target, NAME, "s", "attic")[0] == 0
        assert 'STRING: "attic"' in netsnmp.run("snmpget", "manager", box.target, NAME)[1]
        assert box.tls.stats[4] >= 4  # snmpTlstmSessionAccepts


def test_a_certificate_that_nobody_has_gets_no_session(netsnmp):
    with Served(**OLD) as box:
        status, out, err = netsnmp.run("snmpget", "stranger", box.target, NAME)
        assert (status, out) == (1, "") and "failed to ssl_connect" in err
        box.until(lambda: box.tls.stats[7] == 1)  # InvalidClientCertificates
        assert netsnmp.run("snmpget", "manager", box.target, NAME)[0] == 0


def test_main_py_serves_by_a_file_in_net_snmps_words(netsnmp, tmp_path):
    conf = tmp_path / "tls.conf"
    lines = "localCert %s\noldest 1.0\ncertSecName 10 %s --sn ops\nrouser -s tsm ops\n"
    conf.write_text(lines % (path("agent"), path("manager")))
    port = tcp_port()
    options = "--host", "tlstcp:127.0.0.1:%d" % port, "--tls", conf
    with running([sys.executable], ROOT, *options):
        target = "tlstcp:127.0.0.1:%d" % port
        assert 'STRING: "usnmp"' in netsnmp.run("snmpget", "manager", target, NAME)[1]
        status, out, err = netsnmp.run("snmpset", "manager", target, NAME, "s", "x")
        assert status and "noAccess" in err


def test_our_managers_read_snmpd(snmpd):
    who = tls("manager", server=path("agent"), **OLD)
    with Manager(snmpd, user=who, timeout_ms=5000) as m:
        assert m.get(NAME).value == "theirs"
        assert m.set("1.3.6.1.2.1.1.4.0", 4, "ops").value == "ops"
        by_next = [tuple(vb) for vb in m.walk("1.3.6.1.2.1.1", 0)]
        assert len(by_next) > 20

    async def walked():
        async with AsyncManager() as manager:
            target = manager.target(snmpd, user=who, timeout_ms=5000)
            return [tuple(vb) async for vb in target.walk("1.3.6.1.2.1.1")]

    found = asyncio.run(walked())
    assert [vb[0] for vb in found] == [vb[0] for vb in by_next]


def test_the_command_reads_snmpd_by_names_of_its_folder(snmpd, netsnmp, monkeypatch):
    monkeypatch.setenv("SNMPCONFPATH", str(netsnmp.folder))
    args = "-On", "-t5", "-T", "localCert=manager", "-T", "peerCert=agent", "-T", "oldest=1.0"
    ours = usnmp_command("walk", *args, snmpd, "1.3.6.1.2.1.1.5")
    theirs = netsnmp.run("snmpwalk", "manager", snmpd, "1.3.6.1.2.1.1.5")
    assert (ours[0], ours[1].decode(), ours[2].decode()) == theirs
    (netsnmp.folder / "snmp.conf").write_text("localCert manager\npeerCert agent\n")
    assert usnmp_command("get", "-On", "-t5", "-T", "oldest=1.0", snmpd, NAME)[0] == 0


def test_snmpd_refuses_a_certificate_it_does_not_know_and_we_say_so(snmpd):
    args = "-t5", "-T", "localCert=" + path("stranger"), "-T", "peerCert=" + path("agent")
    status, out, err = usnmp_command("get", *args, "-T", "oldest=1.0", snmpd, NAME)
    assert (
        (status, out) == (1, b"")
        and err.startswith(b"usnmp: tlstcp:127.0.0.1:")
        or (b"Timeout" in err)
    )
    status, out, err = usnmp_command("get", *args, snmpd, NAME)
    assert status == 1 and b"protocol version" in err  # TLS 1.2 it has not


def test_snmptrapd_takes_our_traps_and_informs(netsnmp):
    port = tcp_port()
    conf = netsnmp.folder / "snmptrapd.conf"
    conf.write_text(CONF + "authuser log -s tsm ops\n")
    address = "tlstcp:127.0.0.1:%d" % port
    process = netsnmp.start("snmptrapd", "-c", conf, "-On", "-F", "%v\n", address)
    lines = queue.Queue()

    def read():
        for line in process.stdout:
            lines.put(line)

    threading.Thread(target=read, daemon=True).start()
    who = tls("manager", server=path("agent"), **OLD)
    targets = [TlsTarget(address, who, inform=inform) for inform in (False, True)]
    notify = Notifier(targets, lambda: 4711, engine=Engine(ENGINE))
    told = []

    class Notifying(Polled):
        def step(self):
            notify.poll()
            time.sleep(0.01)

        def close(self):
            notify.close()

    try:
        notify.send(COLD, [(NAME, 4, "cellar")], result=lambda _, ok: told.append(ok))
        with Notifying():
            for _ in targets:
                line = lines.get(timeout=60)
                assert '.%s = STRING: "cellar"' % NAME in line and COLD in line, line
            Served.until(None, lambda: told == [True, True])
    finally:
        process.kill()
        process.wait()


def test_our_receiver_takes_traps_and_informs_of_net_snmp(netsnmp):
    by = tls("agent", **OLD)
    by.map(path("manager"), "ops")
    receiver = Receiver()
    ReceiverTsm(receiver, by)
    doors = by.listen("tlstcp:127.0.0.1:0", 162)
    receiver.opener = lambda *at: doors
    found = []
    receiver.on_trap = receiver.on_inform = found.append

    class Receiving(Polled):
        def step(self):
            receiver.poll(20)

        def close(self):
            receiver.close()

    target = "tlstcp:127.0.0.1:%d" % doors.places()[0][2]
    with Receiving():
        words = "", COLD, NAME, "s", "cellar"
        assert netsnmp.run("snmptrap", "manager", target, *words) == (0, "", "")
        assert netsnmp.run("snmpinform", "manager", target, *words) == (0, "", "")
        Served.until(None, lambda: len(found) == 2)
    assert [(n.user, n.security_level, n.trap_oid) for n in found] == [
        ("ops", "authPriv", COLD)
    ] * 2
    assert [tuple(n.varbinds[0]) for n in found] == [(NAME, 4, "cellar")] * 2


def test_trapd_takes_them_too_by_a_file_in_net_snmps_words(netsnmp, tmp_path):
    conf = tmp_path / "users"
    lines = "localCert %s\noldest 1.0\ncertSecName 10 %s --sn ops\n"
    conf.write_text(lines % (path("agent"), path("manager")))
    target = "tlstcp:127.0.0.1:%d" % tcp_port()
    with Started("trapd", "--json", "-n", "2", "--users", conf, target) as p:
        ours = (
            "-e",
            ENGINE,
            "-T",
            "localCert=" + path("manager"),
            "-T",
            "peerCert=" + path("agent"),
        )
        for _ in range(100):  # until it listens
            if usnmp_command("trap", *ours, target, "", COLD)[0] == 0:
                break
        assert b'"user": "ops"' in p.line()
        assert netsnmp.run("snmpinform", "manager", target, "", COLD)[0] == 0
        assert b'"user": "ops"' in p.line()
        assert p.process.wait(30) == 0
