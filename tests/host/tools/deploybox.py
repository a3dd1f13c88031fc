# What the tests of tools/deploy.py share: a board in a box, a program and a configuration.

import itertools
import json
import subprocess
import sys

from board_box.box import Box
from conftest import ROOT, run, tool

DEPLOY = ROOT / "tools" / "deploy.py"
PORT = 20161
VALUE = "1.3.6.1.4.1.8072.9999.9999.1.0"
LABEL = "1.3.6.1.4.1.8072.9999.9999.2.0"
MAIN = """
import gc
gc.threshold(2048)
from usnmp_firmware import main
from usnmp_mib import GAUGE, OCTSTR

def sensors(firmware):
    firmware.mib.scalar("%s", GAUGE, 21)
    firmware.mib.scalar("%s", OCTSTR, "cellar", write=True)

main(sensors)
""" % (VALUE, LABEL)
CONFIG = {
    "wifi": {"ssid": "box", "key": "secret"},
    "port": PORT,
    "name": "kitchen",
    "write_community": "private",
}


class Bench:
    """A board in a box, and what is deployed to it from `folder`."""

    def __init__(self, folder, config=CONFIG, main=MAIN, **kw):
        self.folder = folder
        self.main = folder / "program.py"
        self.main.write_text(main)
        self.config = folder / "config.json"
        self.config.write_text(json.dumps(config))
        self.box = Box(folder, tool("micropython32"), tool("mpy-cross"), **kw)

    def __enter__(self):
        self.box.__enter__()
        return self

    def __exit__(self, *args):
        self.box.__exit__(*args)

    def command(self, *arguments):
        return [
            sys.executable, str(DEPLOY), "--port", self.box.device, "--main", str(self.main),
            "--config", str(self.config), *map(str, arguments),
        ]  # fmt: skip

    def deploy(self, *arguments, timeout=120):
        """deploy.py to its end."""
        return run(*self.command(*arguments), timeout=timeout)

    def well(self, *arguments):
        """The same, which has to succeed; what it printed."""
        done = self.deploy(*arguments)
        assert done.returncode == 0, (done.stdout, done.stderr, self.box.log[-2000:])
        assert "the agent answers" in done.stdout
        return done.stdout

    def start(self, *arguments):
        """deploy.py as a process."""
        return subprocess.Popen(
            self.command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def files(self):
        """The flash: path -> octets."""
        flash = self.box.flash
        return {
            p.relative_to(flash).as_posix(): p.read_bytes()
            for p in flash.rglob("*")
            if p.is_file()
        }

    def snmp(self, name, *arguments, community="public", version="2c"):
        """What a tool of net-snmp says, asking the board."""
        # Options first: a test that loads libnetsnmp leaves POSIXLY_CORRECT behind.
        options = list(itertools.takewhile(lambda a: str(a)[:1] == "-", arguments))
        rest = arguments[len(options) :]
        head = "-v" + version, "-c", community, "-On", "-r5"
        done = run(tool(name), *head, *options, self.box.udp(PORT), *rest)
        assert done.returncode == 0, (done.stdout, done.stderr, self.box.log[-2000:])
        return done.stdout
