# What is done with notifications: callbacks, and how informs are answered, once each. Pure;
# imports usnmp_codec, usnmp_base.varbind and notification; usnmp_receiver imports it.

from hashlib import sha256

from usnmp_base.varbind import const
from usnmp_codec import BerError, frombytes_tvat, tobytes_len, tobytes_tv

from .notification import tlv_content, tlv_end

_TOOBIG = const(1)
_GENERR = const(5)
_INFORM = const(0xA6)
# How long an inform is remembered at least: Notifier and snmpinform have then long given up.
_REMEMBER_MS = const(150000)


def response(d, start, pdu, status, index):
    """The Response to the inform `d` whose version is at `start` and PDU at `pdu`, RFC 3416 4.2.7.

    All but error-status and error-index is echoed octet by octet, without what is behind the list.
    tooBig has no bindings, and may answer a datagram that was cut. Raises BerError, IndexError.
    """
    p = tlv_content(d, pdu)
    q = tlv_end(d, p)
    if frombytes_tvat(d, p)[0] != 2:
        raise BerError("request-id")
    body = d[p:q] + tobytes_tv(2, status) + tobytes_tv(2, index)
    bindings = b"0\x00"
    if status != _TOOBIG:  # a view: they are copied once
        p = tlv_end(d, tlv_end(d, q))
        bindings = memoryview(d)[p : tlv_end(d, p)]
    head = d[start:pdu] + b"\xa2" + tobytes_len(len(body) + len(bindings)) + body
    return b"0" + tobytes_len(len(head) + len(bindings)) + head + bindings


def verdict_of(result, n):
    """(error-status, error-index) of what on_inform gave for a message of `n` bindings. Raises
    ValueError, TypeError.
    """
    if result is None or result is True:
        return 0, 0
    if result is False:
        return _GENERR, 0
    status, index = result if isinstance(result, tuple) else (result, 0)
    if not (0 <= status <= 18 and 0 <= index <= n):  # RFC 3416 3
        raise ValueError("not an error-status: %r" % (result,))
    return status, index


class Recent:
    """The verdicts on informs of late, at least `size` of them."""

    # Two generations: the younger one takes them until it is full or old, and then is the elder.
    def __init__(self, size, ticks_ms):
        self._size = size
        self._now = ticks_ms
        self._since = ticks_ms()
        self._old = {}
        self._new = {}

    def get(self, key):
        """The verdict on an inform; None if it has not come of late."""
        age = self._now() - self._since & 0x3FFFFFFF  # ticks_ms wraps
        if age >= _REMEMBER_MS or len(self._new) >= self._size:
            self._old = self._new if age < 2 * _REMEMBER_MS else {}
            self._new = {}
            self._since = self._now()
        verdict = self._new.get(key)
        return self._old.get(key) if verdict is None else verdict

    def put(self, key, verdict):
        """Remember the verdict on an inform."""
        self._new[key] = verdict

    def forget(self, key):
        """It is as if it had not come."""
        self._new.pop(key, None)


def _wrapped(wrap, reply):
    return wrap(reply) if wrap else reply


def _line(e):
    # An exception as text that does no harm on a terminal. Its repr may be a program's own: may
    # raise, and show what came from the network.
    try:
        text = repr(e)
    except Exception:
        text = type(e).__name__
    return "".join([c if " " <= c <= "~" else "\\x%02x" % ord(c) for c in text])


class Informs:
    """What a Receiver does with notifications; its attributes are the Receiver's."""

    def _call(self, f, *args):
        # What f(*args) returns; None if it raises.
        try:
            if f:
                return f(*args)
        except Exception as e:
            self._failed(e)

    def _failed(self, e):
        self.errors += 1
        try:
            self.log("usnmp: callback: " + _line(e))
        except Exception:  # the log is not worth a receiver
            pass

    def _dispatch(self, n, d, start, pdu, wrap):
        # wrap: what makes a message of SNMPv3 of a response
        self.irregular += n.irregular
        if n.pdu_type == _INFORM:
            return self._inform(n, d, start, pdu, wrap)
        self.traps += 1
        self._call(self.on_trap, n)
        return n, None

    def _inform(self, n, d, start, pdu, wrap):
        # One that comes again has the source and the octets of the first, request-id included.
        h = sha256(repr((n.source, n.user)).encode())
        h.update(d)
        key = h.digest()[:12]
        verdict = self._recent.get(key)
        if verdict is not None:
            self.duplicates += 1
            return None, _wrapped(wrap, response(d, start, pdu, verdict & 255, verdict >> 8))
        # What takes memory comes before the callback, which is not to be called again.
        reply = _wrapped(wrap, response(d, start, pdu, 0, 0))
        self._recent.put(key, 0)
        status = None
        try:
            status, index = self._ask(n)
        finally:
            if status is None:  # Ctrl-C in the callback: it was not seen to
                self._recent.forget(key)
        if not status:
            self.informs += 1
            return n, reply
        self.refused += 1
        if len(reply) >= self.max_size and index > 127:  # an error-index of two octets
            status, index = _TOOBIG, 0
        self._recent.put(key, status | index << 8)
        return None, _wrapped(wrap, response(d, start, pdu, status, index))

    def _ask(self, n):
        try:
            return verdict_of(self.on_inform and self.on_inform(n), len(n.raw_varbinds))
        except Exception as e:
            self._failed(e)
            return _GENERR, 0
