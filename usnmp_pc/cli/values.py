# OID TYPE VALUE arguments, as snmpset and snmptrap take them. Imports usnmp_codec.

import argparse
import math
import os
import re

from usnmp_codec import tobytes_tv

from .arguments import oid

HELP = """types:
  i: INTEGER  u: Gauge32  c: Counter32  C: Counter64  t: Timeticks  a: IpAddress
  o: OID  s: STRING  x: STRING in hex  d: STRING in decimal octets  b: BITS by their numbers
  n: NULL  3: UInteger32  I, U: Opaque Int64, UInt64  F, D: Opaque float, double"""
_INTEGERS = {"i": 2, "u": 66, "c": 65, "C": 70, "t": 67, "3": 71}
_OPAQUE, _FLOAT, _DOUBLE = 68, 120, 121


def _integer(text, low, high):
    if not re.fullmatch(r"\s*[-+]?[0-9]{1,20}", text):
        raise ValueError("not an integer")
    if not low <= int(text) <= high:
        raise ValueError("out of range, %d to %d" % (low, high))
    return int(text)


def _opaque_integer(tag, text):
    # 9f, type, length, content: as net-snmp has it
    signed = tag == 0x7A
    low, high = (-(2**63), 2**63 - 1) if signed else (0, 2**64 - 1)
    number = _integer(text, low, high)
    size = 1
    while not (-1 << 8 * size - 1) <= number < (1 << 8 * size - 1) and size < 8 + (not signed):
        size += 1
    return bytes((0x9F, tag, size)) + number.to_bytes(size, "big", signed=signed or size < 9)


def _address(text):
    parts = text.split(".")
    if len(parts) != 4 or not all(re.fullmatch("[0-9]{1,3}", p) for p in parts):
        raise ValueError("not an IPv4 address")
    if max(map(int, parts)) > 255:
        raise ValueError("not an IPv4 address")
    return ".".join([str(int(p)) for p in parts])


def _hex(text):
    # pairs of digits, apart or not: 0x0a0b, "0a 0b", 0a:0b
    found = re.fullmatch(r"\s*(?:0[xX])?((?:[0-9A-Fa-f]{2}[\s:.-]*)*)", text)
    if not found:
        raise ValueError("not hex octets")
    return bytes.fromhex(re.sub(r"[\s:.-]", "", found.group(1)))


def _decimal(text):
    words = re.split(r"[\s.,]+", text.strip()) if text.strip() else []
    if not all(re.fullmatch("[0-9]{1,3}", w) and int(w) < 256 for w in words):
        raise ValueError("not decimal octets")
    return bytes(map(int, words))


def _bits(text):
    bits = [_integer(w, 0, 65535) for w in re.split(r"[\s,]+", text.strip()) if w]
    value = bytearray(max(bits, default=-1) // 8 + 1)
    for bit in bits:
        value[bit // 8] |= 0x80 >> bit % 8
    return bytes(value)


def _float(text):
    try:
        return float(text)
    except ValueError:
        raise ValueError("not a number")


def value(kind, text):
    """(type, value) of the VALUE `text` of the TYPE `kind`. Raises ValueError."""
    if kind in _INTEGERS:
        type = _INTEGERS[kind]
        low, high = (-(2**31), 2**31 - 1) if kind == "i" else (0, 2**32 - 1)
        return type, _integer(text, low, 2**64 - 1 if kind == "C" else high)
    if kind == "a":
        return 64, _address(text)
    if kind == "o":
        try:
            return 6, oid(text)
        except argparse.ArgumentTypeError:
            raise ValueError("not an OID")
    if kind in "sxdb":
        return 4, {"s": os.fsencode, "x": _hex, "d": _decimal, "b": _bits}[kind](text)
    if kind == "n":
        return 5, None
    if kind in "IU":
        return _OPAQUE, _opaque_integer(0x7A if kind == "I" else 0x7B, text)
    if kind in "FD":
        number = _float(text)
        if kind == "F" and math.isfinite(number) and abs(number) > 3.4028235677973366e38:
            raise ValueError("out of range")
        return (_FLOAT if kind == "F" else _DOUBLE), number
    raise ValueError("no such type")


def varbinds(parser, words):
    """The list of (OID, type, value) that `words` are; ends in parser.error if they are none."""
    found = []
    for i in range(0, len(words), 3):
        name = words[i]
        try:
            name = oid(name)
            if i + 3 > len(words):
                parser.error("%s: TYPE and VALUE must follow" % name)
            kind, text = words[i + 1 : i + 3]
            if len(kind) != 1:
                raise ValueError("no such type")
            found.append((name, *value(kind, text)))
            tobytes_tv(*found[-1][1:])
        except argparse.ArgumentTypeError as e:
            parser.error(str(e))
        except ValueError as e:
            parser.error("%s: bad value %r of type %s: %s" % (name, text, kind, e))
    return found
