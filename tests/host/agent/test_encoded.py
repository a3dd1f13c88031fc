# usnmp_pc.encoded: integers that take as many octets as one that is encoded.

import pytest

from usnmp_codec import tobytes_tv
from usnmp_pc.encoded import beside, encoded

EDGES = [s << n for n in range(65) for s in (1, -1)] + [0]
VALUES = sorted({v + d for v in EDGES for d in (-1, 0, 1)})


@pytest.mark.parametrize("t", [2, 65, 66, 67, 70])
def test_integers_beside_one_are_those_of_as_many_octets(t):
    octets = {v: encoded(t, v) for v in VALUES}
    octets = {v: tlv for v, tlv in octets.items() if tlv}
    assert len(octets) > 50
    for one, tlv in octets.items():
        assert tlv == tobytes_tv(t, one)
        least, beyond = beside(tlv)
        for v in VALUES:
            there = v in octets and v >= 0 and one >= 0 and len(octets[v]) == len(tlv)
            assert (least <= v < beyond) == there, (one, v)
