# The worst that one datagram can ask, in instructions of a plain GET: docs/security.md has the
# figures. Counted by callgrind on MicroPython at 64 bit, so the same on each run.

import pytest
from board_box.bench import GET, GETBULK, GETNEXT, message
from conftest import instructions

pytestmark = pytest.mark.slow

ROOT = "1.3.6.1.4.1.9"
# 30 scalars; a table of 100 rows in order; one that SNMPv1 has not, one that a view hides, and a
# provider without end of what is not there.
SERVED = """
from usnmp_agent import Agent
from usnmp_mib import COUNTER64, GAUGE, INT, Mib
from usnmp_mib.rows import Rows
from usnmp_agent.view import View
class Endless:
    def get(self, index):
        return None
    def next(self, index):
        return (index[0] + 1 if index else 1,), INT, none
def none():
    return None
def table(arc, type):
    rows = Rows()
    for i in range(1, 101):
        rows[i] = {1: i, 2: i, 3: i}
    mib.table("1.3.6.1.4.1.9.%%d.1" %% arc, {1: type, 2: type, 3: type}, rows)
mib = Mib()
for i in range(30):
    mib.scalar("1.3.6.1.4.1.9.1.%%d.0" %% i, GAUGE, i)
table(2, INT)
mib.scalar("1.3.6.1.4.1.9.3.0", INT, 1)
table(4, COUNTER64)
mib.scalar("1.3.6.1.4.1.9.5.0", INT, 1)
table(6, INT)
mib.scalar("1.3.6.1.4.1.9.7.0", INT, 1)
mib.subtree("1.3.6.1.4.1.9.8", Endless())
mib.scalar("1.3.6.1.4.1.9.9.0", INT, 1)
agent = Agent(mib, None, log=lambda text: None)
agent.allow("public", View(("1.3", "-1.3.6.1.4.1.9.6")))
d = %r
assert agent.respond(d)
"""


def taken(d, build, few=1, many=3):
    return instructions(SERVED % d, build, few, many)


@pytest.fixture(scope="module")
def plain(build):
    """The instructions of a GET of one object."""
    return taken(message(GET, [ROOT + ".1.7.0"], 7), build, 20, 100)


def ask(pdu, oid, n, version=1, **kw):
    d = bytearray(message(pdu, [oid] * n, 7, **kw))
    at = d.index(b"\x02\x01", 1)
    d[at + 2] = version
    return bytes(d)


# As many bindings as a request of 1,472 octets may have, each with the most to pass; GETBULK fills
# the reply. Per binding asked or answered: none costs more than 4 plain GETs; what has no value is
# passed 128 times for one datagram.
@pytest.mark.parametrize(
    "name, pdu, oid, n, version, most",
    [
        ("GET of what is not there", GET, ROOT + ".2.1.1.999", 70, 1, 300),
        ("scalars", GETNEXT, ROOT + ".1", 80, 1, 120),
        ("a table", GETNEXT, ROOT + ".2.1", 80, 1, 200),
        ("Counter64 to SNMPv1", GETNEXT, ROOT + ".4", 80, 0, 300),
        ("hidden by a view", GETNEXT, ROOT + ".5.0", 80, 1, 300),
        ("a provider without end", GETNEXT, ROOT + ".7.0", 80, 1, 160),
        ("GETBULK", GETBULK, ROOT + ".2", 1, 1, 200),
    ],
)
def test_no_datagram_costs_more_than_its_size(name, pdu, oid, n, version, most, plain, build):
    kw = {"repeat": 1000} if pdu == GETBULK else {}
    factor = taken(ask(pdu, oid, n, version, **kw), build) / plain
    print("%s: %.1f" % (name, factor))
    assert factor <= most
