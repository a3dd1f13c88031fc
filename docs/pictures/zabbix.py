# Makes docs/pictures/zabbix.png: the page of Zabbix 7.0, "Latest data" of a board in a box whose
# sensors the template of integrations/zabbix has found, as chromium shows it. It takes a minute.
#
#   python docs/pictures/zabbix.py         chromium and pngquant of Debian are on the PATH

import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / name) for name in ("", "tools", "tests", "tests/host/integrations")]
from board_box.bench import firmware  # noqa: E402
from conftest import compiled  # noqa: E402
from zabbix_box import Zabbix  # noqa: E402

RELEASE, NAME = "7.0", "Board with sensors by SNMP"
TEMPLATE = ROOT / "integrations/zabbix/board_sensors_7.0.yaml"
SIZE = 1100, 545
MAIN = """
import gc
gc.threshold(2048)
from usnmp_firmware import main

def broken():
    raise OSError(19)

def sensors(firmware):
    firmware.sensor("Cellar", "celsius", lambda: 11.4, precision=1)
    firmware.sensor("Cellar humidity", "percentRH", lambda: 71.2, precision=1)
    firmware.sensor("Attic", "celsius", broken, precision=1)
    firmware.sensor("Battery", "voltsDC", lambda: 3.912, precision=3)
    firmware.sensor("Office CO2", "other", lambda: 687, units="ppm")
    firmware.sensor("Heat pump", "watts", lambda: 1840)
    firmware.sensor("Front door", "truthvalue", lambda: True)

main(sensors)
"""


def picture(zabbix, host, target):
    """Have chromium show "Latest data" of the host's sensors, and take a picture of it."""
    query = {"action": "latest.view", "hostids[]": host, "filter_set": 1, "evaltype": 2}
    query.update(kiosk=1)  # without menu and filter
    for i, component in enumerate(("sensor", "contact")):
        query["tags[%d][tag]" % i] = "component"
        query["tags[%d][operator]" % i] = 1  # equals
        query["tags[%d][value]" % i] = component
    login = {"name": "Admin", "password": "zabbix", "enter": "Sign in"}
    login["request"] = "zabbix.php?" + urlencode(query)
    with tempfile.TemporaryDirectory() as profile:
        command = [
            "chromium", "--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu",
            "--user-data-dir=" + profile, "--window-size=%d,%d" % SIZE,
            "--virtual-time-budget=8000", "--screenshot=%s" % target,
            zabbix.url + "index.php?" + urlencode(login),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    subprocess.run(["pngquant", "--force", "--output", target, "64", target], check=True)


def sensors_of(zabbix, host):
    """How many values of sensors have come."""
    read = (i["key_"] for i in zabbix.items(host).values() if i["lastclock"] != "0")
    return len([key for key in read if key.startswith(("sensor.", "contact."))])


def main():
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "board").mkdir()
        (Path(folder) / "build").mkdir()
        compiled(Path(folder) / "build")
        config = {"wifi": {"ssid": "box", "key": "secret"}, "name": "cellar"}
        box = firmware(Path(folder) / "build", Path(folder) / "board", MAIN, config)
        with box, Zabbix(RELEASE) as zabbix:
            box.power_on()
            box.wait_for_text("usnmp serves")
            box.wait_for_network()
            zabbix.load(TEMPLATE)
            often = [("{$SENSORS.INTERVAL}", "5s"), ("{$SENSORS.DISCOVERY}", "5s")]
            host = zabbix.host("cellar", box.udp(), NAME, often)
            # 7 statuses, and 6 values: one sensor is broken
            zabbix.wait(lambda: sensors_of(zabbix, host) == 13, "the sensors do not come")
            picture(zabbix, host, Path(__file__).with_suffix(".png"))


if __name__ == "__main__":
    main()
