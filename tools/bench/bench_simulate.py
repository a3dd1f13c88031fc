#!/usr/bin/env python3
# `usnmp simulate` beside snmpsim: 1,000 devices of recorded walks, by community and by address, in
# one run: memory, and requests per second over loopback.
#   tools/bench/bench_simulate.py [--by community|address] [--lines N] [--devices N] [--seconds N]
#                                 [--json]
# The walks are those of snmpsim_data, each cut to N lines (all: 22 million, and 1.5 GB on disk).
# Of each simulator: how long it takes to serve at a first and at a second start; then GETNEXT of
# one object, with 16 requests on their way at a time, from all devices in turn, then from one. Its
# memory is looked at when each device has been asked. tools/setup snmpsim peers installs the peer.

import argparse
import bz2
import importlib.util
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]
import usnmp  # noqa: E402
from usnmp_tools.cache import find  # noqa: E402

SYSTEM = "1.3.6.1.2.1.1"
WINDOW = 16
PORT = 22990


def dumps(folder, lines):
    """The walks of snmpsim_data, as plain files of that many lines at most."""
    data = Path(importlib.util.find_spec("snmpsim_data").origin).parent / "data"
    found = []
    for path in sorted(data.rglob("*.snmprec*")):
        name = path.relative_to(data).as_posix().split(".snmprec")[0].replace("/", "-")
        found.append(folder / (name + ".snmprec"))
        opener = bz2.open if path.suffix == ".bz2" else open
        with opener(path, "rb") as source, open(found[-1], "wb") as f:
            for line, _ in zip(source, range(lines or sys.maxsize)):
                f.write(line)
    return found


def linked(folder, files, names):
    """A folder in which each of `names` is one of the files, in turn."""
    for i, name in enumerate(names):
        path = folder / (name + ".snmprec")
        path.parent.mkdir(parents=True, exist_ok=True)
        os.link(files[i % len(files)], path)
    return folder


def addresses(n):
    return ["127.9.%d.%d" % divmod(i + 1, 256) for i in range(n)]


class Server:
    """A process that serves once its port answers; started(): how long that took."""

    def __init__(self, command, log, probe):
        self._log = open(log, "wb")
        start = time.monotonic()
        self.process = subprocess.Popen(
            [str(c) for c in command], cwd=ROOT, stdout=self._log, stderr=subprocess.STDOUT
        )
        while not probe.answers():
            if self.process.poll() is not None:
                sys.exit("%s: %s" % (command[0], Path(log).read_text()[-500:]))
            if time.monotonic() > start + 3600:
                self.stop()
                sys.exit("%s does not answer" % command[0])
        self.started = time.monotonic() - start

    def memory(self):
        """In MB: resident, private."""
        text = Path("/proc/%d/smaps_rollup" % self.process.pid).read_text()
        size = {line.split(":")[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
        private = size["Private_Clean"] + size["Private_Dirty"]
        return size["Rss"] / 1000, private / 1000

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()


class Load:
    """GETNEXT of one object of many devices, (community, address) each."""

    def __init__(self, devices):
        self.requests = []
        for i, (community, address) in enumerate(devices):
            packet = usnmp.SnmpPacket(0xA1, ver=1, community=community, id=1000 + i)
            packet.varbinds["%s.%d.0" % (SYSTEM, i % 4 + 1)] = None
            self.requests.append((packet.tobytes(), (address, PORT)))

    def answers(self):
        """Does the last device answer?"""
        with _socket(0.05) as sock:
            sock.sendto(*self.requests[-1])
            try:
                return bool(sock.recv(65535))
            except OSError:
                return False

    def rate(self, seconds, only=None, once=False):
        """Answers per second; `once`: until each device was asked, however long that takes."""
        requests = self.requests[:only]
        self._await(requests)
        with _socket(2) as sock:
            return self._rate(sock, requests, seconds, once)

    def _await(self, requests):
        # What was asked last, and by whom nobody waits any more, is to be answered first.
        with _socket(120) as sock:
            sock.sendto(*requests[0])
            sock.recv(65535)

    def _rate(self, sock, requests, seconds, once):
        sent = got = lost = 0
        start = now = time.monotonic()
        while got + lost < len(requests) if once else now < start + seconds:
            while sent - got - lost < WINDOW:
                sock.sendto(*requests[sent % len(requests)])
                sent += 1
            try:
                sock.recv(65535)
                got += 1
            except OSError:
                lost = sent - got
            now = time.monotonic()
        return got / (now - start)


def _socket(timeout):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.settimeout(timeout)
    return sock


def measured(command, log, load, seconds):
    """{what: figure} of one simulator."""
    found = {}
    server = Server(command, log, load)
    found["first start, s"] = server.started
    server.stop()
    server = Server(command, log, load)
    try:
        found["second start, s"] = server.started
        found["MB when it serves"] = server.memory()[0]
        load.rate(0, once=True)
        found["MB when all were asked"], found["of which private"] = server.memory()
        found["requests/s, all devices in turn"] = load.rate(seconds)
        load.rate(1, only=1)
        found["requests/s, one device"] = load.rate(seconds, only=1)
    finally:
        server.stop()
    return found


def commands(args, folder):
    """For each way to tell devices apart: how, the loads and the commands of ours and snmpsim."""
    files = dumps(_made(folder / "dumps"), args.lines)
    names = ["device%04d" % i for i in range(args.devices)]
    peer = [find("snmpsim"), "--log-level=error", "--process-user=root", "--process-group=root"]
    peer = peer if os.getuid() == 0 else peer[:2]
    ours = [sys.executable, "-m", "usnmp_pc.cli", "simulate", "--port", PORT]

    some = linked(_made(folder / "community"), files, names)
    load = Load([(name, "127.0.0.1") for name in names])
    yield "community", (load, load), [*ours, "--cache", folder / "c1", some], [
        *peer, "--data-dir", some, "--cache-dir", _made(folder / "s1"),
        "--agent-udpv4-endpoint=127.0.0.1:%d" % PORT,
    ]  # fmt: skip

    # snmpsim does not tell its endpoints apart in SNMPv2c: there the community says which walk
    hosts = addresses(args.devices)
    ends = ["--agent-udpv4-endpoint=%s:%d" % (host, PORT) for host in hosts]
    walks = [files[i % len(files)].name[: -len(".snmprec")] for i in range(len(hosts))]
    load = Load([("public", host) for host in hosts]), Load(list(zip(walks, hosts)))
    walks = folder / "dumps"
    yield "address", load, [
        *ours, "--by", "address", "--host", hosts[0], "--devices", args.devices,
        "--cache", folder / "c2", walks,
    ], [*peer, "--data-dir", walks, "--cache-dir", _made(folder / "s2"), *ends]  # fmt: skip


def _made(folder):
    folder.mkdir()
    return folder


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=20000, help="of each walk; 0: all")
    parser.add_argument("--devices", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--by", choices=("community", "address"), help="one of them; both")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # snmpsim has as many as it was given
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for how, load, ours, peer in commands(args, folder):
            if how != (args.by or how):
                continue
            us = measured(ours, folder / "ours.log", load[0], args.seconds)
            them = measured(peer, folder / "snmpsim.log", load[1], args.seconds)
            if args.json:
                print(json.dumps({"by": how, "usnmp": us, "snmpsim": them}))
                continue
            print(
                "%d devices by %-19s %10s %10s %10s" % (args.devices, how, "usnmp", "snmpsim", "")
            )
            for what in us:
                times = us[what] / them[what] if "/s" in what else them[what] / us[what]
                print("  %-32s %10.1f %10.1f %9.1fx" % (what, us[what], them[what], times))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
