"""What fuzz.py does with SNMPv3: seeds, a mutator and oracles for an agent, a receiver, the side
that asks, and a notifier of informs.

An input is an octet, how it is sealed, and a plain message of tests/hostile/sealed.py: what the
mutator has done to its fields and to its scopedPDU is encrypted and signed by the target.
"""

import random
import zlib

import corpus
import sealed
from corpus import ID
from fuzz import FIELDS, INTS, MAX_SIZE, Logged, change, change_octets
from messagebox import Read, num, pdu
from sealed import BOOTS, ENGINE, MARKS, OTHER, SALT, TIME, USERS, Shape, seal
from tlvs import copy, parse_tlvs, to_octets

# How: the rest, as it should be
RAW, TAMPERED, IMPOSTOR = 0, 1, 2
SOURCE = "192.0.2.7", 40000
VALUES = (
    [n.to_bytes(k, "big") for n in (BOOTS, TIME, 484, 483) for k in (2, 4)]
    + [
        bytes((BOOTS,)),
        b"\x7f\xff\xff\xff",
        SALT,
        ENGINE,
        OTHER,
        b"",
        b"\0",
        ID,
        *MARKS.values(),
        *USERS,
    ]
    + [bytes((flags,)) for flags in range(8)]
)


def log(text):
    logged.append(text)


logged = []


class Mutator:
    """As fuzz.Mutator: in the tree, which has the fields of USM and the scopedPDU in it; and in
    the octets of one of its branches, or of all."""

    def __init__(self, seeds):
        self.donors = [t for d in seeds for t in parse_tlvs(d[1:]) or ()]

    def __call__(self, data, max_size, seed):
        rnd = random.Random(seed)
        if len(data) == 8:  # of fast3
            return bytes(rnd.randrange(256) for _ in range(8))
        how = data[0] if data and rnd.random() < 0.9 else rnd.randrange(8)
        data = data[1:]
        if rnd.random() < 0.05:
            b = bytearray(data)
            change_octets(b, rnd)
            return bytes((how, *b[: max_size - 1]))
        tlvs = parse_tlvs(data)
        if not tlvs:
            tlvs = [copy(rnd.choice(self.donors))]
        for _ in range(1 + int(rnd.random() * 3)):
            what = rnd.random()
            if what < 0.25:
                self.field(tlvs, rnd)
            elif what < 0.4:
                self.branch(tlvs, rnd)
            else:
                change(tlvs, rnd, self.donors)
        return bytes((how,)) + to_octets(tlvs)[: max_size - 1]

    def field(self, tlvs, rnd):
        # Another value in a field, of those that mean something, anywhere
        nodes = list(leaves(tlvs))
        if nodes:
            t = rnd.choice(nodes)
            t[2] = rnd.choice(VALUES) if rnd.random() < 0.7 else rnd.choice(INTS)
            if rnd.random() < 0.05:
                t[1] = rnd.choice(FIELDS)

    def branch(self, tlvs, rnd):
        # In the octets of a scopedPDU, of security parameters, of a PDU: the rest stays a message
        if not tlvs:
            return
        t = rnd.choice(tlvs)
        while isinstance(t[2], list) and t[2] and rnd.random() < 0.7:
            deeper = [x for x in t[2] if isinstance(x[2], list)]
            if not deeper:
                break
            t = rnd.choice(deeper)
        b = bytearray(to_octets(t[2]) if isinstance(t[2], list) else t[2])
        change_octets(b, rnd)
        t[2] = bytes(b)


def leaves(tlvs):
    for t in tlvs:
        if isinstance(t[2], list):
            yield from leaves(t[2])
        else:
            yield t


def made(data):
    """(datagram, is it authentic) of an input."""
    how = data[0] if data else RAW
    d = data[1:]
    if how == RAW:
        return d, False
    d, authentic = seal(d, how == IMPOSTOR)
    if how == TAMPERED and d:
        b = bytearray(d)
        at = zlib.crc32(d)
        b[at % len(b)] ^= 1 << (at >> 16 & 7)
        d = bytes(b)
        tlvs = parse_tlvs(d)
        # Octets behind the message have no MAC
        authentic = authentic and tlvs is not None and len(tlvs) > 1
    return d, authentic


