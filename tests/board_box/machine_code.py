# The functions in a .mpy of machine code, and how far their conditional branches go on cores with
# Thumb-2 code. Imports nothing of the box; tests import it.

NATIVE = 1  # kind of a function of machine code; 0 is bytecode


class _Reader:
    """What py/persistentcode.c of MicroPython writes, format 6.3."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, size):
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self):
        """An unsigned integer: seven bits an octet, the first ones first."""
        value = 0
        while True:
            (octet,) = self.take(1)
            value = value << 7 | octet & 127
            if octet < 128:
                return value

    def constant(self):
        (kind,) = self.take(1)
        if kind == 10:  # a tuple
            for _ in range(self.number()):
                self.constant()
        elif kind > 4:  # text, bytes, numbers; the first two with a NUL
            self.take(self.number() + (kind < 7))


def functions(data):
    """The machine code of each function in a .mpy (bytes): a list of bytes, the module's first."""
    reader = _Reader(data)
    assert reader.take(2) == b"M\x06"
    reader.take(2)
    names, constants = reader.number(), reader.number()
    for _ in range(names):
        size = reader.number()
        if not size & 1:  # else it is one of the firmware's own
            reader.take((size >> 1) + 1)
    for _ in range(constants):
        reader.constant()
    found = []

    def function():
        head = reader.number()
        code = reader.take(head >> 3)
        if head & 3:
            assert head & 3 == NATIVE
            found.append(code[: reader.number()])  # behind it are its names and their number
        if head & 4:
            for _ in range(reader.number()):
                function()

    function()
    assert reader.at == len(data)
    return found


def conditional_branches(code):
    """How far the conditional branches of 32 bits of a function go, as a core takes them: signed
    octets (Thumb-2, encoding T3). Of `code` for armv7m and the like, in which are no constants.
    """
    found = []
    at = 0
    while at < len(code):
        upper = code[at] | code[at + 1] << 8
        at += 2
        if upper >> 11 < 0b11101:  # an instruction of 16 bits
            continue
        lower = code[at] | code[at + 1] << 8
        at += 2
        if upper >> 11 == 0b11110 and lower & 0xD000 == 0x8000 and upper >> 6 & 15 < 14:
            far = (lower >> 11 & 1) << 19 | (lower >> 13 & 1) << 18
            far |= (upper & 0x3F) << 12 | (lower & 0x7FF) << 1
            found.append(far - (upper >> 10 & 1) * (1 << 20))
    return found
