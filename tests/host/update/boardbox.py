# A board in a box that takes updates, and tools/deploy.py over the network. Imports deploybox of
# the tests of deploy.py; the tests beside it import this.

import json
import subprocess
import sys

from conftest import ROOT, run

sys.path.append(str(ROOT / "tests" / "host" / "tools"))
from deploybox import CONFIG, DEPLOY, MAIN, VALUE, Bench  # noqa: E402

LOST = "does not answer"
ESP32 = {"chip": "esp32", "heap": 128 << 10, "flash_size": 2 << 20}


class Updated(Bench):
    """A Bench whose board has a key, in the file `key`."""

    def __init__(self, folder, **kw):
        super().__init__(folder, **kw)
        self.key = folder / "key"

    def start(self):
        """Deploy over the serial line, with the key."""
        return self.well("--key-file", self.key)

    def value(self, number, text=MAIN):
        """Have the next program serve `number` in place of 21."""
        self.main.write_text(text.replace("21)", "%d)" % number))

    def named(self, name):
        """Have the next configuration call the board `name`."""
        self.config.write_text(json.dumps({**CONFIG, "name": name}))

    def over(self, *arguments):
        """The command that updates it over the network."""
        return [
            sys.executable, str(DEPLOY), "--address", self.box.address, "--main", str(self.main),
            "--config", str(self.config), "--key-file", str(self.key), *map(str, arguments),
        ]  # fmt: skip

    def update(self, *arguments):
        """That command to its end."""
        return run(*self.over(*arguments), timeout=300)

    def updates(self, *arguments):
        """The same, which has to succeed; what it printed. The board has removed by then what it
        took along for that, a file a turn.
        """
        done = self.update(*arguments)
        assert done.returncode == 0, (done.stdout, done.stderr, self.box.log[-2000:])
        self.box.wait(lambda: not (self.box.flash / "update").exists())
        return done.stdout

    def updating(self, *arguments):
        """That command as a process."""
        return subprocess.Popen(
            self.over(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def served(self):
        """What the program's object is."""
        return int(self.snmp("snmpget", "-Oqv", VALUE))
