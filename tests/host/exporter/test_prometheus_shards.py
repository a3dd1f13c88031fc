# Debian's Prometheus with three exporters, among which its own hashmod shares 3,000 agents.

import json
import urllib.parse

import pytest
from board_box import fleet
from conftest import tool
from simulating import TEXT, simulating, write
from test_exporter import Exporting
from test_prometheus import Prometheus, read

pytestmark = pytest.mark.slow

AGENTS = 3000
SHARD = """
    - source_labels: [__shard]
      regex: "%d"
      target_label: __address__
      replacement: "127.0.0.1:%d"
"""
CONFIG = """
global:
  scrape_interval: 30s
  scrape_timeout: 20s
scrape_configs:
- job_name: boards
  metrics_path: /probe
  file_sd_configs:
  - files: [boards.json]
  relabel_configs:
    - source_labels: [__address__]
      target_label: __param_target
    - source_labels: [__address__]
      target_label: instance
    - source_labels: [__address__]
      modulus: 3
      target_label: __shard
      action: hashmod
"""


@pytest.fixture
def exporters():
    with Exporting() as one, Exporting() as two, Exporting() as three:
        yield one, two, three


@pytest.fixture
def prometheus(exporters, tmp_path):
    files = tmp_path / "files"
    files.mkdir()
    path = write(files, "box.snmprec", TEXT % "box")
    options = "--by", "address", "--host", "127.0.16.1", "--devices", str(AGENTS)
    with simulating(tmp_path, path, *options) as simulation:
        first = 16 << 8 | 1
        places = ["127.0.%d.%d" % divmod(first + i, 256) for i in range(AGENTS)]
        groups = [{"targets": ["%s:%d" % (place, simulation.port) for place in places]}]
        (tmp_path / "boards.json").write_text(json.dumps(groups))
        shards = "".join([SHARD % (i, each.port) for i, each in enumerate(exporters)])
        (tmp_path / "prometheus.yml").write_text(CONFIG + shards.replace("\n\n", "\n"))
        port = fleet.tcp_port()
        with fleet.process(
            tmp_path, tool("prometheus"), "--config.file=prometheus.yml",
            "--storage.tsdb.path=data", "--web.listen-address=127.0.0.1:%d" % port,
        ) as running:  # fmt: skip
            fleet.wait(lambda: read("http://127.0.0.1:%d/-/ready" % port), running)
            yield Prometheus(running, port)


def number(found):
    return found[0][1] if found else 0


def test_each_of_3000_agents_is_asked_by_one_of_three_exporters(exporters, prometheus):
    info = "count(count_over_time(usnmp_info[10m]))"
    done = fleet.wait(
        lambda: number(prometheus.query(info)) >= AGENTS and prometheus.query(info),
        prometheus.running,
    )
    assert number(done) == AGENTS
    # As many probes as scrapes: none was asked through two
    shares = [number_of_probes(each) for each in exporters]
    assert min(shares) > AGENTS / 4
    targets = json.loads(read(prometheus.url + "/api/v1/targets?state=active"))
    pairs = [
        (target["labels"]["instance"], urllib.parse.urlsplit(target["scrapeUrl"]).netloc)
        for target in targets["data"]["activeTargets"]
    ]
    assert len(pairs) == len({instance for instance, _ in pairs}) == AGENTS
    # One exporter ends: its share is down, with the reason, and the others' are not
    lost = exporters[1]
    lost.started.process.kill()
    theirs = {instance for instance, at in pairs if at == "127.0.0.1:%d" % lost.port}
    down = fleet.wait(
        lambda: number(prometheus.query("count(up == 0)")) >= len(theirs)
        and prometheus.query("up == 0"),
        prometheus.running,
    )
    assert {labels["instance"] for labels, _ in down} == theirs
    left = AGENTS - len(theirs)
    assert fleet.wait(lambda: number(prometheus.query("count(up == 1)")) == left)


def number_of_probes(exporting):
    found = exporting.metrics("/metrics")
    assert (
        sum(v for k, v in found.items() if k[0] == "usnmp_probes_total")
        == (found["usnmp_probes_total", (("result", "ok"),)])
    )
    return found["usnmp_probes_total", (("result", "ok"),)]
