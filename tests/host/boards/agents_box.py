# Agents at addresses of the loopback, in a thread of the test, for the tests of what finds them.

from conftest import Polled, free_port
from usnmp_agent import Agent
from usnmp_base.uptime import Uptime
from usnmp_mib import Mib
from usnmp_mibs.entity_sensor_mib import Sensors
from usnmp_mibs.snmpv2_mib import system
from usnmp_v3.engine import Engine

ENGINE = "80001f88050102030405060708"


class Loopback(Polled):
    """Agents at addresses of the loopback, of one port: with Loopback() as net; before that
    net.add("127.0.5.1", name="attic", sensors=2).
    """

    def __init__(self):
        self.port = free_port()
        self.agents = []

    def add(self, address, name="board", sensors=0, read="public", user=None):
        mib, uptime = Mib(), Uptime()
        system(mib, uptime, "a board\nof two lines", name=name, location="attic")
        sensor = Sensors(mib) if sensors else None
        for i in range(sensors):
            sensor("Room %d" % i, "celsius", lambda: 21.5, precision=1)
        agent = Agent(mib, read, uptime=uptime)
        if user:
            agent.engine = Engine(ENGINE, 5, uptime)
            agent.allow(user, level="authPriv")
        agent.bind(address, self.port)
        self.agents.append(agent)
        return agent

    def step(self):
        for agent in self.agents:
            agent.poll(1)

    def close(self):
        for agent in self.agents:
            agent.close()
