# Users of SNMPv3 in config.json: portable.

from userbox import ID, KEY, said, user
from usnmp_firmware.config import check


def test_a_user_is_filled_in():
    (one,) = check({"engine_id": ID, "users": [user()]})["users"]
    assert (one["level"], one["context"], one["read"], one["write"]) == ("", "", [], [])
    assert one["localized"] is True and one["auth_password"] == ""


def test_errors_name_the_user():
    for users, words in (
        ([{}], '"users[0].name" is missing'),
        ([user(), user()], '"users[1]": the name ops is taken'),
        ([user(read=[1])], '"users[0].read" must be a list of OIDs'),
        ([user(read=None, write=["1.3"])], '"users[0].write": who may not read'),
        ([user(level="all")], '"users[0].level" must be one of noAuthNoPriv, authNoPriv'),
        ([{"name": "x", "level": "authPriv"}], '"users[0].level"'),
        ([user(auth="SHA1")], "no authentication protocol"),
        ([user(auth_key=KEY[2:])], "octets"),
    ):
        assert words in said(users=users), users
    assert 'wants "engine_id"' in said(engine_id=None)
