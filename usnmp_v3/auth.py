# Authentication protocols of USM (RFC 3414, 7860): the hashes, and the MAC of a message. Imports
# nothing of usnmp at once; keys and privacy import it. What a port's hashlib lacks, opt-in modules
# of this folder have. Their names are put together here, so no tool takes them along unasked.

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Union

    Octets = Union[bytes, bytearray, memoryview]

# As net-snmp names them. One text: each would be a name in the heap.
_NAMES = "MD5, SHA, SHA-224, SHA-256, SHA-384, SHA-512"


def opt_in(name: str) -> "Any":
    """The module usnmp_v3.`name`, or None if it is not installed, or lacks what it needs."""
    try:
        return __import__("usnmp_v3." + name, None, None, (name,))
    except ImportError:
        return None


def hash_of(auth: str) -> "Callable[..., Any]":
    """The constructor of the hash of an authentication protocol, "MD5", "SHA", "SHA-224",
    "SHA-256", "SHA-384" or "SHA-512": of hashlib, or else of this folder's md5, sha224 or sha512.

    Raises ValueError for another name, and where neither is to be had.
    """
    if auth not in _NAMES.split(", "):
        raise ValueError("%s: no authentication protocol; there are %s" % (auth, _NAMES))
    import hashlib

    name = "sha1" if auth == "SHA" else auth.lower().replace("-", "")
    new = getattr(hashlib, name, None)
    try:
        new()
        return new
    except (TypeError, ValueError):  # there is none; a CPython in FIPS mode refuses MD5
        pass
    own = "sha224" if auth == "SHA-256" else "sha512" if auth == "SHA-384" else name
    module = opt_in(own)
    if module:
        return getattr(module, name)
    raise ValueError(
        "%s: this port has none; use SHA-256%s"
        % (auth, "" if auth == "SHA" else ", or install usnmp_v3." + own)
    )


class Mac:
    """The HMAC (RFC 2104) of one key with the hash of `auth`. `size` is how many octets of it a
    message carries (RFC 3414 6.3.1, RFC 7860 4.1); zeros, as many octets.

    key: localised, octets. Raises ValueError as hash_of() does.
    """

    def __init__(self, auth: str, key: "Octets") -> None:
        self._new = new = hash_of(auth)
        n = len(new().digest())
        block = 128 if n > 32 else 64
        self.size = {28: 16, 32: 24, 48: 32, 64: 48}.get(n, 12)
        self.zeros = bytes(self.size)
        if len(key) > block:
            h = new()
            h.update(key)
            key = h.digest()
        key = bytes(key) + bytes(block - len(key))
        self._inner = bytes([c ^ 0x36 for c in key])
        self._outer = bytes([c ^ 0x5C for c in key])
        h = new(self._inner)
        if hasattr(h, "copy"):
            # Not MicroPython's. The pads are hashed once: "new" is then to copy what has done so.
            self._new = type(h).copy
            self._inner = h
            self._outer = new(self._outer)
            return
        module = opt_in("midstate")
        found = module and module.midstate(new, self._inner, self._outer)
        if found:
            self._inner = self._outer = None
            self.digest = found.digest

    def digest(self, a: "Octets") -> bytes:
        """The whole HMAC of `a`."""
        h = self._new(self._inner)
        h.update(a)
        a = h.digest()
        h = self._new(self._outer)
        h.update(a)
        return h.digest()
