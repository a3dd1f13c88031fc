# integrations/collectd: Debian's collectd reads a board with 20 sensors, and writes files.

import pytest
from board_box import fleet
from conftest import ROOT, tool

pytestmark = pytest.mark.slow

CONFIG = """
Hostname "here"
BaseDir "{folder}"
PIDFile "{folder}/pid"
PluginDir "/usr/lib/collectd"
TypesDB "/usr/share/collectd/types.db"
Interval 1
LoadPlugin csv
<Plugin csv>
  DataDir "{folder}/csv"
</Plugin>
Include "{folder}/usnmp.conf"
"""


def last(folder, of):
    """{instance: its last value} in the files that collectd keeps in the folder `of`."""
    found = {}
    for path in (folder / "csv/cellar" / of).glob("*-????-??-??"):
        lines = path.read_text().splitlines()
        if len(lines) > 1:
            name = path.name[: -len("-2026-11-27")]
            found[name.replace("gauge-", "")] = float(lines[-1].split(",")[1])
    return found


def test_collectd_has_each_sensor_by_name_in_its_units(build, tmp_path):
    ours = (ROOT / "integrations/collectd/usnmp.conf").read_text()
    (tmp_path / "collectd.conf").write_text(CONFIG.format(folder=tmp_path))
    with fleet.board(build, tmp_path) as box:
        box.advance(60000)
        for old, new in (("192.0.2.10:161", box.udp()), ("Interval 60", "Interval 1")):
            assert ours.count(old) == 1
            ours = ours.replace(old, new)
        (tmp_path / "usnmp.conf").write_text(ours)
        expected = {name: value for name, (_, value) in fleet.SENSORS.items()}
        with fleet.process(tmp_path, tool("collectd"), "-f", "-C", "collectd.conf") as running:
            fleet.wait(lambda: last(tmp_path, "snmp-sensor") == expected, running)
            well = dict.fromkeys(expected, 1)
            fleet.wait(lambda: last(tmp_path, "snmp-status") == well, running)
            fleet.wait(lambda: last(tmp_path, "snmp-uptime").get("uptime", 0) > 60, running)
            storage = fleet.wait(lambda: last(tmp_path, "snmp-storage"), running)
            assert set(storage) <= {"Heap", "Flash"} and min(storage.values()) > 0
            box.pin(5, 0)
            broken = {**well, "Room %d" % fleet.BROKEN: 3}
            fleet.wait(lambda: last(tmp_path, "snmp-status") == broken, running)
            assert last(tmp_path, "snmp-sensor") == expected  # of the broken one its last
