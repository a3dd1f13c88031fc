# Stands for machine.SoftI2C, with an SHT3x if the box has put one at these pins. machine imports
# it when it is asked for, and gives it the memory: so it takes of the board's heap.

from micropython import const
from time import ticks_ms

# SCL, SDA, temperature, humidity, of two octets, low one first; how often it measured. box.py has
# the place too.
_AT = const(1168)
mem = None


def _word(at):
    data = bytes((mem[at + 1], mem[at]))
    crc = 0xFF
    for octet in data:
        crc ^= octet
        for _ in range(8):
            crc = crc << 1 ^ (0x131 if crc & 0x80 else 0)
    return data + bytes((crc,))


class SoftI2C:
    def __init__(self, scl, sda, freq=400000):
        self._scl, self._sda = scl.number, sda.number
        self._ready = None

    def _select(self, address):
        if address != 0x44 or mem[_AT] != self._scl or mem[_AT + 1] != self._sda:
            raise OSError(19)  # ENODEV

    def writeto(self, address, data, stop=True):
        self._select(address)
        if data != b"\x24\x00":
            raise OSError(19)
        mem[_AT + 6] = mem[_AT + 6] + 1 & 255
        self._ready = ticks_ms() + 15
        return len(data)

    def readfrom(self, address, n, stop=True):
        self._select(address)
        if self._ready is None or ticks_ms() < self._ready:
            raise OSError(19)
        self._ready = None
        return (_word(_AT + 2) + _word(_AT + 4))[:n]
