# A firmware that is brought over the network, to the second partition of a chip that has two: is
# the file one, what of it does the board have already. Imports flashing, pins and terminal;
# deploy.py and network.py import it.

import hashlib
from pathlib import Path

from . import flashing, pins
from .channel import CHUNK
from .terminal import Fault, plain

BLOCK = 4096
_MAGIC = bytes.fromhex("3254cdab")  # esp_app_desc_t's, at 32: of a program, not of a bootloader


class Image:
    """The file `path`. sha256: in hex, what it has to have; None: whatever it has. Raises Fault,
    OSError.
    """

    def __init__(self, path, sha256=None):
        self.path = plain(path)
        octets = Path(path).read_bytes()
        if octets[:1] != b"\xe9":
            raise Fault("%s is no firmware for an ESP chip" % self.path)
        if octets[32:36] != _MAGIC:
            raise Fault(
                "%s is a whole flash with its bootloader, or for an ESP8266: over the network a "
                "board takes the .app-bin" % self.path
            )
        self.sha256 = hashlib.sha256(octets).hexdigest()
        if sha256 and sha256.strip().lower() != self.sha256:
            raise Fault("%s is not that file: its SHA-256 is %s" % (self.path, self.sha256))
        self.size = len(octets)
        self.chip = flashing.chip_of(octets)
        self.blocks = [
            octets[at : at + BLOCK].ljust(BLOCK, b"\xff") for at in range(0, len(octets), BLOCK)
        ]

    def check(self, machine, room):
        """Raise Fault if the board that calls itself `machine`, with `room` octets for a firmware,
        cannot have it.
        """
        chip = pins.chip_of(machine)
        if not room:
            raise Fault("this board has no second partition for a firmware: --flash by cable only")
        if chip and self.chip and chip != self.chip:
            raise Fault("%s is for an %s, and this is an %s" % (self.path, self.chip, chip))
        if self.size > room:
            raise Fault("%s has %d octets, and the partition %d" % (self.path, self.size, room))

    def line(self, labels):
        """The line of the journal by which a board starts it; labels: of its partitions, the one
        that runs and the other.
        """
        return "*", labels[0], "%s:%d" % (self.sha256, self.size), labels[1], b""

    def runs(self, channel):
        """Is it the firmware that the board of a Channel runs?"""
        return all(
            channel.block(i, running=True) == hashlib.sha256(block).digest()
            for i, block in enumerate(self._whole())
        )

    def _whole(self):
        # What is behind the end of the one that runs may be anything.
        return self.blocks[:-1] if self.size % BLOCK else self.blocks

    def bring(self, channel, progress):
        """Write what the other partition has not got yet; progress(octets so far, of how many)."""
        for i, block in enumerate(self.blocks):
            if channel.block(i) != hashlib.sha256(block).digest():
                for at in range(0, BLOCK, CHUNK):
                    channel.write_block(i * BLOCK + at, block[at : at + CHUNK])
            progress(min((i + 1) * BLOCK, self.size), self.size)
