# "mibs", "descr" and "object_id" in config.json: portable, runs on CPython and MicroPython.

from usnmp_firmware.config import check
from util import raises


def test_mibs_and_what_the_system_group_says():
    c = check({})
    assert c["mibs"] == [] and c["descr"] is None and c["object_id"] is None
    c = check({"mibs": ["ip_mib"], "object_id": "1.3.6.1.4.1.9.1", "descr": "a box"})
    assert c["mibs"] == ["ip_mib"] and c["object_id"] == "1.3.6.1.4.1.9.1"
    assert c["descr"] == "a box" and check({"mibs": None})["mibs"] == []


def test_errors_of_mibs_and_the_system_group_name_the_key():
    for bad, word in (
        ({"mibs": "if_mib"}, '"mibs" must be a list'),
        ({"mibs": ["if_mib", "ifmib"]}, "'ifmib'"),
        ({"mibs": ["if_mib", 1]}, "host_resources_mib"),
        ({"object_id": "1.3.x"}, '"object_id"'),
        ({"object_id": "1.3"}, '"object_id"'),
        ({"object_id": 5}, '"object_id"'),
        ({"descr": ""}, '"descr"'),
        ({"descr": "x" * 256}, '"descr"'),
    ):
        assert word in str(raises(ValueError, check, bad)), bad
