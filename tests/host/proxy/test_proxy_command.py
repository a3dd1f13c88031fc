# usnmp proxy as a command: its tables, its end, what it says of a wrong configuration.

import json
import signal
import socket

import pytest
from clibox import Started, netsnmp, usnmp_command
from conftest import ROOT, free_port
from proxybox import ANNA, ENGINE, Snmpd
from usnmp_pc import proxy

NAME = "1.3.6.1.2.1.1.5.0"
GOOD = {"targets": {"boiler": "192.0.2.7"}, "routes": [{"community": "secret", "to": "*"}]}


def written(folder, config):
    path = folder / "proxy.json"
    path.write_text(config if isinstance(config, str) else json.dumps(config))
    return path


def place(port):
    return "udp:127.0.0.1:%d" % port


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_tells_who_asked_what_and_ends(tmp_path, end):
    snmpd = Snmpd(tmp_path / "snmpd")
    port = free_port()
    way = {"host": "127.0.0.1", "port": snmpd.port, "version": "1"}
    config = dict(GOOD, listen=[place(port)], targets={"boiler": way})
    try:
        with Started("proxy", written(tmp_path, config), "--json") as p:
            ask = ["-v2c", "-csecret@boiler", "-t0.3", "-r100", "-Onqv", "127.0.0.1:%d" % port]
            assert netsnmp("snmpget", *ask, NAME) == (0, b'"behind"\n', b"")
            p.process.send_signal(signal.SIGUSR1)
            first = json.loads(p.line())
            p.process.send_signal(end)
            out, err = p.process.communicate(timeout=30)
            assert p.process.returncode == 0 and err == b""
    finally:
        snmpd.stop()
    assert first["table"] == "askers" and first["target"] == "boiler"
    assert (first["asker"], first["version"]) == ("127.0.0.1", "2c")
    assert first["requests"] == first["answers"] == 1 and first["ms"] > 0
    kinds = [json.loads(line)["table"] for line in out.splitlines()]
    assert kinds[-3:] == ["askers", "targets", "counters"]
    assert b"secret" not in out and b"public" not in out


@pytest.mark.slow
def test_the_tables_are_legible(tmp_path):
    port = free_port()
    path = written(tmp_path, dict(GOOD, listen=place(port), targets={"boiler": "127.0.0.1"}))
    with Started("proxy", path) as p:
        assert p.line() == b"usnmp 0.1.0: a proxy for 1 target, on %s (Ctrl-C ends this)\n" % (
            place(port).encode()
        )
        assert p.interrupt() == 0
        assert p.line().startswith(b"drops 0, refused 0")


@pytest.mark.parametrize(
    "change, text",
    [
        ({"target": {}}, 'unknown key "target" (known: '),
        ({"routes": []}, '"routes" or "notifications": one of them must be there'),
        ({"routes": [{"to": "*"}]}, '"routes[0]" wants "community" or "user", and not both'),
        ({"routes": [{"community": "x"}]}, '"routes[0].to" is missing'),
        ({"routes": [{"community": "x", "to": "cellar"}]}, '"routes[0].to" must be a target (b'),
        ({"routes": [{"community": "x", "to": "*", "from": "x"}]}, '"routes[0].from" must be add'),
        ({"routes": [{"community": "x", "to": "*", "subtree": "a"}]}, '"routes[0].subtree" must'),
        ({"routes": [{"community": "x", "to": "*", "write": 1}]}, '"routes[0].write" must be'),
        ({"routes": [{"user": "anna", "to": "*"}]}, '"users" has none of the name \'anna\''),
        ({"users": [ANNA]}, '"engine_id" is missing: SNMPv3 wants one of this proxy\'s own, such'),
        ({"engine_id": "80"}, '"engine_id" must be 10 to 64 hex digits'),
        ({"engine_id": ENGINE, "users": [dict(ANNA, auth_password="x")]}, '"users[0]": user anna'),
        ({"engine_id": ENGINE, "users": [ANNA, ANNA]}, '"users[1]": the name anna is taken'),
        ({"targets": {"b": {"host": "h", "version": "4"}}}, '"targets.b.version" must be one of'),
        ({"targets": {"b": {"host": "h", "port": 0}}}, '"targets.b.port" must be a number from 1'),
        ({"targets": {"b": {"host": "h", "version": "3"}}}, '"targets.b.user" is missing'),
        ({"targets": {"*": "h"}}, "a name has 1 to 32 octets, and is not '*'"),
        ({"defaults": {"community": 5}}, '"defaults.community" must be text in quotes'),
        ({"managers": {"m": {"host": "h", "version": "1", "inform": True}}}, "SNMPv1 has no"),
        ({"notifications": [{"community": "x", "to": "m"}]}, '"notifications[0].to" must be'),
        ({"listen": 161}, '"listen" must be a list'),
        ("{", "not JSON: "),
        ('{"targets": {}, "targets": {}}', '"targets" stands twice'),
        ("[" * 100000, "not JSON: "),
        ("[]", "the configuration is no object with keys and values"),
    ],
)  # fmt: skip
def test_a_wrong_configuration_is_told_in_a_line(tmp_path, change, text):
    path = written(tmp_path, dict(GOOD, **change) if isinstance(change, dict) else change)
    status, out, err = usnmp_command("proxy", path)
    assert status == 1 and out == b""
    assert text.encode() in err and err.count(b"\n") == 1, err
    assert b"maplesyrup" not in err


def test_the_configurations_of_the_page_are_right():
    page = (ROOT / "docs/proxy.md").read_text()
    found = [block.partition("```")[0] for block in page.split("```json\n")[1:]]
    assert len(found) > 2
    for text in found:
        proxy.check(json.loads(text))


def test_check_says_nothing_of_one_that_is_right(tmp_path):
    assert usnmp_command("proxy", "--check", written(tmp_path, GOOD)) == (0, b"", b"")


def test_a_port_in_use_and_a_file_that_is_not_there_are_told_in_a_line(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        at = place(taken.getsockname()[1])
        done = usnmp_command("proxy", written(tmp_path, dict(GOOD, listen=at)))
    text = "usnmp proxy: cannot listen on %s: Address already in use\n" % at
    assert done == (1, b"", text.encode())
    path = tmp_path / "none"
    text = "usnmp proxy: %s: No such file or directory\n" % path
    assert usnmp_command("proxy", path) == (1, b"", text.encode())
    assert usnmp_command("proxy")[0] == 2


def test_a_host_that_is_not_found_is_told_with_its_name(tmp_path):
    path = written(tmp_path, dict(GOOD, targets={"boiler": "nowhere.invalid"}))
    status, _, err = usnmp_command("proxy", path)
    assert status == 1 and err.startswith(b"usnmp proxy: boiler: ") and err.count(b"\n") == 1
