# integrations/checkmk: its functions on what a board answers, with stand-ins for Checkmk's API,
# whose names and arguments are those of cmk.agent_based.v2 (read, of 2.4). Not run in Checkmk.

import enum
import importlib.util
import sys
import types
from collections import namedtuple

import pytest
from board_box import fleet
from conftest import ROOT, run, tool

pytestmark = pytest.mark.slow


class State(enum.IntEnum):
    OK, WARN, CRIT, UNKNOWN = range(4)


class OIDEnd:
    pass


Service = namedtuple("Service", "item")
SNMPTree = namedtuple("SNMPTree", "base oids")
SNMPSection = namedtuple("SNMPSection", "name detect parse_function fetch")
CheckPlugin = namedtuple(
    "CheckPlugin",
    "name service_name discovery_function check_function check_default_parameters",
)
Result = namedtuple("Result", "state summary")
Metric = namedtuple("Metric", "name value")


def check_levels(
    value, *, levels_upper=None, levels_lower=None, metric_name=None, render_func=None
):
    state = State.OK
    if levels_upper:
        kind, (warn, crit) = levels_upper
        assert kind == "fixed"
        state = State.CRIT if value >= crit else State.WARN if value >= warn else state
    assert not levels_lower
    yield Result(state=state, summary=render_func(value))
    yield Metric(metric_name, value)


@pytest.fixture
def plugin(monkeypatch):
    v2 = types.ModuleType("cmk.agent_based.v2")
    for thing in (State, OIDEnd, Service, SNMPTree, SNMPSection, CheckPlugin, Result):
        setattr(v2, thing.__name__, thing)
    v2.check_levels = check_levels
    v2.exists = lambda oid: oid
    for name in ("cmk", "cmk.agent_based"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, v2.__name__, v2)
    path = ROOT / "integrations/checkmk/usnmp_sensors.py"
    spec = importlib.util.spec_from_file_location("usnmp_sensors", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fetched(tree, box):
    """The table that Checkmk makes of a tree: a list of texts for each index."""
    rows = {}
    columns = [oid for oid in tree.oids if not isinstance(oid, OIDEnd)]
    assert isinstance(tree.oids[0], OIDEnd) and len(columns) == len(tree.oids) - 1
    for column in columns:
        oid = "%s.%s" % (tree.base, column)
        command = tool("snmpbulkwalk"), "-v2c", "-c", "public", "-OQnUe", box.udp(), oid
        for line in run(*command).stdout.splitlines():
            name, text = line.split(" = ", 1)
            if text.startswith("No more variables left"):  # endOfMibView
                break
            index = name[len(oid) + 1 :]
            rows.setdefault(index, [index]).append(text.strip('"'))
    return list(rows.values())


def test_checkmk_has_a_service_for_each_sensor(plugin, build, tmp_path):
    section = plugin.snmp_section_usnmp_sensors
    check = plugin.check_plugin_usnmp_sensors
    assert section.name == check.name  # or it has no section
    with fleet.board(build, tmp_path) as box:

        def parsed():
            return section.parse_function([fetched(tree, box) for tree in section.fetch])

        first = section.detect.replace(".*", "")
        command = tool("snmpgetnext"), "-v2c", "-c", "public", "-On", box.udp(), first
        assert run(*command).stdout.startswith(first + ".")  # as Checkmk detects
        found = parsed()
        services = [service.item for service in check.discovery_function(found)]
        assert services == list(fleet.SENSORS)
        for name, (_, value) in fleet.SENSORS.items():
            result, metric = check.check_function(name, check.check_default_parameters, found)
            assert result.state == State.OK and metric.value == pytest.approx(value)
        upper = {"upper": ("fixed", (10, 14))}
        results = [next(iter(check.check_function("Room 14", upper, found)))]
        assert results == [Result(State.CRIT, "14.5 °C")]
        assert list(check.check_function("Attic", {}, found)) == []
        box.pin(5, 0)
        box.advance(1001)  # a status is that of a reading of the last second
        broken = check.check_function("Room %d" % fleet.BROKEN, {}, parsed())
        assert list(broken) == [Result(State.WARN, "nonoperational")]
