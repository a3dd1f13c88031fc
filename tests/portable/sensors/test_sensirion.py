# SHT3x, SHT4x and SCD4x against a stand-in, with the numbers of Sensirion's data sheets.

from i2cbox import Bus, Commands, crc8, near, with_crcs
from usnmp_sensors import measured, scd4x, sensirion, sht3x, sht4x
from usnmp_sensors.scd4x import Scd4x
from usnmp_sensors.sensirion import words
from usnmp_sensors.sht3x import Sht3x
from usnmp_sensors.sht4x import Sht4x
from util import raises

SHT3X = b"\x24\x00"
START, READY, READ = b"\x21\xb1", b"\xe4\xb8", b"\xec\x05"


def bus_with(address, chip):
    bus = Bus()
    bus.time(measured, sensirion, scd4x)
    return bus, bus.put(address, chip)


def sht3x_with(t, rh):
    return bus_with(0x44, Commands({SHT3X: (15, with_crcs(t, rh))}))


def sht4x_with(t, rh):
    return bus_with(0x44, Commands({b"\xfd": (8, with_crcs(t, rh))}))


# --- words and their CRC ---


def test_the_crc_of_the_data_sheets():
    # SHT3x and SHT4x: 0xBEEF has 0x92; SCD4x, read_measurement and get_serial_number
    for word, crc in ((0xBEEF, 0x92), (0x01F4, 0x33), (0x6667, 0xA2), (0x5EB9, 0x3C)):
        assert words(bytes((word >> 8, word & 255, crc))) == [word]
        assert with_crcs(word)[2] == crc
    assert words(b"\xf8\x96\x31\x9f\x07\xc2\x3b\xbe\x89") == [0xF896, 0x9F07, 0x3BBE]


