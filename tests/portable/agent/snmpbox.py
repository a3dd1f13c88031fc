# What the tests of the snmp group share; apart from tablebox, for its tests have no room for it.

from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_mibs.snmp_group import snmp

GROUP = "1.3.6.1.2.1.11.%d.0"


def make():
    mib = Mib()
    agent = Agent(mib, "public", "private", max_size=300)
    snmp(mib, agent)
    return agent
