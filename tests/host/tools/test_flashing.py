# Which chip an image of MicroPython is for, and that no other gets it. The images are made here,
# header and segments, as Espressif's pages have them.

import struct

import pytest
from usnmp_tools import flashing
from usnmp_tools.terminal import Fault

IRAM, DRAM = 0x40100000, 0x3FFE8000


def segments(*parts):
    return b"".join(struct.pack("<II", at, len(data)) + data for at, data in parts)


def esp8266(entry=IRAM + 4, parts=((IRAM, bytes(400)), (DRAM, bytes(64)))):
    return struct.pack("<4BI", 0xE9, len(parts), 2, 0x20, entry) + segments(*parts) + bytes(64)


def esp32(number, drive=0, revision=0, entry=0x400805F0):
    """pin, drive: of the flash, what an ESP8266 has the address of its first segment in."""
    head = struct.pack("<4BI", 0xE9, 2, 2, 0x20, entry)
    more = struct.pack("<I", drive) + struct.pack("<HBHH4xB", number, 0, revision, 99, 1)
    assert len(head + more) == 24
    return head + more + segments((0x3FFF0030, bytes(64)), (0x40078000, bytes(400)))


@pytest.mark.parametrize("number, chip", flashing.IMAGES.items())
def test_each_chip_s_image_is_known(number, chip):
    for drive in (0xEE, 0, 0x40100000, 0x3FFE8000, 0xFFFFFFFF):
        assert flashing.chip_of(esp32(number, drive)) == chip
    assert flashing.chip_of(esp32(number, revision=301)) == chip


def test_an_image_of_an_esp8266_has_no_number_of_a_chip():
    assert flashing.chip_of(esp8266()) == "ESP8266"
    one = ((IRAM, bytes(0x7000)),)
    assert flashing.chip_of(esp8266(parts=one)) == "ESP8266"
    # A segment of a length that looks like the number of another chip
    for size in flashing.IMAGES:
        if size:
            parts = ((DRAM, bytes(size)), (IRAM, bytes(16)))
            assert flashing.chip_of(esp8266(parts=parts)) == "ESP8266"


def test_an_entry_like_an_esp8266_s_does_not_do():
    # The others have RAM for code at such places too: C3 from 0x40380000, S2 from 0x40020000
    assert flashing.chip_of(esp32(0, 0x40100000, entry=IRAM)) == "ESP32"
    assert flashing.chip_of(esp32(5, 0x40100000, entry=IRAM)) == "ESP32-C3"


@pytest.mark.parametrize(
    "octets",
    [b"", b"\xe9", b"\xe9" + bytes(22), b"<html>" + bytes(50), esp32(0xFFFF), esp32(3), esp32(10)],
)
def test_what_says_nothing_is_for_no_chip_that_is_known(octets):
    assert flashing.chip_of(octets) == ""


class Esptool(flashing.Tool):
    """One that has found a chip, and notes what it is to do."""

    def __init__(self, chip):
        self.chip = self.model = chip
        self.done = []

    def run(self, name, *arguments, before=()):
        self.done.append((name, *arguments[:1]))
        return 0


CHIPS = ["ESP8266", *flashing.IMAGES.values()]


@pytest.mark.parametrize("there", CHIPS)
def test_an_image_is_written_to_its_own_chip_and_to_no_other(there, tmp_path, monkeypatch):
    numbers = {chip: number for number, chip in flashing.IMAGES.items()}
    path = tmp_path / "firmware.bin"
    for chip in CHIPS:
        path.write_bytes(esp8266() if chip == "ESP8266" else esp32(numbers[chip]))
        tool = Esptool(there)
        monkeypatch.setattr(flashing, "Tool", lambda device, tool=tool: tool)
        firmware = flashing.Firmware(path)
        if chip == there:
            firmware.write("port", erase=False)
            assert tool.done == [("write_flash", flashing.OFFSETS.get(chip, "0"))]
        else:
            with pytest.raises(
                Fault, match="is for an %s, and this is an %s: take" % (chip, there)
            ):
                firmware.write("port", erase=True)
            assert tool.done == []


@pytest.mark.parametrize(
    "said, model",
    [
        ("ESP8266EX", "ESP8266"),
        ("ESP32-D0WD-V3", "ESP32"),
        ("ESP32-PICO-D4", "ESP32"),
        ("ESP32-S0WD", "ESP32"),
        ("ESP32-S2FNR2", "ESP32-S2"),
        ("ESP32-C61HF4", "ESP32-C61"),
        ("ESP32-H21", "ESP32-H21"),
        ("ESP32-P4", "ESP32-P4"),
    ],
)
def test_the_model_is_read_from_what_esptool_says(said, model, monkeypatch):
    class Done:
        returncode, stderr, stdout = 0, "", "Chip type:          %s (QFN) (revision v1.0)\n" % said

    monkeypatch.setattr(flashing, "_find", lambda: "esptool")
    monkeypatch.setattr(flashing.Tool, "_ask", lambda self, name: Done)
    assert flashing.Tool("port").model == model
