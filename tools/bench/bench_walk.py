# Walks of a column by managers of many makers, against one agent: microseconds per binding.
# bench.py runs it, in the environment that has the peers; it prints JSON:
#   bench_walk.py ROWS ROUNDS            [manager, version, GETNEXT, GETBULK, both by bare's]
#   bench_walk.py table ROWS ROUNDS      [manager, milliseconds of a table of 10 columns]
# The agent is a process of its own that remembers each answer, so that its own time, once it has
# been asked everything, is that of a table look-up and two system calls. Rounds alternate between
# the managers, and the best counts; of the ratios to bare, each to the walk before, the median.
#
# Both processes stay on one core. On two it is the waking of a sleeping one that is measured, 70
# to 110 microseconds of the 16 that bare takes on one, and where they run is the kernel's choice.

import asyncio
import contextlib
import importlib
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
ENTRY = "1.3.6.1.4.1.8072.9999.9999.2.1"
COLUMN = ENTRY + ".7"
COLUMNS = range(2, 12)  # of a table
BULK = 25


# --- the agent ---


def serve(rows):
    from usnmp_agent import Agent
    from usnmp_mib import COUNTER, Mib

    mib = Mib()
    for column in COLUMNS if sys.argv[1] == "serve-table" else (7,):
        for i in range(1, rows + 1):
            mib.scalar("%s.%d.%d" % (ENTRY, column, i), COUNTER, i * 7919)
    agent = Agent(mib, max_size=65507)
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    print(sock.getsockname()[1], flush=True)
    answers = {}
    while True:
        request, source = sock.recvfrom(65507)
        # All behind the request-id, with what stands before it, makes the answer.
        at = request.index(b"public") + 8
        if request[at - 1] & 128:
            at += request[at - 1] & 127
        n = request[at + 1]
        rid = request[at : at + 2 + n]
        key = request[at + 2 + n :], n, request[at - 2]
        found = answers.get(key)
        if found is None:
            answer = agent.respond(request, source)
            head, tail = answer.split(rid, 1)
            answers[key] = found = head, tail
        sock.sendto(found[0] + rid + found[1], source)


def on_one_core():
    """Keep this process, and those it starts, on one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


# --- the managers: each is a function that walks and gives how many bindings it saw ---


def bare(port, bulk):
    """The system calls alone: as many exchanges of the same two messages."""
    from usnmp import SnmpPacket

    p = SnmpPacket(0xA5 if bulk else 0xA1, ver=1, id=0x12345678, varbinds={COLUMN: None})
    p.err_id = BULK if bulk else 0
    request = p.tobytes()
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.connect(("127.0.0.1", port))
    sock.settimeout(5)

    def walk():
        n = 0
        while n < ROWS:
            sock.send(request)
            sock.recv(65507)
            n += BULK if bulk else 1
        return n

    return walk


def usnmp(port, bulk):
    from usnmp_manager import Manager

    m = Manager("127.0.0.1", port=port, timeout_ms=5000)

    def walk():
        n = 0
        for vb in m.walk(COLUMN, BULK if bulk else 0):
            n += 1
        return n

    return walk


def gufo(port, bulk):
    from gufo.snmp.sync import SnmpSession

    m = SnmpSession("127.0.0.1", port=port, timeout=5)

    def walk():
        n = 0
        for _ in m.getbulk(COLUMN, BULK) if bulk else m.getnext(COLUMN):
            n += 1
        return n

    return walk


def easysnmp(port, bulk):
    import easysnmp

    m = easysnmp.Session("127.0.0.1", 2, remote_port=port, timeout=5, use_numeric=True)

    def walk():
        if bulk:
            return len(m.bulkwalk(COLUMN, 0, BULK))
        return len(m.walk(COLUMN))

    return walk


def ezsnmp(port, bulk):
    import ezsnmp

    m = ezsnmp.Session("127.0.0.1", str(port), "2c", set_max_repeaters_to_num=str(BULK))

    def walk():
        return len(m.bulk_walk(COLUMN) if bulk else m.walk(COLUMN))

    return walk


def looped(start, count):
    """A walk() of an asyncio library, in a loop that stays."""
    try:
        import uvloop as loops  # snmpkit's own loop; it serves all of them
    except ImportError:
        loops = asyncio
    loop = loops.new_event_loop()
    state = loop.run_until_complete(start())
    return lambda: loop.run_until_complete(count(state))


def snmpkit(port, bulk):
    from snmpkit.manager import Manager

    async def start():
        m = Manager("127.0.0.1", port=port, community="public", timeout=5)
        await m.connect()
        return m

    async def count(m):
        n = 0
        async for _ in m.bulk_walk(COLUMN, BULK) if bulk else m.walk(COLUMN):
            n += 1
        return n

    return looped(start, count)


def pysnmp(port, bulk):
    from pysnmp.hlapi.v3arch import asyncio as api

    async def start():
        return api.SnmpEngine(), await api.UdpTransportTarget.create(("127.0.0.1", port), 5)

    async def count(state):
        engine, target = state
        what = api.ObjectType(api.ObjectIdentity(COLUMN))
        head = engine, api.CommunityData("public"), target, api.ContextData()
        options = {"lexicographicMode": False, "lookupMib": False}
        n = 0
        if bulk:
            walk = api.bulk_walk_cmd(*head, 0, BULK, what, **options)
        else:
            walk = api.walk_cmd(*head, what, **options)
        async for error, status, _, varbinds in walk:
            assert not error and not status, (error, status)
            n += len(varbinds)
        return n

    return looped(start, count)


def puresnmp(port, bulk):
    from puresnmp import V2C, Client, PyWrapper

    async def start():
        return PyWrapper(Client("127.0.0.1", V2C("public"), port=port))

    async def count(m):
        n = 0
        walk = m.bulkwalk([COLUMN], bulk_size=BULK) if bulk else m.walk(COLUMN)
        async for _ in walk:
            n += 1
        return n

    return looped(start, count)


MANAGERS = (bare, usnmp, gufo, snmpkit, easysnmp, ezsnmp, pysnmp, puresnmp)
SLOW = ("pysnmp", "puresnmp")  # asked in one round only


def tables(rows, rounds):
    """Milliseconds of reading a table by Manager.table() and by snmpkit's get_table()."""
    on_one_core()
    command = [sys.executable, __file__, "serve-table", str(rows)]
    agent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        port = int(agent.stdout.readline())
        ways = {"usnmp": usnmp_table(port)}
        try:
            ways["snmpkit"] = snmpkit_table(port)
        except ImportError as e:
            print("snmpkit left out: %s" % e, file=sys.stderr)
        best = {}
        for k in range(rounds + 1):
            for name, way in ways.items():
                start = time.perf_counter()
                cells = way()
                took = (time.perf_counter() - start) * 1000
                assert cells == rows * len(COLUMNS), (name, cells)
                if k:  # the first round fills the agent's memory
                    best[name] = min(took, best.get(name, took))
    finally:
        agent.kill()
        agent.wait()
    print(json.dumps(list(best.items())))
    sys.stdout.flush()
    os._exit(0)


