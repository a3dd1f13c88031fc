#!/usr/bin/env python3
# An agent for walks in which much goes wrong, by a seed, and what a Manager makes of it with and
# without steps_pc. Imports usnmp, usnmp_codec, usnmp_manager; test_steps_pc imports it. As a
# program:  steps_trial.py CASES [FIRST]

import bisect
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from usnmp import SnmpPacket, VarBinds
from usnmp_codec import BerError, tobytes_len, tobytes_tv
from usnmp_base.pc import random_octets
from usnmp_manager import Manager, blocking, blocking_pc, session, table, table_pc, walk, walk_pc

ROOT = "1.3.6.1.4.1.9"
TYPES = (2, 4, 4, 5, 6, 0x40, 0x41, 0x42, 0x43, 0x44, 0x46, 0x78)


def arcs(oid):
    return tuple(map(int, oid.split(".")))


class Case:
    """A walk or the reading of a table, of an agent with objects: [(arcs, dotted, type, value)].
    By a seed, all that is not given.
    """

    def __init__(self, seed, objects=None, version=None, repetitions=None):
        self.rng = rng = random.Random(seed)
        self.seed = seed
        self.honest = objects is not None
        self.objects = objects or self._objects(rng)
        self.table = objects is None and rng.random() < 0.5
        self.version = version or rng.choice(("1", "2c", "2c", "2c"))
        self.repetitions = (
            rng.choice((0, 1, 3, 10, 25, 60)) if repetitions is None else repetitions
        )
        self.root = ROOT
        if self.honest:
            self.root = "1"
        elif self.table:
            self.root = ROOT + ".1"
        elif rng.random() < 0.3:
            self.root = rng.choice(
                (".", "1", ROOT + ".1.1", ROOT + ".2", "1.3.6.1.4.1.8", "1.3.06")
            )
        self.columns = None if rng.random() < 0.7 else rng.sample(range(1, 7), 3)
        self.most = rng.choice((200, 1472, 65507, 65507)) if objects is None else 65507
        self.trouble = 0 if self.honest else rng.choice((0, 0, 0.02, 0.1, 0.5))
        self.options = {}
        if not self.honest and rng.random() < 0.1:
            self.options = rng.choice(
                ({"max_rows": rng.randrange(20)}, {"ignore_not_increasing": True})
            )

    def _objects(self, rng):
        found = {}
        kind = rng.randrange(4)
        start = rng.choice((1, 1, 120, 250, 16370, 2097140, 4294967280))
        rows = rng.randrange(1, 20)
        at = start
        indices = []
        for _ in range(rows):
            if kind == 0:
                indices.append((at,))
            elif kind == 1:
                indices.append((rng.choice((1, 2, 300)), at))
            elif kind == 2:
                indices.append(tuple([rng.randrange(256) for _ in range(4)]))
            else:
                indices.append((at, *[rng.choice((1, 5)) for _ in range(rng.randrange(3))]))
            at = min(at + rng.choice((1, 1, 1, 2, 100)), (1 << 32) - 1)
        even = rng.random() < 0.4
        for column in rng.sample(range(1, 8), rng.randrange(1, 6)):
            t = rng.choice(TYPES)
            n = rng.randrange(1, 6)
            for index in indices:
                if rng.random() < 0.97:
                    found[(*arcs(ROOT), 1, column, *index)] = t, _value(rng, t, n if even else 0)
        for i in range(rng.randrange(4)):
            t = rng.choice(TYPES)
            found[(*arcs(ROOT), 2, i, 0)] = t, _value(rng, t, 0)
        found[1, 3, 6, 1, 5, 1] = 4, "behind"
        return [(at, ".".join(map(str, at)), *found[at]) for at in sorted(found)]


