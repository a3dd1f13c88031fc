# What the tests of TCP on a PC share: an agent that listens by UDP and TCP, served in a thread.

import contextlib
import socket

from conftest import Polled, free_port
from usnmp_agent import Agent
from usnmp_mib import INT, OCTSTR, Mib
from usnmp_v3 import User

BASE = "1.3.6.1.4.1.8072.9999.9999"
PASSWORDS = ("-a", "SHA", "-A", "maplesyrup", "-x", "AES", "-X", "maplesyrup")
USER = ("anna", "SHA", "maplesyrup", "AES", "maplesyrup")


def agent(max_size=1472):
    """An Agent of 200 numbers, and a text that can be SET."""
    mib = Mib()
    for i in range(1, 201):
        mib.scalar("%s.1.%d.0" % (BASE, i), INT, i, write=True)
    mib.scalar(BASE + ".2.0", OCTSTR, "x" * 200, write=True)
    made = Agent(mib, write_community="private", max_size=max_size)
    made.allow(User(*USER), write=True)
    return made


class Served(Polled):
    """An agent at all four doors of one port; or as `hosts`, with its %d for the port, says."""

    def __init__(self, hosts="udp:127.0.0.1:%d,tcp:127.0.0.1:%d", **options):
        self.port = free_port()
        self.agent = agent()
        self.doors = self.agent.bind(hosts.replace("%d", str(self.port)))
        for name, value in options.items():
            setattr(self.doors, name, value)

    def step(self):
        self.agent.poll(50)

    def close(self):
        self.agent.close()

    @contextlib.contextmanager
    def connection(self):
        """A socket that is connected to it."""
        with socket.create_connection(("127.0.0.1", self.port), 20) as sock:
            yield sock


def everything(sock):
    """All that comes until the other end closes it, or cuts it off."""
    found = b""
    with contextlib.suppress(ConnectionResetError):
        while True:
            more = sock.recv(65536)
            if not more:
                break
            found += more
    return found


def message(sock):
    """The next whole message."""
    found = b""
    while len(found) < 6 or len(found) < whole(found):
        more = sock.recv(1 if len(found) < 6 else whole(found) - len(found))
        assert more, found
        found += more
    return found


def whole(d):
    """How many octets a message has, by its header."""
    k = d[1] & 127 if d[1] > 127 else 0
    return 2 + k + (int.from_bytes(d[2 : 2 + k], "big") if k else d[1])
