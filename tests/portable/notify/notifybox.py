# What the tests of the notifier share: a network and a clock that only they move.

from usnmp import SnmpPacket
from usnmp_notify import Notifier, Target

HOST = "192.0.2.1"
KIND = "1.3.6.1.4.1.8072.9999.0.7"
OID = "1.3.6.1.4.1.8072.9999.9999.1.0"


class Box:
    """A Notifier whose sockets are two lists: `sent`, of (target, SnmpPacket), and `inbox`.

    now: ms. fails: while True nothing can be sent. results: what on_result was told.
    """

    def __init__(self, *targets, **kw):
        self.now = 0x3FFFFF00  # the clock wraps soon
        self.ticks = 700
        self.sent = []
        self.inbox = []
        self.fails = False
        self.tries = 0
        self.results = []
        self.notify = Notifier(
            list(targets) or [Target(HOST)],
            lambda: self.ticks,
            ticks_ms=lambda: self.now & 0x3FFFFFFF,
            net=self,
            on_result=lambda oid, target, ok: self.results.append((oid, target, ok)),
            **kw,
        )

    def send(self, target, data, place):
        self.tries += 1
        if self.fails:
            return None
        self.sent.append((target, SnmpPacket(data)))
        return False, (target.host, target.port)

    def flying(self, target):
        """How many informs to `target` wait for their acknowledgement."""
        return self.notify._lines[target][2]

    def recv(self, size, timeout_ms):
        if not self.inbox:
            return None
        data, source = self.inbox.pop(0)
        return data[:size], source

    def close(self):
        pass

    def after(self, ms, step=0):
        """Poll after `ms`, and every `step` until then; what was sent meanwhile."""
        n = len(self.sent)
        end = self.now + ms
        while step and self.now + step < end:
            self.now += step
            self.notify.poll()
        self.now = end
        self.notify.poll()
        return [p for _, p in self.sent[n:]]

    def oks(self):
        return [ok for _, _, ok in self.results]


def ack(p, status=0, id=None, **kw):
    """The Response to the inform `p`, as bytes."""
    r = SnmpPacket(0xA2, ver=1, id=p.id if id is None else id, err_status=status, **kw)
    for oid, value in p.varbinds.items():
        r.varbinds.append((oid, value))
    return r.tobytes()
