# From the parcel to the graph: a person's whole path, by real mpremote, a real browser, net-snmp
# and the commands of the docs. A bare board in a box is given usnmp, its page is filled in on a
# phone, its sensor is read by its name, its alarm arrives, it is updated over the network, and an
# update that is no good is taken back. Imports portalbox, phone, conftest and board_box.

import contextlib
import os
import socket
import subprocess
import sys

import pytest
from board_box.portal import PortalBox
from conftest import ROOT, run, tool
from phone import fill, phone, press, wait_for
from portalbox import KEY, opened

DEPLOY = [sys.executable, ROOT / "tools/deploy.py"]
USNMP = [sys.executable, "-m", "usnmp_pc.cli"]
DEAF = """
from usnmp_firmware import main

def deaf(firmware):
    firmware.agent.answer = lambda d: 0

main(deaf)
"""


class Person:
    """Whoever types the commands; they are counted. Files edited by hand: none."""

    def __init__(self, folder):
        self.folder = folder
        self.commands = []

    def types(self, *command, status=0):
        """What the command prints."""
        self.commands.append(" ".join(map(str, command)))
        done = run(*command, cwd=self.folder, env={"PYTHONPATH": str(ROOT)}, timeout=300)
        assert done.returncode == status, (self.commands[-1], done.stdout, done.stderr)
        return done.stdout + done.stderr

    @contextlib.contextmanager
    def watches(self, *command):
        """The command as a process that goes on."""
        self.commands.append(" ".join(map(str, command)))
        with subprocess.Popen(
            [*map(str, command)], cwd=self.folder, env=dict(os.environ, PYTHONPATH=str(ROOT)),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        ) as process:  # fmt: skip
            try:
                yield process
            finally:
                process.terminate()


@pytest.fixture
def box(tmp_path):
    with PortalBox(
        tmp_path, tool("micropython32"), tool("mpy-cross"), chip="esp32", heap=128 << 10,
        ssid="Home & Garden", key=KEY, on=False,
    ) as box:  # fmt: skip
        box.dht(21.4, 48)
        box.power_on()
        yield box


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def heard(trapd, text):
    """The next line of it with that text."""
    return next(line for line in iter(trapd.stdout.readline, "") if text in line)


def provisioned(me, box, traps):
    """The page of a board that has none of our files yet, filled in; the snmpwalk line it says."""
    me.types(*DEPLOY, "--port", box.device, "--portal", "--key-file", "key")
    opened(box)
    with phone(box, me.folder / "browser") as driver:
        driver.get("http://connectivitycheck.gstatic.com/generate_204")
        fill(driver, network="Home & Garden", key=KEY, name="cellar")
        fill(driver, s0__kind="dht22", s0__pin="4", s0__name="Cellar", s0__above="30")
        fill(driver, t0__host="127.0.0.1", t0__port=str(traps))
        press(driver, "save")
        wait_for(driver, "Joined Home & Garden.")
        walk = driver.find_element("tag name", "pre").text
        driver.find_elements("css selector", "button[value=restart]")[-1].click()
    box.wait_for_text("usnmp serves on port 161")
    # Ports below 1024 are moved in the box
    return walk.replace(box.address, box.udp()).split()


def flash(box):
    """What the board runs: without what an update has put aside."""
    files = {p.relative_to(box.flash): p for p in box.flash.rglob("*") if p.is_file()}
    return {name: p.read_bytes() for name, p in files.items() if name.parts[0] != "update"}


def test_from_the_parcel_to_the_graph_without_a_file_edited_by_hand(box, tmp_path):
    me = Person(tmp_path)
    traps = free_port()
    with me.watches(*USNMP, "trapd", "127.0.0.1:%d" % traps) as trapd:
        walk = provisioned(me, box, traps)
        assert "coldStart" in heard(trapd, "cold")
        # Its sensor, by its name, and in the table
        assert '"Cellar"' in me.types(*walk)
        assert "Cellar" in me.types(*USNMP, "table", "-c", "public", box.udp(), "entPhysicalTable")
        box.dht(31.5, 48)
        for _ in range(6):
            box.advance(1000)
        assert "16.0.1" in heard(trapd, "16.0.")  # risingAlarm
    # An update over the network: more modules
    more = "agent+notify", "--with", "usnmp_base.mdns"
    over = [*DEPLOY, "--address", box.address, "--portal", "--key-file", "key", *more]
    assert "the agent answers" in me.types(*over)
    box.wait_for_text("a new version, on trial")
    box.wait_for_text("usnmp serves")
    assert (box.flash / "usnmp_base/mdns.mpy").exists()
    before = flash(box)
    # And one that is no good, which is taken back
    (tmp_path / "deaf.py").write_text(DEAF)
    with me.watches(*over, "--main", "deaf.py") as update:
        box.wait_for_text("a new version, on trial")
        box.wait_for_text("usnmp serves")
        box.advance(61000)
        box.wait_for_text("the version of before is back")
        assert "runs the old version again" in update.stdout.read()
    assert flash(box) == before
    assert '"Cellar"' in me.types(*walk)
    # The graph
    value = "Cellar=1.3.6.1.2.1.99.1.1.1.4.2/10"
    me.types(*USNMP, "poll", "-c", "public", "-n", 2, "-i", 1, "--svg", "cellar.svg", "-o", value,
             box.udp())  # fmt: skip
    assert "Cellar" in (tmp_path / "cellar.svg").read_text()
    assert len(me.commands) <= 8, me.commands
