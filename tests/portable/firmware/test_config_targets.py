# Targets in config.json that speak of users of SNMPv3: portable.

from userbox import ID, said, user
from usnmp_firmware.config import check


def test_a_target_speaks_of_a_user():
    target = {"host": "h", "user": "ops"}
    config = {"engine_id": ID, "users": [user(read=None)], "targets": [target]}
    found = check(config)
    assert found["users"][0]["read"] is None
    assert (found["targets"][0]["user"], found["targets"][0]["level"]) == ("ops", "")
    assert check({"targets": [{"host": "h"}]})["targets"][0]["user"] == ""
    users = [user(localized=False)]
    target["inform"] = True
    check({"engine_id": ID, "users": users, "targets": [target]})


def test_errors_name_the_target():
    for more, words in (
        ({"user": "opa"}, '"targets[0].user": "users" has none of that name'),
        ({"level": "high"}, '"targets[0].level" must be one of'),
        ({"inform": True}, '"targets[0].inform": the keys of ops are localised'),
    ):
        target = {"host": "h", "user": "ops"}
        target.update(more)
        assert words in said(targets=[target]), more
    low = {"host": "h", "user": "low", "level": "authNoPriv"}
    assert '"targets[0].level"' in said(users=[{"name": "low"}], targets=[low])
    assert "none of that name" in said(users=[], targets=[low])
