# A flood of datagrams that are not the response: portable, runs on CPython and MicroPython.

from managerbox import Box
from usnmp import SnmpPacket
from usnmp_manager.response import NoResponse
from util import raises

OID = "1.3.6.1.4.1.9.2.%d"


def test_a_flood_of_strays_neither_ends_the_wait_nor_extends_it():
    box = Box({OID % i: (2, i) for i in range(1, 6)})
    m = box.manager(version="2c", retries=0, timeout_ms=300)
    stray = SnmpPacket(0xA2, id=1, ver=1).tobytes()
    box.tamper = lambda n, answer: [(stray, box.address)] * 200 + [(answer, box.address)]
    assert m.get(OID % 1).value == 1 and m.strays == 200
    box.tamper = lambda n, answer: [(stray, box.address)] * 1000
    before = box.now
    raises(NoResponse, m.get, OID % 1)
    assert (box.now - before) & 0x3FFFFFFF <= 301
