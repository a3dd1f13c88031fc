#!/usr/bin/env python3
"""A flood from 1,000 sources at main.py while one manager polls: how many of its polls are
answered?

  tools/trials/flood.py                          all of the table in docs/security.md, some minutes
  tools/trials/flood.py --interpreter micropython32 --setting sources --rate 5000 --kind requests

One process sends to the agent from 1,000 addresses of 127.0.0.0/8, `--rate` datagrams per second,
or as fast as it can (0); a manager at 127.0.0.1 polls one object 50 times, waiting 200 ms for the
response and asking again three times at most. Nothing leaves the machine, and the flood ends with
the polls, after 100 seconds, or after 10,000,000 datagrams.

kinds: requests, good ones of the community "public", each of which gets a reply unless a setting
says otherwise; strangers, of a wrong community; garbage, malformed ones of the corpus.
settings: default; sources, config.json's "sources" has only the manager's address; limit,
agent.limit = RateLimit(10), see usnmp_agent.rate_limit.
"""

import argparse
import multiprocessing
import socket
import sys
import tempfile
import time
from collections import namedtuple
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "hostile"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import corpus
from usnmp_tools.terminal import Fault, run, table
from usnmp_tools.trial import INTERPRETERS, MAIN, Program, build, link

from usnmp_manager import Manager, NoResponse

OID = "1.3.6.1.4.1.8072.9999.9999.4.0"
SOURCES = ["127.%d.%d.%d" % (1 + i // 250, 7, 1 + i % 250) for i in range(1000)]
KINDS = "requests", "strangers", "garbage"
SETTINGS = "default", "sources", "limit"
MOST = 10000000  # datagrams
LONGEST = 100  # seconds
IP_PKTINFO = 8  # Linux; socket.IP_PKTINFO is newer than the oldest Python here

# answered of asked polls, after `sent` datagrams of the manager's; flood: those of the flood.
Result = namedtuple("Result", "asked answered sent flood seconds")


def datagrams(kind):
    """Some hundred different ones."""
    ask = [(corpus.TEMPERATURE, corpus.NULL), (corpus.NAME, corpus.NULL)]
    if kind == "garbage":
        found = [c[2] for c in corpus.corpus() if c[3] == "P" and 20 < len(c[2]) < 200]
        return found[:: len(found) // 500]
    community = b"public" if kind == "requests" else b"wrong!"
    pdus = 0xA0, 0xA1
    return [
        corpus.request(
            1, pdus[i & 1], ask, rid=b"\x01" + bytes((i,)), community=community
        ).octets()
        for i in range(256)
    ]


def send(kind, rate, port, count, stop):
    """In a process of its own: send until `stop` is set; `count` has how many were sent."""
    some = datagrams(kind)
    # One socket whose source address is told with each datagram: 1,000 would be too many for some
    # systems.
    pktinfo = [
        [(socket.IPPROTO_IP, IP_PKTINFO, bytes(4) + socket.inet_aton(source) + bytes(4))]
        for source in SOURCES
    ]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)  # replies are not read
        start = time.monotonic()
        n = 0
        while n < MOST and not stop.is_set():
            passed = time.monotonic() - start
            if passed > LONGEST:
                break
            burst = 64
            if rate:
                burst = min(64, int(passed * rate) - n)
                if burst < 1:
                    time.sleep(0.001)
                    continue
            for _ in range(burst):
                d = some[n % len(some)]
                s.sendmsg([d], pktinfo[n % len(pktinfo)], 0, ("127.0.0.1", port))
                n += 1
            count.value = n


def poll(port, polls, pause, timeout_ms):
    """(answered, datagrams sent) of a manager that asks `polls` times."""
    with Manager("127.0.0.1", port=port, timeout_ms=timeout_ms, retries=3) as manager:
        udp = manager._udp
        plain = udp.send
        tries = []

        def counted(datagram, address):
            tries.append(1)
            return plain(datagram, address)

        udp.send = counted
        answered = 0
        for _ in range(polls):
            try:
                answered += manager.get(OID).value == 200
            except NoResponse:
                pass
            time.sleep(pause)
        return answered, len(tries)


def program(setting):
    """(main.py's text, config.json)"""
    config = {"sources": ["127.0.0.1"]} if setting == "sources" else {}
    text = MAIN
    if setting == "limit":
        head = "def sensors(firmware):\n"
        assert head in text
        more = "    from usnmp_agent.rate_limit import RateLimit\n\n"
        more += "    firmware.agent.limit = RateLimit(10)\n"
        text = text.replace(head, head + more)
    return text, config


def trial(interpreter, setting, kind, rate, polls=100, pause=0.02, timeout_ms=200):
    """A Result. kind: None for no flood."""
    with tempfile.TemporaryDirectory(prefix="usnmp-") as folder:
        folder = Path(folder)
        (link if interpreter == "cpython" else build)(folder)
        with Program(interpreter, folder, *program(setting)) as served:
            count = multiprocessing.Value("q", 0, lock=False)
            stop = multiprocessing.Event()
            flood = None
            if kind:
                flood = multiprocessing.Process(
                    target=send, args=(kind, rate, served.port, count, stop), daemon=True
                )
                flood.start()
                while not count.value and flood.is_alive():
                    time.sleep(0.01)
            start = time.monotonic()
            try:
                before = count.value
                answered, sent = poll(served.port, polls, pause, timeout_ms)
                seconds = time.monotonic() - start
                if flood and not flood.is_alive():
                    raise Fault("the flood ended before the polls")
                return Result(polls, answered, sent, count.value - before, seconds)
            finally:
                stop.set()
                if flood:
                    flood.join(10)
                    flood.kill()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--interpreter", choices=INTERPRETERS, action="append")
    parser.add_argument("--setting", choices=SETTINGS, action="append")
    parser.add_argument("--kind", choices=KINDS, action="append")
    parser.add_argument("--rate", type=int, action="append", metavar="N", help="0: all it can")
    parser.add_argument("--polls", type=int, default=50)
    options = parser.parse_args()
    lines = [["interpreter, setting", "flood", "sent/s", "answered", "of", "datagrams"]]
    for interpreter in options.interpreter or ("micropython32", "cpython"):
        for setting in options.setting or SETTINGS:
            for kind in options.kind or KINDS:
                for rate in options.rate or (10000, 100000):
                    r = trial(interpreter, setting, kind, rate, options.polls)
                    cells = r.flood / r.seconds, r.answered, r.asked, r.sent
                    lines.append(["%s, %s" % (interpreter, setting), kind])
                    lines[-1] += ["%d" % cell for cell in cells]
                    print("  ".join(lines[-1]), file=sys.stderr, flush=True)
    print(table(lines))
    return 0


if __name__ == "__main__":
    run(main, "flood.py")
