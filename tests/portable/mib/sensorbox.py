# What the tests of sensors share: an agent with some, and what its tables say.

from tablebox import END, GET, NEXT, ask
from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_mibs.entity_sensor_mib import Sensors

ENTITY = "1.3.6.1.2.1.47.1.1.1.1.%d.%d"
SENSOR = "1.3.6.1.2.1.99.1.1.1.%d.%d"
OK, NONOPERATIONAL = 1, 3  # entPhySensorOperStatus


class Box:
    # Sensors, whose readings are in `values`; what reads them counts.
    def __init__(self, **kw):
        mib = Mib()
        self.values = {}
        self.reads = 0
        self.logged = []
        self.sensor = Sensors(mib, log=self.logged.append, **kw)
        self.agent = Agent(mib, max_size=300)

    def add(self, name, type, value, **kw):
        self.values[name] = value
        return self.sensor(name, type, lambda: self.read(name), **kw)

    def read(self, name):
        self.reads += 1
        if isinstance(self.values[name], Exception):
            raise self.values[name]
        return self.values[name]

    def get(self, *oids, ver=1):
        r = ask(self.agent, GET, [(oid, (5, None)) for oid in oids], ver=ver)
        assert not r.err_status
        return [tv[1] for _, tv in r.varbinds.items()]

    def column(self, oid):
        # As a manager walks it.
        found = []
        base = oid[: oid.rindex(".") + 1]
        while True:
            ((oid, tv),) = ask(self.agent, NEXT, oid).varbinds.items()
            if tv == END or not oid.startswith(base):
                return found
            found.append((int(oid[len(base) :]), tv[1]))


def three():
    box = Box()
    for name, value in (("one", 1.5), ("two", 2.5), ("three", 3.5)):
        box.add(name, "celsius", value, precision=1)
    return box


def statuses(box):
    return [v for _, v in box.column(SENSOR % (5, 0))]
