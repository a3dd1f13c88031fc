# Every version of SNMP to every other through the proxy: net-snmp's tools ask, snmpd answers. What
# they are told is what snmpd tells them itself, but for what SNMPv1 has not.

import pytest
from clibox import netsnmp
from conftest import free_port
from proxybox import ROUTES, WAYS, Proxied, Snmpd, agents, asking

pytestmark = pytest.mark.slow

SYSTEM = "1.3.6.1.2.1.1"
NAME = SYSTEM + ".5.0"
CONTACT = SYSTEM + ".4.0"
MISSING = SYSTEM + ".99.0"
LAST = "1.3.6.1.6.3.99"
HC = "1.3.6.1.2.1.31.1.1.1"  # ifXTable, which has Counter64 from column 6 to 13
FIRST_HIGH = HC + ".15.1"  # ifHighSpeed


@pytest.fixture(scope="module")
def snmpd(tmp_path_factory):
    box = Snmpd(tmp_path_factory.mktemp("snmpd"))
    yield box
    box.stop()


@pytest.fixture(scope="module")
def box(snmpd):
    config = {"targets": agents(snmpd.port), "routes": [dict(r) for r in ROUTES]}
    with Proxied(config) as served:
        yield served


@pytest.fixture(scope="module")
def tcp(snmpd):
    """The same with all of it by TCP."""
    targets = agents(snmpd.port, host="tcp:127.0.0.1")
    config = {"targets": targets, "routes": [dict(r) for r in ROUTES]}
    with Proxied(config, ("tcp", "udp")) as served:
        yield served


def ask(tool, box, version, target, *arguments, options=()):
    way = asking(version, target)
    return netsnmp(tool, *way, "-On", "-t5", "-r1", *options, box.host, *arguments)


pairs = pytest.mark.parametrize("target", ["v1", "v2c", "v3"])
versions = pytest.mark.parametrize("version", list(WAYS))


@versions
@pairs
def test_get_has_the_value(box, version, target):
    assert ask("snmpget", box, version, target, NAME, SYSTEM + ".7.0") == (
        0,
        b'.%s = STRING: "behind"\n.%s.7.0 = INTEGER: 72\n' % (NAME.encode(), SYSTEM.encode()),
        b"",
    )


@versions
@pairs
def test_set_is_done(box, version, target):
    text = "set by %s for %s" % (version, target)
    done = ask("snmpset", box, version, target, CONTACT, "s", text)
    assert done[0] == 0, done
    assert text.encode() in ask("snmpget", box, "2c", "v2c", CONTACT)[1]


@versions
@pairs
def test_walk_is_what_snmpd_has(box, snmpd, version, target):
    walked = ask("snmpwalk", box, version, target, SYSTEM + ".9")
    direct = netsnmp(
        "snmpwalk", "-v2c", "-cpublic", "-On", "127.0.0.1:%d" % snmpd.port, SYSTEM + ".9"
    )
    assert walked == direct and walked[0] == 0 and len(walked[1].splitlines()) > 10


@pytest.mark.parametrize("version", ["2c", "3"])
@pairs
def test_bulkwalk_is_what_snmpd_has(box, snmpd, version, target):
    walked = ask("snmpbulkwalk", box, version, target, SYSTEM + ".9")
    direct = netsnmp(
        "snmpbulkwalk", "-v2c", "-cpublic", "-On", "127.0.0.1:%d" % snmpd.port, SYSTEM + ".9"
    )
    assert walked == direct and walked[0] == 0


@versions
@pairs
def test_what_is_missing_is_told_as_the_version_has_it(box, version, target):
    status, out, err = ask("snmpget", box, version, target, NAME, MISSING, options=["-Cf"])
    if version == "1":
        assert status == 2 and b"(noSuchName)" in err and MISSING.encode() in err
    else:
        assert status == 0 and out.startswith(b'.%s = STRING: "behind"\n' % NAME.encode())
        assert b".%s = No Such " % MISSING.encode() in out


@versions
@pairs
def test_the_end_is_told_as_the_version_has_it(box, version, target):
    status, out, err = ask("snmpgetnext", box, version, target, LAST, options=["-Cf"])
    if version == "1":
        assert status == 2 and b"(noSuchName)" in err
    else:
        assert status == 0 and b"No more variables left in this MIB View" in out


