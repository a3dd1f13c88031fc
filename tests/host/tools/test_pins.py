# What tools/configure.py knows of the pins of chips, and the configurations of examples/chips.

import json

import pytest
from conftest import ROOT, run
from usnmp_tools import config_check, pins

EXAMPLES = ROOT / "examples/chips"
# A name of MicroPython's own, sys.implementation._machine, of each
MACHINES = {
    "ESP module with ESP8266": "ESP8266",
    "Generic ESP32 module with ESP32": "ESP32",
    "Generic ESP32S3 module with ESP32S3": "ESP32-S3",
    "ESP32C3 module with ESP32C3": "ESP32-C3",
    "ESP32C6 module with ESP32C6": "ESP32-C6",
    "Raspberry Pi Pico with RP2040": "RP2040",
    "Raspberry Pi Pico W with RP2040": "Pico-W",
    "Raspberry Pi Pico 2 W with RP2350": "Pico-2-W",
    "mps2-an385 with Cortex-M3": "",
}


def check(path, chip):
    return run(ROOT / "tools/configure.py", "--check", path, "--chip", chip)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_the_example_of_a_chip_is_in_order_for_it_and_uses_no_pin_with_another_task(path):
    chip = {name.lower(): name for name in pins.CHIPS}[path.stem]
    done = check(path, chip)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "%s is in order for %s" % (path, pins.a(chip))
    ]  # and no note


def test_there_is_an_example_of_each_chip_with_wifi():
    named = {path.stem for path in EXAMPLES.glob("*.json")}
    assert named == {
        name.lower() for name in pins.CHIPS if name not in ("ESP32-S2", "RP2040", "RP2350")
    }


def test_an_example_is_refused_on_a_chip_that_lacks_its_pins():
    done = check(EXAMPLES / "esp32.json", "ESP32-C3")
    assert done.returncode == 1
    assert '"sensors[0].scl": an ESP32-C3 has no pin 22' in done.stderr
    assert '"sensors[2].pin": pin 34 of an ESP32-C3 measures no voltage' in done.stderr


@pytest.mark.parametrize("machine", MACHINES)
def test_a_board_is_known_by_what_micropython_calls_it(machine):
    assert pins.chip_of(machine) == MACHINES[machine]


@pytest.mark.parametrize("pin", [23, 24, 25, 29])
def test_pins_of_the_radio_are_no_pins_of_a_pico_w(pin):
    assert pins.fault("RP2040", "pin", pin) is None
    for chip in ("Pico-W", "Pico-2-W"):
        assert "has no pin %d" % pin in pins.fault(chip, "pin", pin)


@pytest.mark.parametrize(
    "chip, kind, pin, word",
    [
        ("ESP8266", "dht22", 2, "boots"),
        ("ESP32", "dht22", 12, "boots"),
        ("ESP32-S3", "dht22", 45, "boots"),
        ("ESP32-C3", "dht22", 9, "boots"),
        ("ESP32-C6", "dht22", 15, "boots"),
        ("ESP32-C3", "dht22", 18, "USB"),
        ("ESP32-S3", "dht22", 20, "USB"),
        ("ESP32-C6", "dht22", 12, "USB"),
        ("ESP32", "analogue", 27, "Wi-Fi"),
        ("ESP32-C3", "adc", 5, "Wi-Fi"),
        ("ESP8266", "analogue", 0, None),
        ("ESP32", "analogue", 34, None),
        ("Pico-W", "dht22", 2, None),
    ],
)
def test_who_uses_a_pin_with_another_task_is_told(chip, kind, pin, word, tmp_path):
    config = {"sensors": [{"kind": kind, "pin": pin}]}
    (tmp_path / "config.json").write_text(json.dumps(config))
    assert not config_check.faults(config, chip)
    told = check(tmp_path / "config.json", chip).stdout.splitlines()[1:]
    assert len(told) == (word is not None)
    assert all(line.startswith('note: "sensors[0].pin": pin ') and word in line for line in told)
