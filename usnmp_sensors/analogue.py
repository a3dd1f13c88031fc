# Whatever gives a voltage: a pin of the chip, or an input of an ADS1115, with a scale. Imports
# nothing; the user imports it.

if 0 & 1:  # for type checkers alone
    from typing import Any


class Analogue:
    """`adc`: a machine.ADC, or what has voltage(), such as an ads1115.Ads1115. value() is
    `scale` times the voltage, plus `offset`.

    reference: the voltage at which read_u16() of a machine.ADC gives 65535: 3.3 on a Pico, 1.0 on
    an ESP8266's own pin, 3.2 on NodeMCU and D1 mini, which have a divider. An ESP32 knows its
    voltage itself, by read_uv(), and does not need it.
    """

    def __init__(
        self, adc: "Any", scale: float = 1, offset: float = 0, reference: float = 3.3
    ) -> None:
        self.adc = adc
        self.scale = scale
        self.offset = offset
        self.reference = reference

    def voltage(self) -> float:
        """In volts. Raises what the converter raises."""
        if hasattr(self.adc, "voltage"):
            return self.adc.voltage()
        if hasattr(self.adc, "read_uv"):
            return self.adc.read_uv() / 1000000
        return self.adc.read_u16() * self.reference / 65535

    def value(self) -> float:
        """In the user's unit."""
        return self.voltage() * self.scale + self.offset

    def level(self) -> int:
        """As a machine.ADC gives it, 0 to 65535."""
        return self.adc.read_u16()
