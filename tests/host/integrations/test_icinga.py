# check_snmp of monitoring-plugins, and integrations/icinga in Icinga 2, on a board with sensors.

import grp
import os
import pwd

import pytest
from board_box import fleet
from conftest import ROOT, run, tool

pytestmark = pytest.mark.slow

VALUE, STATUS = ".1.3.6.1.2.1.99.1.1.1.4.", ".1.3.6.1.2.1.99.1.1.1.5."
OK, WARNING, CRITICAL, UNKNOWN = range(4)


@pytest.fixture
def box(build, tmp_path):
    with fleet.board(build, tmp_path) as box:
        box.advance(60000)
        yield box


def check(box, *options):
    """check_snmp on the board: (its status, what it prints)."""
    host, port = box.udp().split(":")
    done = run(tool("check_snmp"), "-H", host, "-p", port, "-P", "2c", "-C", "public", *options)
    return done.returncode, done.stdout.strip()


def test_check_snmp_warns_by_limits_in_natural_units(box):
    room = "-o", VALUE + "4", "-M", "0.1", "-f", "%.1f", "-l", "Room 2"
    assert check(box, *room, "-w", "2:3", "-c", "1:4") == (
        OK, "SNMP OK - Room 2 2.5 | 'Room 2'=2.5;2:3;1:4",
    )  # fmt: skip
    for limits, status in ((("2:2.4", "1:4"), WARNING), (("2:3", "1:2.4"), CRITICAL)):
        assert check(box, *room, "-w", limits[0], "-c", limits[1])[0] == status
    status = "-o", STATUS + "9", "-s", "1", "-l", "status"
    assert check(box, *status) == (OK, "SNMP OK - status 1 | status=1")
    box.pin(5, 0)
    box.advance(1001)  # a status is that of a reading of the last second
    assert check(box, *status)[0] == CRITICAL
    neighbours = "%s8,%s10" % (STATUS, STATUS)
    assert check(box, "-o", neighbours, "-c", "1:1,1:1")[0] == OK
    # An index that is not there: unknown with limits, critical with a string, fine with neither
    absent = "-o", STATUS + "99"
    assert [check(box, *absent, *more)[0] for more in (("-c", "1:1"), ("-s", "1"), ())] == [
        UNKNOWN, CRITICAL, OK,
    ]  # fmt: skip


MAIN = """
include <itl>
include <plugins>
object CheckerComponent "checker" {{ }}
object PerfdataWriter "perfdata" {{
  host_perfdata_path = "{folder}/host"
  service_perfdata_path = "{folder}/service"
  host_temp_path = "{folder}/new-host"
  service_temp_path = "{folder}/new-service"
  rotation_interval = 1s
}}
include "{folder}/usnmp.conf"
"""
KITCHEN = (
    """vars.sensors["Kitchen"] = { index = 2, scale = 0.1, warn = "15:25", crit = "10:30" }"""
)
ROOM = """vars.sensors["Room %d"] = { index = %d, scale = 0.1, warn = "0:9", crit = "0:14" }"""


def services(folder):
    """{service, or "" for the host: (state, performance data)} of the last check of each."""
    found = {}
    for path in sorted(folder.glob("host.*")) + sorted(folder.glob("service.*")):
        for line in path.read_text().splitlines():
            row = dict(word.split("::", 1) for word in line.split("\t"))
            service = "SERVICE" if "SERVICEDESC" in row else "HOST"
            name = row.get("SERVICEDESC", "")
            found[name] = row[service + "STATE"], row[service + "PERFDATA"]
    return found


def test_icinga_checks_each_sensor_of_a_host(box, tmp_path):
    ours = (ROOT / "integrations/icinga/usnmp.conf").read_text()
    address, port = box.udp().split(":")
    rooms = "\n".join(ROOM % (i, i + 2) for i in range(20))
    for old, new in (
        ('address = "192.0.2.10"', 'address = "%s"' % address),
        ('snmp_port = "161"', 'snmp_port = "%s"' % port),
        (KITCHEN, rooms),
    ):
        assert ours.count(old) == 1, old
        ours = ours.replace(old, new)
    ours = ours.replace("check_interval = 1m", "check_interval = 1s")
    ours = ours.replace("retry_interval = 30s", "retry_interval = 1s")
    (tmp_path / "usnmp.conf").write_text(ours)
    (tmp_path / "icinga2.conf").write_text(MAIN.format(folder=tmp_path))
    state = tmp_path / "state"
    state.mkdir()
    settings = dict.fromkeys("DataDir LogDir CacheDir SpoolDir InitRunDir".split(), state)
    settings.update(ConfigDir=tmp_path, NodeName="here", ZoneName="here")
    settings.update(PluginDir=os.path.dirname(tool("check_snmp")))
    settings.update(RunAsUser=pwd.getpwuid(os.getuid()).pw_name)
    settings.update(RunAsGroup=grp.getgrgid(os.getgid()).gr_name)
    options = [word for k, v in settings.items() for word in ("-D", "%s=%s" % (k, v))]
    command = tool("icinga2"), "daemon", "-c", tmp_path / "icinga2.conf", *options
    done = run(*command, "-C")
    assert done.returncode == 0, done.stdout
    expected = {"": ("UP", "")}
    for i in range(20):
        state = "OK" if i < 9 else "WARNING" if i < 14 else "CRITICAL"
        label = "'Room %d'=%d.50;0:9;0:14" % (i, i)
        expected["sensor Room %d" % i] = state, label
        expected["status of Room %d" % i] = "OK", "status=1"
    with fleet.process(tmp_path, *command) as running:
        fleet.wait(lambda: services(tmp_path) == expected, running)
        box.pin(5, 0)
        expected["status of Room 7"] = "CRITICAL", "status=3"
        fleet.wait(lambda: services(tmp_path) == expected, running)
