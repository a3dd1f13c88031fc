# A bad network between two peers on loopback: a UDP proxy that loses, doubles, delays, reorders
# and forges datagrams, by a seed. Imports nothing of usnmp; imported by tests of what retries.

import heapq
import random
import select
import socket
import threading
import time
from collections import OrderedDict

_HOLD = 0.05  # seconds that a datagram waits for one that overtakes it
_MOST_CLIENTS = 200
_MOST_WAITING = 2000  # datagrams


class Forged:
    """What alter() may return in place of a datagram's octets.

    delay: seconds, added to the proxy's own. stranger: it comes from another address than the
    others do.
    """

    def __init__(self, datagram, delay=0.0, stranger=False):
        self.datagram = datagram
        self.delay = delay
        self.stranger = stranger


class Way:
    """One direction. loss, duplicate, reorder: 0.0 ... 1.0; delay: seconds, (least, most). A test
    may change them at any time.

    Counts: received: what came in. Each of it, or of what alter() made of it, is dropped, overflow
    (more than 2000 waiting), failed (refused by the system) or sooner or later passed. duplicated:
    passed once more. reordered: overtaken by the next.
    """

    def __init__(self, name, seed, loss=0.0, duplicate=0.0, reorder=0.0, delay=(0, 0)):
        self.name = name
        self.loss = loss
        self.duplicate = duplicate
        self.reorder = reorder
        self.delay = delay
        self.random = random.Random("%s %s" % (seed, name))
        self.received = self.passed = self.dropped = self.duplicated = 0
        self.reordered = self.overflow = self.failed = 0
        self.held = []

    def __repr__(self):
        names = "received passed dropped duplicated reordered overflow failed".split()
        return "<%s%s>" % (self.name, "".join(" %s=%d" % (n, getattr(self, n)) for n in names))


class _Item:
    def __init__(self, way, client, forged):
        self.way, self.client = way, client
        self.datagram, self.stranger = bytes(forged.datagram), forged.stranger
        self.sent = False


class Lossy:
    """A proxy in a thread between whoever sends to 127.0.0.1:`port` and 127.0.0.1:`upstream_port`;
    a context manager.

    seed, loss, duplicate, reorder, delay: see Way; the same datagrams in the same order meet the
    same fate. up, down: dicts of those for the direction to the upstream port, and back from it.
    alter(direction, datagram), direction "up" or "down": called in the thread; returns the list of
    datagrams, or Forged ones, that go in its place. Each then takes its chance. If it raises, so
    does the end of the `with`.
    Attributes up, down: the Ways, with counts.
    """

    def __init__(
        self,
        upstream_port,
        seed=1,
        loss=0.0,
        duplicate=0.0,
        reorder=0.0,
        delay=(0, 0),
        up=None,
        down=None,
        alter=None,
    ):
        options = dict(loss=loss, duplicate=duplicate, reorder=reorder, delay=delay)
        self.up = Way("up", seed, **dict(options, **(up or {})))
        self.down = Way("down", seed, **dict(options, **(down or {})))
        self.alter = alter
        self.upstream = "127.0.0.1", upstream_port
        self.error = None
        self._changed = threading.Condition()
        self._clients = OrderedDict()  # address -> the socket that stands for it upstream
        self._waiting = []  # heap of (time, number, _Item)
        self._number = 0
        self._front = self._socket()
        self._stranger = self._socket()
        self._wake, self._end = socket.socketpair()
        self.port = self._front.getsockname()[1]
        self._thread = threading.Thread(target=self._run, name="lossy", daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exception):
        self._end.close()
        self._thread.join(20)
        assert not self._thread.is_alive()
        for sock in (self._front, self._stranger, self._wake, *self._clients.values()):
            sock.close()
        if self.error and exception[0] is None:
            raise self.error

    def wait_for(self, condition, timeout=20):
        """Wait until condition(), of this proxy's counts, is true; what it last returned. Ends
        early if alter() raised.
        """
        with self._changed:
            self._changed.wait_for(lambda: self.error or condition(), timeout)
            return condition()

    def _socket(self):
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)  # lose nothing else
        sock.bind(("127.0.0.1", 0))
        sock.setblocking(False)
        return sock

    def _run(self):
        try:
            while self._step():
                pass
        except Exception as e:
            with self._changed:
                self.error = e
                self._changed.notify_all()

    def _step(self):
        timeout = None
        if self._waiting:
            timeout = max(0, self._waiting[0][0] - time.monotonic())
        sockets = {sock: client for client, sock in self._clients.items()}
        ready = select.select([self._wake, self._front, *sockets], [], [], timeout)[0]
        if self._wake in ready:
            return False
        with self._changed:
            for sock in ready:
                try:
                    datagram, address = sock.recvfrom(65536)
                except OSError:  # nobody listened to what was sent before
                    continue
                if sock is self._front:
                    self._take(self.up, address, datagram)
                else:
                    self._take(self.down, sockets[sock], datagram)
            while self._waiting and self._waiting[0][0] <= time.monotonic():
                self._send(heapq.heappop(self._waiting)[2])
            self._changed.notify_all()
        return True

    def _take(self, way, client, datagram):
        way.received += 1
        datagrams = self.alter(way.name, datagram) if self.alter else [datagram]
        for forged in datagrams:
            if not isinstance(forged, Forged):
                forged = Forged(forged)
            self._chance(way, _Item(way, client, forged), forged.delay)

    def _chance(self, way, item, delay):
        # Always four numbers for one datagram: its fate is that of its place in the order.
        lost, twice, late, slow = [way.random.random() for _ in range(4)]
        if lost < way.loss:
            way.dropped += 1
            return
        when = time.monotonic() + delay + way.delay[0] + slow * (way.delay[1] - way.delay[0])
        if late < way.reorder:
            way.held.append(item)
            self._queue(when + _HOLD, item)
        else:
            self._queue(when, item)
            way.reordered += sum(not held.sent for held in way.held)
            for held in way.held:
                if not held.sent:
                    self._queue(when, held)
            way.held = []
        if twice < way.duplicate:
            way.duplicated += 1
            self._queue(when, _Item(way, item.client, item))

    def _queue(self, when, item):
        if len(self._waiting) >= _MOST_WAITING:
            item.way.overflow += 1
            return
        self._number += 1
        heapq.heappush(self._waiting, (when, self._number, item))

    def _send(self, item):
        if item.sent:  # held, and overtaken before its time
            return
        item.sent = True
        try:
            if item.way is self.up:
                sock, address = self._upstream(item.client), self.upstream
            else:
                sock, address = self._front, item.client
            (self._stranger if item.stranger else sock).sendto(item.datagram, address)
            item.way.passed += 1
        except OSError:
            item.way.failed += 1

    def _upstream(self, client):
        sock = self._clients.pop(client, None) or self._socket()
        self._clients[client] = sock  # the last of them, in the order of their use
        if len(self._clients) > _MOST_CLIENTS:
            self._clients.popitem(last=False)[1].close()
        return sock
