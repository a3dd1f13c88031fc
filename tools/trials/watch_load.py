#!/usr/bin/env python3
# What `usnmp watch` takes of a PC: agents with sensors that change, the command on a terminal of
# 120 columns and 40 lines, and its CPU time.
#
#   ~/.cache/usnmp/venv/bin/python tools/trials/watch_load.py [BOARDS [SENSORS [SECONDS]]]

import contextlib
import fcntl
import math
import os
import pty
import resource
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT)]
from usnmp_agent import Agent  # noqa: E402
from usnmp_base.uptime import Uptime  # noqa: E402
from usnmp_mib import Mib  # noqa: E402
from usnmp_mibs.entity_sensor_mib import Sensors  # noqa: E402
from usnmp_mibs.snmpv2_mib import system  # noqa: E402

PORT = 21161
INTERVAL = 5.0


def hosts(boards):
    """The addresses of so many boards, on the loopback."""
    return ["127.0.%d.%d" % (8 + i // 200, 1 + i % 200) for i in range(boards)]


def serve(boards, sensors):
    """Be the agents, for ever."""
    agents = []
    for i, host in enumerate(hosts(boards)):
        mib, uptime = Mib(), Uptime()
        system(mib, uptime, "a board", name="board %d" % i, location="")
        sensor = Sensors(mib)
        for k in range(sensors):
            read = lambda k=k, i=i: 20 + i % 7 + k + math.sin(time.time() + k)  # noqa: E731
            sensor("Room %d" % k, "celsius", read, precision=1)
        agent = Agent(mib, "public", uptime=uptime)
        agent.bind(host, PORT)
        agents.append(agent)
    while True:
        for agent in agents:
            agent.poll(0)
        time.sleep(0.002)


def watch(boards, seconds):
    """(CPU seconds, octets that were drawn) of usnmp watch."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    options = ["-i", str(INTERVAL), *["%s:%d" % (host, PORT) for host in hosts(boards)]]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    env = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(
        [sys.executable, "-m", "usnmp_pc.cli", "watch", *options],
        stdin=slave,
        stdout=slave,
        env=env,
    )
    os.close(slave)
    os.write(master, b"ss")  # sorted by value: the most work
    end, drawn = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        if select.select([master], [], [], 0.1)[0]:
            drawn += len(os.read(master, 65536))
    os.write(master, b"q")
    with contextlib.suppress(OSError):  # the other side is closed
        while running.poll() is None:
            if select.select([master], [], [], 0.1)[0]:
                os.read(master, 65536)
    running.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, drawn


def main(boards=100, sensors=20, seconds=30):
    if os.environ.get("WATCH_LOAD_AGENTS"):
        serve(boards, sensors)
    env = {**os.environ, "WATCH_LOAD_AGENTS": "1"}
    words = [sys.executable, __file__, str(boards), str(sensors)]
    agents = subprocess.Popen(words, env=env)
    try:
        time.sleep(3)
        cpu, drawn = watch(boards, seconds)
    finally:
        agents.kill()
        agents.wait()
    text = "%d boards of %d sensors, every %g s, for %d s: %.1f %% of a core, %.1f kB/s drawn"
    print(text % (boards, sensors, INTERVAL, seconds, cpu * 100 / seconds, drawn / 1000 / seconds))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
