# MicroPython onto a bare chip, by esptool: which file a chip wants, whether a file is that, the
# words of each version of esptool. Imports board and terminal; deploy.py and image.py import it.

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .board import unopened
from .terminal import Fault, plain

# chip: where in its flash the firmware begins, "0" for those that are not here
OFFSETS = {"ESP32": "0x1000", "ESP32-S2": "0x1000", "ESP32-C5": "0x2000", "ESP32-P4": "0x2000"}
# The chip's number in an image (esp_app_format.h, esp_chip_id_t)
IMAGES = {
    0: "ESP32", 2: "ESP32-S2", 5: "ESP32-C3", 9: "ESP32-S3", 12: "ESP32-C2", 13: "ESP32-C6",
    16: "ESP32-H2", 18: "ESP32-P4", 20: "ESP32-C61", 23: "ESP32-C5", 25: "ESP32-H21",
    28: "ESP32-H4", 32: "ESP32-S31",
}  # fmt: skip
# What the first octets of an image say (docs.espressif.com, esptool's Firmware Image Format): how
# many segments, and where it begins to run. Those of an ESP8266 have their first segment behind 8
# octets, all others 16 more, with a chip's number.
_MAGIC, _HEADER, _EXTENDED = 0xE9, 8, 24
# Where an ESP8266 can have a segment: data, code in RAM, code in flash
_ESP8266 = (0x3FFE8000, 0x40000000), (0x40100000, 0x40110000), (0x40200000, 0x40300000)
_PAGE = "micropython.org/download"
_BOOT = "hold its button BOOT (FLASH, or IO0 to ground) while you plug it in"


def wanted(chip):
    """What to download for a chip, "ESP32-S3" as an example, in words."""
    name = chip.replace("ESP32-", "ESP32_GENERIC_") if "-" in chip else chip + "_GENERIC"
    return "%s*.bin of %s/%s" % (name, _PAGE, name)


class Firmware:
    """The file `path`, of which it is said why it is none. sha256: in hex, what it has to have;
    None: whatever it has. Raises Fault, OSError.
    """

    def __init__(self, path, sha256=None):
        path = Path(path)
        if not path.exists():
            raise Fault(
                "there is no %s: download the .bin of your chip, ESP8266_GENERIC, ESP32_GENERIC, "
                "ESP32_GENERIC_S3 or so on, from %s" % (path, _PAGE)
            )
        with open(path, "rb") as f:
            octets = f.read()
        self.path = path
        self._check(octets)
        self.chip = chip_of(octets)
        found = hashlib.sha256(octets).hexdigest()
        if sha256 and sha256.strip().lower() != found:
            raise Fault("%s is not that file: its SHA-256 is %s" % (path, found))

    def _check(self, octets):
        if not octets:
            raise Fault("%s is empty: download it once more" % self.path)
        if self.path.suffix.lower() == ".uf2":
            raise Fault(
                "%s is for a Pico: hold BOOTSEL while you plug it in, and copy the file to the "
                "drive that appears" % self.path
            )
        if self.path.suffix.lower() == ".app-bin":
            raise Fault("%s is an update without bootloader: take the .bin" % self.path)
        if octets[0] != _MAGIC:
            raise Fault(
                "%s is no firmware for an ESP chip: download a .bin from %s" % (self.path, _PAGE)
            )

    def write(self, device, erase):
        """Write it to the chip at the port `device`; erase: all else goes. Raises Fault."""
        tool = Tool(device)
        if self.chip and tool.model and self.chip != tool.model:
            raise Fault(
                "%s is for an %s, and this is an %s: take %s"
                % (self.path, self.chip, tool.model, wanted(tool.model))
            )
        offset = OFFSETS.get(tool.model, "0")
        print("%s: writing %s at %s" % (plain(tool.chip), self.path, offset), flush=True)
        if erase and tool.run("erase_flash"):
            raise Fault("esptool could not erase the flash")
        if tool.run("write_flash", offset, str(self.path), before=["--baud", "460800"]):
            raise Fault("esptool could not write the firmware")


def chip_of(octets):
    """The chip that an image is for, "ESP32-C3" as an example; "" if it does not say so."""
    if len(octets) < _EXTENDED or octets[0] != _MAGIC:
        return ""
    if _esp8266(octets):
        return "ESP8266"
    return IMAGES.get(int.from_bytes(octets[12:14], "little"), "")


def _esp8266(octets):
    # Do segments of an ESP8266 stand behind the short header, each in the file and at a place of
    # that chip's? What others have there are pins, a chip's number and revisions.
    if not _in_code(_number(octets, 4)):
        return False
    at = _HEADER
    for _ in range(octets[1]):
        address, size = _number(octets, at), _number(octets, at + 4)
        at += 8 + size
        known = [start for start, end in _ESP8266 if start <= address and address + size <= end]
        if not size or not known or at > len(octets):
            return False
    return octets[1] > 0


def _number(octets, at):
    return int.from_bytes(octets[at : at + 4], "little")


def _in_code(address):
    return any(start <= address < end for start, end in _ESP8266[1:])


class Tool:
    """esptool, at the port `device`. chip: what it says is there; model: "ESP32-C3" as an example,
    or "". Raises Fault if esptool or a chip is missing.
    """

    def __init__(self, device):
        self._command = [_find(), "--port", device]
        self._hyphens = False
        asked = self._ask("flash_id")
        if asked.returncode and "No such command" in asked.stderr:  # of versions 5 on
            self._hyphens = True
            asked = self._ask("flash_id")
        said = asked.stdout + asked.stderr
        version = re.search(r"esptool(?:\.py)? v(\d+)", said)
        self._hyphens = self._hyphens or bool(version and int(version.group(1)) >= 5)
        chip = re.search(r"(?:Chip is|Chip type:|Detecting chip type\S*) *(ESP\S+)", asked.stdout)
        if asked.returncode or not chip:
            raise Fault(_failed(device, said))
        self.chip = chip.group(1)
        model = re.match(r"ESP8266|ESP32(-[CHPS][1-9]\d?)?", self.chip)
        self.model = model.group() if model else ""

    def _words(self, name, *arguments):
        return [name.replace("_", "-") if self._hyphens else name, *arguments]

    def _ask(self, name):
        command = [*self._command, *self._words(name)]
        return subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", errors="replace"
        )

    def run(self, name, *arguments, before=()):
        """Run a command of esptool's, named as versions before 5 have it; its status."""
        return subprocess.run([*self._command, *before, *self._words(name, *arguments)]).returncode


def _failed(device, said):
    if not os.path.exists(device) and os.name != "nt" or "Could not open" in said:
        return unopened(device)
    if "Failed to connect" in said or "No serial data" in said:
        return "no chip answers at %s: %s" % (device, _BOOT)
    fatal = re.search(r"fatal error occurred: *(.+)", said)
    lines = said.strip().splitlines() or ["nothing"]
    return "esptool finds no chip at %s: %s" % (device, fatal.group(1) if fatal else lines[-1])


def _find():
    for name in ("esptool", "esptool.py"):
        found = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
        if found:
            return found
    raise Fault("esptool is missing: python3 -m pip install esptool")
