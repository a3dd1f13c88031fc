# usnmp exporter: what it makes of agents, and what it says to those who ask wrongly.

import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
from agents_box import Loopback
from clibox import Box, Started, usnmp_command
from conftest import free_port, package, run, tool
from usnmp_pc.exporter.modules import ModuleError, read
from usnmp_v3 import User

PASSWORDS = "authentic words", "private words"
COLUMN = "1.3.6.1.4.1.8072.9999.9999.7.1.2"


class Exporting:
    """`usnmp exporter` as a process: with Exporting(...) as e; e.get("/metrics")."""

    def __init__(self, *options):
        package("aiohttp")
        package("prometheus_client")
        self.port = free_port()
        self.started = Started("exporter", "-p", self.port, *options)

    def __enter__(self):
        self.started.__enter__()
        line = self.started.line()
        assert line == b"usnmp exporter at http://127.0.0.1:%d/\n" % self.port
        return self

    def __exit__(self, *exception):
        self.started.__exit__()

    def get(self, path, **query):
        """(status, text) of a page."""
        url = "http://127.0.0.1:%d%s?%s" % (self.port, path, urllib.parse.urlencode(query))
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode()

    def metrics(self, path="/probe", **query):
        """{(metric, its labels as (name, text), sorted): value} of a page; it is checked by
        promtool.
        """
        status, text = self.get(path, **query)
        assert status == 200, text
        done = run(tool("promtool"), "check", "metrics", input=text)
        assert done.returncode == 0, done.stdout + done.stderr
        found = {}
        for line in text.splitlines():
            if line[:1] != "#":
                name, labels, value = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line).groups()
                labels = re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels or "")
                found[name, tuple(sorted(labels))] = float(value)
        return found


@pytest.fixture(scope="module")
def exporting(tmp_path_factory):
    path = tmp_path_factory.mktemp("exporter") / "modules.json"
    secure = {"user": "ops", "auth": "SHA", "auth_password": PASSWORDS[0]}
    secure.update(priv="AES", priv_password=PASSWORDS[1])
    own = [
        {"name": "rack_volts", "oid": COLUMN, "label": "rack", "scale": 0.1, "help": "Volts"},
        {"name": "rack_starts", "oid": "1.3.6.1.4.1.8072.9999.9999.8", "type": "counter"},
    ]
    modules = {"secure": secure, "racks": {"metrics": own}, "old": {"version": "1"}}
    path.write_text(json.dumps(modules))
    with Exporting("--modules", path, "-t", "0.5", "-r", "1") as found:
        yield found


@pytest.fixture
def net():
    made = Loopback()
    made.add("127.0.5.2", "attic", sensors=3)
    with made:
        yield made


# --- what there is of an agent ---


def test_sensors_come_by_name_in_the_unit_that_the_metric_tells(exporting, net):
    found = exporting.metrics(target="127.0.5.2:%d" % net.port)
    for i in range(3):
        labels = ("index", str(i + 2)), ("sensor", "Room %d" % i)
        assert found["usnmp_sensor_celsius", labels] == 21.5
        assert found["usnmp_sensor_ok", (*labels, ("type", "celsius"))] == 1
    (info,) = [dict(labels) for name, labels in found if name == "usnmp_info"]
    assert info["name"] == "attic" and info["description"] == "a board\\nof two lines"
    assert found["usnmp_uptime_seconds", ()] >= 0 and found["usnmp_probe_refused", ()] == 0


KINDS = [
    (8, 9, 1, 215, "celsius", 21.5),
    (9, 9, 0, 47, "humidity_percent", 47),
    (4, 8, 0, 3300, "volts", 3.3),
    (6, 10, 2, 125, "watts", 1250),
    (12, 9, 0, 1, "state", 1),
    (12, 9, 0, 2, "state", 0),
    (1, 9, 0, -7, "value", -7),
    (99, 9, 0, 5, "value", 5),
]


@pytest.mark.parametrize("type, scale, precision, value, name, natural", KINDS)
def test_each_type_has_its_metric_and_scale(
    type, scale, precision, value, name, natural, exporting
):
    cells = {1: type, 2: scale, 3: precision, 4: value, 5: 1}
    objects = {"1.3.6.1.2.1.99.1.1.1.%d.4" % c: (2, v) for c, v in cells.items()}
    objects["1.3.6.1.2.1.1.5.0"] = 4, "box"
    with Box(objects) as box:
        found = exporting.metrics(target=box.host)
    (labels,) = [labels for metric, labels in found if metric == "usnmp_sensor_" + name]
    assert found["usnmp_sensor_" + name, labels] == pytest.approx(natural)
    assert ("sensor", "4") in labels  # it has no name


