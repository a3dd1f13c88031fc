# ADS1115: an analogue-to-digital converter of 16 bits and four inputs. Imports measured; the user
# imports it.

from .measured import sleep_ms

if 0 & 1:  # for type checkers alone
    from typing import Any

# In the order of the chip's codes
_INPUTS = "0-1 0-3 1-3 2-3 0 1 2 3"
_RANGES = "6.144 4.096 2.048 1.024 0.512 0.256"


class Ads1115:
    """One input of Texas Instruments' ADS1115 on `i2c`, a machine.I2C or SoftI2C; `address` 0x48
    to 0x4B. Of several inputs each has an object of its own.

    channel: 0 to 3, against ground; "0-1", "0-3", "1-3" or "2-3", the difference of two.
    full_scale: the range, in volts of either sign: 6.144, 4.096, 2.048, 1.024, 0.512 or 0.256; no
    input may be above the chip's supply. Raises ValueError for others.
    """

    def __init__(
        self,
        i2c: "Any",
        address: int = 0x48,
        channel: "int | str" = 0,
        full_scale: float = 4.096,
    ) -> None:
        self.i2c = i2c
        self.address = address
        self.full_scale = full_scale
        mux = _INPUTS.split().index(str(channel))
        gain = [float(text) for text in _RANGES.split()].index(full_scale)
        # One conversion, at 128 a second, without the comparator
        self._config = bytes((0x81 | mux << 4 | gain << 1, 0x83))

    def voltage(self) -> float:
        """In volts. Takes 9 ms. Raises OSError if the chip does not answer, or not in time."""
        i2c, address = self.i2c, self.address
        i2c.writeto_mem(address, 1, self._config)
        sleep_ms(9)  # 1/128 s, and the tenth by which its clock may be slow
        if not i2c.readfrom_mem(address, 1, 1)[0] & 0x80:  # it still converts
            raise OSError(5)  # EIO
        data = i2c.readfrom_mem(address, 0, 2)
        raw = data[0] << 8 | data[1]
        if raw & 0x8000:
            raw -= 0x10000
        return raw * self.full_scale / 32768
