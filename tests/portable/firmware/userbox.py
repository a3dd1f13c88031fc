# What the tests of users and targets in config.json share. Portable.

from usnmp_firmware.config import check
from util import raises

ID = "80001f8805aabbccddeeff0011"
KEY = "6695febc9288e36282235fc7151f128497b38f3f"


def user(**more):
    found = {"name": "ops", "auth": "SHA", "auth_key": KEY, "priv": "AES", "priv_key": KEY}
    found.update(more)
    return found


def said(**config):
    asked = {"engine_id": ID, "users": [user()]}
    asked.update(config)
    return str(raises(ValueError, check, asked))
