# The tables of what users may do: portable.

from agent3box import Box
from usnmp_agent.view import View
from usnmp_mibs.snmp_view_based_acm_mib import vacm
from walk3box import walk


def test_access_as_it_is():
    b = Box(1400)
    b.agent.allow("public", View(read=("1.3.6.1.2", "-1.3.6.1.2.1.1"), write=("1.3.6.1.2",)))
    b.agent.allow(b.user, View(read=("1.3.6.1.4",)), level="noAuthNoPriv", context="c")
    vacm(b.mib, b.agent)
    base = "1.3.6.1.6.3.16.1."
    assert walk(b, base + "1.1") == {"1.0": "", "1.1.99": "c"}
    groups = walk(b, base + "2.1.3")
    assert sorted(groups.values()) == ["community1", "community2", "reader"]
    reader = "6.114.101.97.100.101.114"
    reads = walk(b, base + "4.1.5")
    writes = walk(b, base + "4.1.6")
    # at authPriv all, in the context "c" less
    assert reads[reader + ".0.3.3"] == writes[reader + ".0.3.3"] == "all"
    view = reads[reader + ".1.99.3.1"]
    assert writes[reader + ".1.99.3.1"] == ""
    reads = writes = None
    views = walk(b, base + "5.2.1.4")
    name = ".".join([str(ord(c)) for c in view])
    assert views["%d.%s.5.1.3.6.1.4" % (len(view), name)] == 1
    assert sorted([v for k, v in views.items()]).count(2) == 2  # excluded, for v1 and v2c
    assert views["3.97.108.108.1.1"] == 1
    views = None
    for column in range(4, 10):
        for value in walk(b, base + "4.1.%d" % column).values():
            assert "public" not in str(value)
