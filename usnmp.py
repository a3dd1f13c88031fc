# SNMP messages as objects: SnmpPacket and its variable bindings. Pure; imports usnmp_codec and
# shows its names.

from usnmp_codec import (
    BerError,
    __getattr__,  # noqa: F401 - the constants
    name_of,
    frombytes_lenat,
    frombytes_tvat,
    tobytes_len,  # noqa: F401 - shown, as the original did
    tobytes_tv,
)

if 0 & 1:  # for type checkers alone
    from typing import Any, Iterator


def _split(buf, type="0", ptr=0):
    # The values of the TLVs that make up `buf` from `ptr`. Their tags must be the characters of
    # `type`; "?": any, (type, value).
    out = []
    for k in type:
        t, v = frombytes_tvat(buf, ptr)
        if k == "?":
            v = t, v
        elif t != ord(k):
            raise BerError("type %d" % t)
        out.append(v)
        ptr += 1 + sum(frombytes_lenat(buf, ptr))
    if ptr < len(buf) and type != "0":  # what is behind a lone TLV, a message, is ignored
        raise BerError("length")
    return out


class VarBinds(list):
    """The variable bindings of a packet: a dict of OID -> (type, value) that keeps order and
    duplicates.

    Underneath it is a list of (OID, (type, value)): append() adds a binding whether or not the OID
    is there already; [oid] finds the first. Assigning None means (ASN1_NULL, None); an int,
    (ASN1_INT, int).
    """

    def items(self) -> "list[tuple[str, tuple[int, Any]]]":
        """The list of (OID, (type, value)), in order."""
        return self.copy()

    def __getitem__(self, key: str) -> "tuple[int, Any]":
        for k, v in self.copy():
            if k == key:
                return v
        raise KeyError(key)

    def __setitem__(self, key: str, value: "tuple[int, Any] | int | None") -> None:
        i = 0
        for k in self:
            if k == key:
                self.pop(i)
                break
            i += 1
        if isinstance(value, int):
            value = 2, value
        self.insert(i, (key, value or (5, None)))

    def __delitem__(self, key: str) -> None:
        self.remove((key, self[key]))

    def __iter__(self) -> "Iterator[str]":
        for vb in self.copy():
            yield vb[0]

    def __contains__(self, key: object) -> bool:
        return key in iter(self)

    def __repr__(self) -> str:
        s = ""
        for vb in self.copy():
            s += ", %r: %r" % vb
        return "{%s}" % s[2:]

    __str__ = __repr__  # MicroPython would print the list


class SnmpPacket:
    """An SNMP message, version 1 or 2c: SnmpPacket(buffer) decodes, SnmpPacket(type) or
    SnmpPacket(type=...) makes one.

    Attributes, all of them keywords too: ver (0: SNMPv1, 1: v2c), community (str, or bytes if it
    is not printable), type (of the PDU), varbinds (VarBinds; as a keyword a dict will do); id,
    err_status, err_id, ints; and instead of those three, for SNMP_TRAP: enterprise, agent_addr,
    dotted, generic_trap, specific_trap, timestamp (hundredths of a second), ints. In an
    SNMP_GETBULKREQUEST err_status is non-repeaters and err_id max-repetitions. Raises BerError (a
    ValueError) for a buffer that is not such a message, TypeError for another keyword. RFC 1157
    4.1, RFC 3416 3.
    """

    ver: int
    community: "str | bytes"
    type: int
    varbinds: "VarBinds"
    id: int
    err_status: int
    err_id: int
    enterprise: str
    agent_addr: str
    generic_trap: int
    specific_trap: int
    timestamp: int

    def __init__(
        self, src: "int | bytes | bytearray | memoryview | None" = None, **kw: "Any"
    ) -> None:
        self.varbinds = VarBinds()
        for k, v in kw.pop("varbinds", {}).items():
            self.varbinds.append((k, v or (5, None)))
        v = [0, "public", 0, 0, 0]
        self.type = kw.get("type", src)
        if isinstance(src, (bytes, bytearray, memoryview)):
            v = _split(_split(src)[0], "\x02\x04?")
            self.type, src = v.pop()
            if self.type < 160:
                raise BerError("PDU")
            v += _split(src, self._fields(1)[2:] + "0")
            src = v.pop()
            i = 0
            while i < len(src):
                self.varbinds.append(tuple(_split(_split(src, "0", i)[0], "\x06?")))
                i += 1 + sum(frombytes_lenat(src, i))
        elif self.type is None:
            raise ValueError("type=")
        elif self.type == 0xA4:
            v[2:2] = "1.3.6.1.4.1", "127.0.0.1"
        for k in self._fields():
            setattr(self, k, v.pop(0))
        for k, v in kw.items():
            if not hasattr(self, k):
                raise TypeError(k)
            setattr(self, k, v)

    def _fields(self, type=None):
        # The attributes in the order of the message, or their types.
        v = (
            "ver community id err_status err_id "
            "enterprise agent_addr generic_trap specific_trap timestamp"
        ).split()
        if type:
            v = "\x02\x04\x02\x02\x02\x06@\x02\x02C"
        return v[:2] + (v[5:] if self.type == 0xA4 else v[2:5])

    def tobytes(self) -> bytes:
        """The message, as bytes. Raises BerError for a value that its type cannot hold."""
        v = bytearray()
        for k, tv in self.varbinds.items():
            try:
                v.extend(tobytes_tv(48, tobytes_tv(6, k) + tobytes_tv(*tv)))
            except ValueError as e:
                raise BerError("%s: %s" % (k, e))
        head = b = bytes()
        for t, k in zip(self._fields(1), self._fields()):
            x = getattr(self, k)
            if k == "id" and isinstance(x, int) and x >> 31 == 1:
                b = bytes((2,)) + tobytes_tv(65, x)[1:]  # unsigned, as some managers count
            else:
                b += tobytes_tv(ord(t), x)
            if t == "\x04":
                head = b
                b = bytes()
        return tobytes_tv(48, head + tobytes_tv(self.type, b + tobytes_tv(48, v)))

    def __repr__(self) -> str:
        s = "<SnmpPacket " + name_of(self.type)
        for k in self._fields():
            if k != "community":  # a password of sorts
                s += " %s=%r" % (k, getattr(self, k))
        if self.type == 0xA2:
            s += " " + name_of(self.err_status, "ERR")
        for k, v in self.varbinds.items():
            s += "\n %s %s %r" % (k, name_of(v[0]), v[1])
        return s + ">"


if hasattr(_split, "__dict__"):  # CPython, where SnmpPacket can be made faster
    try:
        # As bytes: a board would keep each name in it for ever.
        exec(b"from usnmp_base.packet_pc import install; install(SnmpPacket, VarBinds)")
    except ImportError:  # left out
        pass
