# What LibreNMS asks a board with 20 sensors: the datagrams of a whole discovery and of a poll, as
# net-snmp sends them (tools/usnmp_tools/librenms.py). bench.py counts their instructions.
#
# The agent is MicroPython at 64 bit with the .mpy files of a folder; a relay stands before it.

import socket
import subprocess
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from usnmp_tools import librenms

# As the firmware makes it, without its loop.
BOARD = """
from usnmp_agent import Agent
from usnmp_base.uptime import Uptime
from usnmp_mib import Mib
from usnmp_mibs.entity_sensor_mib import Sensors
from usnmp_mibs.host_resources_mib import host_resources
from usnmp_mibs.if_mib import interfaces
from usnmp_mibs.ip_mib import addresses
from usnmp_mibs.snmpv2_mib import system
mib = Mib()
uptime = Uptime()
agent = Agent(mib, uptime=uptime)
system(mib, uptime, name="cellar")
sensor = Sensors(mib, name="cellar")
types = "celsius percentRH voltsDC amperes watts hertz rpm".split()
for i in range(20):
    sensor("Room %d" % i, types[i % 7], lambda i=i: i + 0.5, precision=1)
host_resources(mib, uptime, agent)
class Nic:  # a network.WLAN that is up
    active = isconnected = lambda self: True
    config = lambda self, what: b"\\2\\0\\0\\0\\0\\7"
    ifconfig = lambda self: ("192.0.2.7", "255.255.255.0", "192.0.2.1", "192.0.2.1")
addresses(mib, interfaces(mib, uptime, [Nic()]))
"""
SERVE = """
agent.bind("127.0.0.1", %d)
print("serving")
while True:
    agent.poll(1000)
"""


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Relay:
    """Datagrams to and from 127.0.0.1:`port`, counted. with Relay(port) as relay: relay.target."""

    def __init__(self, port):
        self.agent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.agent.connect(("127.0.0.1", port))
        self.agent.settimeout(20)
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("127.0.0.1", 0))
        self.target = "127.0.0.1:%d" % self.sock.getsockname()[1]
        self.requests = []
        self.octets = 0  # of the answers

    def __enter__(self):
        threading.Thread(target=self._run, daemon=True).start()
        return self

    def __exit__(self, *exception):
        self.sock.close()
        self.agent.close()

    def _run(self):
        while True:
            try:
                request, source = self.sock.recvfrom(65507)
                self.agent.send(request)
                answer = self.agent.recv(65507)
                self.requests.append(request)
                self.octets += len(answer)
                self.sock.sendto(answer, source)
            except OSError:  # closed
                return

    def taken(self):
        """(the requests since the last call, octets of the answers)."""
        found = self.requests, self.octets
        self.requests, self.octets = [], 0
        return found


def record(micropython, folder, tool):
    """{title: (requests, octets of answers)} of LibreNMS's discovery and poll of BOARD, in
    MicroPython with the modules in `folder`. tool: a callable for the paths of commands.
    """
    port = free_port()
    command = [micropython, "-X", "heapsize=2m", "-c", BOARD + SERVE % port]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        process.stdout.readline()
        with Relay(port) as relay:
            peer = librenms.NetSnmp(relay.target, tool)
            device = librenms.discover(peer.walk, peer.get)
            found = {"discovery": relay.taken()}
            librenms.poll(peer.walk, peer.get, device)
            found["poll"] = relay.taken()
            if len(device.sensors) != 20:
                raise ValueError("LibreNMS finds %d of 20 sensors" % len(device.sensors))
            return found
    finally:
        process.kill()
        process.wait()
