# Notifications that survive a reboot, in a usnmp_base.store.Store. Imports usnmp_codec, delivery
# and usnmp_base.trap; usnmp_notify imports it if it is given a store.

import binascii

from usnmp_base.trap import SNMP_TRAP_OID, SYS_UPTIME
from usnmp_codec import frombytes_lenat, frombytes_tvat

from .delivery import const

_KEY = "notify."
# What a notification, a job and a line are: delivery
_BODY = const(1)
_SLOT = const(3)
_JOBS = const(4)
_LINE = const(2)
_TARGET = const(4)
_MOST = const(1400)  # octets of body, as in usnmp_notify


def _trap_oid(body):
    # The snmpTrapOID in the content of a list of variable bindings. Raises ValueError, IndexError
    # or OverflowError if that is not well-formed.
    found = []
    p = 0
    while p < len(body):
        name = p + 1 + frombytes_lenat(body, p)[1]
        value = name + 1 + sum(frombytes_lenat(body, name))
        end = p + 1 + sum(frombytes_lenat(body, p))
        t, oid = frombytes_tvat(body, name)
        if body[p] != 48 or t != 6 or value + 1 + sum(frombytes_lenat(body, value)) != end:
            raise ValueError
        t, v = frombytes_tvat(body, value)
        if t == 48 or t > 127:
            raise ValueError
        found = found[:2] + [(oid, t, v)]
        p = end
    if found[0][:2] != (SYS_UPTIME, 0x43) or found[1][:2] != (SNMP_TRAP_OID, 6):
        raise ValueError
    return found[1][2]


class Kept:
    """Keeps notifications under keys notify.0, notify.1 ... of `store`. No method raises."""

    # A value: 8 digits that count, 4 of the targets still to serve (one bit for each), and the
    # variable bindings, all hexadecimal: a str, since of a bytes a Store makes a list of ints.
    def __init__(self, store):
        self._store = store
        self._count = 0

    def load(self, many):
        """A list of (snmpTrapOID, varbinds, numbers of targets, slot), the oldest first; there
        are `many` targets. What is damaged is forgotten.
        """
        found = []
        for slot in list(self._store.data):
            if not slot.startswith(_KEY):
                continue
            value = self._store.value(slot, None)
            try:
                text = value()
                if not isinstance(text, str) or len(text) > 12 + 2 * _MOST:
                    raise ValueError
                count = int(text[:8], 16)
                targets = int(text[8:12], 16)
                body = binascii.unhexlify(text[12:])
                numbers = [i for i in range(many) if targets >> i & 1]
                if not numbers or count < 0:
                    raise ValueError
                found.append((count, _trap_oid(body), body, numbers, slot))
                self._count = max(self._count, count)
            except MemoryError:  # it stays for the next boot
                self._store.failures += 1
            except Exception:  # whatever is in the file
                value.set(None)
        found.sort(key=lambda e: e[0])
        return [e[1:] for e in found]

    def keep(self, n, notify):
        """Keep `n` of the queue of the Notifier `notify` for the targets still to serve; without
        any, forget it. Without memory for that, a failure of the store, what was kept stays.
        """
        try:
            if not n[_SLOT]:
                n[_SLOT] = self._free([other[_SLOT] for other in notify._queue])
            value = self._store.value(n[_SLOT], None)
            targets = 0
            for job in n[_JOBS]:
                target = job[_LINE][_TARGET]
                if target in notify.targets[:16]:
                    targets |= 1 << notify.targets.index(target)
            text = None
            if targets:
                text = value()
                if not text:  # else it keeps its place
                    self._count += 1
                    text = "%08x" % self._count
                text = text[:8] + "%04x" % targets + binascii.hexlify(n[_BODY]).decode()
            value.set(text)
        except MemoryError:
            self._store.failures += 1

    def _free(self, used):
        # A key that is not in `used`, and has no value that could not be loaded.
        i = 0
        while _KEY + str(i) in used or self._store.data.get(_KEY + str(i)):
            i += 1
        return _KEY + str(i)

    def poll(self):
        """Write if it is time."""
        self._store.poll()
