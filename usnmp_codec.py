# BER as SNMP uses it: octets <-> (type, value). Pure; imports nothing of usnmp, every other module
# imports it. Whatever the octets, a decoder gives a value or raises BerError, never anything else.

import struct

if 0 & 1:  # for type checkers alone
    from typing import Any

# The public constants: ASN1_INT is 2, SNMP_ERR_TOOBIG is 1 and so on: prefix (none: the one
# before), first value, names that count up. 60 globals would cost 2.1 kB of an ESP8266's heap, and
# 0.5 kB again in usnmp; as text, which __getattr__ and name_of read, they cost 0.7 kB
# once. Universal types: X.690 8. SNMP's: RFC 2578 7.1. PDUs, exceptions: RFC 3416 3. OPAQUE_FLOAT
# and OPAQUE_DOUBLE are not tags: they are an Opaque round 9f 78 or 9f 79, as net-snmp sends them.
_NAMES = (
    "ASN1_ 2 INT BITSTR OCTSTR NULL OID,48 SEQ,SNMP_ 0 VER1 VER2C,"
    "64 IPADDR COUNTER GAUGE TIMETICKS OPAQUE NSAPADDR COUNTER64 UINTEGER32,66 GUAGE,"
    "120 OPAQUE_FLOAT OPAQUE_DOUBLE,128 NOSUCHOBJECT NOSUCHINSTANCE ENDOFMIBVIEW,"
    "160 GETREQUEST GETNEXTREQUEST GETRESPONSE SETREQUEST TRAP GETBULKREQUEST "
    "INFORMREQUEST TRAP2 REPORT,"
    "SNMP_ERR_ 0 NOERROR TOOBIG NOSUCHNAME BADVALUE READONLY GENERR,"
    "SNMP_TRAP_ 0 COLDSTART WARMSTART LINKDOWN LINKUP AUTHFAIL EGPNEIGHLOSS,GET_ 160 REQUEST"
)
# The tags, ordered so that one comparison tells how the content is coded: 0-5 integers (0 signed,
# 5 of 64 bit), 6-19 octets (6 text), 20-23 empty, 24 OID, 25 IpAddress, 26-27 opaque floats.
TAGS = b"\x02ABCGF\x04\x030DE\xa0\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\x05\x80\x81\x82\x06@xy"


class BerError(ValueError):
    """Octets that are not BER, or a value that its type cannot hold."""


def name_of(value: int, prefix: str = "") -> str:
    """The name of a public constant without its prefix, such as "COUNTER"; digits for a value that
    has none. `prefix` chooses among names that share a value: "ERR" for an error-status, "TRAP"
    for a generic trap.
    """
    for names in _NAMES.split(","):
        names = names.split()
        if len(names[0]) > 3:
            start = names.pop(0)
        first = int(names.pop(0))
        if isinstance(value, int):
            if prefix in start and 0 <= value - first < len(names):
                return names[value - first]
        elif value.startswith(start) and value[len(start) :] in names:
            return first + names.index(value[len(start) :])
    if isinstance(value, int):
        return str(value)
    raise AttributeError(value)


# PEP 562: usnmp_codec.ASN1_INT is 2. The same walk through the text, from a name to its value: a
# function of its own costs each board 240 octets.
__getattr__ = name_of


def tobytes_len(n: int) -> bytes:
    """Encode the length `n` (int >= 0) in the fewest octets (X.690 8.1.3), as bytes."""
    if n < 128:
        return bytes((n,))
    k = 1
    while n >> 8 * k:
        k += 1
    return bytes((128 + k,)) + n.to_bytes(k, "big")


def frombytes_lenat(buf: "bytes | bytearray | memoryview", ptr: int) -> "tuple[int, int]":
    """Return (length, octets of length) of the TLV at `ptr`; its content need not be there.

    Takes any definite form (X.690 8.1.3), however padded. Raises BerError for the indefinite and
    the reserved form.
    """
    k = buf[ptr + 1] if ptr + 1 < len(buf) else 128
    if k < 128:
        return k, 1
    b = buf[ptr + 2 : ptr + k - 126]
    if k < 129 or k > 254 or len(b) != k - 128:
        raise BerError("length")
    return int.from_bytes(b, "big"), k - 127


