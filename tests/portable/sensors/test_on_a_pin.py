# DHT11, DHT22 and DS18B20, with stand-ins of the ports' drivers, and what is high or low.

import sys

from i2cbox import Bus
from usnmp_sensors import ds18b20, kinds, measured
from util import raises

ROM = b"\x28\xff\x64\x1e\x82\x16\xc3\xa1"
OTHER = b"\x28\xff\x64\x1e\x82\x16\xc3\xa2"
clock = Bus()


class Dht:
    # dht of a port: values, or an exception.
    made = None

    class DHT22:
        def __init__(self, pin):
            self.pin = pin
            self.now = 21.4, 55.5
            self.asked = []
            Dht.made = self

        def measure(self):
            self.asked.append(clock.now)
            if isinstance(self.now, Exception):
                raise self.now
            self.values = self.now

        def temperature(self):
            return self.values[0]

        def humidity(self):
            return self.values[1]

    class DHT11(DHT22):
        pass


class OneWire:
    class OneWireError(Exception):
        pass

    class OneWire:
        def __init__(self, pin):
            self.pin = pin


class Ds18x20:
    # ds18x20 of a port: thermometers by their codes, what each measures when it is told to.
    class DS18X20:
        def __init__(self, wire):
            self.now = {ROM: 21.5, OTHER: -0.0625}
            self.measured = {}
            self.begun = []
            self.read = 0
            Ds18x20.made = self

        def scan(self):
            return sorted(bytearray(rom) for rom in self.now)

        def convert_temp(self):
            if not self.now:
                raise OneWire.OneWireError
            self.begun.append(clock.now)
            self.measured = dict(self.now)

        def read_temp(self, rom):
            assert clock.now - self.begun[-1] >= 750  # it has not ended
            self.read += 1
            if bytes(rom) not in self.now:
                raise Exception("CRC error")
            return self.measured[bytes(rom)]


def ports_own():
    # Each time: under pytest other tests have theirs.
    sys.modules["dht"] = Dht
    sys.modules["onewire"] = OneWire
    sys.modules["ds18x20"] = Ds18x20


def dht(kind="dht22"):
    ports_own()
    clock.time(measured)
    driver = kinds.driver(kind, "pin")
    return driver, Dht.made


def test_a_dht_is_made_at_its_pin_with_the_driver_of_its_kind():
    for kind, of in (("dht22", Dht.DHT22), ("dht11", Dht.DHT11)):
        _, chip = dht(kind)
        assert type(chip) is of and chip.pin == "pin" and chip.asked == []


def test_a_dht_measures_each_two_seconds_at_most():
    sensor, chip = dht()
    for _ in range(10):
        assert sensor.temperature() == 21.4 and sensor.humidity() == 55.5
        clock.now += 500
    assert len(chip.asked) == 3 and chip.asked[1] - chip.asked[0] == 2000


def test_a_dht_that_failed_is_not_tried_again_for_two_seconds():
    sensor, chip = dht()
    sensor.temperature()
    for error, number in ((OSError(110), 110), (Exception("checksum error"), 5)):
        clock.now += 2000
        chip.now = error
        n = len(chip.asked)
        assert raises(OSError, sensor.temperature).args[0] == number
        raises(OSError, sensor.humidity)  # not what it was before
        clock.now += 1999
        chip.now = 20.0, 40.0
        raises(OSError, sensor.temperature)
        assert len(chip.asked) == n + 1
        clock.now += 1
        assert sensor.humidity() == 40.0


def wire():
    ports_own()
    clock.time(ds18b20)
    clock.waited = 0
    made = ds18b20.Wire("pin")
    return made, Ds18x20.made


def test_thermometers_of_one_wire_measure_together_and_wait_once():
    made, chips = wire()
    both = [ds18b20.Ds18b20(made, rom) for rom in ("28ff641e8216c3a1", "28ff641e8216c3a2")]
    assert chips.begun == [] and chips.read == 0
    for _ in range(3):
        n = len(chips.begun)
        assert [s.temperature() for s in both] == [21.5, -0.0625]
        assert len(chips.begun) == n + 1
        clock.now += 60000
    assert clock.waited == 3 * 750


def test_a_thermometer_that_is_asked_each_second_waits_once_and_is_never_older_than_three():
    made, chips = wire()
    both = [ds18b20.Ds18b20(made, rom) for rom in ("28ff641e8216c3a1", "28ff641e8216c3a2")]
    [s.temperature() for s in both]
    for i in range(1, 20):
        chips.now = {ROM: i, OTHER: 50 + i}
        clock.now += 1000
        found = [s.temperature() for s in both]
        assert i < 4 or i - 3 <= found[0] <= i and found[1] == found[0] + 50, (i, found)
    assert clock.waited == 750 and len(chips.begun) <= 11


def test_the_first_on_the_wire_is_it_where_no_code_is_said():
    made, chips = wire()
    sensor = ds18b20.Ds18b20(made)
    assert sensor.temperature() == 21.5
    assert made.scan() == [ROM, OTHER]


def test_a_thermometer_that_is_away_raises_and_another_in_its_place_is_found():
    made, chips = wire()
    chips.now = {}
    sensor = ds18b20.Ds18b20(made)
    for _ in range(2):
        assert raises(OSError, sensor.temperature).args[0] == 19
    chips.now = {ROM: 4.0}
    assert sensor.temperature() == 4.0
    chips.now = {OTHER: 5.0}
    clock.now += 10000
    assert raises(OSError, sensor.temperature).args[0] == 5
    clock.now += 10000
    assert sensor.temperature() == 5.0


def test_one_that_is_away_does_not_spoil_the_other():
    made, chips = wire()
    both = [ds18b20.Ds18b20(made, rom) for rom in ("28ff641e8216c3a1", "28ff641e8216c3a2")]
    chips.now = {OTHER: 5.0}
    raises(OSError, both[0].temperature)
    assert both[1].temperature() == 5.0
    assert both[0].temperature() is None  # until it is measured again
    chips.now = {OTHER: 5.0, ROM: 6.0}
    clock.now += 10000
    assert [s.temperature() for s in both] == [6.0, 5.0]


def test_what_a_thermometer_says_after_it_lost_its_power_is_no_temperature():
    made, chips = wire()
    chips.now = {ROM: 85}
    sensor = ds18b20.Ds18b20(made)
    assert sensor.temperature() is None
    chips.now = {ROM: 84.9375}
    clock.now += 10000
    assert sensor.temperature() == 84.9375


def test_a_pin_and_a_converter_as_they_are():
    class Pin:
        level = 1

        def value(self):
            return self.level

        def read_u16(self):
            return 40000

    assert kinds.driver("pin", Pin()).level() == 1
    assert kinds.driver("adc", Pin()).level() == 40000
