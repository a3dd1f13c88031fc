# The command over TCP, at our agent and our receiver: tcp:HOST:PORT in place of HOST.

import json
import socket
import subprocess
import sys

import pytest
from clibox import usnmp_command
from conftest import ROOT, free_port
from tcpagent import BASE, Served
from test_tcp_peers import LINK_UP, Receiving

V3 = ("-v3", "-uanna", "-lauthPriv", "-aSHA", "-Amaplesyrup", "-xAES", "-Xmaplesyrup")


@pytest.mark.parametrize("way", [("-v1",), ("-v2c",), V3])
def test_commands_ask_by_tcp(way):
    with Served() as box:
        host = "tcp:127.0.0.1:%d" % box.port
        status, out, err = usnmp_command("get", "-On", *way, host, BASE + ".1.7.0")
        assert (status, out, err) == (0, b".%s.1.7.0 = INTEGER: 7\n" % BASE.encode(), b"")
        status, out, _ = usnmp_command(
            "walk", "-On", *way, "TCP:localhost:%d" % box.port, BASE + ".1"
        )
        assert status == 0 and out.count(b"\n") == 200


def test_poll_asks_by_tcp():
    with Served() as box:
        host = "tcp:127.0.0.1:%d" % box.port
        status, out, _ = usnmp_command("poll", "-n1", "-o", BASE + ".1.7.0", host)
        assert status == 0 and json.loads(out)["value"] == 7 and json.loads(out)["host"] == host


def test_where_nobody_listens_it_says_so():
    with Served("udp:127.0.0.1:%d") as box:
        host = "tcp:127.0.0.1:%d" % box.port
        status, out, err = usnmp_command("get", "-t0.1", "-r0", host, BASE + ".1.7.0")
        assert status == 1 and out == b"" and b"cannot send" in err and err.count(b"\n") == 1


def test_traps_and_informs_go_by_tcp():
    with Receiving() as served:
        host = "tcp:127.0.0.1:%d" % served.port
        for command in (
            ("trap", "-v1", host, "", "", "3", "0", "7"),
            ("trap", host, "7", LINK_UP),
        ):
            assert usnmp_command(*command) == (0, b"", b"")
        assert usnmp_command("inform", host, "7", LINK_UP) == (0, b"", b"")
        while len(served.got) < 3:
            pass
    assert [n.pdu_type for n in served.got] == [0xA4, 0xA7, 0xA6]
    assert {n.trap_oid for n in served.got} == {LINK_UP}


def test_trapd_takes_what_comes_by_udp_and_by_tcp():
    places = "127.0.0.1:%d" % free_port(), "tcp:127.0.0.1:%d" % free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "usnmp_pc.cli", "trapd", "-On", *places],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    try:
        for uptime, place in zip("78", places):
            # By UDP until it listens; then it does by TCP as well.
            sent = usnmp_command("inform", "-t0.3", "-r100", place, uptime, LINK_UP)
            assert sent == (0, b"", b"")
    finally:
        process.terminate()
        out, err = process.communicate(timeout=60)
    assert b"uptime 0:00:00.07" in out and b"uptime 0:00:00.08" in out and not err, (out, err)


def test_trapd_names_the_place_where_it_cannot_listen():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        places = "127.0.0.1:%d" % free_port(), "tcp:127.0.0.1:%d" % port
        done = usnmp_command("trapd", *places)
    text = b"usnmp trapd: 127.0.0.1 port %d by TCP: Address already in use\n" % port
    assert done == (1, b"", text)
