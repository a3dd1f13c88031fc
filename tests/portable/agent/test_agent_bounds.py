# What one GETNEXT costs has a bound, whatever it must pass: portable.

from tablebox import ENTRY, NEXT, make, parts, request
from usnmp_agent import Agent
from usnmp_mib import COUNTER64, INT, Mib


class Endless:
    # A provider of what SNMPv1 has not, or of what has no value, without end.
    def __init__(self, type, value):
        self.found = type, value
        self.n = 0

    def get(self, index):
        return None

    def next(self, index):
        self.n += 1
        return ((index[0] + 1 if index else 1,),) + self.found


class Counted:
    # A row that counts how often a cell is looked up.
    def __init__(self, cells):
        self.cells = cells
        self.n = 0

    def __getitem__(self, key):
        self.n += 1
        return self.cells[key]


def follows(agent, oid, ver):
    d = agent.respond(request(NEXT, oid, community="public", ver=ver))
    pdu = parts(parts(parts(d)[0][1])[2][1])
    ((_, binding),) = parts(pdu[3][1])
    return pdu[1][1], parts(binding)[0][1]


def test_snmpv1_passes_a_column_of_counter64_in_one_step():
    rows = {i: Counted({2: 5, 3: 6, 4: i}) for i in range(1, 21)}
    mib = Mib()
    mib.table(ENTRY, {2: COUNTER64, 3: COUNTER64, 4: INT}, rows)
    agent = Agent(mib, max_size=300)
    assert follows(agent, ENTRY, 0) == (0, ENTRY + ".4.1")
    assert sum([row.n for row in rows.values()]) <= 6
    assert follows(agent, ENTRY, 1) == (0, ENTRY + ".2.1")


def test_a_provider_without_end_is_passed():
    for found, ver in (((COUNTER64, 1), 0), ((INT, lambda: None), 0), ((INT, lambda: None), 1)):
        provider = Endless(*found)
        agent = make({})
        agent.mib.subtree(ENTRY[:-1] + "2", provider)
        assert follows(agent, ENTRY[:-2] + ".2", ver) == (0, "1.3.6.1.4.1.10.0")
        assert provider.n <= 128


def test_a_column_with_holes_is_gone_through_once():
    rows = {i: Counted({3: 1} if i > 19 else {}) for i in range(1, 21)}
    mib = Mib()
    mib.table(ENTRY, {2: INT, 3: INT}, rows)
    agent = Agent(mib, max_size=300)
    assert follows(agent, ENTRY, 1) == (0, ENTRY + ".3.20")
    assert sum([row.n for row in rows.values()]) <= 70
