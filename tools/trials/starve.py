#!/usr/bin/env python3
"""Too little heap: main.py from .mpy files on MicroPython at 32 bit, with "persist", is SET
strings of up to 255 octets at random, and must go on to answer.

  tools/trials/starve.py          8 seeds of 5,000 SETs in 38 KiB
  tools/trials/starve.py --heaps  300 SETs at every heap from 32 to 40 KiB in steps of 256 octets

After each SET a GET is to be answered, within some tries. It may be that a SET is not, or is
refused, for want of memory: then the console says so; and so if main.py cannot start. The status
is 1 if the agent went deaf, or did not say why it does not answer.
"""

import argparse
import json
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import namedtuple
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from usnmp import SnmpPacket
from usnmp_codec import BerError
from usnmp_tools.terminal import run, table
from usnmp_tools.trial import AS_ON_A_BOARD, MAIN, build, command

UPTIME = "1.3.6.1.2.1.1.3.0"
LABEL = "1.3.6.1.4.1.8072.9999.9999.5.0"
WRITABLE = (LABEL, "1.3.6.1.2.1.1.4.0", "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.6.0")
TRIES = 100  # of a GET, 0.1 s each: a turn of the loop that raised waits a second
WHY = ("too little heap", "out of memory", "MemoryError", "memory allocation failed")

# What came of a run: did it start; SETs done, refused, without an answer; GETs asked again; the
# number of SETs after which it was deaf, or None; what is on the console.
Outcome = namedtuple("Outcome", "started done refused lost again deaf console")


class Agent:
    """main.py in `folder`, whose files are .mpy, with so much heap, while a `with` lasts."""

    def __init__(self, folder, heap, config):
        self._state = tempfile.TemporaryDirectory()
        state = Path(self._state.name)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        path = state / "c.json"
        path.write_text(json.dumps(dict(config, port=port, persist=str(state / "kept"))))
        self._console = state / "console"
        with open(self._console, "wb") as console:
            self.process = subprocess.Popen(
                [command("micropython32")[0], "-X", "heapsize=%d" % heap, *AS_ON_A_BOARD]
                + ["--config", str(path)],
                cwd=folder, stdout=console, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self._s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._s.connect(("127.0.0.1", port))
        self._s.settimeout(0.1)
        self._id = 0

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait()
        self._s.close()
        self._state.cleanup()

    def console(self):
        """What it has printed."""
        return self._console.read_text("utf-8", "replace")

    def started(self):
        """Wait for it; False if it ended instead."""
        while "snmpwalk" not in self.console() and "usnmp serves" not in self.console():
            if self.process.poll() is not None:
                return False
            time.sleep(0.02)
        return True

    def _send(self, kind, oid, value, community):
        self._id += 1
        p = SnmpPacket(kind, community=community, id=self._id, varbinds={oid: value})
        try:
            self._s.send(p.tobytes())
        except OSError:  # it has ended
            pass

    def set(self, oid, value):
        """Send a SetRequest; what comes of it, answers() tells."""
        self._send(0xA3, oid, (4, value), "private")

    def _read(self):
        try:
            return SnmpPacket(self._s.recv(2000))
        except BerError:
            return None

    def answers(self):
        """(the tries that a GET took, 0 if it is deaf; the responses that came to others)."""
        others = []
        for tries in range(1, TRIES + 1):
            self._send(0xA0, UPTIME, None, "public")
            end = time.monotonic() + 0.1
            while time.monotonic() < end:
                try:
                    r = self._read()
                except OSError:  # timeout; it has ended
                    time.sleep(max(0, end - time.monotonic()))
                    break
                if r and r.id == self._id:
                    return tries, others
                others.append(r)
        return 0, others


def trial(folder, heap, seed, sets, config=()):
    """The Outcome of so many SETs at `heap` octets, drawn with `seed`."""
    rng = random.Random(seed)
    done = refused = lost = again = 0
    config = {"write_community": "private", **dict(config)}
    with Agent(folder, heap, config) as agent:
        if not agent.started():
            return Outcome(False, 0, 0, 0, 0, None, agent.console())
        for n in range(sets):
            value = bytes(rng.randrange(256) for _ in range(rng.randrange(256)))
            agent.set(rng.choice(WRITABLE), value)
            tries, others = agent.answers()
            again += max(0, tries - 1)
            if not tries:
                return Outcome(True, done, refused, lost, again, n + 1, agent.console())
            status = [r.err_status for r in others if r and r.community == "private"]
            done += status[:1] == [0]
            refused += bool(status and status[0])
            lost += not status
        return Outcome(True, done, refused, lost, again, None, agent.console())


def fault(outcome):
    """What is wrong with it, as a text; None if nothing is."""
    said = any(why in outcome.console for why in WHY)
    if outcome.deaf:
        return "deaf after %d SETs" % outcome.deaf
    if not outcome.started and not said:
        return "did not start and did not say why"
    if (outcome.lost or outcome.refused) and not said:
        return "%d SETs lost, %d refused, and no word why" % (outcome.lost, outcome.refused)
    return None


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--heaps", action="store_true", help="at every heap from 32 to 40 KiB")
    parser.add_argument("--sets", type=int, metavar="N", help="5,000; with --heaps 300")
    parser.add_argument("--seeds", type=int, metavar="N", default=8)
    options = parser.parse_args()
    if options.heaps:
        runs = [(heap, 1, options.sets or 300) for heap in range(32 << 10, (40 << 10) + 1, 256)]
    else:
        runs = [(38 << 10, seed, options.sets or 5000) for seed in range(1, options.seeds + 1)]
    cells = [["heap", "seed", "SETs done", "refused", "lost", "GETs again", ""]]
    wrong = False
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        (Path(folder) / "main.py").write_text(MAIN)
        for heap, seed, sets in runs:
            found = trial(folder, heap, seed, sets)
            said = fault(found)
            wrong = wrong or bool(said)
            print("%d octets, seed %d: %s" % (heap, seed, said or "in order"), flush=True)
            figures = [found.done, found.refused, found.lost, found.again]
            note = said or ("" if found.started else "said that it cannot start")
            cells.append(["{:,}".format(n) for n in (heap, seed, *figures)] + [note])
    print(table(cells))
    return 1 if wrong else 0


if __name__ == "__main__":
    run(main, "starve.py")
