# What we call of machine, network and the other modules that only boards have, against the stubs
# of three firmwares: is it there, does it take those arguments? (tests/requirements-stubs.txt)

import importlib.util
import os
import re
import sys
from pathlib import Path

import pytest
from conftest import DEVICE_MODULES, ROOT, missing, run, tool

pytestmark = pytest.mark.slow

FIRMWARES = {"esp32": "esp32", "esp8266": "esp8266", "rp2": "rp2-rpi_pico_w"}
# What imports a module that only boards have
BOARDS = re.compile(
    r"^ *(import|from) (machine|network|esp|esp32|dht|ds18x20|onewire|neopixel|rp2|vfs)\b", re.M
)
PROGRAMS = "boot.py", "main.py", *("examples/" + p.name for p in ROOT.glob("examples/*.py"))
FILES = [name for name in (*DEVICE_MODULES, *PROGRAMS) if BOARDS.search((ROOT / name).read_text())]


# Of what this is not about: values that change their type, and annotations that are not there
OTHERS = "assignment", "index", "var-annotated"
ESP32 = [
    name + ': Cannot find implementation or library stub for module named "esp32"'
    for name in ("usnmp_sensors/chip.py", "usnmp_update/flash.py")
]
# What is said all the same, and why that is no fault
ANYWHERE = [
    # None where nothing is kept, and then it is not called
    'usnmp_firmware/users.py: Argument 3 to "usm_user_table" has incompatible type "Store | None";'
    ' expected "Store"',
    'usnmp_mibs/usnmp_mib.py: Argument 1 to "append" of "list" has incompatible type '
    '"Callable[[], object]"; expected "Callable[[], int | None]"',
]
KNOWN = {
    # an ESP32 without the pins of a PHY refuses it, which is caught
    "esp32": ['usnmp_mibs/if_mib.py: Missing positional argument "id" in call to "LAN"'],
    # only asked for where sys.platform is esp32, or caught
    "esp8266": ESP32,
    "rp2": ESP32,
}
WRONG = """
import machine, network

def calls(pin):
    machine.ADC(machine.Pin(pin)).read_volts()
    machine.Pin(pin, machine.Pin.OUT, level=1)
    network.WLAN(network.STA_IF).conect("net", "key")
    network.WLAN(network.STA_IF).connect("net", "key", "more", "still more")
    machine.unique_identity()
"""


def said(firmware, folder, files):
    """What mypy says of these files: lines "file: message", without those of the stubs."""
    if importlib.util.find_spec("mypy") is None:
        missing("mypy is missing: tools/setup installs it", sys.version_info >= (3, 10))
    stubs = Path(tool("stubs"))
    standard = stubs / "micropython-stdlib-stubs"
    path = [stubs / ("micropython-%s-stubs" % FIRMWARES[firmware]), standard, ROOT]
    done = run(
        sys.executable, "-m", "mypy", "--custom-typeshed-dir", standard, "--follow-imports=silent",
        "--no-error-summary", "--check-untyped-defs", "--allow-redefinition", "--hide-error-codes",
        "--explicit-package-bases", "--cache-dir", folder / "cache",
        *["--disable-error-code=" + code for code in OTHERS], *files,
        cwd=folder, env={**os.environ, "MYPYPATH": os.pathsep.join(map(str, path))}, timeout=280,
    )  # fmt: skip
    assert not done.stderr, done.stderr
    found = re.findall(r"^(\S+?):\d+: error: (.+)$", done.stdout, re.M)
    places = [(os.path.relpath(folder / name, ROOT), text) for name, text in found]
    return ["%s: %s" % place for place in places if not place[0].endswith(".pyi")]


@pytest.mark.parametrize("firmware", FIRMWARES)
def test_what_we_call_of_a_boards_modules_is_there(firmware, tmp_path):
    found = said(firmware, tmp_path, [ROOT / name for name in FILES])
    assert sorted(found) == sorted(ANYWHERE + KNOWN[firmware])


@pytest.mark.parametrize("firmware", FIRMWARES)
def test_a_wrong_call_is_told(firmware, tmp_path):
    (tmp_path / "wrong.py").write_text(WRONG)
    found = said(firmware, tmp_path, ["wrong.py"])
    for word in ("read_volts", "level", "conect", "arguments for", "unique_identity"):
        assert [line for line in found if word in line], (word, found)