def test_each_wrong_bit_is_an_error():
    data = with_crcs(0xBEEF, 0x0102)
    for i in range(8 * len(data)):
        wrong = bytearray(data)
        wrong[i // 8] ^= 1 << i % 8
        assert raises(OSError, words, wrong).args[0] == 5, i


def test_the_stand_in_has_a_crc_of_its_own():
    assert crc8(b"\xbe\xef") == 0x92


# --- SHT3x ---


def test_sht3x_has_the_range_of_its_data_sheet():
    # 4.13: T = -45 + 175 * S / (2**16 - 1), RH = 100 * S / (2**16 - 1)
    for raw, t, rh in ((0, -45, 0), (0xFFFF, 130, 100), (0x6667, 25, 40), (0x8000, 42.5, 50)):
        bus, _ = sht3x_with(raw, raw)
        sensor = Sht3x(bus)
        assert near(sensor.temperature(), t) and near(sensor.humidity(), rh)


def test_sht3x_measures_once_for_both_values_and_anew_after_a_second():
    bus, chip = sht3x_with(0x6667, 0x5EB9)
    sensor = Sht3x(bus)
    sensor.temperature()
    sensor.humidity()
    assert chip.commands == [SHT3X] and bus.waited == 16
    bus.now += 1000
    chip.answers[SHT3X] = (15, with_crcs(0x8000, 0))
    assert near(sensor.temperature(), 42.5) and sensor.humidity() == 0
    assert len(chip.commands) == 2


def test_sht3x_that_is_away_raises_and_comes_back():
    bus, chip = sht3x_with(0x6667, 0x5EB9)
    del bus.chips[0x44]
    sensor = Sht3x(bus)  # does not touch the bus
    assert bus.asked == 0
    for _ in range(2):
        assert raises(OSError, sensor.temperature).args[0] == 19
    bus.chips[0x44] = chip
    assert near(sensor.temperature(), 25)
    del bus.chips[0x44]
    bus.now += 1000
    raises(OSError, sensor.humidity)  # not what it was before


def test_sht3x_with_a_wrong_crc_raises():
    bus, chip = sht3x_with(0x6667, 0x5EB9)
    answer = chip.answers[SHT3X][1]
    chip.answers[SHT3X] = (15, answer[:5] + b"\0")
    sensor = Sht3x(bus)
    assert raises(OSError, sensor.temperature).args[0] == 5
    chip.answers[SHT3X] = (15, answer)
    assert near(sensor.humidity(), 37)


def test_an_old_value_is_measured_anew_when_the_clock_has_wrapped():
    bus, chip = sht3x_with(0x6667, 0x5EB9)
    bus.now = (1 << 30) - 500
    sensor = Sht3x(bus)
    sensor.temperature()
    bus.now += 900  # past the wrap, and still fresh
    sensor.temperature()
    assert len(chip.commands) == 1
    bus.now += 9 * 24 * 3600 * 1000  # further than half the wrap
    sensor.temperature()
    assert len(chip.commands) == 2


def test_sht3x_at_its_other_address():
    bus, _ = bus_with(0x45, Commands({SHT3X: (15, with_crcs(0x6667, 0))}))
    assert near(Sht3x(bus, 0x45).temperature(), 25)


# --- SHT4x ---


def test_sht4x_has_the_range_of_its_data_sheet():
    # T = -45 + 175 * S / 65535, RH = -6 + 125 * S / 65535, cut off at 0 and 100 %
    for raw, t, rh in ((0, -45, 0), (0xFFFF, 130, 100), (0x6667, 25, 44), (0x8000, 42.5, 56.5)):
        bus, _ = sht4x_with(raw, raw)
        sensor = Sht4x(bus)
        assert near(sensor.temperature(), t) and near(sensor.humidity(), rh)
        assert bus.waited == 9


def test_sht4x_with_a_wrong_crc_or_away_raises():
    bus, chip = sht4x_with(0x6667, 0x5EB9)
    chip.answers[b"\xfd"] = (8, b"\x66\x67\xa3\x5e\xb9\x3c")
    assert raises(OSError, Sht4x(bus).temperature).args[0] == 5
    assert raises(OSError, Sht4x(bus, 0x45).temperature).args[0] == 19


# --- SCD4x ---


class Scd(Commands):
    # Measures every five seconds from its start on; a measurement is read once. Takes no start
    # while it measures.
    def __init__(self):
        Commands.__init__(self, {START: (0, None), READY: (1, b""), READ: (1, b"")})
        self.begun = None
        self.number = 0  # of the measurement that was read last
        self.values = 0x01F4, 0x6667, 0x5EB9

    def write(self, data):
        if data == START and self.begun is not None:
            raise OSError(19)
        if data == START:
            self.begun = self.bus.now
            self.number = 0
        number = 0 if self.begun is None else (self.bus.now - self.begun) // 5000
        ready = number > self.number
        # 0x8000: as the data sheet has it; the eleven lower bits are all 0 if there is nothing
        self.answers[READY] = 1, with_crcs(0x8006 if ready else 0x8000)
        self.answers[READ] = 1, with_crcs(*self.values) if ready else None
        if data == READ:
            self.number = number
        Commands.write(self, data)


def scd():
    bus, chip = bus_with(0x62, Scd())
    return bus, chip, Scd4x(bus)


def test_scd4x_gives_the_example_of_its_data_sheet():
    # read_measurement: 500 ppm, 25 degrees, 37 %
    bus, chip, sensor = scd()
    assert sensor.co2() is None and sensor.temperature() is None  # it has just started
    assert chip.commands.count(START) == 1 and bus.waited <= 2
    bus.now += 6000
    assert sensor.co2() == 500
    assert near(sensor.temperature(), 25) and near(sensor.humidity(), 37)


def test_scd4x_gives_what_it_has_until_there_is_more():
    bus, chip, sensor = scd()
    sensor.co2()
    bus.now += 6000
    assert sensor.co2() == 500
    chip.values = 1234, 0, 0
    bus.now += 2000
    assert sensor.co2() == 500
    bus.now += 3000
    assert sensor.co2() == 1234
    bus.now += 3600000  # asked once an hour
    chip.values = 700, 0, 0
    assert sensor.co2() == 700
    assert chip.commands.count(START) == 1


def test_scd4x_that_lost_its_power_is_started_again():
    bus, chip, sensor = scd()
    sensor.co2()
    bus.now += 6000
    assert sensor.co2() == 500
    chip.begun = None
    bus.now += 10000
    assert sensor.co2() == 500  # it may be late
    bus.now += 10000
    assert sensor.co2() is None
    assert chip.commands.count(START) == 2
    bus.now += 6000
    assert sensor.co2() == 500


def test_scd4x_that_measures_already_is_read():
    bus, chip, sensor = scd()
    chip.begun = bus.now - 5000  # the board was reset
    assert sensor.co2() == 500
    other = Scd4x(bus)
    assert other.co2() is None  # it refuses to start
    bus.now += 5000
    assert other.co2() == 500


def test_scd4x_away_or_with_a_wrong_crc_raises():
    bus, chip, sensor = scd()
    del bus.chips[0x62]
    assert raises(OSError, sensor.co2).args[0] == 19
    bus.chips[0x62] = chip
    sensor.co2()
    bus.now += 6000
    write = chip.write

    def disturbed(data):
        write(data)
        if data == READ:
            chip.answer = b"\x01\xf4\x33\x66\x67\xa2\x5e\xb9\x3d"

    chip.write = disturbed
    assert raises(OSError, sensor.humidity).args[0] == 5


def test_the_modules_that_wait_wait_by_the_clock_of_the_tests():
    assert not hasattr(sht3x, "sleep_ms") and not hasattr(sht4x, "sleep_ms")
