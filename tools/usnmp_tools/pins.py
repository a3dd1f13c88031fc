# Which pins a chip has, and what they can do: from the data sheets, and MicroPython's tables of
# pins (ports/*/machine_pin.c). Imports nothing; config_check, configure.py and deploy.py import
# it. For CPython.

import re

# chip: pins that programs may use, without those of its flash; those that cannot be an output, or
# have no pull-up as a bus of several wants; those that a converter has.
CHIPS = {
    "ESP8266": ("0-5,12-16", "16", "0"),
    "ESP32": ("0-5,9,10,12-23,25-27,32-39", "34-39", "0,2,4,12-15,25-27,32-39"),
    "ESP32-S2": ("0-21,26,33-46", "46", "1-20"),
    "ESP32-S3": ("0-21,26,33-48", "", "1-20"),
    "ESP32-C3": ("0-11,18-21", "", "0-5"),
    "ESP32-C6": ("0-23", "", "0-6"),
    "RP2040": ("0-29", "", "0-4,26-29"),
    "RP2350": ("0-47", "", "0-8,26-29,40-47"),
    # the board's radio has 23 to 25 and 29 of its RP2040 or RP2350
    "Pico-W": ("0-22,26-28", "", "0-2,4,26-28"),
    "Pico-2-W": ("0-22,26-28", "", "0-2,4,26-28"),
}
# What pins do besides, which is no fault of a configuration: chip: pins, in the words of a note.
ALSO = {
    "decides at the start what the chip boots: nothing may pull it the other way then": {
        "ESP8266": "0,2,15",
        "ESP32": "0,2,5,12,15",
        "ESP32-S2": "0,45,46",
        "ESP32-S3": "0,3,45,46",
        "ESP32-C3": "2,8,9",
        "ESP32-C6": "4,5,8,9,15",
    },
    "is one of the chip's own USB": {
        "ESP32-S2": "19,20",
        "ESP32-S3": "19,20",
        "ESP32-C3": "18,19",
        "ESP32-C6": "12,13",
    },
}
# Pins of a second converter, of which Wi-Fi has the use
SHARED = {
    "ESP32": "0,2,4,12-15,25-27",
    "ESP32-S2": "11-20",
    "ESP32-S3": "11-20",
    "ESP32-C3": "5",
}
# kinds of which a pin is only read
READ_ONLY = ("pin", "analogue", "adc")


def chip_of(text):
    """The chip that `text`, such as sys.implementation._machine, names: one of CHIPS, or ""."""
    board = re.search(r"PICO( 2)? W\b", text.upper())
    if board:
        return "Pico-2-W" if board.group(1) else "Pico-W"
    for found in re.findall(
        r"ESP8266|ESP32-?(?:[A-Z]\d\b|[A-Z]\d(?=[A-Z]))?|RP2\d{3}", text.upper()
    )[::-1]:
        name = re.sub(r"ESP32-?(?=[A-Z])", "ESP32-", found).rstrip("-")
        return name if name in CHIPS else ""
    return ""


def numbers(ranges):
    """The numbers of a text such as "0-5,16"."""
    found = set()
    for part in filter(None, ranges.split(",")):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


def fault(chip, kind, pin):
    """What keeps `pin` of a chip from being used for a sensor of this kind; None if nothing does.
    `kind`: as of config.json.
    """
    usable, inputs, converters = CHIPS[chip]
    if kind in ("analogue", "adc"):
        if pin not in numbers(converters):
            return "pin %d of %s measures no voltage (%s)" % (pin, a(chip), _which(converters))
    elif pin not in numbers(usable):
        return "%s has no pin %d for it (%s)" % (a(chip), pin, _which(usable))
    elif kind not in READ_ONLY and pin in numbers(inputs):
        return "pin %d of %s cannot drive a %s" % (pin, a(chip), kind)
    return None


def notes(chip, kind, pin):
    """What a person should know who uses `pin` of a chip for a sensor of this kind: a list."""
    if kind in ("analogue", "adc") and chip == "ESP8266":
        return []  # its number is the converter's
    told = [text for text, chips in ALSO.items() if pin in numbers(chips.get(chip, ""))]
    found = ["pin %d of %s %s" % (pin, a(chip), text) for text in told]
    if kind in ("analogue", "adc") and pin in numbers(SHARED.get(chip, "")):
        found.append("pin %d of %s measures nothing while Wi-Fi is on" % (pin, a(chip)))
    return found


def a(chip):
    """The name of a chip, with its article."""
    return ("an " if chip[0] in "ER" else "a ") + chip


def _which(ranges):
    return (
        "there are " + ranges.replace(",", ", ") if len(numbers(ranges)) > 1 else "only " + ranges
    )
