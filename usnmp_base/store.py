# Values that survive a reboot, in a file that is whole whenever the power goes. Imports the codec,
# for those of a MIB; the firmware makes a Store, gives its values to the MIB and polls it in its
# main loop.

# The file: 16 octets of the SHA-256 of the rest (an ESP8266 has no crc32), and the rest in JSON,
# bytes as a list. Written as path + ".new", read back, renamed. Whenever there is just one whole
# file, that is not the one written to.

import hashlib
import json
import os

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_mib import Mib

try:
    from time import ticks_ms as _ticks_ms
except ImportError:  # CPython
    from usnmp_base.pc import ticks_ms as _ticks_ms


def _seal(body):
    return hashlib.sha256(body).digest()[:16]


def _read(path):
    # The values in a file; None if there is no file, False if it is not whole, or holds anything
    # but values by key.
    try:
        with open(path, "rb") as f:
            seal = f.read(16)
            body = f.read()
        if seal != _seal(body):
            return False
        body = json.loads(body)
        for key, value in body.items():
            if isinstance(value, list):
                body[key] = bytes(value)
                if list(body[key]) != value:  # MicroPython makes 0 of 256
                    return False
            elif not _kept(value):
                return False
        return body
    except Exception as e:  # not OSError alone: a file can be too long for the heap
        return None if e.args and e.args[0] == 2 else False  # ENOENT


def _kept(value):
    # Is it of a kind that a file can have?
    return value is None or isinstance(value, (int, str, bytes))


class _Value:
    # As usnmp_mib.Value. A default is not put into the file: the next firmware may have another.
    def __init__(
        self,
        store: "Store",
        key: str,
        default: "int | str | bytes | None",
        check: "Callable[[Any], object] | None",
    ) -> None:
        self.store = store
        self.key = key
        self.default = default
        self.check = check

    def __call__(self) -> "Any":
        return self.store.data.get(self.key, self.default)

    def set(self, value: "int | str | bytes | None") -> None:
        if self.check and self.check(value) is False or not _kept(value):
            raise ValueError(value)
        store = self.store
        if value != store.data.get(self.key, self.default):
            # What may want memory comes first: either all of this is done, or nothing.
            if not store._dirty:
                store.poll()  # the time until now does not count
                # Not at once: who sets one value may be about to set three.
                store._wait = max(store._wait, min(store.interval_ms, 5000))
                store._dirty = True
            store.data[self.key] = value


class Store:
    """Values by key, kept in the file `path`, which need not be there.

    interval_ms: the least time between two writes. ticks_ms: the clock, this port's by default;
    it may wrap at 2**30 or a multiple. Whatever is in the file, this does not raise: `damaged`
    tells if it is not whole, or not such a file. `failures` counts the writes that failed. log:
    called with one str when writing begins to fail; None: nobody is told.
    """

    _failing = False

    def __init__(
        self,
        path: str = "usnmp.dat",
        interval_ms: int = 60000,
        ticks_ms: "Callable[[], int] | None" = None,
        log: "Callable[[str], object] | None" = None,
    ) -> None:
        self.path = path
        self.interval_ms = interval_ms
        self.log = log
        self._now = ticks_ms or _ticks_ms
        self._last = self._now()
        self._wait = 0  # ms until poll() may write
        self._dirty = False
        self.failures = 0
        data = _read(path)
        self.damaged = data is False
        self.data = (_read(path + ".new") if not isinstance(data, dict) else data) or {}

    def value(
        self,
        key: str,
        default: "int | str | bytes | None",
        check: "Callable[[Any], object] | None" = None,
    ) -> "_Value":
        """The value of `key` as an object: calling it reads, its set(value) writes.

        key: a str, such as the OID, the same at each boot. Values are int, str, bytes or None.
        default: what it is until it is set. check: a callable that refuses a value by raising
        ValueError or returning False; set() then raises ValueError, and a value in the file
        gives way to the default.
        """
        value = _Value(self, key, default, check)
        try:
            if check and key in self.data and check(value()) is False:
                raise ValueError
        except Exception:  # a check need not expect another type, that of an older firmware
            del self.data[key]
        return value

    def scalar(self, oid: str, type: int, default: "int | str | bytes | None") -> "_Value":
        """value() for Mib.scalar(persist=), which refuses what is not of `type`."""
        from usnmp_codec import tobytes_tv

        return self.value(oid, default, lambda v: tobytes_tv(type, v))

    def poll(self) -> bool:
        """Write if a value has changed and it is time; return whether it wrote. Never raises.

        It is time 5 s after the first change and interval_ms after the last write or try. To be
        called often: at least every 12 days.
        """
        now = self._now()
        # ticks_diff would be negative after 6 days, and CPython has none
        self._wait = max(0, self._wait - (now - self._last & 0x3FFFFFFF))
        self._last = now
        return self._dirty and not self._wait and self.flush()

    def serve(self, mib: "Mib", oid: str) -> None:
        """At the start: log what is wrong with the file, which counts as a failure, and serve
        `failures` as a Counter32. Makes path + ".new" and removes it. Raises ValueError as
        Mib.scalar.
        """
        path = self.path
        try:
            if self.damaged:
                with open(path, "rb") as f:  # a folder, or not ours to read: an OSError
                    f.read(1)
                raise OSError("damaged, its values are not used")
            path += ".new"
            with open(path, "ab"):
                pass
            if not os.stat(path)[6]:
                os.remove(path)
        except (OSError, ValueError) as e:
            self.failures += 1
            self._tell(path, e)
        mib.scalar(oid, 65, lambda: self.failures)

    def _tell(self, what, e):
        try:
            self.log("usnmp: %s: %s" % (what, e))
        except Exception:  # there is none, or it fails: it is not worth a store
            pass

    def flush(self) -> bool:
        """Write now if a value has changed, as before a reboot; return whether it wrote.

        A write that fails (flash full, read-only) does not raise: poll() will try again after
        interval_ms.
        """
        wrote = False
        if self._dirty:
            self._last = self._now()
            self._wait = self.interval_ms
            try:
                old = _read(self.path)
                if (old or {}) != self.data:  # equal if a value was set and set back
                    body = {}
                    for key, value in self.data.items():
                        body[key] = list(value) if isinstance(value, bytes) else value
                    body = json.dumps(body).encode()
                    path = self.path + ".new"
                    if not isinstance(old, dict) and _read(path):  # the only whole file: it stays
                        path = self.path
                    with open(path, "wb") as f:
                        f.write(_seal(body))
                        f.write(body)
                        if hasattr(os, "fsync"):  # CPython; the ports do it when they close a file
                            f.flush()
                            os.fsync(f.fileno())
                    if _read(path) != self.data:
                        raise OSError
                    if path != self.path:
                        try:
                            os.rename(path, self.path)
                        except OSError:  # FAT does not replace. A cut here: .new is whole
                            os.remove(self.path)
                            os.rename(path, self.path)
                    wrote = True
                self._dirty = self._failing = False
            except (OSError, MemoryError, ValueError) as e:  # ValueError: such a path there is not
                self.failures += 1
                if not self._failing:  # once, not each minute
                    self._failing = True
                    self._tell(self.path, e)
        return wrote
