# A board with 20 sensors and a contact as managers meet it, and what else a test of a manager
# wants: net-snmp, a process that is ended, a TCP port, waiting. Imports bench and conftest;
# tests/host/integrations does, and docs/pictures/prometheus.py.

import contextlib
import socket
import subprocess
import time

from conftest import free_port, tool
from usnmp_tools.librenms import NetSnmp

from board_box.bench import firmware

TYPES = "celsius percentRH voltsDC amperes watts hertz rpm".split()
BROKEN = 7  # the sensor that cannot be read while pin 5 is low
SENSORS = {"Room %d" % i: (TYPES[i % 7], i + 0.5) for i in range(20)}
SENSORS["Door"] = "truthvalue", 1
MIBS = ["if_mib", "ip_mib", "host_resources_mib", "snmp_framework_mib"]
MAIN = """
import gc
gc.threshold(2048)
from machine import Pin
from usnmp_firmware import main

pin = Pin(5, Pin.IN, Pin.PULL_UP)


def read():
    if pin.value() == 0:
        raise OSError(19)
    return 7.5


def sensors(firmware):
    types = "celsius percentRH voltsDC amperes watts hertz rpm".split()
    for i in range(20):
        type = types[i % 7]
        firmware.sensor("Room %d" % i, type, read if i == 7 else lambda i=i: i + 0.5, precision=1)
    firmware.sensor("Door", "truthvalue", lambda: True)

main(sensors)
"""


@contextlib.contextmanager
def board(build, folder, main=MAIN):
    """A Box of 32 bit and 38 KiB that serves SENSORS and MIBS, modules in ROMFS."""
    config = {"wifi": {"ssid": "box", "key": "secret"}, "name": "cellar", "location": "below"}
    config["mibs"] = MIBS
    with firmware(build, folder, main, config) as box:
        box.power_on()
        box.pin(5, 1)
        box.wait_for_text("usnmp serves")
        box.wait_for_network()
        yield box


def tcp_port():
    """A TCP port of 127.0.0.1 that is free; of this process's own."""
    while True:
        port = free_port()
        with contextlib.suppress(OSError), socket.socket() as s:
            s.bind(("127.0.0.1", port))
            return port


@contextlib.contextmanager
def process(folder, *command):
    """Run `command` in `folder` until the block ends; what it prints is in NAME.log there."""
    command = [str(c) for c in command]
    log = folder / (command[0].rsplit("/", 1)[-1] + ".log")
    with open(log, "w") as out:
        running = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
    running.log = log
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def wait(condition, running=None, seconds=120):
    """Wait until `condition()` gives something true, which is returned. Fails after `seconds`, or
    when the process `running` has ended, with what it printed.
    """
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        ended = running and running.poll() is not None
        said = running.log.read_text()[-2000:] if running else ""
        assert not ended and time.monotonic() < end, (found, said)
        time.sleep(0.1)


def netsnmp(box):
    """Asks the board as LibreNMS does: a NetSnmp."""
    return NetSnmp(box.udp(), tool)
