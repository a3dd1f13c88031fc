# Traps and informs of every version through the proxy to managers of every other: net-snmp's tools
# send, snmptrapd receives. Informs are acknowledged when, and only when, the far side has.

import threading

import pytest
from clibox import netsnmp
from conftest import Trapd, free_port
from proxybox import ENGINE, Proxied

pytestmark = pytest.mark.slow

LINK_UP = "1.3.6.1.6.3.1.1.5.4"
ENTERPRISE = "1.3.6.1.4.1.8072.3.2.10"
X = "1.3.6.1.4.1.8072.9999.1"
SENDER = "8000000001020304"
ANNA = "anna SHA maplesyrup AES keepitsecret"
BERT = "bert SHA-256 birchsyrup AES keepthattoo"
V3 = "-v3 -uanna -lauthPriv -aSHA -Amaplesyrup -xAES -Xkeepitsecret".split()
ADDRESS = ".1.3.6.1.6.3.18.1.3.0 = IpAddress: "


@pytest.fixture(scope="module")
def trapd(tmp_path_factory):
    trapd = Trapd(tmp_path_factory.mktemp("trapd"), [BERT, "-e 0x%s %s" % (ENGINE, BERT)])
    yield trapd
    trapd.process.kill()
    trapd.process.communicate(timeout=20)


def config(port, **more):
    way = dict({"host": "127.0.0.1", "port": port, "timeout": 0.3, "retries": 20}, **more)
    managers = {
        "1": dict(way, version="1", community="old"),
        "2c": dict(way, community="new"),
        "3": dict(way, user="bert"),
        "inform 2c": dict(way, inform=True),
        "inform 3": dict(way, user="bert", inform=True),
    }
    notifications = [
        who
        for name in managers
        for who in (
            {"community": "to " + name, "to": name},
            {"user": "anna", "context": name, "to": name},
        )
    ]
    return {"managers": managers, "notifications": notifications}


@pytest.fixture(scope="module")
def box(trapd):
    with Proxied(config(trapd.port)) as served:
        yield served


def send(tool, box, version, to, *arguments, options=("-t1", "-r0")):
    way = [*V3, "-n" + to] if version == "3" else ["-v" + version, "-cto " + to]
    if version == "3" and tool == "snmptrap":
        way += ["-e", "0x" + SENDER]
    return netsnmp(tool, *way, *options, box.host, *arguments)


managers = pytest.mark.parametrize("to", ["1", "2c", "3", "inform 2c", "inform 3"])
KINDS = {"1": "TRAP, SNMP v1", "2": "TRAP2, SNMP v2c", "3": "TRAP2, SNMP v3", "i": "INFORM"}


@pytest.mark.parametrize("version", ["2c", "3"])
@managers
def test_a_trap_of_v2_goes_to_a_manager_in_his_version(box, trapd, version, to):
    n = (version + to).replace(" ", "")
    done = send("snmptrap", box, version, to, "4711", LINK_UP, X, "s", n)
    assert done == (0, b"", b"")
    line = trapd.line()
    assert KINDS[to[0]] in line and '.%s = STRING: "%s"' % (X, n) in line, line
    if to == "1":
        assert "|3|0|127.0.0.1|4711|" in line and "community old" in line
    else:
        assert ADDRESS + "127.0.0.1" in line and "= OID: ." + LINK_UP in line
        assert "Timeticks: (4711)" in line


@pytest.mark.parametrize("kind", [3, 6])
@managers
def test_a_trap_of_v1_goes_to_a_manager_in_his_version(box, trapd, kind, to):
    done = send("snmptrap", box, "1", to, ENTERPRISE, "198.51.100.7", kind, 17, 4711, X, "i", "5")
    assert done == (0, b"", b"")
    line = trapd.line()
    assert KINDS[to[0]] in line and ".%s = INTEGER: 5" % X in line, line
    if to == "1":
        what = "3|17" if kind == 3 else "6|.17"
        assert "|.%s|%s|198.51.100.7|4711|" % (ENTERPRISE, what) in line
    else:
        oid = LINK_UP if kind == 3 else ENTERPRISE + ".0.17"
        assert ".1.3.6.1.6.3.1.1.4.1.0 = OID: .%s" % oid in line
        assert ADDRESS + "198.51.100.7" in line and 'to %s"' % to in line
        assert ".1.3.6.1.6.3.1.1.4.3.0 = OID: ." + ENTERPRISE in line


@pytest.mark.parametrize("version", ["2c", "3"])
@managers
def test_an_inform_is_acknowledged_and_arrives(box, trapd, version, to):
    n = "inform" + (version + to).replace(" ", "")
    done = send("snmpinform", box, version, to, "4711", LINK_UP, X, "s", n, options=["-t2", "-r5"])
    assert done == (0, b"", b"")
    line = trapd.line()
    assert KINDS[to[0]] in line and '.%s = STRING: "%s"' % (X, n) in line, line


def test_what_v1_cannot_say_is_not_sent(box, trapd):
    before = box.proxy.core.notices.unmapped
    done = send("snmpinform", box, "2c", "1", "1", LINK_UP, X, "C", "7", options=["-t0.2", "-r0"])
    assert done[0] == 1 and box.proxy.core.notices.unmapped == before + 1


def test_an_inform_is_not_acknowledged_while_the_manager_is_silent(tmp_path):
    port = free_port()
    with Proxied(config(port)) as box:
        done = []

        def informs():
            done.append(
                send("snmpinform", box, "2c", "inform 2c", "4711", LINK_UP, X, "s", "late",
                     options=["-t1", "-r30"])
            )  # fmt: skip

        first = send("snmpinform", box, "2c", "inform 2c", "1", LINK_UP, options=["-t0.3", "-r1"])
        assert first[0] == 1
        sender = threading.Thread(target=informs)
        sender.start()
        trapd = Trapd(tmp_path, port=port)
        try:
            line = trapd.line()
            while "late" not in line:
                line = trapd.line()
            sender.join(60)
            assert done == [(0, b"", b"")]
        finally:
            trapd.process.kill()
            trapd.process.communicate(timeout=20)
