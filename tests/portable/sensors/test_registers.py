# INA219, BH1750, ADS1115 and the analogue input against stand-ins, with the data sheets' numbers.

from i2cbox import Bus, Commands, Registers, near
from usnmp_sensors import ads1115, bh1750, ina219, measured
from usnmp_sensors.ads1115 import Ads1115
from usnmp_sensors.analogue import Analogue
from usnmp_sensors.bh1750 import Bh1750
from usnmp_sensors.ina219 import Ina219
from util import raises


def bus_with(address, chip):
    bus = Bus()
    bus.time(measured, ina219, bh1750, ads1115)
    return bus, bus.put(address, chip)


# --- INA219 ---


def ina(shunt=0.1, drop=b"\0\0", voltage=b"\0\0"):
    chip = Registers({0: b"\0\0", 1: drop, 2: voltage}, 2)
    bus, _ = bus_with(0x40, chip)
    return bus, chip, Ina219(bus, shunt=shunt)


def test_ina219_gives_the_example_of_its_data_sheet():
    # "Configure/Measure/Calculate Example": 2 milliohms; 07D0h are 20 mV and 10 A, 5D98h are
    # 11.98 V, together 119.8 W
    _, _, s = ina(0.002, b"\x07\xd0", b"\x5d\x98")
    assert near(s.voltage(), 11.98, 1e-5)
    assert near(s.current(), 10, 1e-5)
    assert near(s.power(), 119.8, 1e-4)


def test_ina219_has_currents_of_both_signs():
    # "Shunt Voltage Register Format", 320 mV: 7D00h and 8300h are the ends, of 3.2 A with 0.1 ohms
    for drop, current in ((b"\x7d\x00", 3.2), (b"\x83\x00", -3.2), (b"\xff\xff", -0.0001)):
        _, _, s = ina(drop=drop)
        assert near(s.current(), current, 1e-6)


def test_ina219_leaves_out_the_flags_of_the_voltage():
    _, _, s = ina(voltage=b"\x5d\x9b")  # CNVR and OVF
    assert near(s.voltage(), 11.98, 1e-5)


def test_ina219_is_set_once():
    bus, chip, s = ina()
    for _ in range(3):
        s.voltage(), s.current(), s.power()
        bus.now += 1000
    assert chip.written == [(0, b"\x39\x9f")] and bus.waited == 2


def test_ina219_away_raises_and_comes_back():
    bus, chip, s = ina(voltage=b"\x5d\x98")
    del bus.chips[0x40]
    assert raises(OSError, s.voltage).args[0] == 19
    bus.chips[0x40] = chip
    assert near(s.voltage(), 11.98, 1e-5)
    assert chip.written == [(0, b"\x39\x9f")]


# --- BH1750 ---


class Light(Commands):
    # On from the command on; the first measurement takes 180 ms. Off, it has 0.
    def __init__(self, raw):
        Commands.__init__(self, {b"\x10": (0, None)})
        self.raw = raw
        self.begun = None

    def write(self, data):
        Commands.write(self, data)
        self.begun = self.bus.now

    def read(self, n):
        done = self.begun is not None and self.bus.now - self.begun >= 180
        return self.raw if done else b"\0\0"


def light(raw):
    bus, chip = bus_with(0x23, Light(raw))
    return bus, chip, Bh1750(bus)


def test_bh1750_gives_the_example_of_its_data_sheet():
    # "High Byte = 10000011, Low Byte = 10010000": 33680 / 1.2 = 28067 lx
    bus, _, s = light(b"\x83\x90")
    assert near(s.lux(), 28067, 0.5)
    assert bus.waited == 180
    bus.now += 5000
    s.lux()
    assert bus.waited == 180  # it measures all the time


def test_bh1750_that_lost_its_power_is_dark_once():
    bus, chip, s = light(b"\x01\x00")
    s.lux()
    bus.now += 5000
    chip.begun = None
    assert s.lux() == 0
    bus.now += 5000
    assert near(s.lux(), 256 / 1.2)
    assert bus.waited == 180


def test_bh1750_in_the_dark_sees_the_light_come_on():
    bus, chip, s = light(b"\0\0")
    for _ in range(3):
        assert s.lux() == 0
        bus.now += 1000
    chip.raw = b"\x01\x00"
    assert near(s.lux(), 256 / 1.2)


def test_bh1750_in_the_dark_asked_without_pause_is_not_started_without_end():
    bus, chip, s = light(b"\0\0")
    s.lux()
    for _ in range(20):
        bus.now += 100
        s.lux()
    assert len(chip.commands) <= 3
    chip.raw = b"\x01\x00"
    bus.now += 1000
    assert near(s.lux(), 256 / 1.2)


def test_bh1750_away_raises_and_is_started_when_it_comes_back():
    bus, chip, s = light(b"\x01\x00")
    s.lux()
    del bus.chips[0x23]
    bus.now += 1000
    assert raises(OSError, s.lux).args[0] == 19
    chip.begun = None
    bus.chips[0x23] = chip
    assert near(s.lux(), 256 / 1.2)


# --- ADS1115 ---


