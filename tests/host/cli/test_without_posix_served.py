# Without what Windows lacks (hidden.py): main.py is asked by net-snmp and by the command, traps
# come, a walk is served, a proxy stands between, Prometheus is answered; all in a folder with
# spaces and a user's name beyond ASCII.

import contextlib
import json
import signal
import urllib.request

import pytest
from conftest import free_port, package, run, tool
from hidden import start
from programs import PROGRAMS
from snmpdbox import Snmpd

SYS_NAME = "1.3.6.1.2.1.1.5.0"
KITCHEN = "Küche ☕"
# As net-snmp shows it, and the command without MIBs
HEX = b"4B C3 BC 63 68 65 20 E2 98 95"


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "Jürgen Müller ☕"
    folder.mkdir()
    return folder


@contextlib.contextmanager
def going(program, until, *arguments, **kw):
    """A program that goes on, once it has printed `until` in a line; it is ended."""
    process = start(PROGRAMS[program], *arguments, stderr=-2, **kw)
    said = b""
    try:
        while until and until not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        yield process
    finally:
        process.kill()
        process.communicate()


@contextlib.contextmanager
def agent(home, encoding="cp1252", **more):
    """main.py, named KITCHEN; its HOST:PORT."""
    port = free_port()
    path = home / "config für main.json"
    path.write_text(json.dumps({"name": KITCHEN, **more}, ensure_ascii=False), encoding="utf-8")
    words = "--port", port, "--config", path
    with going("main.py", b"snmpwalk", *words, encoding=encoding) as agent.process:
        yield "127.0.0.1:%d" % port


def command(name, *arguments, status=0, **kw):
    """What `usnmp` prints, as octets."""
    process = start(PROGRAMS["usnmp " + name], *arguments, **kw)
    out, err = process.communicate(timeout=60)
    assert process.returncode == status, (out, err)
    return out


@pytest.mark.parametrize("encoding", ("cp1252", "ascii"))
def test_main_py_is_asked_by_net_snmp_and_by_the_command(home, encoding):
    with agent(home, encoding, write_community="private") as target:
        got = run(tool("snmpget"), "-v2c", "-c", "public", "-Oqv", target, "." + SYS_NAME)
        assert HEX.decode() in got.stdout, got
        for name in ("get", "getnext"):
            assert b"iso.3.6.1.2.1.1." in command(name, target, SYS_NAME, encoding=encoding)
        walk = command("walk", "-On", target, "1.3.6.1.2.1.1", encoding=encoding)
        assert walk.count(b"\n") == 7 and HEX in walk
        command("set", "-c", "private", target, SYS_NAME, "s", "Flur")
        polled = command("poll", "--json", "-n", "1", target, "-o", SYS_NAME, encoding=encoding)
        assert json.loads(polled)["value"] == "Flur"
        for name in ("status", "delta"):
            more = ("-Cp", "1", "-Cn", "1", target, "1.3.6.1.2.1.1.3.0")
            command(name, *(more if name == "delta" else [target]), encoding=encoding)


def test_what_was_set_is_kept_where_a_file_cannot_be_renamed_over_another(home):
    kept = home / "kept für später"
    for name in ("Flur", "Keller", "Speicher"):
        with agent(home, write_community="private", persist=str(kept)) as target:
            command("set", "-c", "private", target, SYS_NAME, "s", name)
            agent.process.send_signal(signal.SIGINT)
            assert agent.process.wait(60) == 0
        with agent(home, persist=str(kept)) as target:
            assert name.encode() in command("get", "-Oqv", target, SYS_NAME)


def test_agents_are_discovered_and_told_to_prometheus_in_a_file_that_is_replaced(home):
    found = home / "boards.json"
    found.write_text("[]")
    with agent(home) as target:
        port = target.split(":")[1]
        said = command("discover", "-p", port, "--file-sd", found, "127.0.0.1")
        assert KITCHEN.encode() in said
    assert target in found.read_text(encoding="utf-8")


def test_traps_and_informs_come_and_are_acknowledged(home):
    place = "127.0.0.1:%d" % free_port()
    log = home / "traps für mich.log"
    with going("usnmp trapd", b"", place, "-Lf", log, "-n", "2") as process:
        command(
            "inform", "-r", "100", place, "4711", "1.3.6.1.6.3.1.1.5.1", SYS_NAME, "s", KITCHEN
        )
        command("trap", place, "4712", "1.3.6.1.6.3.1.1.5.4", SYS_NAME, "s", KITCHEN)
        assert process.wait(60) == 0
    assert log.read_bytes().count(HEX) == 2


def test_a_walk_is_recorded_and_served(home):
    recorded = home / "device é.snmprec"
    with agent(home) as target:
        command("record", target, "1.3.6.1.2.1.1", "-o", recorded)
    port = free_port()
    with going("usnmp simulate", b"snmpwalk", "--port", port, home / recorded.name):
        walk = command("walk", "-On", "-c", "device é", "127.0.0.1:%d" % port)
    assert HEX in walk


def test_a_proxy_asks_for_another(home):
    port = free_port()
    with agent(home) as target:
        there = {"host": "127.0.0.1", "port": int(target.split(":")[1])}
        config = home / "proxy.json"
        config.write_text(json.dumps({
            "listen": ["udp:127.0.0.1:%d" % port], "targets": {"kitchen": there},
            "routes": [{"community": "public", "to": "kitchen"}],
        }))  # fmt: skip
        with going("usnmp proxy", b"a proxy for", config):
            assert HEX in command("get", "127.0.0.1:%d" % port, SYS_NAME)


def test_prometheus_is_answered(home):
    package("aiohttp")
    port = free_port()
    with agent(home) as target, going("usnmp exporter", b"http://", "-p", port):
        place = "http://127.0.0.1:%d/probe?target=%s" % (port, target)
        with urllib.request.urlopen(place, timeout=60) as answer:
            assert b"sysUpTime" in answer.read() or answer.status == 200


def test_main_py_is_a_sub_agent_of_snmpd_by_tcp_and_says_that_there_is_no_other_way(tmp_path):
    snmpd = Snmpd(tmp_path, "tcp:127.0.0.1:%d" % free_port())
    try:
        with going("main.py", b"left to the master", "--agentx", snmpd.address):
            walk = command("walk", "-On", "-r", "100", snmpd.target, "1.3.6.1.4.1.8072.9999.9999")
            assert b"9999.5.0 = STRING" in walk
    finally:
        snmpd.stop()
    for option in ("--agentx", "--agentx-master=unix:/nowhere"):
        process = start(PROGRAMS["main.py"], option)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 2 and b"no unix sockets: tcp:HOST:PORT is wanted" in err
        assert err.count(b"\n") == 1 and out == b""
