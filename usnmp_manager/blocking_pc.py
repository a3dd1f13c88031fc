# Manager's walks and tables on CPython, in the steps of steps_pc where all is as usual, else as
# blocking has them. Never on a board. Imports response, and walk_pc and table_pc once there is
# one; blocking imports it at its end, and gives it its class.

import sys

from . import response
from .response import MAX_SIZE, BadResponse, NoResponse, trailing

kinds = {}  # Walk and Table: their Steps; None for others


def _kind(walk):
    # For the first of its class
    name = walk.__module__, walk.__name__
    found = None
    if name == ("usnmp_manager.walk", "Walk"):
        from .walk_pc import WalkSteps as found
    elif name == ("usnmp_manager.table", "Table"):
        from .table_pc import TableSteps as found
    kinds[walk] = found
    return found


def _all(self, walk):
    kind = walk.__class__
    steps = kinds[kind] if kind in kinds else _kind(kind)
    if (
        steps
        and self.wrapper is response
        and getattr(self._response, "__func__", None) is _plain_response
        and self.retries >= 0
        and not walk._lenient
        and walk._left is None
    ):
        return _steps(self, walk, steps)
    return _plain_all(self, walk)


def _steps(self, walk, kind):
    # As Manager._all.
    steps = None
    while not walk.done:
        if steps is None:
            steps = kind(self, walk)
        elif steps.ver != self.ver or steps.community != self.community:
            steps.renew()
        if steps.able:
            datagram = steps.request()
            udp = self._udp
            address = self._address
            sent = udp.send(datagram, address)
            start = blocking.ticks_ms()
            timeout = self.timeout_ms
            got = udp.recv(MAX_SIZE, timeout) if timeout > 0 else None
            if got and (got[1] == address or self.any_source):
                found = steps.take(got[0])
                if found:
                    walk._heard = True
                    yield from found
                    continue
        packet = steps.packet() if steps.able else walk.packet()
        try:
            if steps.able:
                r = _late(self, packet, sent, start, got)
            else:
                r = self._response(packet)
        except (NoResponse, BadResponse) as e:
            if not walk.lost(packet):
                raise e
        else:
            yield from walk.take(packet, r)
        if not walk.done:
            steps.follow()


def _late(self, packet, sent, start, got):
    # As Manager._response, from where `packet` was sent at `start` and `got` came, or nothing.
    unread = None
    tries = self.retries
    left = self.timeout_ms
    come = True
    while True:
        while left > 0:
            if not come:
                got = self._udp.recv(MAX_SIZE, left)
            come = False
            if got:
                r = self.wrapper.read(got[0])
                if r and (self.any_source or got[1] == self._address):
                    r = self.wrapper.unpack(r, packet, self)
                    if isinstance(r, BadResponse):
                        unread = r
                    elif r:
                        self.trailing += trailing(got[0])
                        return r
                self.strays += 1
            left = self.timeout_ms - (blocking.ticks_ms() - start & 0x3FFFFFFF)
        if not tries:
            break
        tries -= 1
        come = False
        sent = self._udp.send(self.wrapper.pack(packet), self._address) or sent
        start = blocking.ticks_ms()
        left = self.timeout_ms
    what = ("no response from " if sent else "cannot send to ") + self.host
    raise unread or NoResponse(what + self.wrapper.silence)


def install(manager):
    """Make `manager`, the class blocking.Manager, faster."""
    global blocking, _plain_all, _plain_response
    blocking = sys.modules[manager.__module__]  # for its clock, which a test may change
    _plain_all = manager._all
    _plain_response = manager._response
    manager._all = _all
