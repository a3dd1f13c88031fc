# Thousands of notifications leave the heap as it was. On MicroPython, which can tell; elsewhere it
# is only run.

import gc

from usnmp import SnmpPacket
from usnmp_receiver import Receiver

SOURCE = "192.0.2.7", 40000


def used():
    gc.collect()
    return gc.mem_alloc() if hasattr(gc, "mem_alloc") else 0


def message(t, rid):
    p = SnmpPacket(t, ver=1, id=rid)
    p.varbinds.append(("1.3.6.1.2.1.1.3.0", (0x43, rid)))
    p.varbinds.append(("1.3.6.1.6.3.1.1.4.1.0", (6, "1.3.6.1.4.1.8072.9999.0.1")))
    p.varbinds.append(("1.3.6.1.4.1.8072.9999.1", (4, "x" * 50)))
    return p.tobytes()


def test_thousands_of_notifications_leave_the_heap_as_it_was():
    r = Receiver(communities="public", max_size=1472)
    trap = message(0xA7, 1)
    v1 = SnmpPacket(0xA4, generic_trap=6, specific_trap=5).tobytes()
    before = 0
    for i in range(3000):
        if i == 500:  # what is remembered of informs has its size by now
            before = used()
        for d in (trap, v1, trap[:-1], message(0xA6, i // 2)):
            r.receive(d, SOURCE)
    assert used() - before <= (512 if hasattr(gc, "mem_alloc") else 0)
    assert (r.traps, r.bad, r.informs, r.duplicates) == (6000, 3000, 1500, 1500)
