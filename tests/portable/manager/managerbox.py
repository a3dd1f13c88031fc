# What the tests of the manager share: a small agent over a list, reached without a network.

import usnmp_manager
from usnmp import SnmpPacket
from usnmp_manager import Manager

ENTRY = "1.3.6.1.4.1.9.2.1"


def arcs(oid):
    return [int(i) for i in oid.split(".")]


class Box:
    """Answers as an agent that serves `objects`, {oid: (type, value)}; and stands in for a Udp.

    tamper: what comes of (n-th request, answer): a list of (datagram, source) that arrive, in this
    order; each waits for a recv() of its own.
    """

    def __init__(self, objects=(), tamper=None, most=30):
        self.order = sorted(objects, key=arcs)
        self.objects = objects
        self.tamper = tamper
        self.most = most  # bindings in a response, before it is too big: there is one heap for all
        self.asked = []  # datagrams
        self.arriving = []
        self.now = 1000

    def manager(self, **kw):
        """A Manager that is connected to this, and whose clock is `now`."""
        usnmp_manager.blocking.ticks_ms = lambda: self.now
        m = Manager("127.0.0.1", **kw)
        m._udp.close()
        m._udp = self
        self.address = m._address
        return m

    def send(self, datagram, address):
        assert address == self.address
        self.asked.append(datagram)
        answer = self.answer(SnmpPacket(datagram)).tobytes()
        n = len(self.asked)
        self.arriving += self.tamper(n, answer) if self.tamper else [(answer, address)]
        return True

    def recv(self, size, timeout_ms):
        assert timeout_ms > 0
        if self.arriving:
            self.now = self.now + 1 & 0x3FFFFFFF
            return self.arriving.pop(0)
        self.now = self.now + timeout_ms & 0x3FFFFFFF
        return None

    def requests(self):
        return [SnmpPacket(datagram) for datagram in self.asked]

    def close(self):
        self.arriving = None

    def follows(self, oid):
        for other in self.order:
            if arcs(other) > arcs(oid):
                return other
        return None

    def answer(self, p):
        r = SnmpPacket(0xA2, ver=p.ver, id=p.id, community=p.community)
        cursors = [oid for oid, _ in p.varbinds.items()]
        if p.type == 0xA5:
            once = cursors[: p.err_status]
            rest = cursors[p.err_status :]
            for i in range(len(once)):
                self.put(r, once[i], i + 1)
            while p.err_id and len(r.varbinds) < self.most:
                p.err_id -= 1
                rest = [self.put(r, oid, 0) for oid in rest]
            while len(r.varbinds) > self.most:
                r.varbinds.pop()
            return r
        i = 0
        for oid, tv in p.varbinds.items():
            i += 1
            if p.type == 0xA3:
                if oid not in self.objects:
                    return self.refuse(p, 17, i)
                self.objects[oid] = tv
            if p.type == 0xA1:
                self.put(r, oid, i)
            elif oid in self.objects:
                r.varbinds.append((oid, self.objects[oid]))
            elif p.ver:
                r.varbinds.append((oid, (0x80, None)))
            else:
                r.err_status = 2
                r.err_id = i
            if r.err_status:
                return self.refuse(p, r.err_status, r.err_id)
        return self.refuse(p, 1, 0) if len(r.varbinds) > self.most else r

    def put(self, r, oid, i):
        # Append what follows oid; return its OID.
        other = self.follows(oid)
        if other:
            r.varbinds.append((other, self.objects[other]))
        elif r.ver:
            r.varbinds.append((oid, (0x82, None)))
        elif not r.err_status:
            r.err_status = 2
            r.err_id = i
        return other or oid

    def refuse(self, p, status, index):
        p.type = 0xA2
        p.err_status = status
        p.err_id = index
        return p
