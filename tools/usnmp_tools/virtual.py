# What a person may do to a board in a box, as commands of one line each: faults, sensors, its
# clock, and what is seen of it. Imports terminal; tools/virtual_board.py imports it.

import math

from .terminal import Fault, plain

HELP = """\
wifi off | on [ADDRESS]     the access point goes, or returns and may give another address
power off | on | cut N      cut: once N more octets are written to files
reset [soft]                as its button does; soft: as Ctrl-C and Ctrl-D at the prompt do
interrupt                   Ctrl-C at its serial port
pin N [0 | 1 | free]        the level outside of a pin; without one, what the board puts out
adc N VALUE                 what a converter reads, 0 to 65535
dht DEGREES PERCENT | none  a DHT11 or DHT22, at any pin
ds18b20 DEGREES ... | none  up to 8 on the wire
sht3x DEGREES PERCENT [SCL SDA] | none
advance SECONDS             let that time pass on its clocks
heap                        octets free, and in one piece
log [LINES]                 what it printed last
status                      where it is, and how it is
help, quit"""
_PINS, _CONVERTERS, _PROBES = 40, 16, 8  # as board_box.shared has them
_PATIENCE = 60  # s until a program sleeps, for a look at its heap


def _number(text, least, most, whole=False):
    try:
        value = (int if whole else float)(text)
    except ValueError:
        raise Fault("%s is no %s" % (text, "whole number" if whole else "number"))
    if not math.isfinite(value) or not least <= value <= most:
        raise Fault("%s is not from %s to %s" % (text, least, most))
    return value


def _one(words, choices):
    if len(words) != 1 or words[0] not in choices:
        raise Fault("one of %s" % ", ".join(choices))
    return words[0]


class Commands:
    """Carries out commands on a Box. `error`: the class of what its methods raise."""

    def __init__(self, box, error):
        self._box = box
        self._error = error

    def names(self):
        """The commands there are."""
        return sorted(name[4:] for name in dir(self) if name[:4] == "_do_")

    def run(self, line):
        """Carry out one line; the text to show. Raises Fault with what is wrong with it, or with
        the board.
        """
        name, *words = line.split() or [""]
        if not name:
            return ""
        act = getattr(self, "_do_" + name, None) if name in self.names() else None
        if act is None:
            raise Fault("there is no %s; help lists what there is" % name)
        try:
            return act(words)
        except self._error as e:
            raise Fault(str(e).split("\n")[0])

    # -- surroundings

    def _do_wifi(self, words):
        on = _one(words[:1], ("off", "on")) == "on"
        if len(words) > 1 + on:
            raise Fault("wifi off, wifi on, or wifi on ADDRESS")
        self._box.wifi(on, loopback(words[1]) if len(words) > 1 else None)
        return "Wi-Fi is %s" % ("on, the address %s" % self._box.address if on else "off")

    def _do_pin(self, words):
        if not 1 <= len(words) <= 2:
            raise Fault("pin N, or pin N with 0, 1 or free")
        number = _number(words[0], 0, _PINS - 1, True)
        if len(words) == 1:
            level = self._box.pin(number)
            return "pin %d is %s" % (number, "no output" if level is None else level)
        level = _one(words[1:], ("0", "1", "free"))
        self._box.pin(number, 2 if level == "free" else int(level))
        return "pin %d is %s" % (number, level)

    def _do_adc(self, words):
        if len(words) != 2:
            raise Fault("adc N VALUE")
        number = _number(words[0], 0, _CONVERTERS - 1, True)
        value = _number(words[1], 0, 65535, True)
        self._box.adc(number, value)
        return "converter %d reads %d" % (number, value)

    def _do_dht(self, words):
        if words == ["none"]:
            self._box.dht(0, None)
            return "there is no DHT"
        if len(words) != 2:
            raise Fault("dht DEGREES PERCENT, or dht none")
        degrees, percent = _number(words[0], -40, 125), _number(words[1], 0, 100)
        self._box.dht(degrees, percent)
        return "a DHT at %g degrees, %g %%" % (degrees, percent)

    def _do_ds18b20(self, words):
        if words == ["none"]:
            words = []
        elif not 1 <= len(words) <= _PROBES:
            raise Fault("ds18b20 with 1 to %d temperatures, or none" % _PROBES)
        self._box.probes(*[_number(word, -55, 125) for word in words])
        return "%d DS18B20 on the wire" % len(words)

    def _do_sht3x(self, words):
        if words == ["none"]:
            self._box.sht3x(0, None)
            return "there is no SHT3x"
        if len(words) not in (2, 4):
            raise Fault("sht3x DEGREES PERCENT, with SCL and SDA if they are not 5 and 4, or none")
        degrees, percent = _number(words[0], -40, 125), _number(words[1], 0, 100)
        wires = [_number(word, 0, _PINS - 1, True) for word in words[2:] or ("5", "4")]
        self._box.sht3x(degrees, percent, *wires)
        return "an SHT3x at %g degrees, %g %%, SCL %d, SDA %d" % (degrees, percent, *wires)

    def _do_advance(self, words):
        if len(words) != 1:
            raise Fault("advance SECONDS")
        seconds = _number(words[0], 0.001, 400 * 86400)
        self._box.advance(round(seconds * 1000))
        return "%g s later" % seconds

    # -- power

    def _do_power(self, words):
        act = _one(words[:1], ("off", "on", "cut"))
        if len(words) != 1 + (act == "cut"):
            raise Fault("power off, power on, or power cut OCTETS")
        if act == "cut":
            octets = _number(words[1], 0, 1 << 30, True)
            self._box.power_cut(octets=octets)
            return "the power fails after %d more octets" % octets
        if act == "on":
            if not self._box.off:
                raise Fault("it is on")
            self._box.power_on()
            return "on"
        self._box.power_cut()
        return "off"

    def _do_reset(self, words):
        self._on()
        if words and _one(words, ("soft",)):
            self._box.soft_reset()
        else:
            self._box.hard_reset()
        return "it boots"

    def _do_interrupt(self, words):
        self._on()
        self._box.interrupt()
        return "Ctrl-C was sent"

    def _on(self):
        if self._box.off:
            raise Fault("it is off")

    # -- what is seen

    def _do_heap(self, words):
        self._on()
        try:
            return "%d octets free, at the prompt" % self._box.heap()
        except self._error:  # a program runs
            free, piece = self._box.census(timeout=_PATIENCE)
            return "%d octets free, %d in one piece" % (free, piece)

    def _do_log(self, words):
        if len(words) > 1:
            raise Fault("log, or log LINES")
        count = _number(words[0], 1, 1 << 20, True) if words else 20
        return "\n".join(plain(line) for line in self._box.log.splitlines()[-count:])

    def _do_status(self, words):
        return "%s, booted %d times, address %s" % (
            "off" if self._box.off else "on",
            self._box.boots,
            self._box.address,
        )

    def _do_help(self, words):
        return HELP


def loopback(text):
    """`text`, if it is an address of this PC's own that a board may have. Raises Fault."""
    parts = text.split(".")
    if len(parts) != 4 or not all(p.isascii() and p.isdigit() and int(p) < 256 for p in parts):
        raise Fault("%s is no IPv4 address" % text)
    if int(parts[0]) != 127 or text in ("127.0.0.0", "127.255.255.255"):
        raise Fault("%s is not of this PC: a virtual board has one of 127.0.0.0/8" % text)
    return ".".join(str(int(p)) for p in parts)
