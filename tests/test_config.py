# The configuration file: portable, runs on CPython and MicroPython.

from usnmp_config import check
from util import raises


def test_an_empty_configuration_reads_with_public_and_writes_with_nothing():
    c = check({})
    assert (c["port"], c["read_community"], c["write_community"]) == (161, "public", None)


def test_what_is_given_is_kept():
    c = check({"port": 1161, "name": "x", "read_community": None})
    assert (c["port"], c["name"], c["read_community"], c["location"]) == (1161, "x", None, "")


def test_errors_name_the_key():
    for bad, word in (
        ({"prot": 1}, '"prot"'),
        ({"port": "1161"}, '"port"'),
        ({"port": 0}, '"port"'),
        ({"port": 65536}, '"port"'),
        ({"port": True}, '"port"'),
        ({"port": None}, '"port"'),
        ({"name": 5}, '"name"'),
        ({"max_size": 483}, '"max_size"'),
        ({"max_size": 65508}, '"max_size"'),
        ({"max_size": "1472"}, '"max_size"'),
        ({"persist": ""}, '"persist"'),
        ({"name": "x" * 256}, '"name"'),
        ({"read_community": ""}, '"read_community"'),
        ({"write_community": ["x"]}, '"write_community"'),
        ({"write_community": "public"}, '"write_community"'),
        ([], "object"),
    ):
        assert word in str(raises(ValueError, check, bad)), bad
