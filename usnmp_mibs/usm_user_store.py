# What usm_user_table changes, kept in a usnmp_base.store.Store: localised keys, of users that are
# configured and of users made by SET. Imports usm_user_change for its Row, and User to
# read; usm_user_table imports it.

import binascii
import hashlib

from .usm_user_change import Row

if 0 & 1:  # for type checkers alone
    from typing import Callable, Sequence
    from usnmp_base.store import Store

# The key in the store: this, and the name in hex. The value, in hex too, since of a bytes a Store
# makes a list of ints: StorageType and RowStatus, an octet each; and each with its length before
# it the mark, the name of the configured user that it was cloned from or is, both protocols, both
# keys, usmUserPublic. A row: see usm_user_change.
_KEY = "usmUser."
_PERMANENT = 4


class Kept:
    """The rows of a usmUserTable at the engine with `engine_id` in `store`."""

    def __init__(self, store: "Store", engine_id: bytes) -> None:
        self.store = store
        self.engine_id = engine_id

    def mark(
        self,
        auth: "str | None" = None,
        priv: "str | None" = None,
        pair: "Sequence[bytes | None]" = (),
    ) -> bytes:
        """What a row is known by as being for this engine; one of a configured user also for what
        is configured, of Row: 8 octets. With others it is of no use, or out of date.
        """
        h = hashlib.sha256(self.engine_id)
        h.update(("%s %s" % (auth, priv)).encode())
        for key in pair:
            h.update(key or b"")
        return h.digest()[:8]

    def keep(self, before: "dict[bytes, Row]", rows: "dict[bytes, Row]") -> None:
        """Keep what is in `rows` and was not in `before`, and forget what is gone: at once, for a
        key that was changed must not be the old one again after a power cut. Raises OSError.
        """
        store = self.store
        changed = False
        for name in list(before) + [name for name in rows if name not in before]:
            row = rows.get(name)
            if row is before.get(name):
                continue
            key = _KEY + binascii.hexlify(name).decode()
            text = row and self._text(row)
            if text != store.data.get(key):
                store.value(key, None).set(text)
                changed = True
                if text is None:
                    del store.data[key]
        failures = store.failures
        if changed and not store.flush() and store.failures != failures:
            raise OSError("it cannot be kept")

    def _text(self, row):
        # None for what is not to be kept: volatile(2), or as configured.
        if row.storage == 2 or row.storage == _PERMANENT and not row.mark:
            return None
        found = bytearray((row.storage, row.status))
        for part in (
            row.mark or self.mark(),
            row.origin,
            (row.auth or "").encode(),
            (row.priv or "").encode(),
            row.pair[0] or b"",
            row.pair[1] or b"",
            row.public,
        ):
            found.append(len(part))
            found.extend(part)
        return binascii.hexlify(found).decode()

    def restore(
        self, rows: "dict[bytes, Row]", report: "Callable[[str], object]"
    ) -> "dict[bytes, Row]":
        """`rows`, those of the configured users, with what is kept. What is damaged, or for
        another engine or configuration, is left where it is, and reported.
        """
        found = dict(rows)
        for key in self.store.data:
            if key.startswith(_KEY):
                try:
                    name = binascii.unhexlify(key[len(_KEY) :])
                    found[name] = self._row(name, self.store.data[key], rows)
                except Exception as e:  # whatever is in the file
                    report("%s: what was changed by SET is not used: %s" % (key, e))
        return found

    def _row(self, name, text, rows):
        # Raises what there is to be raised of octets that are anything.
        value = binascii.unhexlify(text)
        parts = []
        p = 2
        while p < len(value):
            n = value[p]
            parts.append(value[p + 1 : p + 1 + n])
            p += 1 + n
        mark, origin, auth, priv, auth_key, priv_key, public = parts
        own = rows.get(name)
        source = rows.get(origin)
        row = Row(name)
        row.use(auth.decode() or None, priv.decode() or None, (auth_key or None, priv_key or None))
        row.storage, row.status = value[:2]
        if p != len(value) or row.storage not in (3, _PERMANENT) or not 0 < row.status < 4:
            raise ValueError("damaged")
        if not 0 < len(name) < 33 or not origin and row.status != 3:
            raise ValueError("damaged")
        if origin and not source:
            raise ValueError("the user that it was cloned from is not configured any more")
        if (row.storage == _PERMANENT) != bool(own):
            raise ValueError("the user is%s configured" % ("" if own else " not"))
        if mark != (self.mark(own.auth, own.priv, own.pair) if own else self.mark()):
            raise ValueError("it is for another engine ID, or for keys that were configured then")
        if source:
            from usnmp_v3 import User

            # It says what is wrong with the keys, or what this port cannot do
            user = User(
                name,
                row.auth,
                None,
                row.priv,
                None,
                row.pair[0],
                row.pair[1],
                self.engine_id if auth else None,
            )
            row.keys = user.localized(self.engine_id)
            row.keys.user = row
            row.keys.access = source.keys.access
        row.public = public
        row.origin = origin
        row.mark = mark
        return row