class Adc(Registers):
    # Converts what its inputs have, in volts, when it is told to: 1/128 s, and a tenth.
    ranges = 6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256
    pairs = (0, 1), (0, 3), (1, 3), (2, 3), (0, None), (1, None), (2, None), (3, None)

    def __init__(self, *volts):
        Registers.__init__(self, {0: b"\0\0", 1: b"\x85\x83"}, 2)  # as it is after its reset
        self.volts = volts
        self.ready = 0

    def write(self, data):
        Registers.write(self, data)
        if len(data) == 3 and data[0] == 1 and data[1] & 0x80:
            assert data[1] & 1, "not a single conversion"
            assert data[2] == 0x83, "not 128 a second, no comparator"
            a, b = self.pairs[data[1] >> 4 & 7]
            volts = self.volts[a] - (0 if b is None else self.volts[b])
            step = self.ranges[data[1] >> 1 & 7] / 32768
            raw = min(max(int(volts / step + (0.5 if volts >= 0 else -0.5)), -32768), 32767)
            self.set(0, bytes((raw >> 8 & 255, raw & 255)))
            self.ready = self.bus.now + 8.6

    def read(self, n):
        config = self.contents[1]
        os = 0x80 if self.bus.now >= self.ready else 0
        self.contents[1] = bytes((config[0] & 0x7F | os, config[1]))
        return Registers.read(self, n)


def ads(*volts, **settings):
    bus, chip = bus_with(0x48, Adc(*volts))
    return bus, chip, Ads1115(bus, **settings)


def test_ads1115_has_the_codes_of_its_data_sheet():
    # "Data Format", two's complement: FS * (2**15 - 1) / 2**15 is 7FFFh, FS / 2**15 is 1, -FS is
    # 8000h
    for code, part in (
        (b"\x7f\xff", 32767), (b"\0\1", 1), (b"\0\0", 0), (b"\xff\xff", -1), (b"\x80\0", -32768),
    ):  # fmt: skip
        # "Full-Scale Range and Corresponding LSB Size", in microvolts
        for full_scale, step in (
            (6.144, 187.5), (4.096, 125), (2.048, 62.5), (1.024, 31.25), (0.512, 15.625),
            (0.256, 7.8125),
        ):  # fmt: skip
            bus, chip, s = ads(0, full_scale=full_scale)
            set_ = chip.set
            chip.set = lambda at, data: set_(at, data if at else code)
            assert near(s.voltage(), part * step / 1e6, 1e-7)


def test_ads1115_reads_each_input_and_each_difference():
    volts = 0.5, 1.25, 2.0, 3.0
    for channel in range(4):
        _, _, s = ads(*volts, channel=channel)
        assert near(s.voltage(), volts[channel], 0.0001)
    for channel, difference in (("0-1", -0.75), ("0-3", -2.5), ("1-3", -1.75), ("2-3", -1)):
        _, _, s = ads(*volts, channel=channel)
        assert near(s.voltage(), difference, 0.0001)


def test_ads1115_has_the_range_that_it_is_given():
    for full_scale in (6.144, 4.096, 2.048, 1.024, 0.512, 0.256):
        _, _, s = ads(0.2, full_scale=full_scale)
        assert near(s.voltage(), 0.2, full_scale / 60000)


def test_ads1115_waits_for_its_conversion_only():
    bus, _, s = ads(1)
    s.voltage()
    assert bus.waited == 9


def test_inputs_of_one_ads1115_do_not_mix():
    bus, chip, a = ads(1, 2)
    b = Ads1115(bus, channel=1, full_scale=2.048)
    for _ in range(2):
        assert near(a.voltage(), 1, 0.001) and near(b.voltage(), 2, 0.001)


def test_ads1115_away_or_not_ready_raises():
    bus, chip, s = ads(1)
    ads1115.sleep_ms = lambda ms: None
    assert raises(OSError, s.voltage).args[0] == 5
    bus.time(ads1115)
    assert near(s.voltage(), 1, 0.001)
    del bus.chips[0x48]
    assert raises(OSError, s.voltage).args[0] == 19


def test_ads1115_refuses_what_it_has_not():
    for settings in ({"channel": 4}, {"channel": "1-2"}, {"full_scale": 3.3}):
        raises(ValueError, Ads1115, None, **settings)


# --- a voltage with a scale ---


class Pin:
    def __init__(self, raw):
        self.raw = raw

    def read_u16(self):
        return self.raw


class Calibrated(Pin):
    def read_uv(self):
        return 1650000


def test_an_analogue_input_has_a_scale_and_an_offset():
    # A TMP36: 0.5 V at 0 degrees, 10 mV for each
    volts = 0.75
    s = Analogue(Pin(int(volts / 3.3 * 65535)), scale=100, offset=-50)
    assert near(s.voltage(), 0.75, 0.001) and near(s.value(), 25, 0.01)


def test_an_analogue_input_has_the_reference_of_its_board():
    assert near(Analogue(Pin(65535), reference=1.0).voltage(), 1)
    assert near(Analogue(Pin(65535)).voltage(), 3.3)


def test_an_esp32_knows_its_voltage_itself():
    assert near(Analogue(Calibrated(65535), scale=2).value(), 3.3)


def test_an_input_of_an_ads1115_has_a_scale_too():
    # 4 to 20 mA over 100 ohms for 0 to 10 bar
    _, _, adc = ads(0, 1.2, channel=1)
    assert near(Analogue(adc, scale=6.25, offset=-2.5).value(), 5, 0.001)
