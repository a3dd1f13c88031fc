# What the tests of USNMP-MIB share: an agent that is asked for what is below usnmpObjects.

from tablebox import END, ask
from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_mibs.arc import ARC

GET, NEXT = 0xA0, 0xA1


def make():
    mib = Mib()
    return mib, Agent(mib, max_size=300, log=lambda text: None)


def get(agent, oid):
    return ask(agent, GET, "%s.1.%s" % (ARC, oid)).varbinds.items()[0][1]


def walk(agent):
    """What is below usnmpObjects: {the rest of the OID: (type, value)}."""
    found = {}
    head = ARC + ".1"
    oid = head
    while True:
        ((oid, tv),) = ask(agent, NEXT, oid).varbinds.items()
        if tv == END or not oid.startswith(head + "."):
            return found
        rest = oid[len(head) + 1 :]
        assert rest not in found
        assert get(agent, rest)[0] == tv[0]
        found[rest] = tv


class Clock:
    # A usnmp_base.uptime.Uptime that is told the time.
    seconds = 0

    def __call__(self):
        return self.seconds * 100
