# "users_writable" in config.json: portable, runs on CPython and MicroPython.

from usnmp_firmware.config import check
from util import raises


def test_users_are_changed_by_set_only_if_that_is_asked_for():
    assert check({})["users_writable"] is False
    c = check({"users_writable": True, "users": [{"name": "u"}], "persist": "x.dat"})
    assert c["users_writable"] is True


def test_errors_of_users_that_are_changed_by_set_name_the_key():
    for bad, word in (
        ({"users_writable": 1}, '"users_writable"'),
        ({"users_writable": True}, '"users_writable" wants "users"'),
        ({"users_writable": True, "users": [{"name": "u"}]}, '"users" and "persist"'),
        ({"users_writable": True, "persist": "x.dat"}, '"users" and "persist"'),
    ):
        assert word in str(raises(ValueError, check, bad)), bad
