# Sensors that config.json names: what they share, what is missing, a voltage with a scale.


from configbox import Board, Machine, sht3x
from i2cbox import near


def test_what_one_chip_measures_is_measured_once():
    bus, chip = sht3x()
    board = Board(
        {"kind": "sht3x"},
        {"kind": "sht3x", "reading": "humidity", "name": "Damp"},
        {"kind": "sht3x", "scl": 12, "sda": 14},
    )
    assert Machine.made == [(5, 4), (12, 14)]  # a bus for each two pins
    n = len(chip.commands)
    bus.now += 1000
    assert board.values() == [2500, 3700, 3700, 2500, 3700]
    assert len(chip.commands) == n + 2  # for the two chips


def test_a_chip_that_is_not_there_is_said_once_and_comes_when_it_is():
    bus, chip = sht3x()
    del bus.chips[0x44]
    board = Board({"kind": "sht3x"}, {"kind": "pin", "pin": 2})
    assert board.values() == [None, None, 1]
    assert len(board.said) == 2 and board.said[0].startswith("sensor sht3x temperature: OSError")
    bus.chips[0x44] = chip
    assert board.values()[:2] == [2500, 3700]


def test_what_cannot_be_on_this_board_has_its_rows():
    sht3x()
    board = Board({"kind": "dht22", "pin": 77, "name": "Nowhere"}, {"kind": "pin", "pin": 2})
    assert [row[0] for row in board.rows()] == ["Nowhere", "Nowhere humidity", "pin level"]
    assert board.values() == [None, None, 1]
    assert len(board.said) == 1 and board.said[0].startswith("sensor Nowhere: ValueError")


def test_a_voltage_with_a_scale():
    sht3x()
    tmp36 = {"kind": "analogue", "scale": 100, "offset": -50, "type": "celsius", "precision": 1}
    board = Board(tmp36, {"kind": "analogue", "units": "bar", "reference": 1.0}, {"kind": "adc"})
    assert [row[1:] for row in board.rows()] == [
        ("celsius", 1, "celsius"), ("other", 3, "bar"), ("other", 0, "of 65535"),
    ]  # fmt: skip
    first, second, third = board.values()
    # An ESP32 measures up to 3.1 V for all but "adc", which is as it was.
    assert near(first, 1150, 1) and near(second, 500, 1) and third == 1000


def test_an_input_of_an_ads1115_with_a_scale():
    from test_registers import Adc
    from usnmp_sensors import ads1115

    bus, _ = sht3x()
    bus.time(ads1115)
    bus.put(0x48, Adc(2.0, 0.5, 0, 0))
    board = Board(
        {"kind": "ads1115"},
        {"kind": "ads1115", "channel": "0-1", "scale": 20, "offset": 1, "type": "amperes"},
    )
    types = [row[1] for row in board.rows()]
    assert types == ["voltsDC", "amperes"]
    volts, amperes = board.values()
    assert near(volts, 200000, 20) and near(amperes, 3100000, 400)


def test_what_is_not_wanted_any_more_is_said():
    sht3x()
    for name in Board({"kind": "pin"}).forget.split():
        __import__(name)  # it is the name of one
