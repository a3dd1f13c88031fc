# A proxy that is asked by TLS, and asks by TLS: certificates in front of old sensors, and behind.

import pytest
from clibox import Box, usnmp_command
from conftest import free_port
from proxybox import ENGINE, Proxied
from tls_box import NAME, NetSnmp, Served, path
from usnmp_pc import proxy

OLD = {"1.3.6.1.2.1.1.5.0": (4, "old"), "1.3.6.1.2.1.1.6.0": (4, "cellar")}


def options(who="manager"):
    return ["-t20", "-T", "localCert=" + path(who), "-T", "peerCert=" + path("agent")]


@pytest.fixture
def conf(tmp_path):
    """A file that lets the manager's certificate in, as ops; it serves to ask with, too."""
    found = tmp_path / "tls.conf"
    lines = "localCert %s\noldest 1.0\ncertSecName 10 %s --sn ops\n"
    found.write_text(lines % (path("agent"), path("manager")))
    return found


def proxied(conf, targets, **more):
    port = free_port()
    listen = ["tlstcp:127.0.0.1:%d" % port, "udp:127.0.0.1:%d" % port]
    route = {"user": "ops", "to": "*", "write": True}
    config = {"tls": str(conf), "targets": targets, "routes": [route], "users": [], **more}
    made = Proxied(dict(config, listen=listen), port=port)
    made.target = "tlstcp:127.0.0.1:%d" % port
    return made


@pytest.mark.parametrize("version", ["1", "2c"])
def test_certificates_in_front_of_an_old_agent(version, conf):
    with Box(dict(OLD)) as box:
        way = {"host": "127.0.0.1", "port": box.port, "version": version}
        with proxied(conf, {"boiler": way}) as p:
            args = [*options(), "--context", "boiler", p.target]
            assert usnmp_command("get", *args, NAME)[1] == b'iso.3.6.1.2.1.1.5.0 = STRING: "old"\n'
            status, out, err = usnmp_command("bulkwalk", *args, "1.3.6.1.2.1.1")
            assert (status, err) == (0, b"") and out.count(b"STRING") == 2
            assert usnmp_command("set", *args, NAME, "s", "new")[0] == 0
            assert box.objects["1.3.6.1.2.1.1.5.0"] == (4, "new")
        assert {request.ver for request in box.requests} == {0 if version == "1" else 1}


def test_net_snmp_asks_it_by_tls(conf, tmp_path):
    netsnmp = NetSnmp(tmp_path / "netsnmp")
    with Box(dict(OLD)) as box:
        with proxied(conf, {"boiler": {"host": "127.0.0.1", "port": box.port}}) as p:
            status, out, err = netsnmp.run("snmpget", "manager", p.target, "-nboiler", NAME)
            assert (status, err) == (0, "") and 'STRING: "old"' in out


def test_who_is_not_known_a_context_that_is_none_and_another_user_get_nothing(conf):
    with Box(dict(OLD)) as box:
        with proxied(conf, {"boiler": {"host": "127.0.0.1", "port": box.port}}) as p:
            status, out, err = usnmp_command("get", *options("stranger"), p.target, NAME)
            assert status == 1 and b"does not take our certificate" in err
            args = [*options(), "--context", "none", p.target]
            status, out, err = usnmp_command("get", *args, NAME)
            assert status == 1 and b"unknown context" in err
            other = {"user": "somebody", "to": "*"}
        with proxied(
            conf, {"boiler": {"host": "127.0.0.1", "port": box.port}}, routes=[other]
        ) as p:
            args = [*options(), "-r0", "--context", "boiler", p.target]
            assert usnmp_command("get", *args, NAME)[0] == 1
    assert box.requests == []


def test_it_asks_an_agent_by_tls(conf, tmp_path):
    mine = tmp_path / "mine.conf"  # who the proxy is to that agent
    mine.write_text("localCert %s\n" % path("manager"))
    with Served() as box:
        way = {"host": "tlstcp:127.0.0.1", "port": box.port, "certificate": path("agent")}
        routes = [{"community": "secret", "to": "*"}]
        config = {"tls": str(mine), "targets": {"boiler": way}, "routes": routes, "users": []}
        with Proxied(config) as p:
            args = "-v1", "-c", "secret@boiler", "-t20", p.host
            assert usnmp_command("get", *args, NAME)[1].endswith(b'STRING: "box"\n')
            status, out, err = usnmp_command("walk", *args, "1.3.6.1.2.1.1")
            assert status == 0 and out.count(b"\n") == 7
    assert box.agent.counters[1] > 3


def test_an_agent_that_is_another_is_not_asked(conf, tmp_path):
    mine = tmp_path / "mine.conf"
    mine.write_text("localCert %s\n" % path("manager"))
    with Served("stranger") as box:
        way = {"host": "tlstcp:127.0.0.1", "port": box.port, "certificate": path("agent")}
        routes = [{"community": "secret", "to": "*"}]
        config = {"tls": str(mine), "targets": {"boiler": way}, "routes": routes, "users": []}
        with Proxied(config) as p:
            args = "-v2c", "-c", "secret@boiler", "-t2", "-r0", p.host
            assert usnmp_command("get", *args, NAME)[0] != 0
    assert box.agent.counters[1] == 0


@pytest.mark.parametrize(
    "change, said",
    [
        ({"targets": {"a": "tlstcp:192.0.2.7"}}, '"tls" is missing: "targets.a" wants a file'),
        (
            {"tls": "x", "targets": {"a": {"host": "tlstcp:192.0.2.7", "user": "u"}}},
            "whom the file",
        ),
        ({"targets": {"a": {"host": "192.0.2.7", "certificate": "x"}}}, "is of a host by TLS"),
        ({"tls": "x", "engine_id": ""}, '"engine_id" is missing'),
    ],
)
def test_what_the_configuration_lacks_is_told(change, said):
    config = {"engine_id": ENGINE, "targets": {"a": "192.0.2.7"}}
    config["routes"] = [{"community": "secret", "to": "*"}]
    with pytest.raises(ValueError) as e:
        proxy.check(dict(config, **change))
    assert said in str(e.value)