def at_time(seconds):
    """An Uptime that stands still at that many seconds."""
    from usnmp_base.uptime import Uptime

    return Uptime(lambda: seconds * 1000, lambda a, b: a - b)


def engine(id=ENGINE):
    """An Engine of BOOTS, at TIME."""
    from usnmp_base.uptime import Uptime
    from usnmp_v3.engine import Engine

    clock = [0]
    made = Engine(id, BOOTS, Uptime(lambda: clock[0], lambda a, b: a - b))
    clock[0] = TIME * 1000
    return made


class Reply:
    """A message that was sent, read by another decoder than ours; the keys are of `user`."""

    def __init__(self, d, engine_id=ENGINE):
        shape = Shape(parse_tlvs(d))
        assert shape.ok, d.hex()
        self.user = USERS.get(bytes(shape.user))
        keys = self.user and sealed.keys_of(self.user, engine_id)
        if shape.flags:
            assert keys
        self.read = r = Read(d, keys)
        assert not r.flags & 4 and r.engine == engine_id and r.size == MAX_SIZE
        assert (r.boots, r.time) == (BOOTS, TIME)
        self.size = len(d)
        assert len(d) <= MAX_SIZE


class Agent:
    """An answer, a report or none; each drop is counted, once."""

    LEAST = {b"reader": 3, b"strong": 3, b"old": 1, b"half": 0, b"open": 0}
    DROPS = 3, 4, 5, 6, 18, 19, 31

    def __init__(self):
        import replay
        from usnmp_agent.view import View

        self.agent = agent = replay.AgentRole().agent
        agent.log = log
        agent.engine = engine()
        part = View(read=["1.3.6.1.2.1.1"], write=["1.3.6.1.2.1.1.5"])
        agent.allow(USERS[b"reader"], write=True)
        agent.allow(USERS[b"reader"], part, level="authPriv", context="side")
        agent.allow(USERS[b"strong"], write=True)
        agent.allow(USERS[b"old"], level="authNoPriv")
        agent.allow(USERS[b"half"], level="authNoPriv", write=True)
        agent.allow(USERS[b"half"], part, level="noAuthNoPriv")
        agent.allow(USERS[b"open"], part)
        ask = pdu(oid=corpus.SYSTEM % 1)
        self.good = [
            seal(sealed.plain(4 | level, USERS[name], ask))[0]
            for name, level in ((b"reader", 3), (b"half", 1), (b"open", 0), (b"old", 3))
        ]
        self.n = 0
        self.answers = [self.answer(d) for d in self.good]

    def answer(self, d):
        r = Reply(self.agent.respond(d, SOURCE)).read
        assert r.type == 0xA2
        return r.bindings

    def __call__(self, data):
        d, authentic = made(data)
        self.n += 1
        agent = self.agent
        before = [agent.counters[i] for i in self.DROPS], list(agent.v3.stats)
        reply = agent.respond(d, SOURCE)
        if logged:
            raise Logged(logged.pop())
        dropped = sum(agent.counters[i] for i in self.DROPS) - sum(before[0])
        stats = [a - b for a, b in zip(agent.v3.stats, before[1])]
        if reply is None:
            assert dropped + sum(stats) == 1, (dropped, stats)
        elif b"\x02\x01\x03" in reply[:8]:
            self.check(Reply(reply), d, authentic, stats)
        if self.n % 16 == 0:
            i = self.n // 16 % len(self.good)
            assert self.answer(self.good[i]) == self.answers[i]

    def check(self, reply, d, authentic, stats):
        r = reply.read
        if r.type == 0xA8:
            assert sum(stats) == 1 and r.flags in (0, 1, 3)
            i = stats.index(1)
            assert r.bindings == [(stat(i), self.agent.v3.stats[i])]
            assert r.flags == 0 or authentic
        else:
            assert r.type == 0xA2 and not any(stats)
            least = self.LEAST[r.user]
            # authorizationError, or, if that is too big, no bindings
            assert not least & ~r.flags or r.error[0] == 16 or (r.error[0], r.bindings) == (1, [])
            assert r.flags == 0 or authentic, "not authentic"
        sent = Shape(parse_tlvs(d))
        if sent.ok:
            most = int.from_bytes(sent.size, "big")
            assert r.id == sent.id and reply.size <= most >= 484
            if r.flags & 1 and r.type == 0xA2:
                assert int.from_bytes(sent.boots, "big") == BOOTS
                assert abs(int.from_bytes(sent.time, "big") - TIME) <= 150
            if sent.flags & 3 == 0 and r.type == 0xA2:
                assert r.rid == sent.data[2][2][2][0][2]


