# What a browser's form sends, as it comes: its fields, urlencoded, as text. Pure; imports nothing
# of ours. usnmp_portal.http imports it.

NAME = 24  # octets of a field's name
FIELDS = 100
_HEX = b"0123456789abcdef"


class Form:
    """The fields of an application/x-www-form-urlencoded body (WHATWG URL 5.1). What it keeps is
    no longer than what came.
    """

    def __init__(self) -> None:
        self._fields = {}
        self._name = None  # of the field whose value is coming; None: the name is
        self._octets = bytearray()
        self._digits = None  # of an escape that is coming

    def feed(self, octets: bytes) -> None:
        """Take more of it. Raises ValueError, without any value in its text, for a broken escape,
        control characters, text that is no UTF-8, a field given twice, or too many of them.
        """
        for c in octets:
            if self._digits is not None:
                self._escaped(c)
            elif c == 0x25:  # %
                self._digits = b""
            elif c == 0x26:  # &
                self._end_field()
            elif c == 0x3D and self._name is None:  # =
                self._name = self._text()
            else:
                self._add(0x20 if c == 0x2B else c)  # +

    def end(self) -> "dict[str, str]":
        """The fields, when all of it was there. Raises ValueError, as feed()."""
        if self._digits is not None:
            raise ValueError("broken escape")
        self._end_field()
        return self._fields

    def _escaped(self, c):
        self._digits += bytes((c,))
        if bytes((c,)).lower() not in _HEX:
            raise ValueError("broken escape")
        if len(self._digits) == 2:
            c = int(str(self._digits, "ascii"), 16)
            self._digits = None
            self._add(c)

    def _add(self, c):
        if c < 0x20 or c == 0x7F:
            raise ValueError("control character")
        if self._name is None and len(self._octets) >= NAME:
            raise ValueError("a name that is too long")
        self._octets.append(c)

    def _end_field(self):
        text = self._text()
        name, self._name = self._name, None
        if name is None:  # no "=": not of a browser
            return
        if name in self._fields or len(self._fields) >= FIELDS:
            raise ValueError("a field is given twice, or there are too many")
        self._fields[name] = text

    def _text(self):
        text = None
        try:
            text = bytes(self._octets).decode()
        except ValueError:  # raised below: this one's text may have a password in it
            pass
        if text is None:
            raise ValueError("not UTF-8")
        self._octets = bytearray()
        return text
