# What users of config.json may read and write, apart from the rest: it brings the agent. Portable.

from usnmp_firmware.config import check
from util import raises


def test_subtrees_are_oids():
    for key in ("read", "write"):
        for oid in ("x", "1.3.", ""):
            e = raises(ValueError, check, {"users": [{"name": "ops", key: [oid]}]})
            assert '"users[0]": ' in str(e), e
    (one,) = check({"users": [{"name": "ops", "read": ["1.3.6.1.2"]}]})["users"]
    assert one["read"] == ["1.3.6.1.2"]
