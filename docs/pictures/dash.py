#!/usr/bin/env python3
# Takes dash.png, dash-board.png, dash-phone.png and dash-phone-board.png: the dashboard of three
# boards, light and dark, on a screen and on a phone; and graph.svg of the same run.
#
#   ~/.cache/usnmp/venv/bin/python docs/pictures/dash.py     and they are beside this file
#
# All of it is real: the firmware on boards in boxes, `usnmp dash`, Chromium (Debian's chromium)
# without a screen, `usnmp graph`. It takes the two minutes that the charts show.

import contextlib
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PLACES = "", "tests", "tools", "tests/host/cli", "tests/host/dash"
sys.path[:0] = [str(ROOT / name) for name in PLACES]
from conftest import compiled, free_port, run, tool  # noqa: E402
from board_box.bench import firmware  # noqa: E402
from dashing import Browser, Dash, drawn  # noqa: E402

SECONDS = 120
MAIN = """
import gc
gc.threshold(2048)
import math
import time
from usnmp_firmware import main
from usnmp_mibs.usnmp_alarm import alarm


def wave(middle, height, period):
    return lambda: middle + height * math.sin(time.ticks_ms() / 1000 / period * 6.283)


def sensors(firmware):
    room = wave(%s, 60)
    firmware.sensor("Air", "celsius", room, precision=1)
    firmware.sensor("Humidity", "percentRH", wave(48, 5, 100), precision=1)
    firmware.sensor("Pressure", "other", wave(1013, 2, 90), precision=1, units="hPa")
    firmware.sensor("Supply", "voltsDC", wave(5.08, 0.02, 20), precision=2)
    firmware.sensor("Door", "truthvalue", lambda: False)
    alarm(firmware.notify, 1, "Air", room, "celsius", precision=1, above=30, clear_below=25)

main(sensors)
"""
# name: the middle and the height of its temperature
BOARDS = {"attic": "21.5, 1.5", "cellar": "13, 0.6", "greenhouse": "28, 4"}


def start(stack, folder, build, traps):
    """The boards; {name: "ADDRESS:PORT"}."""
    found = {}
    for i, (name, wave) in enumerate(BOARDS.items()):
        place = folder / name
        place.mkdir()
        config = {"wifi": {"ssid": "box", "key": "secret"}, "name": name, "location": "the house"}
        config.update(targets=[{"host": "127.0.0.1", "port": traps}], mibs=["if_mib"])
        box = firmware(build, place, MAIN % wave, config, address="127.0.20.%d" % (i + 1))
        stack.enter_context(box)
        box.power_on()
        box.wait_for_text("usnmp serves")
        box.wait_for_network()
        found[name] = box.udp()
    return found


def shoot(browser, name, width, height, theme, path, dash):
    """Take a picture of the page at `path`."""
    browser.size(width, height)
    browser.prefer(theme)
    browser.open(dash.url + path)
    browser.until(lambda: browser.texts(".u-value"))
    if path:
        browser.until(lambda: len(drawn(browser) or ()) > 5)
    time.sleep(1)  # until what moves is drawn
    target = HERE / name
    browser.driver.save_screenshot(str(target))
    print("%s: %d octets" % (name, target.stat().st_size))


def take(folder):
    compiled(folder / "b")
    tool("chromium")
    traps = free_port()
    with contextlib.ExitStack() as stack:
        hosts = start(stack, folder, folder / "b", traps)
        history = folder / "history.db"
        more = "-i", 1, "--history", history, "--traps", "127.0.0.1:%d" % traps
        dash = stack.enter_context(Dash(*more, *hosts.values()))
        time.sleep(SECONDS)
        with Browser() as browser:
            shoot(browser, "dash.png", 1280, 570, "light", "", dash)
            shoot(browser, "dash-board.png", 1280, 720, "dark", "board/2", dash)
            shoot(browser, "dash-phone.png", 360, 740, "light", "", dash)
            shoot(browser, "dash-phone-board.png", 360, 740, "dark", "board/0", dash)
        dash.interrupt()
        command = sys.executable, "-m", "usnmp_pc.cli", "graph", "--history", history
        where = "--hours", SECONDS / 3600, "--svg", HERE / "graph.svg", hosts["greenhouse"]
        done = run(*command, *where, "Air", "Humidity")
        if done.returncode:
            raise SystemExit(done.stderr)
        done = run(*command, "--hours", SECONDS / 3600, hosts["greenhouse"], "*")
        print(done.stdout)


def main():
    os.environ.pop("XDG_DATA_HOME", None)
    folder = Path(tempfile.mkdtemp())
    try:
        (folder / "b").mkdir()
        take(folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
