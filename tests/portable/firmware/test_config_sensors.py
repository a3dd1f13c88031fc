# "sensors" of config.json: which keys each kind has, and what they may be.

from usnmp_firmware.config import check
from usnmp_firmware.sensor_keys import keys
from usnmp_sensors import kinds
from util import raises


def one(**sensor):
    return check({"sensors": [sensor]})["sensors"][0]


def test_every_kind_needs_nothing_but_its_name():
    for kind in kinds.names():
        assert one(kind=kind)["kind"] == kind


def test_wiring_and_limits_are_filled_in_and_of_settings_there_is_what_was_given():
    limits = {"above": None, "clear_below": None, "below": None, "clear_above": None}
    dht = {"kind": "dht22", "name": "", "reading": "", "pin": 0}
    dht.update(limits)
    assert one(kind="dht22") == dht
    bus = {"kind": "ina219", "name": "", "reading": "", "scl": 5, "sda": 4, "address": 0x40}
    bus.update(limits)
    assert one(kind="ina219") == bus
    bus.update({"shunt": 0.002, "reading": "power", "above": 120.5})
    assert one(kind="ina219", shunt=0.002, reading="power", above=120.5) == bus
    assert one(kind="chip") == {"kind": "chip", "name": ""}


def test_an_address_is_a_number_or_hex_in_quotes():
    for given in (0x77, "0x77"):
        assert one(kind="bme280", address=given)["address"] == 0x77
    assert one(kind="bh1750", address="0x5c")["address"] == 0x5C
    assert one(kind="bh1750", address="0x5C")["address"] == 0x5C


def test_what_cannot_be_is_refused_with_the_key_named():
    for bad, words in (
        ({"kind": "bme"}, ('"sensors[0].kind"', "bme280, bmp280", "chip", "'bme'")),
        ({"kind": ["bme280"]}, ('"sensors[0].kind"',)),
        ({"name": "x"}, ('"sensors[0].kind" is missing',)),
        ({"kind": "bme280", "address": 76}, ('.address" of a bme280', '"0x76", "0x77"', "76")),
        ({"kind": "bme280", "address": "77"}, ('"sensors[0].address"',)),
        ({"kind": "bme280", "address": "0x7g"}, ('"sensors[0].address"',)),
        ({"kind": "bme280", "address": True}, ('"sensors[0].address"',)),
        ({"kind": "bme280", "address": None}, ('"sensors[0].address"',)),
        ({"kind": "bme280", "pin": 4}, ('"sensors[0].pin"', "known: above, address, below")),
        ({"kind": "bme280", "shunt": 1}, ('"sensors[0].shunt"',)),
        ({"kind": "dht22", "scl": 4}, ('"sensors[0].scl"', "pin")),
        ({"kind": "memory", "pin": 4}, ('"sensors[0].pin"',)),
        ({"kind": "chip", "above": 4}, ('"sensors[0].above"',)),
        ({"kind": "dht22", "pin": 100}, ('"sensors[0].pin"', "from 0 to 99")),
        ({"kind": "dht22", "pin": "D2"}, ('"sensors[0].pin"',)),
        ({"kind": "sht3x", "scl": -1}, ('"sensors[0].scl"',)),
        ({"kind": "sht3x", "scl": 4}, ('"sensors[0].sda": pin 4 is used as scl',)),
        ({"kind": "sht3x", "reading": "lux"}, ('.reading" must be one of temperature, humidity',)),
        ({"kind": "ina219", "shunt": "1"}, ('"sensors[0].shunt" must be a number',)),
        ({"kind": "ads1115", "channel": 4}, ('"sensors[0].channel"', "0-1")),
        ({"kind": "ads1115", "channel": True}, ('"sensors[0].channel"',)),
        ({"kind": "ads1115", "full_scale": 5}, ('"sensors[0].full_scale"', "6.14")),
        ({"kind": "analogue", "type": "degrees"}, ('"sensors[0].type"', "celsius")),
        ({"kind": "analogue", "precision": 10}, ('"sensors[0].precision"', "to 9")),
        ({"kind": "analogue", "units": 3}, ('"sensors[0].units"',)),
        ({"kind": "ds18b20", "rom": "28ff"}, ('"sensors[0].rom"', "16")),
        ({"kind": "ds18b20", "rom": "28ff641e8216c3g1"}, ('"sensors[0].rom"',)),
        ("dht22", ('"sensors[0]"',)),
    ):
        said = str(raises(ValueError, check, {"sensors": [bad]}))
        for word in words:
            assert word in said, (bad, said)


def test_a_limit_between_the_two_readings_of_a_pin_is_refused_in_words():
    for key, more in (("above", {}), ("below", {}), ("clear_below", {"above": 1})):
        said = str(raises(ValueError, one, kind="pin", **dict(more, **{key: 0.5})))
        assert said.startswith('"sensors[0].%s" of a pin must be a whole number' % key), said
        assert said.endswith("as it reads 0 or 1, not 0.5"), said
    assert one(kind="pin", above=0)["above"] == 0
    assert one(kind="pin", below=1.0)["below"] == 1
    assert one(kind="dht22", above=0.5)["above"] == 0.5


def test_limits_that_no_alarm_can_have_are_refused():
    for bad in (
        {"above": 30, "clear_below": 31},
        {"below": 5, "clear_above": 4},
        {"clear_below": 30},
        {"clear_above": 30},
        {"above": 10, "below": 20},
        {"above": 30, "clear_below": 10, "below": 10},
        {"above": 30, "below": 5, "clear_above": 30},
    ):
        bad["kind"] = "dht22"
        assert '"sensors[0]": limits' in str(raises(ValueError, check, {"sensors": [bad]})), bad
    for good in (
        {"above": 30},
        {"above": 30, "clear_below": 30},
        {"below": 0, "clear_above": 0.5},
        {"above": 30, "clear_below": 28, "below": 5, "clear_above": 7},
        {"above": 30, "below": 29},
    ):
        one(**dict(good, kind="dht22"))


def test_two_that_are_wired_in_different_ways_have_no_pin_in_common():
    i2c = {"kind": "sht3x", "scl": 5, "sda": 4}
    for pin, key in ((5, "scl"), (4, "sda")):
        for first, second in ((0, 1), (1, 0)):
            both = [i2c, {"kind": "dht22", "pin": pin}]
            bad = {"sensors": [both[first], both[second]]}
            assert "pin %d is used as" % pin in str(raises(ValueError, check, bad))
    wire = {"kind": "ds18b20", "pin": 2}
    # several on a bus, several on a wire, two things that one chip measures; a converter's number
    # is that of an input
    same = {"kind": "dht22", "pin": 12, "reading": "humidity"}
    good = [i2c, dict(i2c, address=0x45), wire, wire, same, same, {"kind": "adc", "pin": 4}]
    assert len(check({"sensors": good})["sensors"]) == 7


def test_what_a_kind_has_is_what_it_takes():
    for kind in kinds.names():
        for key, value in keys(kind).items():
            if key not in ("kind", "reading", "rom", "clear_below", "clear_above"):
                one(**{"kind": kind, key: value})