def test_a_sensor_that_cannot_be_read_has_no_value(exporting):
    cells = {1: 8, 2: 9, 3: 0, 4: 21, 5: 3}
    with Box({"1.3.6.1.2.1.99.1.1.1.%d.4" % c: (2, v) for c, v in cells.items()}) as box:
        found = exporting.metrics(target=box.host)
    assert not [name for name, _ in found if name == "usnmp_sensor_celsius"]
    assert found["usnmp_sensor_ok", (("index", "4"), ("sensor", "4"), ("type", "celsius"))] == 0


def test_interfaces_storage_and_load_are_there(exporting):
    entry, more, storage = "1.3.6.1.2.1.2.2.1.", "1.3.6.1.2.1.31.1.1.1.", "1.3.6.1.2.1.25.2.3.1."
    objects = {
        entry + "2.1": (4, "wlan"), entry + "8.1": (2, 1), entry + "10.1": (65, 5),
        more + "6.1": (70, 1 << 40), more + "18.1": (4, 'the "roof"'),
        storage + "3.1": (4, "Heap"), storage + "4.1": (2, 16),
        storage + "5.1": (2, 100), storage + "6.1": (2, 60),
        "1.3.6.1.2.1.25.3.3.1.2.1": (2, 35),
    }  # fmt: skip
    with Box(objects) as box:
        found = exporting.metrics(target=box.host)
    labels = ("alias", 'the \\"roof\\"'), ("index", "1"), ("interface", "wlan")
    assert found["usnmp_interface_up", labels] == 1
    assert found["usnmp_interface_received_bytes_total", labels] == 1 << 40
    assert not [name for name, _ in found if "sent_bytes" in name]
    heap = ("index", "1"), ("storage", "Heap")
    assert found["usnmp_storage_size_bytes", heap] == 1600
    assert found["usnmp_storage_used_bytes", heap] == 960
    assert found["usnmp_processor_load_ratio", (("index", "1"),)] == 0.35


def test_a_module_has_metrics_of_other_mibs(exporting):
    objects = {COLUMN + ".1": (2, 121), COLUMN + ".2.7": (66, 119), COLUMN + ".3": (4, "text")}
    objects["1.3.6.1.4.1.8072.9999.9999.8.0"] = 65, 12
    with Box(objects) as box:
        found = exporting.metrics(target=box.host, module="racks")
    assert found["rack_volts", (("rack", "1"),)] == pytest.approx(12.1)
    assert found["rack_volts", (("rack", "2.7"),)] == pytest.approx(11.9)
    assert found["rack_starts_total", ()] == 12
    assert len([name for name, _ in found if name == "rack_volts"]) == 2


def test_a_module_has_a_user_and_another_a_version(exporting, net):
    made = Loopback()
    user = User("ops", "SHA", PASSWORDS[0], "AES", PASSWORDS[1])
    made.add("127.0.5.3", "secret", sensors=1, read=None, user=user)
    with made:
        target = "127.0.5.3:%d" % made.port
        assert len(exporting.metrics(target=target, module="secure")) > 4
        assert exporting.get("/probe", target=target) == (504, "no response\n")
    target = "127.0.5.2:%d" % net.port
    v1 = exporting.metrics(target=target, module="old")
    steady = "usnmp_uptime_seconds", "usnmp_probe_seconds"
    plain = {k: v for k, v in exporting.metrics(target=target).items() if k[0] not in steady}
    assert plain == {k: v for k, v in v1.items() if k[0] not in steady}


def test_an_agent_that_refuses_is_told_with_the_reason(exporting):
    with Box() as box:
        box.reply = lambda request: box.error(request, 16, 1)
        status, text = exporting.get("/probe", target=box.host)
    assert status == 502 and "authorizationError" in text


def test_a_table_that_is_refused_spoils_no_other(exporting, net):
    with Box({"1.3.6.1.2.1.1.5.0": (4, "box")}) as box:
        real = box.serve

        def reply(request):
            asks = next(iter(request.varbinds))
            return box.error(request, 5, 1) if ".99." in asks else real(request)

        box.reply = reply
        found = exporting.metrics(target=box.host)
    assert found["usnmp_probe_refused", ()] == 1
    assert [dict(labels)["name"] for name, labels in found if name == "usnmp_info"] == ["box"]


# --- who asks wrongly ---


@pytest.mark.parametrize(
    "query, status, said",
    [
        ({}, 400, "target=HOST is missing"),
        ({"target": ""}, 400, "is not HOST"),
        ({"target": "a b"}, 400, "is not HOST"),
        ({"target": "192.0.2.1:99999"}, 400, "no such port"),
        ({"target": "127.0.0.1", "module": "none"}, 400, "no module 'none'; there are default"),
        ({"target": "no-such-host.invalid"}, 502, "no-such-host.invalid"),
        ({"target": "127.0.0.1:1"}, 504, "no response"),
    ],
)
def test_a_probe_that_cannot_be_is_told(query, status, said, exporting):
    found, text = exporting.get("/probe", **query)
    assert (found, said in text) == (status, True), text


