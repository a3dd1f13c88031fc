# DS18B20: thermometers on one wire, by the port's own driver, ds18x20. Imports measured for its
# clock; the user imports it.

from .measured import sleep_ms, ticks_ms

try:
    from micropython import const
except ImportError:  # CPython
    from usnmp_base.pc import const

if 0 & 1:  # for type checkers alone
    from typing import Any

_CONVERSION_MS = const(750)  # data sheet: of 12 bits, at most
_MAX_AGE_MS = const(5000)
_POWER_ON = const(85)  # degrees, which they say before they have measured


class Wire:
    """The wire at `pin`, a machine.Pin, with 4.7 kOhm to 3.3 V, and what is on it: they measure
    together. To make one does not touch it.
    """

    def __init__(self, pin: "Any") -> None:
        import ds18x20
        import onewire

        self._bus = ds18x20.DS18X20(onewire.OneWire(pin))
        self._begun = None
        self._turn = 0

    def scan(self) -> "list[bytes]":
        """The ROM codes of the thermometers that are there, always in the same order."""
        return [bytes(rom) for rom in self._bus.scan()]

    def _begin(self):
        self._begun = None
        try:
            self._bus.convert_temp()
        except OSError as e:
            raise e
        except Exception:  # onewire.OneWireError: nothing is on the wire
            raise OSError(19)  # ENODEV
        self._begun = ticks_ms()
        self._turn = self._turn + 1 & 0xFFFF

    def _measured(self, turn):
        # Is there a measurement to be read by who had the one numbered `turn`? If not, one is on
        # its way then. One that is old is made anew, which is waited for.
        age = _MAX_AGE_MS if self._begun is None else ticks_ms() - self._begun & 0x3FFFFFFF
        if age >= _MAX_AGE_MS:
            self._begin()
            sleep_ms(_CONVERSION_MS)
        elif age < _CONVERSION_MS:
            return False
        elif turn == self._turn:
            self._begin()
            return False
        return True

    def _read(self, rom):
        try:
            return self._bus.read_temp(rom)
        except Exception:  # ds18x20's word for a wrong checksum
            raise OSError(5)  # EIO


class Ds18b20:
    """A DS18B20 on `wire`, a Wire; rom: the code it has from the factory, as 16 hex digits,
    otherwise it is the first that is there.
    """

    def __init__(self, wire: "Wire", rom: str = "") -> None:
        self.wire = wire
        self.rom = rom
        self._found = None
        self._turn = 0
        self._last = None

    def temperature(self) -> "float | None":
        """In degrees Celsius; None before the first measurement, and when it has lost its power.
        A measurement takes 750 ms. Who asks more often than each five seconds does not wait for
        it, and gets the one before; who does not, waits. Raises OSError if it does not answer, or
        not with the right checksum.
        """
        if self.wire._measured(self._turn):
            self._turn = self.wire._turn
            self._last = None
            self._last = self._measure()
        return self._last

    def _measure(self):
        rom, self._found = self._found, None  # to be looked for, if this fails
        if rom is None:
            roms = [bytes.fromhex(self.rom)] if self.rom else self.wire.scan()
            if not roms:
                raise OSError(19)  # ENODEV
            rom = roms[0]
        value = self.wire._read(rom)
        self._found = rom
        return None if value == _POWER_ON else value
