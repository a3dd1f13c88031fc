# Existing sub-agents under our master: net-snmp's, snmpkit's, pyagentx3's.

import os
import sys
from pathlib import Path

import pytest
from conftest import package, tool
from masterbox import Serving, process
from snmpdbox import BASE
from usnmp_base.uptime import Uptime
from usnmp_notify import Notifier, Target

HERE = Path(__file__).parent
PEERS = ("snmpkit", "pyagentx3")


@pytest.fixture(params=PEERS)
def peer(request, tmp_path, trapd):
    """(the master, the name of the peer): it has registered BASE.7."""
    package(request.param)
    notify = Notifier([Target("127.0.0.1", port=trapd.port)], Uptime())
    with Serving(tmp_path, notify) as master:
        script = HERE / ("%s_subagent.py" % request.param)
        with process(sys.executable, script, master.path, BASE + ".7"):
            master.wait(BASE)
            yield master


def test_a_peers_sub_agent_is_walked_under_our_master(peer):
    at = BASE + ".7"
    expected = {
        at + ".1.0": "Gauge32: 21",
        at + ".2.0": 'STRING: "cellar"',
        at + ".3.1": "INTEGER: 1",
        at + ".3.2": "INTEGER: 2",
        at + ".3.300": "INTEGER: 300",
        at + ".5.0": "Counter64: 1099511627776",
    }
    assert peer.walk(BASE) == expected
    assert "%s.3.2 = INTEGER: 2" % at in peer.net("snmpget", at + ".3.2")
    assert "No Such" in peer.net("snmpget", at + ".3.3")
    bulk = peer.net("snmpbulkget", "-Cr4", at + ".2.0")
    assert "%s.3.300 = INTEGER: 300" % at in bulk and "%s.5.0" % at in bulk
    old = peer.net("snmpwalk", at, version="-v1")  # without the Counter64
    assert "%s.3.300 = INTEGER: 300" % at in old and ".5.0" not in old
    assert 'STRING: "ours"' in peer.walk("1.3.6.1.2.1.1")["1.3.6.1.2.1.1.5.0"]


def test_a_peers_sub_agent_is_set_and_notifies_under_our_master(peer, trapd):
    at = BASE + ".7.2.0"
    refused = peer.net("snmpset", at, "s", "no", community="private")
    assert "wrongValue" in refused and "Failed object: .%s" % at in refused
    assert 'STRING: "attic"' in peer.net("snmpset", at, "s", "attic", community="private")
    for _ in range(300):
        if "attic" in peer.net("snmpget", at):
            break
    assert 'STRING: "attic"' in peer.net("snmpget", at)
    line = trapd.line()
    assert ".%s.7.9" % BASE in line and ".%s = " % at in line and "attic" in line


def test_net_snmps_sub_agent_is_walked_and_set_under_our_master(tmp_path):
    config = tmp_path / "sub.conf"
    script = HERE.parent / "agent/passpersist.py"
    data = tmp_path / "data.json"
    at = BASE + ".7"
    data.write_text('{"%s.1.0": ["integer", "5", true]}' % at)
    config.write_text("pass_persist .%s %s %s %s %s\n" % (at, sys.executable, script, data, at))
    with Serving(tmp_path) as master:
        command = [tool("snmpd"), "-f", "-Lo", "-C", "-r", "-X", "-x", master.address]
        command += ["-I", "pass_persist,ifTable,interfaces", "-c", config]
        with process(*command, env={**os.environ, "SNMP_PERSISTENT_DIR": str(tmp_path)}):
            assert master.wait(at) == {at + ".1.0": "INTEGER: 5"}
            interfaces = master.walk("1.3.6.1.2.1.2.2.1.2")
            assert 'STRING: "lo"' in interfaces.values()
            assert master.walk("1.3.6.1.2.1.2.2.1.2", "-Cc") == interfaces
            found = master.net("snmpset", at + ".1.0", "i", "6", community="private")
            assert "INTEGER: 6" in found
            refused = master.net("snmpset", at + ".1.0", "s", "x", community="private")
            assert "commitFailed" in refused  # pass_persist says so when it is to write
            assert master.walk(at) == {at + ".1.0": "INTEGER: 6"}
        # It is gone: so is what it had registered
        for _ in range(300):
            if not master.walk(at):
                break
        assert master.walk(at) == {} and not master.master.registry.subtrees
