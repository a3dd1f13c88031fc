# Limits of sensors in config.json: portable, runs on CPython and MicroPython.

from usnmp_firmware.config import check
from util import raises


def test_limits_of_a_sensor_are_kept():
    c = check({"sensors": [{"kind": "adc", "name": "light", "above": 300, "clear_below": 28.5}]})
    assert c["sensors"][0]["above"] == 300 and c["sensors"][0]["below"] is None
    assert c["sensors"][0]["clear_below"] == 28.5


def test_errors_of_sensors_name_the_key():
    for bad, word in (
        ({"sensors": [{"kind": "sonar"}]}, '"sensors[0].kind"'),
        ({"sensors": [{"kind": "adc", "above": "hot"}]}, '"sensors[0].above"'),
        ({"sensors": [{"kind": "adc", "above": 1e10}]}, '"sensors[0].above"'),
        ({"sensors": [{"kind": "adc", "below": True}]}, '"sensors[0].below"'),
        ({"sensors": [{"kind": "adc", "pin": 4.5}]}, '"sensors[0].pin"'),
        ({"sensors": [{"kind": "pin", "pin": -1}]}, '"sensors[0].pin"'),
    ):
        assert word in str(raises(ValueError, check, bad)), bad
