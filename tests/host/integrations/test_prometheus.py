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
EXPORTERS = {"snmp-0.22.yml": "snmp-exporter-0.21", "snmp-0.23.yml": "snmp-exporter-0.28"}


def read(url):
    """The text at `url`, or None while nobody listens there, or says that it is not ready."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as e:
        if e.code != 503:
            raise
        return None
    except OSError:
        return None


class Exporter:
    """snmp_exporter with one of the two files."""

    def __init__(self, running, port):
        self.running = running
        self.address = "127.0.0.1:%d" % port

    def scrape(self, box):
        """{(metric, its labels as (name, text), sorted): value}"""
        target = urllib.parse.urlencode({"target": box.udp(), "module": "usnmp", "auth": "usnmp"})
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
    """(Box, Prometheus): the whole chain; of the files only addresses and times are changed."""
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


def test_each_exporter_gives_each_sensor_by_name(each, build, tmp_path):
    with fleet.board(build, tmp_path) as box:
        box.advance(60000)
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
        assert sum(key[0] == "entPhySensorValue" for key in found) == 21
        for storage in ("Heap", "Flash"):
            of = ("hrStorageDescr", storage), ("hrStorageIndex", "1" if storage == "Heap" else "2")
            used, size = found["hrStorageUsed", of], found["hrStorageSize", of]
            assert 0 < used <= size
        assert found["hrSystemUptime", ()] >= found["sysUpTime", ()] >= 6000
        assert found["sysName", (("sysName", "cellar"),)] == 1
        assert 0 <= found["hrProcessorLoad", (("hrDeviceIndex", "1"),)] <= 100
        print("free, largest block: %s" % (box.census(),))


def test_promql_has_each_sensor_by_name_in_its_units(scraping):
    box, prometheus = scraping
    prometheus.wait("count(usnmp:sensor) == 21")
    found = {
        labels["entPhysicalName"]: (labels["entPhySensorType"], value)
        for labels, value in prometheus.query("usnmp:sensor")
    }
    assert found == fleet.SENSORS
    ((labels, value),) = prometheus.query('usnmp:sensor{entPhysicalName="Room 14"}')
    assert value == 14.5 and labels["instance"] == box.udp()
    # The broken one has no value, its status tells, its neighbours are there; an alarm waits.
    box.pin(5, 0)
    prometheus.wait("count(usnmp:sensor) == 20")
    names = {labels["entPhysicalName"] for labels, _ in prometheus.query("usnmp:sensor")}
    assert set(fleet.SENSORS) - names == {"Room %d" % fleet.BROKEN}
    ((labels, status),) = prometheus.query("entPhySensorOperStatus != 1")
    assert labels["entPhysicalName"] == "Room 7" and status == 3
    assert len(prometheus.query("entPhySensorValue")) == 21
    alarm = 'ALERTS{alertname="SensorBroken", alertstate="pending", entPhysicalName="Room 7"}'
    prometheus.wait(alarm)
    assert not prometheus.query('ALERTS{alertname!="SensorBroken"}')
    box.pin(5, 1)
    prometheus.wait("count(usnmp:sensor) == 21")
    # A board that is off is silent, and one that starts anew has a shorter uptime.
    box.advance(600000)
    prometheus.wait("usnmp:uptime_seconds > 600")
    box.hard_reset()
    prometheus.wait('ALERTS{alertname="BoardRestarted", alertstate="firing"}')
    box.power_cut()
    prometheus.wait('ALERTS{alertname="BoardSilent", alertstate="pending"}')
    assert not prometheus.query('up{job="usnmp"} == 1')


def test_rules_scale_and_know_a_truthvalue(tmp_path):
    """What the board of above has not: other scales, negative values, precision 0."""
    cases = (  # type, scale, precision, value, status; what usnmp:sensor is
        ("celsius", 9, 1, -55, 1, -5.5),
        ("celsius", 9, 0, 21, 1, 21),
        ("watts", 10, 2, 12345, 1, 123450),
        ("amperes", 8, 3, 1500, 1, 0.0015),
        ("truthvalue", 9, 0, 1, 1, 1),
        ("truthvalue", 9, 0, 2, 1, 0),
        ("truthvalue", 9, 0, 1, 3, None),
        ("rpm", 9, 0, 3000, 2, None),
    )
    series, expected = [], []
    for i, (kind, scale, precision, value, status, result) in enumerate(cases):
        labels = 'job="usnmp", instance="b", entPhysicalIndex="%d"' % i
        typed = labels + ', entPhySensorType="%s"' % kind
        series.append(("entPhySensorType_info{%s}" % typed, 1))
        numbers = {"Scale": scale, "Precision": precision, "Value": value, "OperStatus": status}
        series += [("entPhySensor%s{%s}" % (k, labels), v) for k, v in numbers.items()]
        if result is not None:
            expected.append({"labels": "usnmp:sensor{%s}" % typed, "value": result})
    test = {
        "interval": "1m",
        "input_series": [{"series": name, "values": str(value)} for name, value in series],
        "promql_expr_test": [{"expr": "usnmp:sensor", "eval_time": "0m", "exp_samples": expected}],
    }
    files = {"rule_files": [str(FOLDER / "rules.yml")], "tests": [test]}
    (tmp_path / "test.yml").write_text(json.dumps(files))  # which is YAML, too
    done = run(tool("promtool"), "test", "rules", tmp_path / "test.yml")
    assert done.returncode == 0, done.stdout + done.stderr


def panels():
    return json.loads(DASHBOARD.read_text())["panels"]


def test_the_dashboard_is_one_that_grafana_can_import():
    dashboard = json.loads(DASHBOARD.read_text())
    assert dashboard["title"] and dashboard["uid"] and dashboard["schemaVersion"] >= 36
    variables = {v["name"]: v for v in dashboard["templating"]["list"]}
    assert set(variables) == {"datasource", "instance"}
    source = {"type": "prometheus", "uid": "${datasource}"}
    assert variables["instance"]["datasource"] == source
    used = set()
    assert len({panel["id"] for panel in panels()}) == len(panels())
    for panel in panels():
        assert panel["title"] and panel["type"] in ("stat", "timeseries", "table")
        assert panel["datasource"] == source
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert len(cells) == at["w"] * at["h"] and at["x"] + at["w"] <= 24
        assert not cells & used, panel["title"]
        used |= cells
        references = [target["refId"] for target in panel["targets"]]
        assert references == list("ABC"[: len(references)]) != []
        for target in panel["targets"]:
            assert target["datasource"] == source and "$instance" in target["expr"]


def test_every_query_of_the_dashboard_has_an_answer(scraping):
    box, prometheus = scraping
    box.advance(1000)
    prometheus.wait("count(usnmp:sensor) == 21")
    for panel in panels():
        for target in panel["targets"]:
            expression = target["expr"].replace("$instance", ".*")
            expression = expression.replace("$__rate_interval", "1m")
            prometheus.wait(expression)  # a rate wants two scrapes; raises if it is no PromQL
    assert len(prometheus.query('usnmp:sensor{entPhySensorType=~"celsius"}')) == 3
