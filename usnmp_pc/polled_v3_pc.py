# polled_v3 on CPython, where hmac and the package `cryptography` do in C what is done octet by
# octet elsewhere, one call cuts a datagram into its parts, and a reply need not stand in the
# agent's buffer. Imports usnmp_codec, usnmp_base.pc, usnmp_v3's message and privacy, and
# polled_v3; usnmp_pc.speed imports it.

import struct
from hmac import compare_digest
from time import monotonic

from usnmp_base.pc import ticks_ms
from usnmp_codec import BerError
from usnmp_v3 import message as _message
from usnmp_v3.privacy import crypto_pc

from .polled_v3 import Shape, Usual

_int = int.from_bytes
_times = struct.Struct(">II").pack  # boots and time, with which an IV begins
_IN_PARSE_ERRS = 6


class _Cut(Shape):
    # A Shape whose messages are cut into parts: what is compared, and between that msgID, time,
    # MAC, salt and data.

    octets = None  # the time of the last message; `time` is its number, `begins` what its IV does

    def __init__(self, usual, d):
        Shape.__init__(self, usual, d)
        id, end, time, user, mac, salt, start = self.where
        body = start - len(self.what[-1])  # of the header of what is encrypted, if it is
        ends = id, end, time, user, mac, salt, salt + 2, body, start, len(d)
        sizes = [b - a for a, b in zip((0, *ends), ends)]
        self.parts = struct.Struct("".join("%ds" % n for n in sizes)).unpack

    def timed(self, octets):
        # Another time than that of the last message.
        self.octets = octets
        self.time = _int(octets, "big")
        self.begins = _times(self.boots, self.time)


class Flat3(Usual):
    """Usual on CPython."""

    shape = _Cut
    _until = 0.0  # monotonic: the engine has the time of _time until then
    _begins = None  # the engine's boots and that time
    _reply = b""
    _missed = None  # the datagram that reply() did not know last

    def lengths(self):
        """Those that messages have which reply() may know, as a container that stays current."""
        return self._shapes

    def reply(self, d):
        """The reply to `d`, to be sent at once; 0 for none; None: it is one for answer()."""
        for shape in self._shapes.get(len(d), ()):
            plain = self._authentic(d, shape)
            if plain:
                try:
                    return self._answered(d, shape, plain) and self._reply
                except BerError:
                    return self.agent._drop(_IN_PARSE_ERRS)
        self._missed = d
        return None

    def answer(self, d):
        """As V3.answer()."""
        reply = None if d is self._missed else self.reply(d)
        if reply is None:
            return self.otherwise(d)
        return reply and Usual.placed(self, reply)

    def _authentic(self, d, shape):
        # As Usual._authentic(): what is sure is the same, in the same order.
        first, id, opening, time, names, mac, salted, salt, data, octets = shape.parts(d)
        keys = shape.keys
        if not (
            (first, opening, names, salted, data) == shape.what
            and id[0] < 128 > time[0]
            and self.v3.users.get(shape.user) is keys
        ):
            return None
        _, _, _, _, at, end, _ = shape.where
        found = keys.mac.digest(d[:at] + keys.mac.zeros + d[end:])
        if not compare_digest(found[: shape.size], mac):
            return None
        if time != shape.octets:
            shape.timed(time)
        now = self._time if monotonic() < self._until else self.now()
        if not self._granted(d, shape, now - shape.time):
            return None
        if shape.cipher:
            octets = self.decrypted(shape.cipher, shape.begins + salt, octets)
        return octets if octets.startswith(shape.scope) else None

    def placed(self, reply):
        """Keep the reply, to be sent from where it is."""
        self._reply = reply
        return 1

    def now(self):
        """As Usual.now()."""
        uptime = self.v3.engine.uptime
        time = Usual.now(self)
        self._begins = _times(self.v3.engine.boots, time)
        if uptime.ticks_ms is ticks_ms:  # not by a clock of a test
            self._until = monotonic() + (1000 - uptime._ms) / 1000
        return time

    def signed(self, d, mac, p, end):
        """As Usual.signed()."""
        found = mac.digest(d[:p] + mac.zeros + d[end:])
        return compare_digest(found[: end - p], d[p:end])

    def sealed(self, scope, shape, data):
        """As Usual.sealed()."""
        iv = self.v3.message._iv
        iv[:8] = self._begins
        iv[15] = last = iv[15] + 1 & 255
        if not last:
            _message._next(iv, 14)
        return b"\4\x08" + iv[8:] + data + self.encrypted(shape.cipher, iv, scope)

    if crypto_pc.BACKEND == "cryptography":

        def decrypted(self, cipher, iv, octets):
            """As Usual.decrypted()."""
            return cipher.decrypted(iv, octets)

        def encrypted(self, cipher, iv, octets):
            """As Usual.encrypted()."""
            return cipher.encrypted(_int(iv, "big"), octets)
