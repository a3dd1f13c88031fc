# Feeds the hostile corpus to one role, on whatever interpreter, from a file of records (see
# corpus.record), one at a time:
#   replay.py LIBRARY agent|receiver|manager FILE
# prints a line for each case (the first 60) of which something else came than its outcome, and one
# that counts them. LIBRARY is the folder that holds usnmp. Imports served.

import gc
import sys

import served
from served import COMMUNITIES, MAX_SIZE, SENSOR

if hasattr(gc, "threshold"):  # as usnmp_firmware does
    gc.threshold(2048)

# The counters that an outcome of the agent allows, of those that count what was dropped.
DROPS = 3, 4, 5, 6, 18, 19, 31
ALLOWED = {
    "P": (6,),
    "p": (6, 18, 19),
    "V": (3,),
    "v": (3, 6),
    "C": (4,),
    "R": (18,),
    "T": (19,),
    "t": (19, 6),
}
REASONS = {
    "b": ("ber",),
    "v": ("version",),
    "c": ("community",),
    "p": ("pdu",),
    "t": ("trap",),
    "d": ("ber", "version", "community", "pdu", "trap"),
    "z": ("too big",),
    "Z": ("too big",),
}
SOURCE = "192.0.2.7", 40000


def fields(d, n=5):
    """[version, community, PDU's tag, request-id, error-status, error-index, where the list
    begins] of a message; in place, for the heap. n: how many TLVs to read, of the five."""
    from usnmp_codec import frombytes_lenat, frombytes_tvat

    out = []
    p = 1 + frombytes_lenat(d, 0)[1]
    for i in range(n):
        if i == 2:
            out.append(d[p])
            p += 1 + frombytes_lenat(d, p)[1]
        out.append(frombytes_tvat(d, p)[1])
        p += 1 + sum(frombytes_lenat(d, p))
    return out + [p]


def bindings(d, p):
    """How many bindings are in the list at `p` of `d`; they end where `d` ends."""
    from usnmp_codec import frombytes_lenat

    n = 0
    end = p + 1 + sum(frombytes_lenat(d, p))
    p += 1 + frombytes_lenat(d, p)[1]
    while p < end:
        n += 1
        p += 1 + sum(frombytes_lenat(d, p))
    assert p == end == len(d)
    return n


class AgentRole:
    """The agent of served.make()."""

    most = MAX_SIZE  # that the socket takes

    def __init__(self):
        from usnmp_codec import tobytes_tv

        self.logged = []
        self.agent = served.make(self.logged.append)
        # Without SnmpPacket, which main.py has not either: 5 kB.
        binding = tobytes_tv(48, tobytes_tv(6, SENSOR % 1) + b"\5\0")
        pdu = tobytes_tv(2, 7) + b"\2\1\0\2\1\0" + tobytes_tv(48, binding)
        self.good = tobytes_tv(48, b"\2\1\1\4\6public" + tobytes_tv(0xA0, pdu))

    def feed(self, d, head):
        """What came of it that should not have; None if all is well."""
        said = self.ask(d, head)[1]
        if not said and self.agent.respond(self.good, SOURCE) is None:
            return "then no answer to a good request"
        return said

    def ask(self, d, head, source=SOURCE):
        """(the reply, what is wrong with it or None)"""
        agent = self.agent
        before = [agent.counters[i] for i in DROPS]
        reply = agent.respond(d, source)
        counted = []
        for i in range(len(DROPS)):
            counted += [DROPS[i]] * (agent.counters[DROPS[i]] - before[i])
        expected = chr(head[2])
        if self.logged and (expected != "a" or counted != [31]):
            return reply, "logged: " + self.logged.pop()
        self.logged.clear()
        said = self.reply(d, reply, counted, head, expected)
        return reply, said and "%s, not %s" % (said, expected)

    def reply(self, d, reply, counted, head, expected):
        if reply is None:
            if len(counted) == 1 and counted[0] in ALLOWED.get(expected, (6, 31)):
                return "dropped" if expected == "A" else None
            return "counted %r" % counted
        if expected not in "aA":
            return "answered"
        q = fields(d)
        r = fields(reply)
        n = bindings(reply, r.pop())
        wanted = head[5], head[6] << 8 | head[7], head[8] << 8 | head[9]
        got = r[4], r[5], wanted[2] if wanted[2] == 0xFFFF else n
        if got != wanted:
            return "answered %r, not %r" % (got, wanted)
        if q[:2] != r[:2] or q[3] != r[3] or r[2] != 0xA2 or len(reply) > MAX_SIZE:
            return "answered another"
        if counted not in ([], [5]):  # snmpInBadCommunityUses: a SET by the community that reads
            return "answered, and counted %r" % counted


