#!/usr/bin/env python3
# Takes the pictures of the portal: the real page of a board in a box, in headless Chromium as wide
# as a phone. Imports portalbox and phone of tests/host/portal; docs/portal.md shows what it makes.
#
#   docs/pictures/portal.py      writes portal-*.png beside this file

import base64
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT / "tests/host/portal"), str(ROOT / "tests"), str(ROOT)]
from conftest import compiled, tool  # noqa: E402
from phone import WIDTH, fill, phone, press, wait_for  # noqa: E402
from portalbox import KEY, board, opened  # noqa: E402

NETWORKS = [(b"Fritz 7530", -71, 3), (b"Cafe", -78, 0)]


def shot(driver, name, whole=True):
    """Save what the browser shows as portal-NAME.png; whole: all of the page, not the screen."""
    height = "return Math.ceil(document.documentElement.getBoundingClientRect().height)"
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": driver.execute_script(height), "scale": 0.7}
    more = {"captureBeyondViewport": True, "clip": clip} if whole else {}
    found = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", **more})
    path = HERE / ("portal-%s.png" % name)
    path.write_bytes(base64.b64decode(found["data"]))
    print("%s: %d octets" % (path.relative_to(ROOT), path.stat().st_size))


def take(folder):
    build = folder / "build"
    build.mkdir()
    compiled(build)
    with board(build, folder, networks=NETWORKS) as box:
        box.dht(21.4, 48)
        opened(box)
        with phone(box, folder / "browser") as driver:
            driver.get("http://192.168.4.1/")
            shot(driver, "form")
            fill(driver, network="Home & Garden", key="short", name="cellar")
            fill(driver, s0__kind="dht22", s0__pin="77", s0__name="Cellar")
            press(driver, "save")
            shot(driver, "faults", whole=False)
            fill(driver, key=KEY, s0__pin="4")
            press(driver, "save")
            wait_for(driver, "Joined Home & Garden.")
            shot(driver, "joined")


def main():
    tool.quick = False
    folder = Path(tempfile.mkdtemp(prefix="portal"))
    try:
        take(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