def _value(rng, t, n):
    # n: how long, 0: any
    if t == 4 or t == 0x44:
        n = n or rng.choice((0, 1, 5, 20, 130, 300))
        if rng.random() < 0.2:
            return bytes([rng.randrange(256) for _ in range(n)])
        return "".join([rng.choice("abc 0\n") for _ in range(n)])
    if t == 5:
        return None
    if t == 6:
        return ROOT + ".%d" % rng.randrange(40000)
    if t == 0x40:
        return "192.0.2.%d" % rng.randrange(256)
    if t == 0x78:
        return 0.5
    bits = 64 if t == 0x46 else 31 if t == 2 else 32
    limit = 1 << min(bits, n * 8 - rng.randrange(2) if n else rng.randrange(bits + 1))
    v = rng.randrange(limit)
    return -v if t == 2 and rng.random() < 0.2 else v


class Wire:
    """In place of a Manager's socket, an agent for `case`, whose answers go astray."""

    def __init__(self, case, manager):
        self.case = case
        self.rng = random.Random(case.seed + 1)
        self.now = 0
        self.come = []
        self.sent = []
        self.address = manager._address
        manager._udp.close()
        manager._udp = self
        self.keys = [at for at, *_ in case.objects]

    def close(self):
        pass

    def send(self, d, address):
        request = SnmpPacket(d)
        self.sent.append((request.type, request.err_id, list(request.varbinds), len(d)))
        if len(self.sent) > 3000:
            raise RuntimeError("for ever")
        rng = self.rng
        answer = self._answer(request)
        if self.case.trouble and rng.random() < self.case.trouble:
            answer, source = self._spoiled(request, answer, rng)
        else:
            source = self.address
        if answer is not None:
            self.come.append((answer, source))
        return bool(self.case.trouble == 0 or rng.random() > 0.01)

    def recv(self, size, timeout_ms):
        if self.come:
            return self.come.pop(0)
        self.now += timeout_ms
        return None

    def request_id(self):
        # The same in both ways, be it that an octet of it is spoiled
        n = self.case.seed * 2654435761 + len(self.sent) * 2246822519
        return n & 0x1FFFFFFF | 0x20000000

    def request_octets(self):
        return self.request_id().to_bytes(4, "big")

    def _answer(self, request, back=None):
        r = SnmpPacket(0xA2, ver=request.ver, community=request.community, id=request.id)
        asked = list(request.varbinds)
        times = request.err_id if request.type == 0xA5 else 1
        last = [arcs(oid) for oid in asked]
        size = 40
        for _ in range(times):
            for i in range(len(asked)):
                found = self._next(last[i])
                if back and self.rng.random() < back:
                    found = self.case.objects[self.rng.randrange(len(self.keys))]
                if found is None:
                    if not request.ver:
                        r.err_status, r.err_id = 2, i + 1
                        r.varbinds = VarBinds([(oid, (5, None)) for oid in asked])
                        return r.tobytes()
                    t = v = None
                    binding = ".".join(map(str, last[i])), (0x82, None)
                else:
                    last[i], oid, t, v = found
                    binding = oid, (t, v)
                size += 30 + len(binding[0]) + (len(v) if t in (4, 0x44) else 4)
                if size > self.case.most and r.varbinds:
                    return r.tobytes()
                r.varbinds.append(binding)
        return r.tobytes()

    def _next(self, at):
        i = bisect.bisect_right(self.keys, at)
        return self.case.objects[i] if i < len(self.keys) else None

    def _spoiled(self, request, d, rng):
        # An answer that is none, or not as it should be; where it comes from
        way = rng.randrange(14)
        if way == 0:
            return None, None
        if way == 1:
            return d, ("192.0.2.1", 161)
        if way < 5:  # octets
            d = bytearray(d)
            for _ in range(rng.choice((1, 1, 2))):
                d[rng.randrange(len(d))] = rng.choice((0, 1, 127, 128, 255, rng.randrange(256)))
            return bytes(d), self.address
        if way == 5:
            return d[: rng.randrange(len(d))], self.address
        if way == 6:
            return d + bytes(rng.randrange(1, 4)), self.address
        if way == 7:  # it comes twice
            self.come.append((d, self.address))
            return d, self.address
        if way == 8:
            return self._answer(request, 0.2), self.address
        r = SnmpPacket(d)
        if way == 9:
            bindings = [(oid, tv) for oid, tv in r.varbinds.items()]
            for _ in range(rng.choice((1, 2))):
                k = rng.randrange(len(bindings))
                bindings.insert(rng.randrange(len(bindings) + 1), bindings[k])
                if rng.random() < 0.5:
                    bindings.pop(rng.randrange(len(bindings)))
            r.varbinds = VarBinds(bindings)
        elif way == 10:
            r.err_status = rng.choice((1, 2, 5, 16))
            r.err_id = rng.randrange(3)
        elif way == 11:
            r.community = "private"
        elif way == 12:
            r.id ^= 1 << rng.randrange(29)
        else:
            return _long(r, rng), self.address
        return r.tobytes(), self.address