def stat(i):
    return (
        b"+\x06\x01\x06\x03\x0c\x01" + bytes((i - 6, 0))
        if i > 9
        else b"+\x06\x01\x06\x03\x0b\x02\x01" + bytes((i - 6, 0))
        if i > 6
        else b"+\x06\x01\x06\x03\x0f\x01\x01" + bytes((i, 0))
    )


class Receiver:
    """A notification or none; replies to what wants one, by whom it is for."""

    def __init__(self):
        self.n = 0
        self.bad = 0

    def make(self):
        from usnmp_receiver import Receiver

        asked = self.n // 64 % 2
        users = [(USERS[b"reader"], "authPriv"), (USERS[b"old"], "authNoPriv"), USERS[b"half"]]
        rest = [USERS[b"strong"], USERS[b"open"]]
        return Receiver(
            communities="public",
            on_bad=self.on_bad,
            on_inform=lambda n: (None, False, (5, 1), 13)[self.n & 3],
            max_size=MAX_SIZE,
            ticks_ms=lambda: 5,
            log=log,
            users=users if asked else users + rest,
            engine=engine(),
            on_user=(lambda id, name: self.known(name)) if asked else None,
            on_engine=(lambda *args: args[1] != 6) if asked else None,
        )

    def known(self, name):
        return USERS.get(name.encode() if isinstance(name, str) else name)

    def on_bad(self, d, source, reason):
        self.bad += 1

    def __call__(self, data):
        d, authentic = made(data)
        if self.n % 64 == 0:
            self.receiver = self.make()
        self.n += 1
        self.bad = 0
        receiver = self.receiver
        before = self.count()
        n, reply = receiver.receive(d, (SOURCE[0], self.n & 0xFFFF))
        if logged and "error-status" not in logged[-1]:
            raise Logged(logged.pop())
        logged.clear()
        assert self.count() == before + 1
        if n is not None and n.version == "3":
            repr(n)
            assert not self.bad
            level = ("noAuthNoPriv", "authNoPriv", "", "authPriv").index(n.security_level)
            name = n.user.encode() if isinstance(n.user, str) else n.user
            least = {b"reader": 3, b"old": 1, b"half": 1, b"strong": 3, b"open": 0}[name]
            assert not least & ~level
            assert level == 0 or authentic, "not authentic"
        if reply is not None and b"\x02\x01\x03" in reply[:8]:
            r = Reply(reply).read
            assert r.type in (0xA2, 0xA8)
            assert r.flags == 0 or authentic
            if r.type == 0xA8:
                ((oid, _),) = r.bindings
                assert oid[-2] in range(1, 7)

    def count(self):
        r = self.receiver
        return r.traps + r.informs + r.duplicates + r.refused + r.bad + r.v3.discoveries


class Asked:
    # What keeps account of one request
    def __init__(self, *ids):
        self.ids = list(ids)
        self.followed = 0


