# The table of users: portable.

from agent3box import KEY, Box
from messagebox import ENGINE
from usnmp_mibs.snmp_user_based_sm_mib import usm_users
from usnmp_v3 import User
from walk3box import walk


def test_users_without_what_is_secret():
    b = Box()
    b.agent.allow(User("none"))
    b.agent.allow(User("hash", "SHA-256", auth_key=bytes(32), engine_id=ENGINE))
    usm_users(b.mib, b.agent)
    engine = "13." + ".".join([str(c) for c in ENGINE])
    rows = []
    for name in (b"hash", b"none", b"reader"):
        rows.append(engine + "." + ".".join([str(c) for c in bytes((len(name),)) + name]))
    expected = {3: ("hash", "none", "reader"), 5: (5, 1, 3), 8: (1, 1, 4)}
    cells = 0
    texts = []
    for column in range(1, 14):  # the heap has no room for all at once
        found = walk(b, "1.3.6.1.6.3.15.1.2.2.1.%d" % column)
        cells += len(found)
        if column in expected:
            values = [found[row] for row in rows]
            if column > 3:
                values = [int(value[value.rfind(".") + 1 :]) for value in values]
            assert tuple(values) == expected[column], column
        texts += [v for v in found.values() if type(v) is bytes and v not in texts]
    assert cells == 33
    assert KEY not in texts and bytes(32) not in texts
