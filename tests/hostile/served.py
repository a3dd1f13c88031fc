# The agent that the hostile corpus is for, with what main.py serves. Portable; replay and
# endurance import it.

SENSOR = "1.3.6.1.4.1.8072.9999.9999.%d.0"
COMMUNITIES = "public", "private"
MAX_SIZE = 1472


def make(log):
    """The Agent. log: called with one str for each reply that failed."""
    from usnmp_agent import Agent
    from usnmp_mib import COUNTER, GAUGE, INT, OCTSTR, Mib
    from usnmp_mibs.snmpv2_mib import system

    mib = Mib()
    agent = Agent(mib, *COMMUNITIES, max_size=MAX_SIZE, log=log)
    system(mib, lambda: 123456, descr="box", name="box", location="here " * 40)
    mib.scalar(SENSOR % 1, INT, lambda: 210)
    mib.scalar(SENSOR % 2, GAUGE, lambda: 20000)
    mib.scalar(SENSOR % 3, COUNTER, lambda: 7)
    mib.scalar(SENSOR % 4, INT, 200, write=True)
    mib.scalar(SENSOR % 5, OCTSTR, "front door", write=True)
    return agent
