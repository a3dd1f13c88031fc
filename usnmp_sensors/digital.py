# A pin that is high or low: a switch, a float, a relay. Imports nothing; the user imports it.

if 0 & 1:  # for type checkers alone
    from typing import Any


class Digital:
    """`pin`: a machine.Pin."""

    def __init__(self, pin: "Any") -> None:
        self.pin = pin

    def level(self) -> int:
        """1 if it is high, 0 if it is low."""
        return self.pin.value()
