# Every datagram of tests/data/netsnmp_v1.txt (recorded from net-snmp, read by tshark): decoded,
# encoded again, made from its values. tools/trials/record_captures.py writes that file.

import binascii
import json

from usnmp import SnmpPacket

FILE = "tests/data/netsnmp_v1.txt"


def octets(v):
    # The file has what is not printable as {"hex": digits}.
    return binascii.unhexlify(v["hex"]) if isinstance(v, dict) else v


def values(line):
    """The line's attributes of a packet, among them varbinds: [(oid, (type, value)), ...]."""
    v = json.loads(line)
    v["community"] = octets(v["community"])
    v["varbinds"] = [(k, (t, octets(x))) for k, t, x in v["varbinds"]]
    return v


def captures():
    """Yield (octets, line of its values) of each datagram; the file is never all in memory."""
    with open(FILE, "rb") as f:
        for line in f:
            if line.startswith(b">"):
                datagram = binascii.unhexlify(line[1:].strip())
            elif line.startswith(b"="):
                yield datagram, line[1:]


def test_there_is_one_of_each():
    n = 0
    pdus = set()
    types = set()
    errors = set()
    for _, line in captures():
        v = values(line)
        n += 1
        pdus.add(v["type"])
        errors.add(v.get("err_status"))
        for _, tv in v["varbinds"]:
            types.add(tv[0])
    assert n >= 48, n
    assert pdus == {160, 161, 162, 163, 164}, pdus
    assert types == {2, 4, 5, 6, 64, 65, 66, 67, 68, 70, 120, 121}, types
    assert errors == {None, 0, 1, 2, 3, 4, 5}, errors


def test_decode():
    for datagram, line in captures():
        p = SnmpPacket(datagram)
        v = values(line)
        assert list(p.varbinds.items()) == v.pop("varbinds"), line
        for k in v:
            assert getattr(p, k) == v[k], (k, line)


def test_decode_then_encode():
    for datagram, line in captures():
        assert SnmpPacket(datagram).tobytes() == datagram, line


def test_encode():
    for datagram, line in captures():
        v = values(line)
        varbinds = v.pop("varbinds")
        p = SnmpPacket(**v)
        for k, tv in varbinds:
            p.varbinds.append((k, tv))
        assert p.tobytes() == datagram, line
