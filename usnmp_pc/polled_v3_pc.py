# polled_v3 on CPython, where hmac and the package `cryptography` do in C what is done octet by
# octet elsewhere. Imports usnmp_base.pc, usnmp_v3.privacy and polled_v3; usnmp_pc.speed imports
# it.

from hmac import compare_digest
from time import monotonic

from usnmp_base.pc import ticks_ms
from usnmp_v3.privacy import crypto_pc

from .polled_v3 import Usual

_int = int.from_bytes


class Flat3(Usual):
    """Usual on CPython."""

    _until = 0.0  # monotonic: the engine has the time of _time until then

    def signed(self, d, mac, p, end):
        """As Usual.signed()."""
        found = mac.digest(d[:p] + mac.zeros + d[end:])
        return compare_digest(found[: end - p], d[p:end])

    def now(self):
        """As Usual.now()."""
        if monotonic() < self._until:
            return self._time
        uptime = self.v3.engine.uptime
        time = Usual.now(self)
        if uptime.ticks_ms is ticks_ms:  # not by a clock of a test
            self._until = monotonic() + (1000 - uptime._ms) / 1000
        return time

    if crypto_pc.BACKEND == "cryptography":

        def decrypted(self, cipher, iv, octets):
            """As Usual.decrypted()."""
            return cipher.decrypted(_int(iv, "big"), octets)

        def encrypted(self, cipher, iv, octets):
            """As Usual.encrypted()."""
            return cipher.encrypted(_int(iv, "big"), octets)
