# What the board measures of itself, with stand-ins of the ports' modules.

import gc
import sys

from i2cbox import near
from usnmp_sensors import chip


class Port:
    # Modules of a port, in place of those of this interpreter, while a function is called.
    def __init__(self, **modules):
        self.modules = modules

    def call(self, f, *args):
        names = ("machine", "network", "esp32")
        before = {name: sys.modules.get(name) for name in names}
        try:
            for name in names:
                # what the port has not is there, and empty: this interpreter may have its own
                sys.modules[name] = self.modules.get(name, Empty)
            return f(*args)
        finally:
            for name in names:
                if before[name] is None:
                    del sys.modules[name]
                else:
                    sys.modules[name] = before[name]


class Empty:
    pass


class Machine:
    def __init__(self, cause=0, adc=None, **names):
        self.reset_cause = lambda: cause
        self.ADC = adc
        for name, value in names.items():
            setattr(self, name, value)


class Network:
    STA_IF = 0

    def __init__(self, value):
        self.value = value

    def WLAN(self, interface):
        assert interface == 0
        return self

    def status(self, what):
        assert what == "rssi"
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


def converter(channel, raw):
    # A class ADC of which `channel` alone is to be asked.
    class ADC:
        def __init__(self, number):
            assert number == channel

        def read(self):
            return raw

        read_u16 = read

    return ADC


def test_rssi_is_what_the_port_says():
    assert Port(network=Network(-67)).call(chip.rssi) == -67


def test_without_a_link_there_is_no_rssi():
    # an ESP8266, a Pico W, an ESP32; a port that does not know it; one without Wi-Fi
    for value in (31, 0, OSError(0x300F), ValueError("unknown status param")):
        assert Port(network=Network(value)).call(chip.rssi) is None
    assert Port().call(chip.rssi) is None


# As ports/esp32/modmachine.c, ports/esp8266/modmachine.c and ports/rp2/modmachine.c have them
ESP32 = dict(PWRON_RESET=1, HARD_RESET=2, WDT_RESET=3, DEEPSLEEP_RESET=4, SOFT_RESET=5)
ESP8266 = dict(PWRON_RESET=0, HARD_RESET=6, WDT_RESET=1, DEEPSLEEP_RESET=5, SOFT_RESET=4)
RP2 = dict(PWRON_RESET=1, WDT_RESET=3)


def test_a_cause_has_one_number_on_all_ports():
    for platform, names, causes in (
        ("esp32", ESP32, "power hard watchdog deepsleep soft"),
        ("esp8266", ESP8266, "power hard watchdog deepsleep soft"),
        ("rp2", RP2, "power watchdog"),
    ):
        found = set()
        for value in names.values():
            port = Port(machine=Machine(value, **names))
            found.add(chip.CAUSES.split()[port.call(chip.reset_cause, platform)])
        assert found == set(causes.split())


def test_the_watchdog_in_an_esp8266s_software_is_a_watchdog():
    port = Port(machine=Machine(3, **ESP8266))
    assert chip.CAUSES.split()[port.call(chip.reset_cause, "esp8266")] == "watchdog"


def test_a_cause_that_has_no_name_is_other_and_a_port_without_causes_has_none():
    # Exception, of an ESP8266
    assert Port(machine=Machine(2, **ESP8266)).call(chip.reset_cause, "esp8266") == 0
    assert Port().call(chip.reset_cause, "linux") is None


def test_the_lowest_heap_falls_and_does_not_rise():
    if not hasattr(gc, "mem_free"):
        assert chip.lowest_heap() is None
        return
    first = chip.lowest_heap()
    held = bytearray(2000)
    low = chip.lowest_heap()
    assert low <= first - 1900
    del held
    gc.collect()
    assert gc.mem_free() > low
    assert chip.lowest_heap() <= low
    assert chip.lowest_heap() > 0


def test_an_esp8266_measures_its_supply():
    port = Port(machine=Machine(adc=converter(1, 3379)))
    assert near(port.call(chip.supply_voltage, "esp8266"), 3.3)


def test_a_supply_that_is_not_measured_is_none():
    assert (
        Port(machine=Machine(adc=converter(1, 65535))).call(chip.supply_voltage, "esp8266") is None
    )
    for platform in ("esp32", "rp2", "linux"):
        assert Port(machine=Machine()).call(chip.supply_voltage, platform) is None


def test_an_esp32_gives_its_temperature_in_fahrenheit_or_in_degrees():
    class First:
        @staticmethod
        def raw_temperature():
            return 127

    class Later:
        @staticmethod
        def mcu_temperature():
            return 53

    assert near(Port(esp32=First).call(chip.chip_temperature, "esp32"), 52.78)
    assert Port(esp32=Later).call(chip.chip_temperature, "esp32") == 53


def test_an_rp2_gives_its_temperature_as_a_voltage():
    # Data sheet, 4.9.5: 27 degrees at 0.706 V
    for volts, degrees in ((0.706, 27), (0.706 - 10 * 0.001721, 37)):
        adc = converter(4, int(volts / 3.3 * 65535 + 0.5))
        port = Port(machine=Machine(adc=adc))
        assert near(port.call(chip.chip_temperature, "rp2"), degrees, 0.05)
    adc = converter(8, 14000)
    adc.CORE_TEMP = 8  # an RP2350B
    assert near(Port(machine=Machine(adc=adc)).call(chip.chip_temperature, "rp2"), 27.6, 0.1)


def test_other_chips_have_no_temperature():
    assert Port().call(chip.chip_temperature, "esp8266") is None
