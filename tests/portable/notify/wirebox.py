# What the tests of SNMPv3's notifications share: our notifier and our receiver on one wire, with a
# clock that only they move.

import gc

from usnmp_base.uptime import Uptime
from usnmp_notify import Notifier
from usnmp_receiver import Receiver
from usnmp_v3 import User
from usnmp_v3.engine import Engine

HOST = "192.0.2.1"
KIND = "1.3.6.1.4.1.8072.9999.0.7"
OID = "1.3.6.1.4.1.8072.9999.9999.1.0"
SENDER = "80001f8805736e64"
RECEIVER = "80001f8805726376"
SOURCE = "192.0.2.7", 40000
# Master keys: a password takes 1 MiB of hashing
KEYS = {"auth": "SHA", "auth_key": b"a" * 20, "priv": "AES", "priv_key": b"p" * 20}


def user(name="ops", **kw):
    given = dict(KEYS)
    given.update(kw)
    return User(name, **given)


class Wire:
    """A notifier of `targets`, and a receiver with `users`.

    wire: (direction, datagram) of all that was sent, "up" to the receiver; keeps: the datagrams,
    too, which take room; lose: the directions in which all is lost; got: notifications received;
    oks: outcomes; bad: reasons.
    """

    keeps = True

    def __init__(self, *targets, users=(), engine=True, store=None, **kw):
        gc.collect()
        self.now = 0x3FFFFF00  # the clock wraps soon
        self.wire = []
        self.inbox = []
        self.lose = ""
        self.got = []
        self.oks = []
        self.bad = []
        self.receives(users, 1, **kw)
        self.notifies(targets, engine and Engine(SENDER, 1, self.uptime()), store)

    def uptime(self):
        return Uptime(lambda: self.now & 0x3FFFFFFF, lambda a, b: a - b & 0x3FFFFFFF)

    def notifies(self, targets, engine, store=None):
        """A notifier that starts."""
        self.notify = Notifier(
            list(targets),
            lambda: 700,
            ticks_ms=lambda: self.now & 0x3FFFFFFF,
            net=self,
            on_result=lambda oid, target, ok: self.oks.append(ok),
            engine=engine or None,
            store=store,
        )

    def receives(self, users, boots, id=RECEIVER, **kw):
        """A receiver that starts."""
        self.receiver = Receiver(
            communities=(),
            on_trap=self.got.append,
            on_inform=self.got.append,
            on_bad=lambda d, source, reason: self.bad.append(reason),
            log=print,
            ticks_ms=lambda: self.now & 0x3FFFFFFF,
            users=users,
            engine=Engine(id, boots, self.uptime()),
            **kw,
        )

    def send(self, target, data, place):
        self.wire.append(("up", self.keeps and data))
        if "up" not in self.lose:
            reply = self.receiver.receive(data, SOURCE)[1]
            if reply:
                self.wire.append(("down", self.keeps and reply))
                if "down" not in self.lose:
                    self.inbox.append((reply, (target.host, target.port)))
        return False, (target.host, target.port)

    def recv(self, size, timeout_ms):
        if self.inbox:
            data, source = self.inbox.pop(0)
            return data[:size], source

    def close(self):
        pass

    def after(self, ms, step=500):
        """Poll every `step` until `ms` are over."""
        end = self.now + ms
        while self.now < end:
            self.now = min(end, self.now + step)
            self.notify.poll()

    def ups(self):
        """The datagrams to the receiver."""
        return [d for way, d in self.wire if way == "up"]