def _long(r, rng):
    # As net-snmp of old: lengths of more octets than there must be, somewhere.
    def tlv(t, content):
        n = len(content)
        if rng.random() < 0.1:
            return bytes((t, 0x82)) + n.to_bytes(2, "big") + content
        return bytes((t,)) + tobytes_len(n) + content

    def again(octets):
        return tlv(octets[0], octets[1 + len(tobytes_len(_length(octets))) :])

    bindings = b""
    for oid, tv in r.varbinds.items():
        bindings += tlv(48, again(tobytes_tv(6, oid)) + again(tobytes_tv(*tv)))
    pdu = again(tobytes_tv(2, r.id)) + again(b"\2\1\0") + again(b"\2\1\0") + tlv(48, bindings)
    return tlv(48, again(tobytes_tv(2, r.ver)) + again(tobytes_tv(4, "public")) + tlv(0xA2, pdu))


def _length(octets):
    n = octets[1]
    return n if n < 128 else int.from_bytes(octets[2 : 2 + n - 128], "big")


def outcome(case):
    """What a Manager makes of `case`, all that is to be the same."""
    with Manager("127.0.0.1", version=case.version, timeout_ms=10, retries=2) as m:
        wire = Wire(case, m)
        blocking.ticks_ms = lambda: wire.now
        session.request_id = wire.request_id
        walk_pc.random_octets = table_pc.random_octets = wire.request_octets
        found = []
        error = None
        if case.table:
            walk = m.table(case.root, case.columns, case.repetitions, **case.options)
        else:
            walk = m.walk(case.root, case.repetitions, **case.options)
        try:
            for one in walk:
                found.append(one)
        except Exception as e:
            error = type(e), str(e), vars(e)
        return found, error, m.strays, m.trailing, wire.now, wire.sent


# As for the first of each
blocking_pc._kind(walk.Walk)
blocking_pc._kind(table.Table)
_ticks_ms = blocking.ticks_ms
_request_id = session.request_id


def compare(case):
    """What comes of `case`, once it is known to be the same without steps_pc."""
    kinds = dict(blocking_pc.kinds)
    try:
        fast = outcome(case)
        blocking_pc.kinds.update({walk.Walk: None, table.Table: None})
        plain = outcome(case)
    finally:
        session.request_id = _request_id
        walk_pc.random_octets = table_pc.random_octets = random_octets
        blocking_pc.kinds.update(kinds)
        blocking.ticks_ms = _ticks_ms
    assert repr(fast) == repr(plain), case.seed
    return fast[0]


def dump(lines, limit):
    """The first `limit` objects of a .snmprec file, as Case has them."""
    found = {}
    for line in lines:
        if len(found) == limit:
            break
        parts = line.decode("latin-1").rstrip("\r\n").split("|", 2)
        if len(parts) < 3 or not parts[1][:1].isdigit() or ":" in parts[1]:
            continue
        oid, tag, value = parts
        t = int(tag.rstrip("xe"))
        try:
            if tag[-1:] == "x":
                value = bytes.fromhex(value)
                if t == 0x40:
                    value = ".".join(map(str, value))
            elif t in (2, 0x41, 0x42, 0x43, 0x46):
                value = int(value)
            elif t == 5:
                value = None
            tobytes_tv(t, value)
            found[arcs(oid.strip("."))] = t, value
        except (ValueError, BerError):
            continue
    return [(at, ".".join(map(str, at)), *found[at]) for at in sorted(found)]


def main(cases, first=0):
    found = 0
    for seed in range(first, first + cases):
        found += len(compare(Case(seed)))
    print("%d walks, %d rows and bindings: the same" % (cases, found))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
