# Stands for neopixel: the box sees what was written.

from _board import mem, sh
from shared import PIXELS


class NeoPixel:
    def __init__(self, pin, n, bpp=3, timing=1):
        self.pin, self.n, self.bpp = pin, n, bpp
        self.buf = bytearray(n * bpp)

    def __len__(self):
        return self.n

    def __setitem__(self, i, colour):
        for j, k in enumerate((1, 0, 2, 3)[: self.bpp]):  # green goes first
            self.buf[i * self.bpp + k] = colour[j]

    def __getitem__(self, i):
        return tuple([self.buf[i * self.bpp + k] for k in (1, 0, 2, 3)[: self.bpp]])

    def fill(self, colour):
        for i in range(self.n):
            self[i] = colour

    def write(self):
        sh.pixel_pin = self.pin.number
        sh.pixels = len(self.buf)
        mem[PIXELS : PIXELS + len(self.buf)] = self.buf
        sh.pixel_writes += 1
