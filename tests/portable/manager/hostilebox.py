# What the tests of hostile responses share: a manager that gets them.

from managerbox import Box
from usnmp import SnmpPacket

OID = "1.3.6.1.4.1.9.2.%d"
OBJECTS = {OID % i: (2, i) for i in range(1, 6)}
END = 0x82, None


def manager(change=None, times=1, **kw):
    """(Box, Manager): the first responses are what `change` makes of the right ones, octets or a
    SnmpPacket; the others are right."""

    def tamper(n, answer):
        if n > times or not change:
            return [(answer, box.address)]
        p = change(SnmpPacket(answer))
        return [(p if isinstance(p, bytes) else p.tobytes(), box.address)]

    box = Box(OBJECTS, tamper)
    return box, box.manager(version="2c", **kw)


def with_fields(**kw):
    def change(p):
        for k, v in kw.items():
            setattr(p, k, v)
        return p

    return change


def with_bindings(*bindings):
    def change(p):
        p.varbinds.clear()
        for vb in bindings:
            p.varbinds.append(vb)
        return p

    return change
