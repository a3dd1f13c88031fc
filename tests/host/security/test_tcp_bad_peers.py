# Peers by TCP that are slow, cut off, half there, huge, or many and idle: none holds up another.

import contextlib
import resource
import socket
import struct
import subprocess
import sys

from conftest import ROOT, free_port, run, tool
from tcpagent import BASE, Served, everything, message, whole
from usnmp import SnmpPacket
from usnmp_base import stream, tcp
from usnmp_receiver import Receiver

GET = SnmpPacket(0xA0, ver=1, id=7, varbinds={BASE + ".1.1.0": None}).tobytes()


def bulk(rid):
    """A request whose answer fills a message."""
    p = SnmpPacket(0xA5, ver=1, id=rid, err_id=100)
    p.varbinds[BASE + ".1"] = None
    return p.tobytes()


def test_an_announced_length_of_2_to_the_31_takes_no_memory_and_ends_the_connection():
    with Served() as box:
        for head in (
            "30847fffffff",
            "308480000000",
            "3084ffffffff",
            "3080",
            "30882000000000000000",
        ):
            with box.connection() as sock:
                sock.sendall(bytes.fromhex(head))
                assert everything(sock) == b""
        with box.connection() as sock:
            sock.sendall(GET)
            assert message(sock)


def test_one_who_does_not_read_is_not_heard_and_holds_up_no_other():
    with Served() as box:
        with box.connection() as slow, box.connection() as other:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.setblocking(False)
            request = bulk(1) * 100
            with contextlib.suppress(BlockingIOError):
                while True:  # until nobody takes any more
                    slow.send(request)
            for _ in range(50):
                other.sendall(GET)
                assert message(other)
            kept = [s for s in box.doors._of.values() if s.output]
            assert len(kept) == 1 and len(kept[0].output) <= 1472
            slow.settimeout(20)
            assert whole(message(slow)) > 1000  # and when it reads, it is answered


def test_one_that_was_cut_off_in_the_midst_of_a_message_is_forgotten():
    with Served() as box:
        for _ in range(20):
            with box.connection() as sock:
                sock.sendall(GET[:20])
                # RST in place of FIN
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with box.connection() as sock:
            sock.sendall(GET)
            assert message(sock)
            while len(box.doors._of) > len(box.doors.doors) + 1:
                sock.sendall(GET)
                assert message(sock)


def test_one_that_closed_its_half_gets_all_its_answers():
    with Served() as box, box.connection() as sock:
        sock.sendall(bulk(1) * 100)
        sock.shutdown(socket.SHUT_WR)
        found = everything(sock)
        assert found == box.agent.respond(bulk(1)) * 100


def test_one_that_stays_half_there_is_closed_when_its_time_is_over(monkeypatch):
    now = [1000]
    for module in (stream, tcp, sys.modules["usnmp_base.doors_pc"]):
        monkeypatch.setattr(module, "ticks_ms", lambda: now[0])
    box = Served()
    try:
        with box.connection() as half, box.connection() as idle, box.connection() as good:
            half.sendall(GET[:9])
            good.sendall(GET)
            while not box.agent.poll():
                pass
            good.sendall(GET)
            while not box.agent.poll():
                pass
            for waited, closed in ((box.doors.stall_ms, half), (box.doors.idle_ms, idle)):
                now[0] += waited
                good.sendall(GET)
                while not box.agent.poll():
                    pass
                assert everything(closed) == b""
            assert message(good)
    finally:
        box.close()


def test_who_has_most_connections_loses_the_one_that_was_silent_longest():
    with Served("tcp:127.0.0.1:%d,tcp6:[::1]:%d", connections=20) as box:
        with contextlib.ExitStack() as many:
            other = many.enter_context(socket.create_connection(("::1", box.port), 20))
            other.sendall(GET)
            assert message(other)
            socks = []
            for _ in range(60):
                socks.append(many.enter_context(box.connection()))
                socks[-1].sendall(GET)
                assert message(socks[-1])
                assert len(box.doors._of) <= 22
            other.sendall(GET)  # who has one keeps it
            assert message(other)
            assert everything(socks[0]) == b""


def test_a_thousand_idle_connections_and_the_next_one_is_answered():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "main.py", "--host", "tcp:127.0.0.1:%d" % port],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard)),
    )  # fmt: skip
    try:
        while "snmpwalk" not in process.stdout.readline():
            pass
        get = SnmpPacket(0xA0, ver=1, id=7, varbinds={"1.3.6.1.2.1.1.5.0": None}).tobytes()
        with contextlib.ExitStack() as many:
            idle = []
            for _ in range(1000):
                sock = socket.create_connection(("127.0.0.1", port), 20)
                idle.append(many.enter_context(sock))
            command = [
                tool("snmpget"),
                "-v2c",
                "-cpublic",
                "-t20",
                "-r0",
                "tcp:127.0.0.1:%d" % port,
            ]
            for _ in range(10):
                done = run(*command, "1.3.6.1.2.1.1.5.0")
                assert "usnmp" in done.stdout, done.stderr
            for sock in idle[-900:]:
                sock.sendall(get)
            for sock in idle[-900:]:
                assert message(sock)
            for _ in range(200):  # more than it may have descriptors
                sock = socket.create_connection(("127.0.0.1", port), 20)
                many.enter_context(sock)
                sock.sendall(get)
                assert message(sock)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        process.kill()
        process.communicate(timeout=20)


def test_the_receiver_tells_what_was_cut_and_goes_on():
    reasons = []
    port = free_port()
    receiver = Receiver(
        "tcp:127.0.0.1:%d" % port, on_bad=lambda d, source, why: reasons.append(why)
    )
    receiver.bind()
    try:
        trap = SnmpPacket(0xA7, ver=1, id=1).tobytes()
        for i, d in enumerate((trap[:11], b"GET / HTTP/1.0\r\n\r\n")):
            with socket.create_connection(("127.0.0.1", port), 20) as sock:
                sock.sendall(d)
            while len(reasons) == i:
                receiver.poll(1000)
        assert reasons == ["ber", "ber"]
    finally:
        receiver.close()


def test_of_several_doors_the_one_that_cannot_be_opened_is_named_with_the_reason():
    free = free_port()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        host = "udp:127.0.0.1:%d,tcp:127.0.0.1:%d" % (free, port)
        done = run(sys.executable, "main.py", "--host", host, cwd=ROOT, timeout=20)
    assert done.returncode == 1
    assert done.stderr == (
        "main.py: cannot listen: [Errno 98] Address already in use: 'tcp:127.0.0.1:%d'\n" % port
    )
