# An I2C bus and chips on it, as their data sheets say: what a machine.I2C gives a driver. A clock
# that the driver's waits move; a chip that is asked too early does not acknowledge, as a real one.


class Bus:
    """Chips by their addresses, and a clock in milliseconds. waited: what drivers slept in all."""

    def __init__(self, **chips):
        self.chips = {}
        self.now = 1000
        self.waited = 0
        self.asked = 0  # transfers

    def put(self, address, chip):
        """`chip` is at `address` from now on; returned for convenience."""
        chip.bus = self
        self.chips[address] = chip
        return chip

    def time(self, *modules):
        """Have driver modules wait by this clock."""
        for module in modules:
            for name in ("sleep_ms", "ticks_ms"):
                if hasattr(module, name):
                    setattr(module, name, getattr(self, name))

    def sleep_ms(self, ms):
        self.now += ms
        self.waited += ms

    def ticks_ms(self):
        return self.now & 0x3FFFFFFF

    def _chip(self, address):
        self.asked += 1
        if address not in self.chips:
            raise OSError(19)  # ENODEV: not acknowledged
        return self.chips[address]

    def writeto(self, address, data, stop=True):
        self._chip(address).write(bytes(data))
        return len(data)

    def readfrom(self, address, n, stop=True):
        data = self._chip(address).read(n)
        assert len(data) == n
        return data

    def readfrom_mem(self, address, register, n):
        self.writeto(address, bytes((register,)), False)
        return self.readfrom(address, n)

    def writeto_mem(self, address, register, data):
        self.writeto(address, bytes((register,)) + bytes(data))


class Registers:
    """A chip of registers of `width` octets: contents, register -> octets."""

    def __init__(self, contents, width=1):
        self.contents = dict(contents)
        self.width = width
        self.at = 0
        self.written = []  # (register, octets)

    def write(self, data):
        self.at = data[0]
        if len(data) > 1:
            self.written.append((self.at, data[1:]))
            self.set(self.at, data[1:])

    def set(self, register, data):
        for i in range(0, len(data), self.width):
            self.contents[register + i // self.width] = data[i : i + self.width]

    def read(self, n):
        data = b""
        at = self.at
        while len(data) < n:  # octet registers one after the other, others each for itself
            data += self.contents[at]
            at += 1
        return data[:n]


def crc8(data):
    """Sensirion's CRC, bit by bit: x^8 + x^5 + x^4 + 1, from 0xFF."""
    crc = 0xFF
    for octet in data:
        for bit in range(7, -1, -1):
            top = crc >> 7 ^ octet >> bit & 1
            crc = crc << 1 & 0xFF
            if top:
                crc ^= 0x31
    return crc


def with_crcs(*words):
    data = b""
    for word in words:
        octets = bytes((word >> 8, word & 0xFF))
        data += octets + bytes((crc8(octets),))
    return data


class Commands:
    """A chip that takes commands: answers, command -> (ms it takes, octets)."""

    def __init__(self, answers):
        self.answers = answers
        self.commands = []
        self.answer = None
        self.ready = 0

    def write(self, data):
        if data not in self.answers:
            raise OSError(19)
        self.commands.append(data)
        wait, self.answer = self.answers[data]
        self.ready = self.bus.now + wait

    def read(self, n):
        if self.answer is None or self.bus.now < self.ready:
            raise OSError(19)
        answer, self.answer = self.answer, None
        return answer[:n]


# What of a value is lost in the floats of this port: those of an ESP8266 have 22 bits.
ROUNDING = 0 if 1 + 2**-30 > 1 else 2**-20


def near(value, expected, off=0.005):
    """Is `value` what is expected, to `off`?"""
    assert abs(value - expected) <= off + ROUNDING * abs(expected), (value, expected)
    return True