def usnmp_table(port):
    from usnmp_manager import Manager

    m = Manager("127.0.0.1", port=port, timeout_ms=5000)
    return lambda: sum(len(cells) for _, cells in m.table(ENTRY))


def snmpkit_table(port):
    from snmpkit.manager import Manager

    async def start():
        m = Manager("127.0.0.1", port=port, community="public", timeout=5)
        await m.connect()
        return m

    async def count(m):
        return sum(map(len, (await m.get_table(ENTRY)).values()))

    return looped(start, count)


def timed(name, walk):
    """Microseconds of a binding in one walk by the manager `name`."""
    start = time.perf_counter()
    with contextlib.redirect_stdout(sys.stderr):
        n = walk()
    took = (time.perf_counter() - start) / ROWS * 1e6
    assert n >= ROWS, (name, n)
    return took


def main(rounds):
    on_one_core()
    agent = subprocess.Popen(
        [sys.executable, __file__, "serve", str(ROWS)], stdout=subprocess.PIPE, text=True
    )
    try:
        port = int(agent.stdout.readline())
        walks = {}
        for bulk in (False, True):
            for make in MANAGERS:
                try:
                    if make not in (bare, usnmp):
                        importlib.import_module(make.__name__)
                    walks[make.__name__, bulk] = make(port, bulk)
                except ImportError as e:
                    print("%s left out: %s" % (make.__name__, e), file=sys.stderr)
        found = {at: [] for at in walks}  # (of a binding, of it in the bare walk just before)
        for k in range(rounds + 1):
            for at, walk in walks.items():
                name, bulk = at
                if k > 1 and name in SLOW:
                    continue
                base = timed("bare", walks["bare", bulk])
                took = timed(name, walk)
                if k:  # the first round fills the agent's memory
                    found[at].append((took, base))
    finally:
        agent.kill()
        agent.wait()
    versions = {"usnmp": None, "bare": None}
    for name in {name for name, _ in walks} - set(versions):
        from importlib.metadata import version

        versions[name] = version({"gufo": "gufo_snmp"}.get(name, name))
    rows = []
    for name, its in versions.items():
        pairs = [found[name, bulk] for bulk in (False, True)]
        best = [min(took for took, _ in both) for both in pairs]
        ratios = [median(took / base for took, base in both) for both in pairs]
        rows.append([name, its, *best, *ratios])
    print(json.dumps(rows))
    sys.stdout.flush()
    os._exit(0)  # some of them leave threads


if __name__ == "__main__":
    if sys.argv[1] == "table":
        tables(int(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1].startswith("serve"):
        serve(int(sys.argv[2]))
    else:
        ROWS = int(sys.argv[1])
        main(int(sys.argv[2]))