class Peer:
    """The side that asks: what comes is an answer, a report to follow, a refusal, or nothing; it
    finds back to the agent, whatever came."""

    NAMES = b"reader", b"half", b"open", b"strong"

    def __init__(self):
        from usnmp_codec import BerError
        from usnmp_manager import response, v3
        from usnmp_v3 import peer

        self.peer = peer
        self.manager = v3
        self.response = response
        self.errors = BerError, peer.Report
        self.agent = Agent().agent
        self.n = 0

    def make(self, known):
        user = USERS[self.NAMES[self.n % len(self.NAMES)]]
        p = self.peer.Peer(user, uptime=at_time(7))
        if known & 1:
            p._learn(ENGINE)
        if known & 2:
            p.engine = p.engine or p._learn(ENGINE) or p.engine
            p.engine.follow(BOOTS, TIME)
        return p

    def __call__(self, data):
        d, authentic = made(data)
        self.n += 1
        p = self.make(self.n // len(self.NAMES) & 3)
        known = p.engine and p.engine.sure
        asked = Asked(int.from_bytes(ID, "big"))
        was = p.engine and (p.engine.boots, p.engine.time())
        try:
            found = p.unpack(d, asked)
        except self.errors:
            pass
        else:
            assert found is None or isinstance(found, bytes)
            assert found is None or p.level == 0 or authentic, "not authentic"
        if known and not authentic and p.engine.id == ENGINE:
            assert (p.engine.boots, p.engine.time()) == was, "a clock was moved"
        if self.n % 4 == 0:
            self.recovers(p)

    def recovers(self, p):
        # From whatever it has learnt: unless that was authentic
        ask = pdu(oid=corpus.SYSTEM % 1)
        reports = 0
        for _ in range(8):
            try:
                found = p.unpack(self.agent.respond(p.pack(ask), SOURCE))
            except self.peer.Report as e:
                assert "lost count" in str(e) or p.engine.id != ENGINE, e
                reports += 1
                continue
            if found:
                assert found[0] == 0xA2
                return
        raise AssertionError("it does not find back, after %d reports" % reports)


class FastPeer:
    """usnmp_v3.peer_pc, which a PC has, gives what peer gives: after an answer like it, an answer
    of the same length that was changed, before it was sealed or after."""

    def __init__(self):
        from usnmp_v3 import crypto_pc, peer, peer_pc

        assert crypto_pc
        self.pc = peer_pc
        self.Peer = peer.Peer
        self.n = 0
        self.goods = []  # (User, plain answer)
        for name in (b"reader", b"half", b"strong"):
            user = USERS[name]
            for size in (0, 5, 60, 120, 200):
                body = pdu(
                    0xA2, id=b"\x02\x04" + ID, value=b"\x04\x81" + bytes((size,)) + bytes(size)
                )
                self.goods.append((user, sealed.plain(user.level, user, body)))

    def met(self, user, pack, unpack, good):
        p = self.Peer(user, uptime=at_time(7))
        p._learn(ENGINE)
        p.engine.follow(BOOTS, TIME)
        pack(p, pdu(0xA0))
        p.ids += [int.from_bytes(ID, "big")] * 2
        assert unpack(p, good)
        return p

    def __call__(self, data):
        self.n += 1
        user, plain = self.goods[self.n % len(self.goods)]
        good = seal(plain)[0]
        # Places and what is put there come from the input
        b = bytearray(plain)
        for i in range(0, min(len(data) - 1, 6), 3):
            at = data[i] << 8 | data[i + 1]
            b[at % len(b)] = data[i + 2] if i + 2 < len(data) else 0
        d = seal(bytes(b))[0]
        if len(data) > 7 and data[7] & 1:
            b = bytearray(d)
            b[data[6] % len(b)] ^= 1 << (data[7] >> 1 & 7)
            d = bytes(b)
        pc = self.pc
        plainly = self.met(user, pc._plain_pack, pc._plain_unpack, good)
        fast = self.met(user, self.Peer.pack, self.Peer.unpack, good)
        found = self.outcome(fast, self.Peer.unpack, d)
        expected = self.outcome(plainly, pc._plain_unpack, d)
        assert found == expected, (d.hex(), found, expected)

    def outcome(self, p, unpack, d):
        try:
            found = unpack(p, d)
        except ValueError as e:
            found = type(e).__name__, str(e)
        engine = p.engine
        return found, p.id, engine.id, engine.boots, engine.time(), engine.latest, engine.sure


class Notifier:
    """A notifier of informs: nothing is raised, only what is authentic is an acknowledgement, and
    that arrives once the receiver's does."""

    def __init__(self):
        from usnmp_notify import Notifier, Target
        from usnmp_receiver import Receiver

        self.now = 0
        self.make_target = Target
        self.make_notifier = Notifier
        self.receiver = Receiver(
            communities=(),
            users=list(USERS.values()),
            engine=engine(),
            log=log,
            ticks_ms=self.ticks,
        )
        self.n = 0
        self.users = [USERS[name] for name in (b"reader", b"half", b"open")]

    def ticks(self):
        return self.now & 0x3FFFFFFF

    # It stands in for the sockets.
    def send(self, target, data, place):
        reply = self.receiver.receive(data, SOURCE)[1]
        if reply:
            self.waiting.append((reply, ("192.0.2.1", 162)))
        return False, ("192.0.2.1", 162)

    def recv(self, size, timeout_ms):
        return self.inbox.pop(0) if self.inbox else None

    def close(self):
        pass

    def __call__(self, data):
        self.n += 1
        self.inbox = []
        self.waiting = []
        self.oks = []
        user = self.users[self.n % 3]
        target = self.make_target("192.0.2.1", user=user, inform=True, retries=20)
        n = self.make_notifier(
            [target], lambda: 7, ticks_ms=self.ticks, net=self,
            on_result=lambda oid, target, ok: self.oks.append(ok),
        )  # fmt: skip
        n.send("1.3.6.1.4.1.9.0.1")
        peer = target.v3._peer
        if self.n // 3 % 4:  # it has met the receiver
            self.inbox, self.waiting = self.waiting, []
            n.poll()
        peer.ids.append(int.from_bytes(ID, "big"))
        rid = next(iter(n._queue))[4][0][3]
        # The second is the request-id
        head, id, rest = data.partition(b"\x02\x04" + ID)
        data = head + id + rest.replace(id, b"\x02\x04" + rid.to_bytes(4, "big"), 1)
        d, authentic = made(data)
        self.inbox.append((d, ("192.0.2.1", 162)))
        n.poll()
        if logged:
            raise Logged(logged.pop())
        assert not n.errors
        if self.oks:
            # True, or False for an error-status
            assert len(self.oks) == 1 and (peer.level == 0 or authentic), "not authentic"
            return
        if self.n % 4:
            return
        for _ in range(40):
            self.inbox += self.waiting
            self.waiting.clear()
            self.now += 60000
            n.poll()
            if self.oks:
                break
        assert self.oks == [True], (self.oks, target.v3.report)
        assert not n.errors and not n.pending


TARGETS = {
    "agent3": Agent,
    "receiver3": Receiver,
    "peer3": Peer,
    "fast3": FastPeer,
    "notifier3": Notifier,
}


def seeds(target):
    """Inputs for a target: good messages for it, at each level, sealed in each way."""
    out = []
    if target == "fast3":  # of these no more than some octets matter
        return [bytes(range(i, i + 8)) for i in range(0, 240, 3)]
    if target in ("agent3", "receiver3"):
        for p in sealed.pdus():
            out += sealed.at_each_level(p)
        out += sealed.discovery()
    if target == "agent3":
        ask = pdu(oid=corpus.TEMPERATURE)
        out += sealed.at_each_level(ask, context=b"side")
        out += sealed.at_each_level(ask, scope=OTHER)
        out += sealed.at_each_level(ask, engine=OTHER, scope=ENGINE)
        out += sealed.at_each_level(ask, size=num(484))
        out += [sealed.plain(7, USERS[b"reader"], ask, time=num(TIME + 200))]
        out += [sealed.plain(7, USERS[b"reader"], ask, boots=num(BOOTS - 1))]
        bulk = corpus.request(1, 0xA5, [(b"+", corpus.NULL)] * 3, 1, 90).content[2].octets()
        out += sealed.at_each_level(bulk)
        out += sealed.at_each_level(bulk, size=num(500))
    elif target == "receiver3":
        for p in sealed.pdus((0xA6, 0xA7)):
            out += sealed.at_each_level(p, 0, engine=OTHER)
            out += sealed.at_each_level(p, 0, engine=OTHER, boots=num(6))
    else:
        for p in sealed.pdus((0xA2,)):
            out += sealed.at_each_level(p, 0)
            out += sealed.at_each_level(p, 0, boots=num(BOOTS + 1))
            out += sealed.at_each_level(p, 0, context=b"side")
        for i in range(1, 7):
            out += sealed.at_each_level(sealed.report(i), 0)
            out += sealed.at_each_level(sealed.report(i, b"\0"), 0, scope=OTHER, engine=OTHER)
    seen = dict.fromkeys(out)
    return [bytes((3,)) + d for d in seen] + [
        bytes((how,)) + d for how in (RAW, TAMPERED, IMPOSTOR) for d in list(seen)[::7]
    ]
