# Sections of config.json: portable, runs on CPython and MicroPython.

from usnmp_firmware.config import check
from util import raises


def test_sections_are_filled_in():
    c = check({"wifi": {"ssid": "home"}, "targets": [{"host": "192.0.2.9", "inform": True}]})
    assert c["wifi"] == {"ssid": "home", "key": "", "timeout": 20}
    assert c["targets"] == [
        {
            "host": "192.0.2.9", "port": 162, "community": "public", "version": "2c",
            "inform": True, "user": "", "level": "",
        }
    ]  # fmt: skip
    assert check({})["wifi"] == check({"wifi": None})["wifi"] == {}
    assert check({})["sources"] == check({"sources": None})["sources"] == []


def test_errors_in_sections_name_the_key():
    for bad, word in (
        ({"wifi": {"key": "x"}}, '"wifi.ssid"'),
        ({"wifi": {"ssid": ""}}, '"wifi.ssid"'),
        ({"wifi": {"ssid": "x", "pass": "y"}}, '"wifi.pass"'),
        ({"wifi": "home"}, '"wifi"'),
        ({"wifi": {"ssid": "x", "timeout": 0}}, '"wifi.timeout"'),
        ({"targets": {}}, '"targets"'),
        ({"targets": ["192.0.2.9"]}, '"targets[0]"'),
        ({"targets": [{"host": "a"}, {}]}, '"targets[1].host"'),
        ({"targets": [{"host": "a", "version": "3"}]}, '"targets[0].version"'),
        ({"targets": [{"host": "a", "version": "1", "inform": True}]}, '"targets[0].inform"'),
        ({"targets": [{"host": "a", "inform": 1}]}, '"targets[0].inform"'),
        ({"watchdog": "no"}, '"watchdog"'),
        ({"hostname": ""}, '"hostname"'),
    ):
        assert word in str(raises(ValueError, check, bad)), bad
