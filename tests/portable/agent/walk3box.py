# What the tests of an agent's tables share that ask it by SNMPv3. Portable.

from messagebox import pdu, scoped
from usnmp_mib import oid_octets


def walk(b, oid):
    # {what follows `oid`, dotted: value}
    base = at = oid_octets(oid)
    found = {}
    while True:
        ((at, value),) = b.ask(b.private(scoped(pdu(0xA1, oid=at)))).bindings
        if not at.startswith(base) or value is None:
            return found
        ids = []
        n = 0
        for c in at[len(base) :]:
            n = n << 7 | c & 127
            if c < 128:
                ids.append(str(n))
                n = 0
        found[".".join(ids)] = value
