#!/usr/bin/env python3
# Our AgentX sub-agent beside snmpkit's, under one snmpd, in one run: GETs and GETNEXTs per second
# of a gauge each, by turns, with 1 and 16 requests on their way; and the CPU time that the
# sub-agent's process took for each, which other programs on the machine change less. On Linux.
# tools/setup net-snmp peers installs the peers.
#   tools/bench/bench_agentx.py [--seconds N] [--rounds N] [--json]

import argparse
import json
import os
import select
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

BASE = "1.3.6.1.4.1.8072.9999.9999"
PLACES = {"ours": BASE + ".1", "snmpkit": BASE + ".2"}
CONFIG = """rocommunity public
master agentx
agentXSocket unix:%s
dontLogTCPWrappersConnects yes
"""
OURS = """
import sys
sys.path.insert(0, %r)
from usnmp_mib import COUNTER64, GAUGE, INT, OCTSTR, Mib
from usnmp_pc.agentx import SubAgent
mib = Mib()
mib.scalar(sys.argv[2] + ".1.0", GAUGE, lambda: 21)
mib.scalar(sys.argv[2] + ".2.0", OCTSTR, lambda: "cellar")
for n in (1, 2, 300):
    mib.scalar(sys.argv[2] + ".3.%%d" %% n, INT, lambda n=n: n)
mib.scalar(sys.argv[2] + ".5.0", COUNTER64, lambda: 2**40)
SubAgent(mib, sys.argv[1], subtrees=[sys.argv[2]]).serve()
""" % str(ROOT)


def cpu(process):
    """Seconds that a process has run on a CPU."""
    tasks = Path("/proc/%d/task" % process.pid).glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def ask(sock, kind, oid, window, seconds, process):
    """(answers per second, microseconds of CPU time for each)"""
    request = usnmp.SnmpPacket(kind, ver=1, id=1, varbinds={oid: None}).tobytes()
    for _ in range(window):
        sock.send(request)
    n = 0
    took = cpu(process)
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        if not select.select([sock], [], [], 2)[0]:
            raise SystemExit("no answer")
        answer = sock.recv(2000)
        n += 1
        sock.send(request)
    rate = n / (time.perf_counter() - start)
    took = (cpu(process) - took) * 1e6 / n
    for _ in range(window):
        answer = sock.recv(2000)
    ((found, (t, value)),) = usnmp.SnmpPacket(answer).varbinds.items()
    if value != 21 or not found.startswith(BASE):
        raise SystemExit("a wrong answer: %s %s" % (found, value))
    return rate, took


def ready(sock, oid):
    """Wait until the object is there."""
    request = usnmp.SnmpPacket(0xA0, ver=1, id=2, varbinds={oid: None}).tobytes()
    for _ in range(100):
        try:
            sock.send(request)
            if select.select([sock], [], [], 0.2)[0]:
                ((_, (t, _)),) = usnmp.SnmpPacket(sock.recv(2000)).varbinds.items()
                if t < 128:
                    return
        except OSError:  # snmpd does not listen yet
            pass
        time.sleep(0.1)
    raise SystemExit("%s does not come" % oid)


def measure(sock, seconds, rounds, processes):
    found = {}
    for _ in range(rounds):
        for window in (1, 16):
            for name, kind, end in (("GET", 0xA0, ".1.0"), ("GETNEXT", 0xA1, ".1")):
                for who, at in PLACES.items():
                    rate = ask(sock, kind, at + end, window, seconds, processes[who])
                    key = "%s, %d on the way" % (name, window)
                    found.setdefault(key, {}).setdefault(who, []).append(rate)
    return {
        what: {
            who: (_median(many, 0), min(took for _, took in many)) for who, many in both.items()
        }
        for what, both in found.items()
    }


def _median(many, i):
    return sorted(one[i] for one in many)[len(many) // 2]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    port = 22988
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.connect(("127.0.0.1", port))
    processes = []
    with tempfile.TemporaryDirectory() as folder:
        path = folder + "/master"
        Path(folder, "conf").write_text(CONFIG % path)
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        environment = {**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": folder}
        snmpd = [find("snmpd"), "-f", "-Lo", "-C", "-r", "-I", "system_mib,vacm_conf"]
        snmpd += ["-c", folder + "/conf", "udp:127.0.0.1:%d" % port]
        script = ROOT / "tests/host/agentx/snmpkit_subagent.py"
        try:
            processes.append(subprocess.Popen(snmpd, env=environment, **quiet))
            ready(sock, "1.3.6.1.2.1.1.3.0")
            command = [sys.executable, "-c", OURS, "unix:" + path, PLACES["ours"]]
            processes.append(subprocess.Popen(command, **quiet))
            command = [sys.executable, script, path, PLACES["snmpkit"]]
            processes.append(subprocess.Popen(command, stderr=subprocess.DEVNULL, **quiet))
            for at in PLACES.values():
                ready(sock, at + ".1.0")
            found = measure(
                sock, options.seconds, options.rounds, dict(zip(PLACES, processes[1:]))
            )
        finally:
            for process in processes:
                process.kill()
                process.wait()
    if options.json:
        print(json.dumps(found))
        return
    for what, both in found.items():
        (ours, our_cpu), (other, other_cpu) = both["ours"], both["snmpkit"]
        print(
            "%-22s ours %6d/s, %3d us each  snmpkit %6d/s, %3d us each  %.2f, CPU %.2f"
            % (what, ours, our_cpu, other, other_cpu, ours / other, our_cpu / other_cpu)
        )


main()
