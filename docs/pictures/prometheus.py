#!/usr/bin/env python3
# Takes prometheus.png: Prometheus' own page, with the sensors of a board by their names.
#
#   ~/.cache/usnmp/venv/bin/python docs/pictures/prometheus.py     and it is beside this file
#
# All of it is real: the firmware on a board in a box, snmp_exporter, Prometheus, and Chromium
# (Debian's chromium) without a screen. It takes the three minutes that the graph shows.

import shutil
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / name) for name in ("", "tests", "tools")]
from board_box import fleet  # noqa: E402
from conftest import compiled, run, tool  # noqa: E402

FOLDER = ROOT / "integrations/prometheus"
SECONDS = 180
EXPRESSION = 'sum by (entPhysicalName) (usnmp:sensor{entPhySensorType="celsius"})'
MAIN = """
import gc
gc.threshold(2048)
import math
import time
from usnmp_firmware import main
from usnmp_mibs.host_resources_mib import host_resources


def wave(middle, height, period):
    return lambda: middle + height * math.sin(time.ticks_ms() / 1000 / period * 6.283)


def sensors(firmware):
    firmware.sensor("Kitchen", "celsius", wave(21, 1.5, 90), precision=1)
    firmware.sensor("Cellar", "celsius", wave(13, 0.6, 150), precision=1)
    firmware.sensor("Greenhouse", "celsius", wave(27, 4, 120), precision=1)
    firmware.sensor("Freezer", "celsius", wave(-18, 1, 40), precision=1)
    firmware.sensor("Kitchen air", "percentRH", wave(48, 5, 100))
    firmware.sensor("Door", "truthvalue", lambda: False)
    host_resources(firmware.mib, firmware.uptime, firmware.agent)

main(sensors)
"""
CHROMIUM = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync
--disable-background-networking --disable-component-update --hide-scrollbars
--window-size=1160,880 --virtual-time-budget=20000""".split()


def configure(folder, box, exporter):
    """Put the files of integrations/prometheus into `folder`, for one board, once a second."""
    text = (FOLDER / "prometheus.yml").read_text()
    text = text.replace("192.0.2.10 ", box.udp() + " ").replace("127.0.0.1:9116", exporter)
    text = text.replace("interval: 1m", "interval: 1s\n  evaluation_interval: 1s")
    (folder / "prometheus.yml").write_text(text)
    shutil.copy(FOLDER / "rules.yml", folder)


def query(address, expression):
    with urllib.request.urlopen(
        "http://%s/api/v1/query?%s" % (address, urllib.parse.urlencode({"query": expression}))
    ) as answer:
        return b'"value"' in answer.read()


def take(folder, target):
    compiled(folder / "b")
    exporter, prometheus = ("127.0.0.1:%d" % fleet.tcp_port() for _ in range(2))
    with fleet.board(folder / "b", folder, MAIN) as box:
        configure(folder, box, exporter)
        with fleet.process(
            folder, tool("snmp-exporter-0.28"), "--web.listen-address=" + exporter,
            "--config.file=%s" % (FOLDER / "snmp-0.23.yml"),
        ), fleet.process(
            folder, tool("prometheus"), "--config.file=prometheus.yml",
            "--storage.tsdb.path=data", "--web.listen-address=" + prometheus,
        ) as running:  # fmt: skip
            log = "Server is ready to receive web requests"
            fleet.wait(lambda: log in running.log.read_text(), running)
            old = "usnmp:sensor offset %ds" % SECONDS
            fleet.wait(lambda: query(prometheus, old), running, 2 * SECONDS)
            page = {"g0.expr": EXPRESSION, "g0.tab": "0"}
            page.update({"g0.range_input": "%dm" % (SECONDS // 60), "g0.step_input": "1"})
            url = "http://%s/graph?%s" % (prometheus, urllib.parse.urlencode(page))
            done = run(
                "chromium", *CHROMIUM, "--user-data-dir=%s" % (folder / "chromium"),
                "--screenshot=%s" % target, url,
            )  # fmt: skip
            if done.returncode or not target.exists():
                raise SystemExit(done.stderr)


def main():
    target = Path(__file__).with_suffix(".png")
    target.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "b").mkdir()
        take(Path(folder), target)
    print("%s: %d octets" % (target.name, target.stat().st_size))


if __name__ == "__main__":
    main()
