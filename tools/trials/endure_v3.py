"""The mixture of endure.py --v3: messages of SNMPv3 at each level, and wrong ones, with what must
come of each by its rule. Imports messagebox's decoder, which is not ours.
"""

import random

import corpus
import endurance
import sealed
from corpus import ANY, NULL, request
from messagebox import Read, encrypted, message, num, pdu, scoped, signed, tlv
from sealed import BOOTS, ENGINE, OTHER, TIME, USERS
from usnmp_v3.keys import localize

READER, OPEN = USERS[b"reader"], USERS[b"open"]
KEYS = READER.localized(ENGINE)
KUL = localize("SHA", sealed.KU[:20], ENGINE)
LOCALISED = KUL, KUL[:16]
# Per cent; the rest is malformed: a message that was changed, with the right MAC
SHARES = {"authPriv": 30, "authNoPriv": 20, "noAuthNoPriv": 20, "wrong": 20, "malformed": 10}
GET, GETNEXT, SET, GETBULK = 0xA0, 0xA1, 0xA3, 0xA5
READABLE = [corpus.SYSTEM % i for i in range(1, 7)]
LEVEL, WINDOW, NAME, ID, DIGEST, DECRYPTION = range(1, 7)


class Expected:
    """What is to come: `kind` "answer" (error-status, bindings), "report" (index of stats) or
    "dropped" (index of stats, or 0 for a counter); "any" for a malformed one: an answer, a report
    or none. flags: of what comes."""

    def __init__(self, kind, flags=0, status=0, bindings=ANY):
        self.kind = kind
        self.flags = flags
        self.status = status
        self.bindings = bindings


def request_pdu(rng, flags):
    """(PDU, error-status, number of bindings) of a request."""
    rid = bytes((rng.randrange(1, 128), rng.randrange(256), rng.randrange(256)))
    some = [(oid, NULL) for oid in rng.sample(READABLE, rng.randrange(1, 5))]
    kind = rng.randrange(8)
    n = len(some)
    status = 0
    if kind < 4:
        tree = request(1, GET, some, rid=rid)
    elif kind < 5:
        tree = request(1, GETNEXT, some, rid=rid)
    elif kind < 6:
        tree = request(1, GETBULK, some, rng.randrange(3), rng.randrange(60), rid=rid)
        n = ANY
    else:
        new = (
            (corpus.SET_POINT, (2, bytes((rng.randrange(1, 128),)))),
            (corpus.LABEL, (4, b"x" * rng.randrange(200))),
            (corpus.NAME, (4, b"n" * rng.randrange(200))),
        )[rng.randrange(3)]
        tree = request(1, SET, [new], rid=rid)
        n = 1
        if not flags:
            status = corpus.NOACCESS
    return tree.content[2].octets(), status, n


def at_level(rng, flags):
    p, status, n = request_pdu(rng, flags)
    user = READER if flags else OPEN
    id = tlv(2, bytes((rng.randrange(1, 128), rng.randrange(256))))
    off = rng.randrange(-150, 151)
    d = sealed.plain(4 | flags, user, p, id=id, time=num(TIME + off))
    return sealed.seal(d)[0], Expected("answer", flags, status, n)


