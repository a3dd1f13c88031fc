# Octets with faults, from a seed: what the twins of tests/host (asked_twins, codec_twins,
# receive_twins) compare their two ways with. Imports nothing.


def changed(r, octets, interesting, kinds=5):
    """`octets` with one to three faults: some taken out, inserted, cut off, one more or less, or
    others. r: a random.Random. interesting: octets that are put in as often as all others
    together. kinds: 6 for faults in the last twelve too, where a value is, as often as the rest.
    """
    b = bytearray(octets)
    for _ in range(r.choice((1, 1, 1, 2, 3))):
        at = r.randrange(len(b))
        what = r.randrange(kinds)
        octet = r.choice((r.choice(interesting), r.randrange(256)))
        if what == 0 and len(b) > 1:
            del b[at]
        elif what == 1:
            b.insert(at, octet)
        elif what == 2 and at and r.random() < 0.3:
            del b[at:]
        elif what == 3:
            b[at] = b[at] + r.choice((-1, 1)) & 255
        elif what == 5:
            b[-r.randrange(1, min(12, len(b)) + 1)] = octet
        else:
            b[at] = octet
    return bytes(b)
