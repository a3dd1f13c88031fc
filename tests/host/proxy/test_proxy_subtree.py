# Routes with "subtree": a part of an agent under another name, and nothing else of it.

import pytest
from clibox import netsnmp
from corebox import Bench, request
from proxybox import Proxied, Snmpd, agents, asking

HERE, THERE = "1.3.6.1.4.1.9999.7", "1.3.6.1.2.1.1"
INT, NULL, END = 2, (5, None), (0x82, None)


def bench(subtree=HERE, remote=THERE):
    made = Bench()
    for route in made.core.routes._by[False, b"x"]:
        route.subtree, route.remote = subtree, remote
    return made


def content(p):
    return p.type, p.err_status, p.err_id, list(p.varbinds.items())


ways = pytest.mark.parametrize("ver", [0, 1])
targets = pytest.mark.parametrize("target", ["x@one", "x@two"])


@ways
@targets
@pytest.mark.parametrize("tag", [0xA0, 0xA3])
def test_names_are_those_of_the_agent_there_and_the_askers_here(ver, target, tag):
    box = bench()
    varbinds = [(HERE + ".5.0", (4, "x")), (HERE + ".6.0", (4, "y"))]
    box.take(request(tag, varbinds, ver, target))
    assert list(box.asked()[0].varbinds) == [THERE + ".5.0", THERE + ".6.0"]
    box.reply([(THERE + ".5.0", (4, "x")), (THERE + ".6.0", (4, "y"))])
    assert content(box.got()) == (0xA2, 0, 0, varbinds)


@ways
@targets
def test_what_is_not_below_is_asked_of_nobody(ver, target):
    box = bench()
    box.take(request(0xA0, [THERE + ".5.0"], ver, target))
    expected = (
        (2, 1, [(THERE + ".5.0", NULL)]) if not ver else (0, 0, [(THERE + ".5.0", (0x80, None))])
    )
    assert content(box.got())[1:] == expected
    box.take(request(0xA3, [(THERE + ".5.0", (INT, 1))], ver, target))
    assert content(box.got())[1:3] == (2, 1)
    box.take(request(0xA0, [HERE + ".5.0", THERE + ".5.0"], ver, target))
    assert content(box.got())[1:3] == (2, 2)
    assert not box.sent


@ways
@targets
def test_a_walk_begins_before_the_subtree_and_ends_behind_it(ver, target):
    box = bench()
    box.take(request(0xA1, ["1.3.6.1.4.1"], ver, target))
    assert list(box.asked()[0].varbinds) == [THERE]
    box.reply([(THERE + ".1.0", (INT, 1))])
    assert content(box.got()) == (0xA2, 0, 0, [(HERE + ".1.0", (INT, 1))])
    box.take(request(0xA1, [HERE + ".9"], ver, target))
    box.reply([("1.3.6.1.2.1.2.1.0", (INT, 1))])
    end = (2, 1, [(HERE + ".9", NULL)]) if not ver else (0, 0, [(HERE + ".9", END)])
    assert content(box.got())[1:] == end
    n = len(box.sent)
    box.take(request(0xA1, ["1.3.6.1.5"], ver, target))
    assert content(box.got())[1:3] == (end[0], end[1]) and len(box.sent) == n


def test_a_getbulk_ends_behind_the_subtree():
    box = bench()
    box.take(request(0xA5, [HERE + ".1", HERE + ".2"], 1, "x@two", b=2))
    box.reply(
        [(THERE + ".1.0", (INT, 1)), ("1.3.6.1.3", (INT, 2)), ("1.3.6.1.3", (INT, 2)),
         ("1.3.6.1.4", (INT, 3))]
    )  # fmt: skip
    assert content(box.got()) == (
        0xA2, 0, 0,
        [(HERE + ".1.0", (INT, 1)), (HERE + ".2", END), (HERE + ".1", END), (HERE + ".2", END)],
    )  # fmt: skip


def test_of_several_routes_the_one_that_has_all_names_is_taken():
    box = bench()
    (first,) = box.core.routes._by[False, b"x"]
    first.to, first.target = "one", box.targets["one"]
    (second,) = bench("1.3.6.1.4.1.9999.8", THERE).core.routes._by[False, b"x"]
    second.target = box.targets["two"]
    box.core.routes._by[False, b"x"].append(second)
    for oid, name in ((HERE + ".5.0", "one"), ("1.3.6.1.4.1.9999.8.5.0", "two")):
        box.take(request(0xA0, [oid], 1, "x"))
        p, target = box.asked()
        assert target.name == name and list(p.varbinds) == [THERE + ".5.0"]


@pytest.mark.slow
@pytest.mark.parametrize("target", ["v1", "v2c", "v3"])
@pytest.mark.parametrize("version", ["1", "2c", "3"])
def test_snmpwalk_of_it(tmp_path, version, target):
    snmpd = Snmpd(tmp_path)
    way = {"subtree": HERE, "remote": THERE + ".9"}
    routes = [
        dict({"user": "anna", "to": "*"}, **way),
        dict({"community": "secret", "to": "*"}, **way),
    ]
    try:
        with Proxied({"targets": agents(snmpd.port), "routes": routes}) as box:
            walked = netsnmp(
                "snmpwalk", *asking(version, target), "-On", "-t5", box.host, "1.3.6.1.4"
            )
            host = "127.0.0.1:%d" % snmpd.port
            direct = netsnmp("snmpwalk", "-v2c", "-cpublic", "-On", host, THERE + ".9")
            there, here = b"." + THERE.encode() + b".9.", b"." + HERE.encode() + b"."
            lines = [line.replace(there, here, 1) for line in direct[1].splitlines()]
            assert walked[1].splitlines()[: len(lines)] == lines and len(lines) > 10
            # The walk ends where the subtree does, which snmpwalk tells where it is above it
            assert all(
                b"No more" in line or line == b"End of MIB"
                for line in walked[1].splitlines()[len(lines) :]
            )
    finally:
        snmpd.stop()
