# main.py with too little heap goes on to answer, or says why it does not. The long run:
# tools/trials/starve.py; docs/security.md has its figures.

import os
import subprocess
import sys

import pytest
import starve
from conftest import ROOT, free_port, interpreter, run, running, tool

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", range(1, 9))
def test_random_sets_in_38_kib_make_it_deaf_never(seed, build):
    tool("micropython32")
    found = starve.trial(build, 38 << 10, seed, 2000)
    assert found.started and starve.fault(found) is None, found
    assert found.done > 500 and not found.again, found


def test_at_every_heap_it_answers_or_says_why_not(build):
    tool("micropython32")
    started = []
    for heap in range(32 << 10, (40 << 10) + 1, 256):
        found = starve.trial(build, heap, heap, 100)
        assert starve.fault(found) is None, (heap, found)
        started.append(found.started)
    assert started[-1] and not started[0]


def test_silence_is_told():
    fine = starve.Outcome(True, 9, 0, 0, 0, None, "usnmp 0.1.0")
    assert starve.fault(fine) is None
    assert "deaf after 3" in starve.fault(fine._replace(deaf=3))
    assert "lost" in starve.fault(fine._replace(lost=1))
    assert "did not start" in starve.fault(fine._replace(started=False))
    for why in ("usnmp: no reply: out of memory, or a defect", "MemoryError: "):
        assert starve.fault(fine._replace(lost=1, console=why)) is None


# A heap that is full but for some octets, and what the loop does then.
FULL = """
import gc, sys
sys.path[:] = [%r] + sys.path
gc.threshold(2048)
import socket
from usnmp_agent import Agent
from usnmp_firmware import Firmware
from usnmp_mib import INT, Mib
agent = Agent(Mib(), log=lambda text: None)
agent.mib.scalar("1.3.6.1.2.1.1.1.0", INT, 7)
f = Firmware()
said = [None] * 8
n = 0
def log(text):
    global n
    if n < 8:
        said[n] = text
        n += 1
f.log = log
f.agent = agent
f.udp = agent.bind("127.0.0.1", %d)
f.turn_ms = 10
class Dog:
    fed = 0
    def feed(self):
        self.fed += 1
f.watchdog = Dog()
address = socket.getaddrinfo("127.0.0.1", %d)[0][-1]
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.setblocking(False)
get = bytes.fromhex(
    "302602010004067075626c6963a019020107020100020100300e300c06082b060102010101000500")
long = bytes(1000)
f.try_step(0)
assert f.watchdog.fed == 1
cache = [bytearray(64) for _ in range(20)]
f.optional = [cache.clear]
hold = [None] * 600
gc.collect()
i = 0
try:
    while True:
        hold[i] = bytearray(16)
        i += 1
except MemoryError:
    pass
sock.sendto(long, address)
f.try_step()
print("given up", len(cache), agent.max_size, f.watchdog.fed)
print(said[0])
for k in range(1, 600):  # a little more room each time
    if i > k:
        hold[i - k] = None
gc.collect()
for _ in range(3):
    sock.sendto(long, address)
    f.try_step()
print("counted", agent.counters[31] + agent.counters[6] > 0)
fed = f.watchdog.fed
sock.sendto(get, address)
for _ in range(3):  # what had come before stood in the queue
    f.try_step()
print("answers", len(sock.recv(100)), f.watchdog.fed - fed)
"""


def test_a_full_heap_gives_up_what_is_optional_says_so_and_answers(build):
    port = free_port()
    done = run(*interpreter("micropython32"), "-c", FULL % (str(build), port, port))
    assert done.stdout.splitlines() == [
        "given up 0 1472 1",
        "usnmp: too little heap for messages of max_size octets",
        "counted True",
        "answers 41 3",
    ], (done.stdout, done.stderr)


def test_main_outlives_a_console_that_is_gone(build):
    with running(interpreter("micropython32"), build) as served:
        served.process.stdout.close()
        oid = ".1.3.6.1.4.1.8072.9999.9999.1.0"
        done = run(tool("snmpget"), "-v2c", "-cpublic", "-On", served.target, oid)
        assert "INTEGER" in done.stdout and served.process.poll() is None
        served.process.kill()
        served.process.wait()
        served.process.stdout = open(os.devnull)


def test_the_command_says_what_it_found():
    tool("micropython32")
    command = [sys.executable, ROOT / "tools/trials/starve.py", "--sets", "5", "--seeds", "1"]
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "38,912" in done.stdout, done
