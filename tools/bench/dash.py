#!/usr/bin/env python3
# How long the dashboard takes: until all values of 100 boards with 20 sensors each are drawn, with
# what a browser keeps and without, and until a trap is on the page.
#
#   ~/.cache/usnmp/venv/bin/python tools/bench/dash.py [--boards 100] [--times 7]
#
# The boards are `usnmp simulate`; the browser is Debian's chromium, on the same machine.

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PLACES = "", "tests", "tools", "tests/host/cli", "tests/host/dash"
sys.path[:0] = [str(ROOT / name) for name in PLACES]
from clibox import usnmp_command  # noqa: E402
from conftest import free_port  # noqa: E402
from dashing import Browser, Dash  # noqa: E402
from simulating import simulating  # noqa: E402
from test_dash_many import SENSORS, walk  # noqa: E402

# Milliseconds from the click until what is asked for has been drawn
DRAWN = """const done = arguments[1], count = arguments[0];
const look = () => document.querySelectorAll(".u-value").length >= count
    ? requestAnimationFrame(() => setTimeout(() => done(performance.now())))
    : setTimeout(look, 2);
look();"""
EVENT = """const done = arguments[1], text = arguments[0];
const look = () => document.body.textContent.includes(text)
    ? requestAnimationFrame(() => setTimeout(() => done(Date.now()))) : setTimeout(look, 2);
look();"""


def loads(browser, url, count, times, kept):
    """[seconds] of so many loads."""
    found = []
    for _ in range(times):
        if not kept:
            browser.driver.execute_cdp_cmd("Network.clearBrowserCache", {})
        browser.open(url)
        found.append(browser.driver.execute_async_script(DRAWN, count) / 1000)
    return found


def alarms(browser, port, times):
    """[seconds] from when a trap was sent until it was drawn."""
    found = []
    for n in range(times):
        enterprise = "1.3.6.1.4.1.8072.9999.%d" % (n + 70000)
        sent = time.time()
        usnmp_command("trap", "-c", "public", "127.0.0.1:%d" % port, "", enterprise)
        drawn = browser.driver.execute_async_script(EVENT, ".%d" % (n + 70000))
        found.append(drawn / 1000 - sent)
    return found


def show(what, found):
    texts = "%.2f s, at most %.2f s" % (statistics.median(found), max(found))
    print("%-52s %s (%d times)" % (what, texts, len(found)), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--boards", type=int, default=100)
    parser.add_argument("--times", type=int, default=7)
    args = parser.parse_args()
    traps = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "walks").mkdir()
        (folder / "walks" / "board.snmprec").write_text(walk())
        more = "--by", "address", "--devices", str(args.boards), "--host", "127.0.11.1"
        with simulating(folder, *more, str(folder / "walks")) as simulated:
            hosts = ["127.0.11.%d:%d" % (i + 1, simulated.port) for i in range(args.boards)]
            options = "--history", folder / "h.db", "--traps", "127.0.0.1:%d" % traps
            with Dash(*options, *hosts) as dash, Browser() as browser:
                count = args.boards * SENSORS
                loads(browser, dash.url, count, 1, True)  # the first starts the browser
                show("%d values, with what a browser keeps" % count,
                     loads(browser, dash.url, count, args.times, True))  # fmt: skip
                show("%d values, with an empty cache" % count,
                     loads(browser, dash.url, count, args.times, False))  # fmt: skip
                show("a trap, from its sending until it is drawn",
                     alarms(browser, traps, args.times))  # fmt: skip


if __name__ == "__main__":
    main()
