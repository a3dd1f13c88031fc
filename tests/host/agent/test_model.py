# The MIB against a naive model: a sorted list of OIDs, searched from its start. Random operations,
# sought by hypothesis: 200 runs of 50 to 120 operations.

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_mib import INT, Mib
from usnmp_mib.rows import Rows

pytestmark = pytest.mark.slow

settings.register_profile("model", deadline=None, max_examples=100, derandomize=True)

ENTRY = (1, 3, 6, 5, 1)
arc = st.sampled_from([0, 1, 2, 3, 5, 127, 128, 16383, 16384, 2**32 - 1])
oids = st.lists(arc, min_size=1, max_size=4).map(lambda ids: (1, 3, 6, *ids))
cells = st.tuples(st.sampled_from([1, 2, 200]), arc)
operations = st.lists(
    st.one_of(
        st.tuples(st.just("scalar"), oids),
        st.tuples(st.just("row"), arc, st.sets(st.sampled_from([1, 2, 200]))),
        st.tuples(st.just("drop"), arc),
        st.tuples(st.just("get"), st.one_of(oids, cells.map(lambda c: (*ENTRY, *c)))),
        st.tuples(st.just("next"), st.one_of(oids, cells.map(lambda c: (*ENTRY, *c)))),
    ),
    min_size=50,
    max_size=120,
)


class Model:
    """What the agent ought to serve: OID -> value."""

    def __init__(self):
        self.served = {}

    def overlaps(self, oid):
        return oid in self.served and oid[:5] != ENTRY or oid[:5] == ENTRY

    def get(self, oid):
        return self.served.get(oid)

    def next(self, oid):
        for other in sorted(self.served):
            if other > oid:
                return other, self.served[other]
        return None


def dotted(oid):
    return ".".join(map(str, oid))


def ask(agent, t, oid):
    r = SnmpPacket(agent.respond(SnmpPacket(t, ver=1, varbinds={dotted(oid): None}).tobytes()))
    ((found, (kind, value)),) = r.varbinds.items()
    assert r.err_status == 0
    return None if kind > 127 else (tuple(map(int, found.split("."))), value)


def check(operations, rows):
    mib = Mib()
    model = Model()
    mib.table(dotted(ENTRY), {1: INT, 2: INT, 200: INT}, rows)
    agent = Agent(mib)
    for n, (what, *arguments) in enumerate(operations):
        if what == "scalar":
            (oid,) = arguments
            try:
                mib.scalar(dotted(oid), INT, n)
                assert not model.overlaps(oid)
                model.served[oid] = n
            except ValueError:
                assert model.overlaps(oid)
        elif what == "get":
            found = ask(agent, 0xA0, arguments[0])
            value = model.get(arguments[0])
            assert found == (None if value is None else (arguments[0], value))
        elif what == "next":
            assert ask(agent, 0xA1, arguments[0]) == model.next(arguments[0])
        else:
            key, *columns = arguments
            model.served = {k: v for k, v in model.served.items() if k[:5] != ENTRY or k[6] != key}
            if key in rows:
                del rows[key]
            if what == "row":
                rows[key] = dict.fromkeys(columns[0], n)
                model.served.update({(*ENTRY, c, key): n for c in columns[0]})
    walked = []
    at = ask(agent, 0xA1, (1, 3))
    while at:
        walked.append(at)
        at = ask(agent, 0xA1, at[0])
    assert walked == sorted(model.served.items())


@settings(settings.get_profile("model"))
@given(operations)
def test_the_mib_behaves_as_a_sorted_list(operations):
    check(operations, {})


@settings(settings.get_profile("model"))
@given(operations)
def test_the_mib_with_ordered_rows_behaves_as_a_sorted_list(operations):
    check(operations, Rows())
