# For the tests of `usnmp dash`: boards in boxes, the command as a process, and Debian's chromium
# to look at its page. Imports bench, clibox, fleet and conftest; docs/pictures/dash.py does, too.

import contextlib
import json
import os
import socket
import sys
import time
from urllib.parse import urlsplit

from board_box.bench import firmware
from board_box.fleet import tcp_port
from clibox import Started
from conftest import free_port, package, tool

# Room is what the ADC reads, in tenths; above 30 it is an alarm.
MAIN = """
import gc
gc.threshold(2048)
from machine import ADC
from usnmp_firmware import main
from usnmp_mibs.usnmp_alarm import alarm

adc = ADC(0)


def room():
    return adc.read() / 10


def sensors(firmware):
    firmware.sensor("Room", "celsius", room, precision=1)
    firmware.sensor("Humidity", "percentRH", lambda: 54.5, precision=1)
    firmware.sensor("Supply", "voltsDC", lambda: 5.12, precision=2)
    firmware.sensor("Door", "truthvalue", lambda: True)
    alarm(firmware.notify, 1, "Room", room, "celsius", precision=1, above=30, clear_below=28)

main(sensors)
"""
HOSTILE = "<script>document.title='hacked'</script>\u202edlrow\u202c"
NAMES = "attic", "cellar", HOSTILE


@contextlib.contextmanager
def boards(build, folder, traps, names=NAMES):
    """Boxes of 32 bit and 38 KiB, one for each of `names`, with MAIN, whose traps go to the port
    `traps`; room(box, celsius) is what they measure. They have said that they started.
    """
    with contextlib.ExitStack() as stack:
        # A port that nobody has would be told to the boards, which try again after longer and
        # longer times.
        port = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        port.bind(("127.0.0.1", traps))
        port.settimeout(60)
        made = []
        for i, name in enumerate(names):
            place = folder / ("board%d" % i)
            place.mkdir()
            config = {"wifi": {"ssid": "box", "key": "secret"}, "name": name, "location": "here"}
            config["targets"] = [{"host": "127.0.0.1", "port": traps}]
            config["mibs"] = ["if_mib"]
            config["write_community"] = "private"
            box = stack.enter_context(firmware(build, place, MAIN, config))
            room(box, 21.5)
            box.power_on()
            box.wait_for_text("usnmp serves")
            box.wait_for_network()
            made.append(box)
            port.recv(1500)  # coldStart
        port.close()
        yield made


def room(box, celsius):
    """Have the board measure that."""
    box.adc(0, int(celsius * 10) << 6)  # of 16 bits, whatever the width


def nicegui():
    """What usnmp[dash] brings; it has no release for older Pythons."""
    return package("nicegui", possible=sys.version_info >= (3, 10))


class Dash(Started):
    """`usnmp dash` as a process, once it serves: url."""

    def __init__(self, *args, listen="127.0.0.1", **kw):
        nicegui()
        self.port = tcp_port()
        more = "-p", self.port, "-m", "ALL", "--listen", listen
        env = dict(os.environ, MIBS="", **kw.pop("env", {}))
        super().__init__("dash", *more, *args, env=env, **kw)
        self.banner = self.line().decode()
        assert "usnmp dash at" in self.banner, self.process.stderr.read().decode()
        self.url = self.banner.split()[3].rstrip(",")


class Browser:
    """A chromium without a screen that can reach this machine alone; `with Browser() as b`."""

    def __init__(self, width=1280, height=900, dark=False):
        nicegui()
        webdriver = package("selenium.webdriver")
        service = package("selenium.webdriver.chrome.service")
        options = webdriver.ChromeOptions()
        options.binary_location = tool("chromium")
        for argument in (
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
            "--disable-background-networking", "--disable-component-update", "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ):  # fmt: skip
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        self.driver = webdriver.Chrome(
            options=options, service=service.Service(tool("chromedriver"))
        )
        self.driver.set_page_load_timeout(120)
        self.driver.set_script_timeout(120)
        self.size(width, height)
        if dark:
            self.prefer("dark")

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.driver.quit()

    def size(self, width, height):
        """Have the page so many pixels, as on a phone below 500."""
        what = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", what)

    def prefer(self, theme):
        """What the system is said to have: "light" or "dark"."""
        features = [{"name": "prefers-color-scheme", "value": theme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def open(self, url):
        self.driver.get(url)

    def js(self, code, *args):
        """What a function with that body returns."""
        return self.driver.execute_script(code, *args)

    def texts(self, selector):
        """The texts of all there are."""
        code = (
            "return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent.trim())"
        )
        return self.js(code, selector)

    def click(self, selector, text=""):
        """Click the first that holds `text`, once it is there."""
        code = """const e = [...document.querySelectorAll(arguments[0])]
            .find((e) => e.textContent.includes(arguments[1])); if (e) e.click(); return !!e;"""
        self.until(lambda: self.js(code, selector, text), "nothing to click: " + selector + text)

    def fill(self, selector, text):
        """Write into a field."""
        element = self.driver.find_element("css selector", selector)
        element.send_keys("\ue009a\ue000")  # Ctrl-A: what is typed takes its place
        element.send_keys(text)
        assert element.get_property("value") == text

    def until(self, condition, what="it did not happen", seconds=60):
        """What `condition()` gives as soon as that is true."""
        end = time.monotonic() + seconds
        while True:
            found = condition()
            if found:
                return found
            assert time.monotonic() < end, (what, self.js("return document.body.innerText")[:2000])
            time.sleep(0.05)

    def asked(self):
        """Where the page's requests went since the last call: {"127.0.0.1:9717"}."""
        places = set()
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            found = message["params"]
            url = found.get("url") if message["method"] == "Network.webSocketCreated" else None
            if message["method"] == "Network.requestWillBeSent":
                url = found["request"]["url"]
            if url and urlsplit(url).scheme not in ("data", "blob", "chrome", "about"):
                places.add(urlsplit(url).netloc)
        return places

    def complaints(self):
        """What the page's scripts complained of since the last call."""
        return [e["message"] for e in self.driver.get_log("browser") if e["level"] == "SEVERE"]


def card(browser, host, selector=""):
    """The texts of what `selector` finds in the card of the board at `host`."""
    return browser.texts('.u-card[data-host="%s"] %s' % (host, selector))


def drawn(browser):
    """The values of the chart's line, None for a gap; None if there is no chart yet."""
    code = """const e = document.querySelector(".u-chart");
        const chart = e && getElement(parseInt(e.id.slice(1))).chart;
        const series = chart && chart.getOption() && chart.getOption().series;
        return series && series.length ? series[0].data.map((p) => p[1]) : null;"""
    return browser.js(code)


__all__ = [
    "Browser", "Dash", "HOSTILE", "MAIN", "NAMES", "boards", "card", "drawn", "free_port",
    "nicegui", "room", "tcp_port",
]  # fmt: skip
