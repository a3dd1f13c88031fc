# integrations/prometheus and integrations/grafana: Debian's Prometheus and snmp_exporter, of both
# formats, ask a board with 20 sensors.

import json
import re
import textwrap
import urllib.error
import urllib.parse
import urllib.request

import pytest
from board_box import fleet
from conftest import ROOT, run, tool

pytestmark = pytest.mark.slow

FOLDER = ROOT / "integrations/prometheus"
DASHBOARD = ROOT / "integrations/grafana/usnmp.json"
EXPORTERS = {"snmp-0.22.yml": "prometheus-snmp-exporter", "snmp-0.23.yml": "snmp-exporter-0.28"}


def read(url):
    """The text at `url`, or None while nobody listens there."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError:
        raise
    except OSError:
        return None


class Exporter:
    """snmp_exporter with one of the two files."""

    def __init__(self, running, port):
        self.running = running
        self.address = "127.0.0.1:%d" % port

    def scrape(self, box):
        """{(metric, its labels as (name, text), sorted): value}"""
        target = urllib.parse.urlencode(
            {"target": box.udp(), "module": "usnmp", "auth": "usnmp"}
        )
        text = read("http://%s/snmp?%s" % (self.address, target))
        found = {}
        for line in text.splitlines():
            if line[:1] != "#":
                name, labels, value = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line).groups()
                labels = re.findall(r'(\w+)="([^"]*)"', labels or "")
                found[name, tuple(sorted(labels))] = float(value)
        return found


def exporter(folder, file, program):
    port = fleet.tcp_port()
    options = "--config.file=%s" % (FOLDER / file), "--web.listen-address=127.0.0.1:%d" % port
    with fleet.process(folder, program, *options) as running:
        fleet.wait(lambda: read("http://127.0.0.1:%d/" % port), running)
        yield Exporter(running, port)


@pytest.fixture(params=EXPORTERS)
def each(request, tmp_path):
    """The exporter of each format."""
    yield from exporter(tmp_path, request.param, tool(EXPORTERS[request.param]))


class Prometheus:
    def __init__(self, running, port):
        self.running = running
        self.url = "http://127.0.0.1:%d" % port

    def query(self, expression):
        """[(labels, value)] of an instant query; raises HTTPError if it is none."""
        query = urllib.parse.urlencode({"query": expression})
        answer = json.loads(read("%s/api/v1/query?%s" % (self.url, query)))
        assert answer["status"] == "success"
        return [(r["metric"], float(r["value"][1])) for r in answer["data"]["result"]]

    def wait(self, expression):
        return fleet.wait(lambda: self.query(expression), self.running)


@pytest.fixture
def scraping(build, tmp_path):
    """(Box, Prometheus): the whole chain, with the files as they are but for addresses and times."""
    config = (FOLDER / "prometheus.yml").read_text()
    with fleet.board(build, tmp_path) as box:
        name = "snmp-0.22.yml"
        for found in exporter(tmp_path, name, tool(EXPORTERS[name])):
            for old, new in (
                ("192.0.2.10 ", box.udp() + " "),
                ("127.0.0.1:9116", found.address),
                ("scrape_interval: 1m", "scrape_interval: 1s\n  evaluation_interval: 1s"),
            ):
                assert config.count(old) == 1, old
                config = config.replace(old, new)
            (tmp_path / "prometheus.yml").write_text(config)
            (tmp_path / "rules.yml").write_text((FOLDER / "rules.yml").read_text())
            port = fleet.tcp_port()
            with fleet.process(
                tmp_path, tool("prometheus"), "--config.file=prometheus.yml",
                "--storage.tsdb.path=data", "--web.listen-address=127.0.0.1:%d" % port,
            ) as running:  # fmt: skip
                fleet.wait(lambda: read("http://127.0.0.1:%d/-/ready" % port), running)
                yield box, Prometheus(running, port)


def test_both_formats_have_the_same_module():
    modules = []
    for file in EXPORTERS:
        text = (FOLDER / file).read_text()
        module = text[re.search(r"^ *usnmp:\n +walk", text, re.M).start() :]
        modules.append(textwrap.dedent(module))
    old, new = modules
    assert old.replace("  version: 2\n  auth:\n    community: public\n", "") == new


def test_promtool_takes_configuration_and_rules():
    done = run(tool("promtool"), "check", "config", "prometheus.yml", cwd=FOLDER)
    assert done.returncode == 0 and "1 rule files found" in done.stdout, done


def test_each_exporter_gives_20_of_20_sensors_by_name(each, build, tmp_path):
    with fleet.board(build, tmp_path) as box:
        found = each.scrape(box)
        index = 1
        for name, (kind, value) in fleet.SENSORS.items():
            index += 1
            at = "entPhysicalIndex", str(index)
            labels = at, ("entPhysicalName", name), ("entPhySensorUnitsDisplay", kind)
            raw, precision = (value, 0) if kind == "truthvalue" else (value * 10, 1)
            for metric, number in (
                ("Value", raw), ("Precision", precision), ("Scale", 9), ("OperStatus", 1)
            ):  # fmt: skip
                key = "entPhySensor" + metric, tuple(sorted(labels))
                assert found[key] == number, key
            assert found["entPhySensorType_info", tuple(sorted((at, ("entPhySensorType", kind))))]
        assert sum(key[0] == "entPhySensorValue" for key in found) == 20
        units = 1024 if box.flash else 1
        for storage in ("Heap", "Flash"):
            of = ("hrStorageDescr", storage), ("hrStorageIndex", "1" if storage == "Heap" else "2")
            used, size = found["hrStorageUsed", of], found["hrStorageSize", of]
            assert 0 < used <= size and units
        assert found["hrSystemUptime", ()] >= found["sysUpTime", ()] > 0
        assert found["sysName", (("sysName", "cellar"),)] == 1
        assert 0 <= found["hrProcessorLoad", (("hrDeviceIndex", "1"),)] <= 100
        print("free, largest block: %s" % (box.census(),))


def test_promql_has_each_sensor_by_name_in_its_units(scraping):
    box, prometheus = scraping
    fleet.wait(lambda: len(prometheus.query("usnmp:sensor")) == 20, prometheus.running)
    found = {m["entPhysicalName"]: (m["entPhySensorType"], v) for m, v in
             prometheus.query("usnmp:sensor")}
    assert found == fleet.SENSORS
    ((labels, value),) = prometheus.query('usnmp:sensor{entPhysicalName="Room 14"}')
    assert value == 14.5 and labels["instance"] == box.udp()