def test_prometheus_is_answered_before_its_timeout(exporting):
    with Box() as box:
        box.reply = lambda request: None
        url = "http://127.0.0.1:%d/probe?target=%s" % (exporting.port, box.host)
        headers = {"X-Prometheus-Scrape-Timeout-Seconds": "1"}
        with pytest.raises(urllib.error.HTTPError) as e:
            urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60)
        assert e.value.code == 504
        e.value.close()


def test_its_own_metrics_count_probes_by_how_they_ended(exporting, net):
    before = exporting.metrics("/metrics")
    exporting.get("/probe", target="127.0.5.2:%d" % net.port)
    exporting.get("/probe", target="127.0.0.1:1")
    exporting.get("/probe")
    after = exporting.metrics("/metrics")
    for result in ("ok", "no_response", "wrong"):
        key = "usnmp_probes_total", (("result", result),)
        assert after[key] - before[key] == 1
    assert after["process_resident_memory_bytes", ()] > 1e6
    assert exporting.get("/-/healthy") == (200, "OK\n")
    assert "default, old, racks, secure" in exporting.get("/")[1]
    assert exporting.get("/sd")[0] == 404


def test_who_is_found_in_a_network_is_told_to_prometheus():
    made = Loopback()
    made.add("127.0.5.7", "hall", sensors=2)
    with made, Exporting("--discover", "127.0.5.1-9", "--at", made.port, "--every", "1") as e:
        for _ in range(100):
            found = json.loads(e.get("/sd")[1])
            if found:
                break
            time.sleep(0.1)
        assert [group["targets"] for group in found] == [["127.0.5.7:%d" % made.port]]
        assert found[0]["labels"]["__meta_usnmp_name"] == "hall"


def test_traps_are_counted_by_sender_and_name(monkeypatch):
    monkeypatch.delenv("MIBS")
    trap_port = free_port()
    with Exporting("--traps", trap_port) as exporting:
        for _ in range(2):
            args = "-v2c", "-c", "public", "127.0.0.1:%d" % trap_port, "", "coldStart"
            assert usnmp_command("inform", *args) == (0, b"", b"")
        found = exporting.metrics("/metrics")
        labels = ("kind", "inform"), ("notification", "SNMPv2-MIB::coldStart")
        assert found["usnmp_notifications_total", (*labels, ("source", "127.0.0.1"))] == 2


# --- files of modules ---


@pytest.mark.parametrize(
    "text, said",
    [
        ("[1]", "not an object with modules"),
        ("{", "not JSON"),
        ('{"a": 1}', 'module "a" is not an object'),
        ('{"a": {"comunity": "x"}}', 'module "a": unknown key "comunity" (known: auth,'),
        ('{"a": {"retries": "3"}}', '"retries" cannot be "3"'),
        ('{"a": {"version": "4"}}', '"version" must be "1", "2c" or "3"'),
        ('{"a": {"version": "3"}}', 'SNMPv3 needs a "user"'),
        ('{"a": {"priv": "AES"}}', 'SNMPv3 needs a "user"'),
        ('{"a": {"user": "u", "community": "c"}}', "which has no community"),
        ('{"a": {"user": "u", "auth": "SHA"}}', 'module "a": '),
        ('{"a": {"metrics": [{"name": "x"}]}}', 'metric 1: "oid" is missing'),
        ('{"a": {"metrics": [{"name": "1x", "oid": "1.3"}]}}', "is no name of a metric"),
        ('{"a": {"metrics": [{"name": "x", "oid": "sysUpTime"}]}}', "none in digits"),
        ('{"a": {"metrics": [{"name": "x", "oid": "1.3", "type": "t"}]}}', "gauge, counter"),
        ('{"a": {"metrics": [{"name": "x", "oid": "1.3", "label": "-"}]}}', "'-' is none"),
    ],
)
def test_a_wrong_file_of_modules_is_told_with_its_place(text, said, tmp_path):
    with pytest.raises(ModuleError) as e:
        read(text.encode())
    assert said in str(e.value)
    package("aiohttp")
    path = tmp_path / "modules.json"
    path.write_text(text)
    status, out, err = usnmp_command("exporter", "--modules", path)
    assert (status, out) == (1, b"") and said in err.decode()


def test_a_port_that_is_taken_and_libraries_that_lack_are_told(exporting, monkeypatch):
    status, out, err = usnmp_command("exporter", "-p", exporting.port)
    assert status == 1 and err.startswith(b"usnmp exporter: cannot listen on 127.0.0.1 port ")
    monkeypatch.setitem(__import__("sys").modules, "usnmp_pc.exporter.web", None)
    status, out, err = usnmp_command("exporter")
    assert (status, out) == (1, b"") and b"pip install usnmp[exporter]" in err