@versions
@pairs
def test_an_object_that_cannot_be_set_is_refused_as_the_version_has_it(box, version, target):
    status, _, err = ask("snmpset", box, version, target, SYSTEM + ".3.0", "t", "1")
    assert status == 2
    if version == "1" or target == "v1":
        assert b"(noSuchName)" in err or b"(readOnly)" in err
    else:
        assert b"notWritable" in err


@pytest.mark.parametrize("target", ["v2c", "v3"])
def test_v1_never_sees_a_counter64(box, snmpd, target):
    status, _, err = ask("snmpget", box, "1", target, HC + ".6.1", options=["-Cf"])
    assert status == 2 and b"(noSuchName)" in err
    walked = ask("snmpwalk", box, "1", target, HC)
    direct = netsnmp("snmpwalk", "-v1", "-cpublic", "-On", "127.0.0.1:%d" % snmpd.port, HC)
    assert b"Counter64" not in walked[1] and walked[1].count(b"\n") > 5
    assert walked == direct
    status, out, _ = ask("snmpgetnext", box, "1", target, HC + ".6", HC + ".15")
    assert status == 0 and out.count(b".%s = Gauge32" % FIRST_HIGH.encode()) == 2


@versions
@pairs
def test_by_tcp_it_is_as_by_udp(tcp, snmpd, version, target):
    way = asking(version, target)
    asked = netsnmp("snmpwalk", *way, "-On", "-t5", "tcp:" + tcp.host, SYSTEM + ".9")
    direct = netsnmp(
        "snmpwalk", "-v2c", "-cpublic", "-On", "127.0.0.1:%d" % snmpd.port, SYSTEM + ".9"
    )
    assert asked == direct and direct[0] == 0


def test_udp_and_tcp_are_asked_at_the_same_port(tcp):
    for transport in ("udp:", "tcp:"):
        way = asking("2c", "v2c")
        status, out, _ = netsnmp("snmpget", *way, "-On", transport + tcp.host, NAME)
        assert status == 0 and b"behind" in out


def test_ipv6(ipv6, snmpd):
    config = {"targets": agents(snmpd.port), "routes": [dict(r) for r in ROUTES]}
    port = free_port()
    config["listen"] = ["udp6:[::1]:%d" % port, "tcp6:[::1]:%d" % port]
    with Proxied(config):
        for transport in ("udp6", "tcp6"):
            way = asking("2c", "v3")
            host = "%s:[::1]:%d" % (transport, port)
            status, out, _ = netsnmp("snmpget", *way, "-On", host, NAME)
            assert status == 0 and b"behind" in out


def test_a_connection_to_an_agent_that_was_cut_is_made_again(tmp_path):
    first = Snmpd(tmp_path / "first")
    config = {"targets": agents(first.port, host="tcp:127.0.0.1"), "routes": list(ROUTES)}
    try:
        with Proxied(config) as box:
            assert ask("snmpget", box, "2c", "v2c", NAME)[0] == 0
            first.stop()
            first = Snmpd(tmp_path / "second", port=first.port)
            assert ask("snmpget", box, "2c", "v2c", NAME)[0] == 0
    finally:
        first.stop()


@versions
def test_without_a_target_it_is_the_proxy_that_is_asked(box, version):
    way = [o.replace("@", "").replace("-n", "") for o in WAYS[version]]
    way = [o for o in (o.replace("%s", "") for o in way) if o]
    netsnmp("snmpget", "-v2c", "-cunknown", "-t0.1", "-r0", box.host, NAME)
    drops = "1.3.6.1.2.1.11.32.0"
    status, out, err = netsnmp("snmpget", *way, "-On", "-Oqv", box.host, drops, SYSTEM + ".1.0")
    assert status == 0, err
    assert out.splitlines()[1].startswith(b'"usnmp ') and 0 < int(out.split()[0]) <= box.core.drops
    status, out, _ = netsnmp("snmpwalk", *way, "-On", box.host, "1.3.6.1.2.1.11")
    assert status == 0 and out.count(b"\n") >= 30
    status, _, err = netsnmp("snmpset", *way, box.host, SYSTEM + ".4.0", "s", "x")
    assert status == 2 and (b"noSuchName" in err or b"noAccess" in err or b"notWritable" in err)
