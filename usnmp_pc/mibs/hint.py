# DISPLAY-HINT (RFC 2579, 3.1) both ways, in net-snmp's reading of it. Imports nothing; mibs.names,
# .reading, .values and .given import it.

_DIGITS = "0123456789"
_SPACE = b"\t\n\v\f\r"


class BadHint(ValueError):
    """The hint is none."""


def printed(octets):
    """Octets as text: "." for those that would not print, \\ before quotes and backslashes."""
    text = "".join([chr(c) if 32 <= c < 127 or c in _SPACE else "." for c in octets])
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _raw(octets):
    # Text as it is, also if it is no UTF-8; what has a NUL is printed with care.
    return printed(octets) if 0 in octets else octets.decode("utf-8", "surrogateescape")


def _mark(hint, i, width):
    # A separator or terminator at `i`; "" if what is there belongs to what follows.
    c = hint[i : i + 1]
    return "" if c in ("", "*") or c in _DIGITS or (not width and c in "xdo") else c


class _Part:
    """What one part of a hint says: repeat, width, code, separator and terminator; `end`."""

    def __init__(self, hint, i):
        self.repeat = hint[i : i + 1] == "*"
        i += self.repeat
        width = 0
        while i < len(hint) and hint[i] in _DIGITS:
            width = width * 10 + int(hint[i])
            i += 1
        self.code = hint[i : i + 1]
        i += 1
        self.separator = _mark(hint, i, width)
        i += len(self.separator)
        self.terminator = _mark(hint, i, width)
        self.end = i + len(self.terminator)
        self.width = width or 1


def _number(octets, part, last, two_digits):
    value = int.from_bytes(octets, "big") & 0xFFFFFFFFFFFFFFFF
    if part.code == "o":
        return "%o" % value
    if part.code == "d":
        return "%d" % (value - (value >> 63 << 64))
    narrow = part.width == 1 and (two_digits or (not part.separator and last))
    return "%02x" % value if narrow else "%x" % value


def octets_out(hint, octets, two_digits=False):
    """The text of an octet string, bytes; what is not UTF-8 is there as surrogates (PEP 383).
    two_digits: "0a" in place of "a". Raises BadHint.
    """
    out = []
    at = i = 0
    end = len(octets)
    part = None
    while at < end:
        repeat = 1
        if i < len(hint):
            part = _Part(hint, i)
            i = part.end
            if part.repeat:
                repeat = octets[at]
                at += 1
        while repeat and at < end:
            some = octets[at : at + part.width]
            if part.code in ("a", "t"):
                out.append(_raw(some))
                at += len(some)
            elif part.code in ("x", "d", "o"):
                some += bytes(part.width - len(some))
                out.append(_number(some, part, i >= len(hint), two_digits))
                at += part.width
            else:
                raise BadHint(hint)
            if at < end:
                out.append(part.separator)
            repeat -= 1
        if at < end:
            out.append(part.terminator)
    return "".join(out)


def integer_out(hint, value):
    """The text of an integer by a hint such as "d-2", "x", "o" or "b"."""
    code = hint[:1]
    if code == "b":
        return format(value & 0xFFFFFFFF, "032b")
    if code in ("x", "o"):
        return format(value & 0xFFFFFFFFFFFFFFFF, code)
    places = hint[2:] if hint[1:2] == "-" else ""
    digits = str(abs(value))
    if code == "d" and places.isdigit() and int(places):
        digits = digits.zfill(int(places))
        digits = digits[: -int(places)] + "." + digits[-int(places) :]
    return ("-" if value < 0 else "") + digits


def integer_in(hint, text):
    """The integer that a text by integer_out() is; None if it is none."""
    code = hint[:1]
    try:
        if code in ("x", "o", "b"):
            return int(text, {"x": 16, "o": 8, "b": 2}[code])
        if code == "d" and "." in text and hint[2:].isdigit():
            whole, _, rest = text.partition(".")
            if len(rest) <= int(hint[2:]) and rest.isdigit() and whole.lstrip("-").isdigit():
                return int(whole + rest.ljust(int(hint[2:]), "0"))
    except ValueError:
        pass
    return None


def _taken(text, base):
    # As strtol(): (number, rest of the text); None if there is no number.
    digits = text.lstrip(" \t\n\v\f\r")
    sign = digits[:1] if digits[:1] in ("-", "+") else ""
    digits = digits[len(sign) :]
    if base == 16 and digits[:2] in ("0x", "0X"):
        digits = digits[2:]
    n = 0
    legal = "0123456789abcdef"[:base]
    while n < len(digits) and digits[n].lower() in legal:
        n += 1
    if not n:
        return None
    return int(sign + digits[:n], base), digits[n:]


class _Reader:
    # Text by a hint, octet by octet.
    def __init__(self, text):
        self.left = text
        self.octets = bytearray()

    def take(self, repeat, width, code, separator, terminator):
        # What one part of a hint takes; False if the text is none of it.
        mark = len(self.octets)
        if repeat:
            self.octets.append(0)
        times = 0
        while True:
            if code in ("x", "d", "o"):
                found = _taken(self.left, {"x": 16, "d": 10, "o": 8}[code])
                if found is None:
                    return False
                number, self.left = found
                self.octets += bytes([number >> 8 * (width - 1 - i) & 255 for i in range(width)])
            else:
                self.octets += self.left[:width].encode("latin-1")
                self.left = self.left[width:]
            times += 1
            if separator and self.left:
                if self.left[0] != separator:
                    return False
                self.left = self.left[1:]
            if terminator and self.left[:1] == terminator:
                self.left = self.left[1:]
                break
            if not (repeat and self.left):
                break
        if repeat:
            self.octets[mark] = times & 255
        return True


def octets_in(hint, text):
    """The octets that a text by the hint is; None if it is not by the hint."""
    reader = _Reader(text.encode("utf-8", "surrogateescape").decode("latin-1"))
    part = None
    i = 0
    while i < len(hint) and reader.left:
        if part and not reader.take(*part):
            return None
        at = _Part(hint, i)
        if at.code not in ("x", "d", "o", "a") or not (at.repeat or hint[i] in _DIGITS):
            return None
        width = int(hint[i + at.repeat : hint.index(at.code, i)] or "0")
        part = (at.repeat, width, at.code, at.separator, at.terminator)
        i = at.end
    # The last part is for all that is left.
    while reader.left and part:
        before = reader.left
        if not reader.take(*part) or reader.left == before:
            return None
    return bytes(reader.octets)
