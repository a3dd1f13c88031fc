# Receiver, faster: for CPython, never for a board. Notifications of SNMPv2c that are as usual, and
# those of SNMPv3 that v3_pc knows, are read in place; an inform is answered with its own octets,
# and waited for in recvfrom itself. What is not of the usual kind goes the way of usnmp_receiver
# and inform, which stay the definition: results, counters and replies are the same. Imports
# usnmp_codec, usnmp_base.quick_pc, udp and udp_pc, inform, notification_pc, pdu_pc and v3_pc;
# usnmp_receiver imports it at its end, and gives it its classes.

import sys
from hashlib import sha256

from usnmp_base.quick_pc import Quick
from usnmp_base.udp import Udp
from usnmp_base.udp_pc import Source
from usnmp_codec import frombytes_tvat

from . import inform, notification_pc, v3_pc
from .pdu_pc import length, read

_INFORM = 0xA6
_V2C = b"\2\1\1\4"
_HEADS = 64  # versions and communities that a receiver keeps
_KEPT = 512  # octets of an inform that is remembered as it is, not by its hash
_take = v3_pc.take
_response = inform.response  # a test may put another in its place


def _receive(self, datagram, source=None):
    # As Receiver.receive.
    found = None
    if datagram.__class__ is bytes and (source.__class__ is tuple or source.__class__ is Source):
        try:
            p, n = length(datagram, 0)
            if p + n == len(datagram) <= self.max_size and datagram[0] == 48:
                v3 = self.v3
                if datagram[p + 2] == 1:
                    found = _v2c(self, datagram, p, source[:2])
                elif v3:
                    found = _take(v3, datagram, p, source[:2])
        except Exception:  # the plain way says what is wrong with it
            found = None
    if not found:
        return _plain_receive(self, datagram, source)
    self.received += 1
    n = found[0]
    try:
        if n.pdu_type == _INFORM:
            return self._inform(*found)
        self.traps += 1
        if self.on_trap:
            self._call(self.on_trap, n)
        return n, None
    except MemoryError:
        return self._bad(datagram, n.source, "memory")


def _v2c(self, d, start, source):
    # What _inform() is to be given for a message of SNMPv2c whose version is at `start`.
    pdu = start + 5 + d[start + 4]
    head = d[start:pdu]
    community = self._heads.get(head) if self._heads_of is self._communities else None
    if community is None:
        community = _community(self, head)
    n = read(d, pdu, source, "2c", community)
    return n, d, start, pdu, None, d[:pdu] + b"\xa2" + d[pdu + 1 :]


def _community(self, head):
    # That of the TLVs of version and community, if it is taken. Raises BerError, ValueError.
    known = self._communities
    if self._heads_of is not known or len(self._heads) >= _HEADS:
        self._heads = {}
        self._heads_of = known
    if not head.startswith(_V2C) or head[4] > 127 or known is not None and head[5:] not in known:
        raise ValueError
    self._heads[head] = found = frombytes_tvat(head, 3)[1]
    return found


def _inform(self, n, d, start, pdu, wrap, reply=None):
    # As Informs._inform. reply: that without an error, if it is known.
    response = inform.response
    if response is not _response:
        reply = None
    if len(d) <= _KEPT:
        key = n.source, n.user, d
    else:
        h = sha256(repr((n.source, n.user)).encode())
        h.update(d)
        key = h.digest()[:12]
    recent = self._recent
    verdict = recent.get(key)
    if verdict is not None:
        self.duplicates += 1
        if verdict or not reply:
            reply = inform._wrapped(wrap, response(d, start, pdu, verdict & 255, verdict >> 8))
        return None, reply
    reply = reply or inform._wrapped(wrap, response(d, start, pdu, 0, 0))
    recent.put(key, 0)
    if not self.on_inform:
        self.informs += 1
        return n, reply
    status = None
    try:
        status, index = self._ask(n)
    finally:
        if status is None:  # Ctrl-C in the callback: it was not seen to
            recent.forget(key)
    if not status:
        self.informs += 1
        return n, reply
    self.refused += 1
    if len(reply) >= self.max_size and index > 127:  # an error-index of two octets
        status, index = inform._TOOBIG, 0
    recent.put(key, status | index << 8)
    return None, inform._wrapped(wrap, response(d, start, pdu, status, index))


def _bind(self):
    # As Receiver.bind; it waits in recvfrom, where a poll before it was a system call more.
    if not self._udp:
        udp = _plain_bind(self)
        if sys.platform == "linux" and isinstance(udp, Udp) and "recv" not in udp.__dict__:
            Quick(udp)
    return self._udp


def install(receiver, notification):
    """Make `receiver`, the class Receiver, and `notification`, Notification, faster."""
    global _plain_receive, _plain_bind
    notification_pc.install(notification)
    _plain_receive, _plain_bind = receiver.receive, receiver.bind
    _receive.__doc__, _bind.__doc__ = _plain_receive.__doc__, _plain_bind.__doc__
    receiver._heads_of = False  # the communities that _heads are of
    receiver.receive = _receive
    receiver.bind = _bind
    inform.Informs._inform = _inform
