# The hostile corpus, and good messages that were cut and changed, at both sides of the proxy: what
# asks, and what answers. Nothing raises or is kept, agents get nothing that is no request.

import random

import pytest
import usnmp
from corebox import ASKER, Bench, msg_id, request

import corpus
from usnmp_pc.proxy.pdu import fields, message, pairs, split
from usnmp_v3 import User
from usnmp_v3.engine import Engine
from usnmp_v3.peer import Peer

CASES = list(corpus.corpus())
COMMUNITIES = b"public", b"private", b"secret"
A, B = "1.3.6.1.4.1.9.1", "1.3.6.1.4.1.9.2"


def well_formed(d):
    version, _, p, end = message(d)
    assert end == len(d) and version in (0, 1)
    if d[p] != 0xA4:
        pairs(fields(split(d, p, end)[2])[2])


def empty(bench):
    """Nothing is left when all have given up."""
    for _ in range(4):
        bench.wait(400000)
    core = bench.core
    assert core.flights.count == 0 and not core._same and not core.flights._ids
    assert not core.flights._messages and not core.flights._waiting


def test_the_corpus_as_requests():
    bench = Bench(
        [{"community": "x@one", "to": "old"}, {"community": "x@two", "to": ["old", "new"]}],
        {
            "old": {"host": "127.0.0.1", "version": "1"},
            "new": {"host": "127.0.0.1", "inform": True},
        },
        most=100000,
    )
    there = 0
    for _, _, d, *_ in CASES:
        for community in (b"x@one", b"x@two"):
            n = len(bench.sent)
            for known in (b"public", b"private"):
                # Of the same length, for the lengths around it
                bench.take(d.replace(b"\x04%c%b" % (len(known), known), b"\x04%c%b" % (
                    len(community), community), 1))  # fmt: skip
                bench.take(d.replace(b"\x04\x06public", b"\x04\x06x@onex"))
            there += len(bench.sent) - n
    assert there > 20
    for target, d in bench.sent:
        well_formed(d)
        assert message(d)[1] in (b"public",) and target
    empty(bench)


def changed(d, rng, times):
    """`d` cut at every octet, and with octets changed."""
    for n in range(len(d)):
        yield d[:n]
    for i in range(len(d)):
        for x in (0x80, 0xFF, 1):
            yield d[:i] + bytes((d[i] ^ x,)) + d[i + 1 :]
    for _ in range(times):
        one = bytearray(d)
        for _ in range(rng.randrange(1, 5)):
            one[rng.randrange(len(one))] = rng.randrange(256)
        if one != d:
            yield bytes(one)


SHAPES = {
    "get": (0xA0, [A, B], 0), "next": (0xA1, [A, B], 0), "bulk": (0xA5, [A, B], 5),
    "set": (0xA3, [(A, (2, 1)), (B, (4, "text"))], 0),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize(
    "ver, community", [(0, "x@one"), (0, "x@two"), (1, "x@one"), (1, "x@two")]
)
def test_requests_that_were_changed(name, ver, community):
    tag, varbinds, b = SHAPES[name]
    d = request(tag, varbinds, ver, community, b=b)
    bench = Bench(most=100000)
    for one in changed(d, random.Random(1), 500):
        bench.take(one)
    for _, sent in bench.sent:
        well_formed(sent)
    for back, _ in bench.back:
        well_formed(back)
    empty(bench)


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize(
    "ver, community", [(0, "x@one"), (0, "x@two"), (1, "x@one"), (1, "x@two")]
)
def test_answers_that_were_changed(name, ver, community):
    if name == "bulk" and not ver:
        return
    tag, varbinds, b = SHAPES[name]
    rng = random.Random(2)
    d = request(tag, varbinds, ver, community, b=b)
    bench = Bench()
    bench.take(d)
    p, target = bench.asked()
    answer = usnmp.SnmpPacket(0xA2, ver=p.ver, community=p.community, id=p.id)
    answer.varbinds.extend([(A + ".1", (2, 5)), (B + ".1", (0x46, 7) if p.ver else (0x41, 7))])
    answer = answer.tobytes()
    at = answer.index(p.id.to_bytes(4, "big"))
    for one in changed(answer, rng, 500):
        if not bench.core.flights.count:
            bench.take(d)
        # It has the id that is waited for, if there is still one there
        id = usnmp.SnmpPacket(bench.sent[-1][1]).id.to_bytes(4, "big")
        if one[at : at + 4] == answer[at : at + 4]:
            one = one[:at] + id + one[at + 4 :]
        bench.answer(one, target)
    for back, _ in bench.back:
        well_formed(back)
    empty(bench)


def asked_by_anna(peer, pdu=b"\xa0\x18\x02\x01\x05\x02\x01\0\x02\x01\0\x30\x0d\x30\x0b\x06\x07"
                            b"+\x06\x01\x04\x01\x09\x01\x05\0"):  # fmt: skip
    return peer.pack(pdu)


def discovered(bench, context="two"):
    """anna's Peer, who knows our engine."""
    peer = Peer(User("anna", "SHA", "maplesyrup"), context=context)
    bench.take(asked_by_anna(peer))
    assert peer.unpack(bench.back.pop()[0]) is None
    bench.take(asked_by_anna(peer))
    if bench.back:
        assert peer.unpack(bench.back.pop()[0]) is None
        bench.take(asked_by_anna(peer))
    return peer


def test_requests_of_v3_that_were_changed():
    bench = Bench(most=100000)
    peer = discovered(bench)
    d = asked_by_anna(peer)
    n = len(bench.sent)
    assert n == 1
    for one in changed(d, random.Random(3), 1000):
        bench.take(one)
    # The MAC is over all of it; msgID, and what is behind nothing, are the only ones to differ
    assert len(bench.sent) == n
    bench.take(d)
    assert len(bench.sent) == n and bench.core.table.rows()[0]["repeats"] >= 1
    for back, _ in bench.back:
        assert back[0] == 0x30 and msg_id(back) is not None
    empty(bench)


def test_answers_of_v3_that_were_changed():
    # An agent in SNMPv3, played by another proxy's door
    agent = Bench()
    bench = Bench(three={"host": "127.0.0.1", "user": "anna", "context": "two", "timeout": 300})
    bench.take(request(0xA0, [A], 1, "y"))
    while not agent.sent:
        target, d = bench.sent[-1]
        agent.take(d)
        if agent.back:
            bench.answer(agent.back.pop()[0], target)
    p, two = agent.asked()
    agent.reply([(A, (2, 5))])
    good = agent.back.pop()[0]
    for one in changed(good, random.Random(4), 1000):
        bench.answer(one, target)
    assert not bench.back and bench.core.flights.count == 1
    bench.answer(good, target)
    assert list(bench.got().varbinds.items()) == [(A, (2, 5))]
    empty(bench)
    assert p and two and Engine and ASKER
