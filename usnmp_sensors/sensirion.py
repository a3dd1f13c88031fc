# How Sensirion's chips are asked: a command, a wait, words of two octets with a CRC each. Imports
# measured; sht3x, sht4x and scd4x import it.

from .measured import Measured, sleep_ms


def words(data: "bytes | bytearray") -> "list[int]":
    """The words in `data`, each of two octets and their CRC-8 (0x31, from 0xFF). Raises OSError
    (EIO) if one is wrong: the bus is disturbed.
    """
    found = []
    for i in range(0, len(data), 3):
        crc = 0xFF
        for j in range(i, i + 2):
            crc ^= data[j]
            for _ in range(8):
                crc = crc << 1 ^ (0x131 if crc & 0x80 else 0)
        if crc != data[i + 2]:
            raise OSError(5)  # EIO
        found.append(data[i] << 8 | data[i + 1])
    return found


class Sensirion(Measured):
    """A chip that takes commands; see measured.Measured."""

    def _ask(self, command, wait_ms, n):
        # The `n` words that the chip has wait_ms after `command`, which is of octets.
        self.i2c.writeto(self.address, command)
        sleep_ms(wait_ms)
        return words(self.i2c.readfrom(self.address, 3 * n))