class ReceiverRole:
    """The receiver; a new one from time to time, for it remembers informs."""

    most = MAX_SIZE + 1  # see usnmp_receiver.Receiver.poll

    def __init__(self):
        from usnmp_receiver import Receiver

        self.receiver = None
        self.make = Receiver
        self.bad = []
        self.n = 0

    def feed(self, d, head):
        self.n += 1
        if self.n % 16 == 1:
            self.receiver = self.make(
                communities=COMMUNITIES,
                on_bad=lambda d, source, reason: self.bad.append(reason),
                max_size=MAX_SIZE,
                ticks_ms=lambda: 5,
                log=self.bad.append,
            )
        self.bad.clear()
        # Of another port each, or the same inform of another class were one that comes again.
        n, reply = self.receiver.receive(d, (SOURCE[0], self.n))
        expected = chr(head[3])
        if expected in "Mm":
            if self.bad == ["memory"] and n is reply is None:
                return None
            expected = "N" if expected == "M" else "I"
        if expected in "NI":
            if n is None or self.bad:
                return "%r, not delivered" % self.bad
            if (reply is None) != (expected == "N"):
                return "reply %r" % reply
            if reply and (len(reply) > len(d) + 4 or fields(reply)[3] != fields(d)[3]):
                return "acknowledged with %r" % reply
            return None
        if n is not None:
            return "delivered"
        if (reply is None) == (expected == "Z"):
            return "reply %r" % reply
        if len(self.bad) != 1 or self.bad[0] not in REASONS[expected]:
            return "%r, not %s" % (self.bad, expected)


class ManagerRole:
    """The manager, that waits for a response: first comes the case, then what it waits for. It
    stands in for the socket."""

    most = MAX_SIZE

    def __init__(self):
        import usnmp_manager.blocking
        from usnmp import SnmpPacket
        from usnmp_manager.response import SnmpError, answers, bindings, parse
        from usnmp_manager.walk import Walk

        usnmp_manager.blocking.ticks_ms = lambda: 5
        self.packet = SnmpPacket
        self.errors = SnmpError
        self.walk = Walk
        self.functions = parse, answers, bindings
        self.manager = usnmp_manager.Manager("127.0.0.1", version="2c")
        self.manager._udp.close()
        self.address = self.manager._address
        self.manager._udp = self
        self.arriving = []
        self.n = 0

    def send(self, datagram, address):
        self.asked = p = self.packet(datagram)
        p.type = 0xA2
        p.varbinds[SENSOR % 1] = 2, 210
        self.arriving.append((p.tobytes(), address))
        return True

    def recv(self, size, timeout_ms):
        return self.arriving.pop(0)

    def close(self):
        pass

    def feed(self, d, head):
        expected = chr(head[4])
        parse, answers, bindings = self.functions
        r = parse(d)
        if expected != "*" and (r is None) != (expected == "n"):
            return "parse: %s, not %s" % (r and "a Response", expected)
        if r:
            walk = self.walk(self.manager, "1.3.6.1", 10)
            q = walk.packet()
            if answers(q, r):
                return "taken for a response to another request"
            for f in (lambda: bindings(q, r), lambda: list(walk.take(q, r))):
                try:
                    f()
                except self.errors:
                    pass
                except MemoryError:  # of bindings that a board has no room for
                    if expected != "*":
                        raise
        self.n += 1
        if r is None and self.n % 8:  # all the same to the manager
            return None
        r = walk = q = f = None  # it is to be parsed once more
        if len(d) > 500:
            gc.collect()
        self.arriving.append((d, self.address))
        strays = self.manager.strays
        if self.manager.get(SENSOR % 1) != (SENSOR % 1, 2, 210) or self.arriving:
            return "fooled"
        if self.manager.strays != strays + 1:
            return "not counted as a stray"


def feed_all(role, stream):
    # (cases, those of which something else came).
    n = failed = 0
    while True:
        head = stream.read(12)
        if not head:
            return n, failed
        size = head[0] << 8 | head[1]
        if size > 500:  # the file is read where a board's socket would
            gc.collect()
        d = stream.read(min(size, role.most))
        if size > role.most:
            stream.read(size - role.most)
        n += 1
        try:
            wrong = role.feed(d, head[2:])
        except Exception as e:
            wrong = "raised %r" % e
        if wrong:
            failed += 1
            if failed < 60:
                print("FAIL %d %s" % (n, wrong))


def main(role, path):
    names = {"agent": "AgentRole", "receiver": "ReceiverRole", "manager": "ManagerRole"}
    for name, other in names.items():
        if name != role:
            del globals()[other]  # its bytecode: on 38 KiB that counts
    role = globals()[names[role]]()
    gc.collect()
    with open(path, "rb") as stream:
        n, failed = feed_all(role, stream)
    print("%d cases, %d failed" % (n, failed))
    return 1 if failed or not n else 0


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    sys.exit(main(sys.argv[2], sys.argv[3]))
