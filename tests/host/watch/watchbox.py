# For the tests of `usnmp watch`: agents of which each can fall silent and change, boards in a box,
# and a terminal, tmux, of any size. Imports board_box, conftest, usnmp's agent; the tests do, and
# docs/pictures/watch.py.

import contextlib
import itertools
import shlex
import subprocess
import sys
import time

from board_box.bench import firmware
from conftest import ROOT, Polled, free_port, package, tool
from usnmp_agent import Agent
from usnmp_base.uptime import Uptime
from usnmp_mib import Mib
from usnmp_mibs.entity_sensor_mib import Sensors
from usnmp_mibs.snmpv2_mib import system

PLAIN = "from usnmp_firmware import main\nmain(lambda firmware: None)\n"
UNITS = "celsius", "percentRH", "voltsDC"
_NUMBERS = itertools.count()


class Boards(Polled):
    """Agents at 127.0.6.1 and so on, of one port, named by `names`, each with `sensors` sensors:
    Room 0 ...; values[board][sensor] is what they measure. silent: the boards that do not answer.
    max_size: the longest message that they send.
    """

    def __init__(self, names, sensors=1, max_size=1472):
        self.port = free_port()
        self.values = [[21.5 + i + k for k in range(sensors)] for i in range(len(names))]
        self.silent = set()
        self.agents = []
        for i, name in enumerate(names):
            mib, uptime = Mib(), Uptime()
            system(mib, uptime, "a board", name=name, location="")
            sensor = Sensors(mib)
            for k in range(sensors):
                read = lambda values=self.values[i], k=k: values[k]  # noqa: E731
                sensor("Room %d" % k, UNITS[k % 3], read, precision=1)
            agent = Agent(mib, "public", uptime=uptime, max_size=max_size)
            agent.bind("127.0.6.%d" % (i + 1), self.port)
            self.agents.append(agent)
        self.hosts = ["127.0.6.%d:%d" % (i + 1, self.port) for i in range(len(names))]

    def close(self):
        for agent in self.agents:
            agent.close()

    def step(self):
        for i, agent in enumerate(self.agents):
            if i not in self.silent:
                agent.poll(1)
        time.sleep(0.001)  # if all are silent


def command(*words):
    """The command line of usnmp watch, asking often."""
    options = ["-i", "0.3", "-t", "2", "-r", "0"]
    return [sys.executable, "-m", "usnmp_pc.cli", "watch", *options, *map(str, words)]


class Tmux:
    """A terminal of `width` columns and `height` lines in which `words` run, and a shell's word
    behind that tells of their end: with Tmux(...) as screen.
    """

    def __init__(self, width, height, words, env=(), then="echo ended with $?"):
        self._name = "usnmp-%d-%d" % (free_port(), next(_NUMBERS))
        self._tmux = tool("tmux")
        package("rich")
        env = ["env", "-u", "MIBS", "PYTHONPATH=" + str(ROOT), *env]  # with the MIBs of usnmp
        line = "%s; %s; exec cat" % (shlex.join([*env, *words]), then)
        # Of UTF-8 whatever the locale of the tests is
        size = "-x", str(width), "-y", str(height)
        self.run("-u", "new-session", "-d", *size, line)

    def run(self, *words):
        """What a command of tmux prints."""
        done = subprocess.run(
            [self._tmux, "-u", "-L", self._name, "-f", "/dev/null", *words],
            capture_output=True,
            timeout=60,
            cwd=ROOT,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.decode()

    def text(self, *options):
        """What the terminal shows."""
        return self.run("capture-pane", "-p", *options)

    def lines(self):
        return self.text().split("\n")[:-1]

    def keys(self, *keys):
        """Press keys, as tmux names them, or text."""
        self.run("send-keys", *keys)

    def until(self, true):
        """The text that the terminal shows, as soon as true(text)."""
        end = time.monotonic() + 60
        while True:
            text = self.text()
            if true(text):
                return text
            assert time.monotonic() < end, text
            time.sleep(0.05)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        with contextlib.suppress(AssertionError):
            self.run("kill-server")


@contextlib.contextmanager
def board(build, folder, name, port):
    """A Box of 32 bit and 38 KiB, modules in ROMFS, called `name`, which measures with a DHT22 and
    sends its alarms to `port`: above 30 degrees, until it is below 28.
    """
    sensors = [{"kind": "dht22", "pin": 4, "name": name, "above": 30, "clear_below": 28}]
    config = {
        "wifi": {"ssid": "box", "key": "secret"},
        "name": name,
        "sensors": [*sensors, {"kind": "memory"}],
        "mibs": ["if_mib"],
        "targets": [{"host": "127.0.0.1", "port": port}],
    }
    folder.mkdir()
    with firmware(build, folder, PLAIN, config) as box:
        box.power_on()
        box.dht(21.5, 55)
        box.wait_for_text("usnmp serves")
        box.wait_for_network()
        yield box
