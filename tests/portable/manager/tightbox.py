# What the tests of agents that cannot answer so many repetitions share. Portable.

from managerbox import ENTRY, Box

OBJECTS = {"%s.%d.%d" % (ENTRY, c, i): (2, i) for c in (1, 2) for i in range(1, 9)}


def box(most, how):
    """An agent that answers no more than `most` bindings: with an error-status, or with nothing;
    0: not even one, but by GETNEXT."""
    b = Box(OBJECTS)
    answer = b.answer
    b.tamper = lambda n, octets: [(octets, b.address)] if octets else []

    class Octets:
        def tobytes(self):
            return b""

    def limited(p):
        if p.type == 0xA5 and len(p.varbinds) * p.err_id > most:
            return Octets() if how is None else b.refuse(p, how, 0)
        return answer(p)

    b.answer = limited
    return b


def asked(b):
    """The repetitions of each request, -1 for GETNEXT; without the retries."""
    found = []
    last = None
    for p in b.requests():
        if p.id != last:
            found.append(p.err_id if p.type == 0xA5 else -1)
        last = p.id
    return found