def tobytes_tv(t: int, v: "Any" = None) -> bytes:
    """Encode the value `v` as type `t`, an int: tag, length and content, as bytes (RFC 3417 8).

    int for the integer types; str or bytes-like for ASN1_OCTSTR, SNMP_OPAQUE, SNMP_NSAPADDR and
    ASN1_BITSTR (with its leading count of unused bits); dotted str for SNMP_IPADDR and ASN1_OID
    ("1.3.6" or ".1.3.6"); float for SNMP_OPAQUE_FLOAT and _DOUBLE; None for ASN1_NULL and the
    exceptions; encoded content for ASN1_SEQ and the PDUs. Raises BerError (a ValueError) for a
    value that the type cannot hold and for an unknown type.
    """
    b = None  # what is left None has no len(), a TypeError
    try:
        k = TAGS.index(bytes((t,)))
        if k < 6:
            n = 1
            while not -128 <= v >> n * 8 - 8 < 128:  # X.690 8.3.2: the fewest octets
                n += 1
            if not v >> (64 if k == 5 else 32) if k else n < 5:
                b = (v & (1 << n * 8) - 1).to_bytes(n, "big")
        elif k < 20:
            b = v
            v = type(v)  # all that an error shows: it may be a community
            b = b.encode() if isinstance(b, str) else bytes(memoryview(b))
        elif k < 24:
            b = bytes() if v is None else None
        elif k == 24:
            b = bytearray()
            n = -1  # the first arc, until the second brings it in (X.690 8.19.4); then 0
            for i in v.lstrip(".").split("."):
                i = int(i)
                if n < 0:
                    n = i
                    continue
                if i < 0 or n > 2 or n < 2 and i > 39 and not b or i + n * 40 >> 32:
                    raise ValueError
                i += n * 40
                n = 0
                k = 35
                while k:
                    k -= 7
                    if i >> k or not k:
                        b.append(i >> k & 127 | (128 if k else 0))
            if not b and n < 3:
                b.append(n * 40)  # "1" is "1.0"
            if not b or v.count(".") > 127:
                b = None
        elif k == 25:
            if v.count(".") == 3:
                b = bytes(map(int, v.split(".")))
        else:
            b = bytes((159, t, 4 * t - 476)) + struct.pack(">f" if t < 121 else ">d", v * 1.0)
            t = 68
        return bytes((t,)) + tobytes_len(len(b)) + b
    except (ValueError, TypeError, AttributeError, OverflowError):
        pass  # not raised here: on a PC the error would hold the other, and that the value
    if isinstance(t, int):
        t = name_of(t)
    raise BerError("%s cannot hold %r" % (t, v))


def frombytes_tvat(buf: "bytes | bytearray | memoryview", ptr: int) -> "tuple[int, Any]":
    """Return (type, value) of the TLV at `ptr` of a bytes-like, an int and a value as tobytes_tv
    takes it.

    An octet string is a str if all of it is printable ASCII (string.printable), otherwise bytes.
    What devices send that tobytes_tv does not make means what net-snmp makes of it: an OID of no
    octets is 0.0, padding means nothing, ASN1_INT may go to 2**32 - 1, and of the other types of
    32 bits the lowest count. Raises BerError for anything else that is not BER, or not a type of
    SNMP.
    """
    n, k = frombytes_lenat(buf, ptr)
    t = buf[ptr]
    ptr += 1 + k
    if n <= len(buf) - ptr:
        v = bytes(buf[ptr : ptr + n])
        k = TAGS.find(bytes((t,)))
        if k == 6:
            for c in v:
                if c > 126 or c < 9 or 13 < c < 32:
                    return t, v
            return t, v.decode()
        elif k < 0:
            pass
        elif k < 6:
            if (
                0 < n < 21
            ):  # padded no further: what arrives is not to choose how much heap it takes
                i = int.from_bytes(v, "big")
                if k == 0 and v[0] > 127:
                    i -= 1 << n * 8
                if -1 <= i >> (63 if k else 31) < 2:
                    if k % 5:  # 1-4: 32 bits, unsigned
                        i -= i >> 32 << 32
                    return t, i
        elif k < 20:
            if t == 68 and 6 < n < 12 and v[0] == 159 and v[2] == n - 3 == 4 * v[1] - 476:
                return v[1], struct.unpack(">f" if n < 8 else ">d", v[3:])[0]
            return t, v
        elif k < 24:
            if not n:
                return t, None
        elif k == 24 and n < 641:
            s = ""
            i = 0
            for c in v or bytes(1):  # of no octets: 0.0
                if i >> 25:  # past 2**32 - 1
                    break
                i = i << 7 | c & 127
                if c < 128:
                    if not s:
                        k = min(i // 40, 2)
                        s = str(k)
                        i -= k * 40
                    s += ".%d" % i
                    i = 0
            else:
                if c < 128 and s.count(".") < 128:  # RFC 2578 3.5: at most 128 sub-identifiers
                    return t, s
        elif k == 25 and n == 4:
            return t, ".".join(map(str, v))
    raise BerError("%d: %d octets" % (t, n))
