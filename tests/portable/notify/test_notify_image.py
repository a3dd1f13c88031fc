# An agent and a notifier with informs in one image, over sockets: at 32 bit in 38 KiB. Portable.

import gc
import socket

from usnmp_agent import Agent
from usnmp_mib import GAUGE, Mib
from usnmp_notify import Notifier, Target
from usnmp_base.uptime import Uptime

# GET 1.3.6.1.4.1.8072.9999.9999.1.0 of "public", SNMPv2c
GET = (
    b"\x30\x2b\x02\x01\x01\x04\x06public\xa0\x1e\x02\x01\x07\x02\x01\x00\x02\x01\x00\x30\x13\x30\x11"
    b"\x06\x0d\x2b\x06\x01\x04\x01\xbf\x08\xce\x0f\xce\x0f\x01\x00\x05\x00"
)


def address(port):
    return socket.getaddrinfo("127.0.0.1", port)[0][-1]


def bound(bind):
    for port in range(43161, 43191):
        try:
            bind(port)
            return port
        except OSError:
            pass
    raise OSError("no port is free")


def test_an_agent_answers_beside_informs_that_wait_and_are_acknowledged():
    uptime = Uptime()
    mib = Mib()
    for i in range(1, 11):
        mib.scalar("1.3.6.1.4.1.8072.9999.9999.%d.0" % i, GAUGE, lambda: 7)
    agent = Agent(mib, max_size=484, uptime=uptime)
    manager = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sink = bound(lambda port: manager.bind(address(port)))
    told = []
    notify = Notifier(
        [Target("127.0.0.1", port=sink, inform=True)],
        uptime,
        enterprise="1.3.6.1.4.1.8072.9999.9999",
        size=4,
        on_result=lambda oid, target, ok: told.append(ok),
    )
    notify.attach(agent)
    manager.settimeout(20)
    try:
        port = bound(lambda port: agent.bind("127.0.0.1", port))
        for i in range(3):
            notify.send("1.3.6.1.4.1.8072.9999.0.1", [("1.3.6.1.4.1.8072.9999.1.0", 2, i)])
        notify.poll()
        assert notify.pending == 4 and notify.sent == 4  # with coldStart
        manager.sendto(GET, address(port))
        assert agent.poll(20000)
        for _ in range(5):
            data, source = manager.recvfrom(200)
            if b"\xa6" in data[:20]:
                manager.sendto(data.replace(b"\xa6", b"\xa2", 1), source)
            else:
                assert data[-3:] == b"\x42\x01\x07"
        for _ in range(100):
            if notify.pending:
                notify.poll(200)
        assert told == [True] * 4 and notify.acknowledged == 4 and notify.ignored == 0
        gc.collect()
    finally:
        notify.close()
        agent.close()
        manager.close()