def wrong(rng):
    p = request_pdu(rng, 1)[0]
    kind = rng.randrange(12)

    def plain(flags, user=READER, **kw):
        return sealed.seal(sealed.plain(flags, user, p, **kw))[0]

    def report(i, flags=0):
        return Expected("report", flags, i)

    if kind == 0:
        return message(4, scoped(p, b""), engine=b"", user=b""), report(ID)
    if kind == 1:
        return plain(7, engine=OTHER), report(ID)
    if kind == 2:
        d = sealed.plain(5, READER, p).replace(b"reader", b"nobody")
        return sealed.seal(d)[0], report(NAME)
    if kind == 3:
        d = sealed.plain(5, READER, p).replace(b"\x04\x06reader", b"\x04\x06" + b"xxopen")
        return sealed.seal(d)[0], report(NAME)
    if kind == 4:
        return sealed.seal(sealed.plain(7, READER, p), True)[0], report(DIGEST)
    if kind == 5:
        n = rng.choice((0, 11, 13, 24))
        return message(5, scoped(p), engine=ENGINE, user=b"reader", mac=bytes(n)), report(DIGEST)
    if kind == 6:
        late = num(TIME + rng.choice((-151, 151, 9999)))
        return plain(7, time=late), report(WINDOW, 1)
    if kind == 7:
        return plain(5, boots=num(BOOTS + rng.choice((-1, 1)))), report(WINDOW, 1)
    if kind == 8:
        fields = {"boots": num(BOOTS), "time": num(TIME), "engine": ENGINE, "user": b"reader"}
        data = encrypted(KEYS, b"\x05\0" + bytes(40), BOOTS, TIME)
        return signed(KEYS, 7, data=data, salt=b"saltsalt", **fields), report(DECRYPTION)
    if kind == 9:
        d = message(6, tlv(4, bytes(40)), engine=ENGINE, user=b"reader", salt=b"saltsalt")
        return d, Expected("dropped", status=8)
    if kind == 10:
        d = plain(5)
        return d[: rng.randrange(1, len(d))], Expected("dropped")
    # Below the least level: authorizationError (RFC 3413 3.2 (5))
    d = sealed.plain(4, READER, pdu(oid=corpus.TEMPERATURE))
    return d, Expected("answer", 0, 16, 1)


def malformed(rng, mutator, seeds):
    d = mutator(rng.choice(seeds), corpus.MAX_SIZE - 100, rng.randrange(1 << 30))
    d = sealed.seal(d[1:], False)[0]
    return d[: corpus.MAX_SIZE], Expected("any")


def resets():
    """Requests that give each writable object the value it has at the start, twice, as endure's;
    so that the tables of the cache of requests have room for them as well."""
    new = [
        (corpus.SET_POINT, (2, b"\0\xc8")),
        (corpus.LABEL, (4, b"front door")),
        (corpus.NAME, (4, b"box")),
    ]
    for binding in new * 2:
        p = request(1, SET, [binding]).content[2].octets()
        yield sealed.seal(sealed.plain(7, READER, p))[0], Expected("answer", 3, 0, 1), 0


def mixture(seed, blocks):
    """As endure.mixture()."""
    import fuzz_v3

    rng = random.Random(seed)
    seeds = [d for d in fuzz_v3.seeds("agent3") if b"\xa3" not in d and b"private" not in d]
    mutator = fuzz_v3.Mutator(seeds)
    kinds, weights = list(SHARES), list(SHARES.values())
    first = list(resets())
    for _ in range(blocks):
        yield from first
        for kind in rng.choices(kinds, weights, k=endurance.BLOCK - len(first)):
            if kind == "wrong":
                d, outcome = wrong(rng)
            elif kind == "malformed":
                d, outcome = malformed(rng, mutator, seeds)
            else:
                level = ("noAuthNoPriv", "authNoPriv", "", "authPriv").index(kind)
                d, outcome = at_level(rng, level)
            yield d, outcome, 0


def differs(agent, d, outcome, source):
    """(the reply, what of it is not as `outcome` has it, or None)."""
    before = list(agent.v3.stats)
    reply = agent.respond(d, source)
    counted = [a - b for a, b in zip(agent.v3.stats, before)]
    if outcome.kind == "any":
        return reply, None
    if reply is None:
        right = outcome.kind == "dropped" and sum(counted) == counted[outcome.status]
        return reply, None if right else "no reply, counted %r" % counted
    r = Read(reply, KEYS)
    if outcome.kind == "answer":
        n = len(r.bindings)
        right = r.type == 0xA2 and r.error[0] == outcome.status and not any(counted)
        right = right and outcome.bindings in (ANY, n)
    else:
        right = outcome.kind == "report" and r.type == 0xA8 and counted[outcome.status] == 1
    right = right and r.flags == outcome.flags and sum(counted) < 2
    return reply, None if right else "%r, counted %r" % (vars(r), counted)
