#!/usr/bin/env python3
# What a GET through the proxy costs beside one that asks the agent itself: both in turns, the
# least of several rounds. Starts main.py and usnmp proxy on loopback. On Linux, for the CPU time.
#
# tools/trials/proxy_cost.py [GETS]

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from usnmp_manager.aio import AsyncManager  # noqa: E402
from usnmp_v3 import User  # noqa: E402

AGENT, PROXY = 16162, 16161
UPTIME = "1.3.6.1.2.1.1.3.0"
SECRET = {"auth": "SHA-256", "auth_password": "maplesyrup", "priv": "AES"}
ANNA = dict(SECRET, name="anna", priv_password="keepitsecret")
WAYS = (("1", "1"), ("2c", "2c"), ("2c", "1"), ("3", "1"), ("3", "2c"))
ROUNDS = 7


def config():
    """One target for each version of the agent."""
    targets = {v: {"host": "127.0.0.1", "port": AGENT, "version": v} for v in ("1", "2c")}
    return {
        "listen": "udp:127.0.0.1:%d" % PROXY,
        "engine_id": "80001f88056f1e2d3c4b5a6978",
        "users": [ANNA],
        "targets": targets,
        "routes": [{"community": "secret", "to": "*"}, {"user": "anna", "to": "*"}],
    }


def cpu(process):
    """Seconds of CPU time that a process has had."""
    fields = Path("/proc/%d/stat" % process.pid).read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def asked(target, gets):
    """Microseconds of one GET."""
    start = time.perf_counter()
    for _ in range(gets):
        await target.get(UPTIME)
    return (time.perf_counter() - start) / gets * 1e6


async def measure(gets, proxy):
    """Print a line for each way."""
    user = User("anna", "SHA-256", "maplesyrup", "AES", "keepitsecret")
    print("asked in  agent in  itself     through    CPU time of the proxy")
    async with AsyncManager() as manager:
        for near, far in WAYS:
            direct = manager.target("127.0.0.1", "public", far, AGENT, retries=20)
            more = {"user": user, "context": far} if near == "3" else {}
            version = "2c" if more else near
            to = manager.target("127.0.0.1", "secret@" + far, version, PROXY, retries=20, **more)
            await asked(direct, 1)
            await asked(to, 1)
            found = []
            for _ in range(ROUNDS):
                itself = await asked(direct, gets)
                before = cpu(proxy)
                found.append((itself, await asked(to, gets), (cpu(proxy) - before) / gets * 1e6))
            least = tuple(map(min, zip(*found)))
            print("%-9s %-9s %4.0f us    %4.0f us    %4.0f us" % (near, far, *least))


def main():
    """Run all of it; the exit status."""
    gets = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "proxy.json")
        with open(path, "w") as f:
            json.dump(config(), f)
        quiet = {"stdout": subprocess.DEVNULL, "cwd": folder}
        quiet["env"] = dict(os.environ, PYTHONPATH=str(ROOT))
        python = sys.executable
        agent = subprocess.Popen([python, ROOT / "main.py", "--port", str(AGENT)], **quiet)
        proxy = subprocess.Popen([python, "-m", "usnmp_pc.cli", "proxy", path], **quiet)
        try:
            asyncio.run(measure(gets, proxy))
        finally:
            for process in (agent, proxy):
                process.terminate()
                process.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
