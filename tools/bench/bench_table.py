# The table of what users wait for: each row a piece of work, what it takes now, what is to be
# reached, and beside whom. Imports bench, whose figures and programs it takes the numbers from;
# bench lists it among its figures.

import json
import os
import re
import subprocess
import sys
import time

import bench

TIMES = 15  # that a whole command is run


def ratio(a, b):
    return round(a / b, 2) if a and b else None


def served(options):
    """Rows of the agent over loopback."""
    rates = bench.agent_rates(options.quick)

    def share(operation, kind="agent", of="GET", base="echo"):
        # Of CPython, MicroPython at 64 bit and at 32
        found = []
        for where in ("CPython", "MicroPython 64 bit", "MicroPython 32 bit"):
            other = base if base == "snmpd" else "%s, %s" % (base, where)
            a, b = rates.get(("%s, %s" % (kind, where), operation)), rates.get((other, of))
            found.append(ratio(a, b))
        return found

    yield "GET of what is polled, 10 objects, of echo", share("GET of 10", of="GET of 10"), 0.40
    text = "GET of a writable text"
    yield text + ", of a constant's", share(text, base="agent"), (0.97, 0.95)
    yield "GET of a constant, of echo", share("GET"), (0.70, 0.85, 0.80)
    bulk = share("GETBULK 25", of="GETBULK 25", base="snmpd")
    yield "GETBULK 25, x snmpd", bulk, (2.0, 1.2)


def walked(options):
    """Rows of the manager; lower is better."""
    figure = bench.walk(options)
    took = {row[0]: (row[2], row[4]) for row in figure.rows}
    ours = took["usnmp"]
    of_bare = figure.of_bare
    yield "manager, GETNEXT walk, time x bare", round(of_bare["usnmp"][0], 2), 1.25
    if "gufo" in took:
        yield "the same of gufo", round(of_bare["gufo"][0], 2), None
        yield "manager, GETBULK 25, time x gufo", ratio(ours[1], took["gufo"][1]), 1.2
    rounds = 3 if options.quick else 10
    out = bench.beside("bench_walk.py", "table", 1000, rounds, python=bench.peers())
    took = dict(json.loads(out))
    name = "Manager.table, 1,000 x 10, time x snmpkit"
    yield name, ratio(took["usnmp"], took.get("snmpkit")), 1.0


def secured(options):
    """Rows of SNMPv3 at authPriv."""
    rate = {row[0]: row[3] for row in bench.agent_v3(options).rows}
    yield "v3 authPriv GET, agent, x snmpd", ratio(rate["agent"], rate["snmpd"]), 1.5
    small = rate.get("agent, MicroPython 32 bit")
    yield "v3 authPriv GET, MicroPython 32 bit, x snmpd", ratio(small, rate["snmpd"]), 0.8
    rate = {row[0]: row[3] for row in bench.manager_v3(options).rows}
    yield "v3 authPriv GET, manager, x gufo", ratio(rate["usnmp"], rate.get("gufo")), 0.7


def received(options):
    """Rows of the receiver."""
    rounds = 2 if options.quick else 10
    out = bench.beside("bench_receiver.py", rounds, bench.tool("snmptrapd"))
    rate = {name: rates for name, *rates in json.loads(out)}
    yield "informs acknowledged, x snmptrapd", ratio(rate["usnmp"][0], rate["snmptrapd"][0]), 2.0
    name = "v3 authPriv traps, x snmptrapd"
    yield name, ratio(rate["usnmp"][1], rate["snmptrapd"][1]), 1.0


def coded(options):
    """Rows of the codec."""
    took = {row[0]: (row[1], row[4]) for row in bench.codec(options).rows if len(row) > 4}
    for what, aim in ("decode", 1.0), ("encode", 0.6):
        ours, theirs = took.get(what + " 10, new everywhere", (None, None))
        yield "%s 10 new OIDs, x snmpkit" % what, ratio(theirs, ours), aim


def polled(options):
    """The row of a poll of 10,000 agents."""
    out = bench.beside("bench_poll.py", 10000, 1 if options.quick else 3)
    rate = {row[0]: row[2] for row in json.loads(out)}
    best = max(rate[n] for n in rate if n != "bare")
    yield "poll of 10,000 agents, of the bare rate", ratio(best, rate["bare"]), 0.5


def grown(options):
    """Rows of 100,000 objects."""
    rows = {row[0]: row for row in bench.growth(options).rows}
    heads = [h for op in bench.OPERATIONS for h in (op, op + " ratio")]
    at = {h: i + 1 for i, h in enumerate(heads)}
    cold = rows["100,000 scalars"][at["cold ratio"]]
    flat = rows["100,000 numbered flat"][at["GETNEXT v2c ratio"]]
    yield "GETNEXT, 100,000 objects x 100: cold; wide numbers", [cold, flat], (1.33, 1.33)


def counted(options):
    """Rows of a board, which are the same on each run."""
    (taken,) = [row[1] for row in bench.instructions(options).rows if row[0] == "GET, constant"]
    yield "a board's GET, instructions, 64 bit", taken, 65000
    with bench.Board() as board:
        heap = bench.heap_of(board, "usnmp_agent, usnmp_mib", "")[3]
    yield "agent and MIB beside usnmp, heap", heap, 10500


def begun(options):
    """The row of a whole command, in seconds: the least of many."""
    code = "from usnmp_agent import Agent\nfrom usnmp_mib import TIMETICKS, Mib\nmib = Mib()\n"
    code += "mib.scalar('1.3.6.1.2.1.1.3.0', TIMETICKS, lambda: 4711)\n"
    code += "agent = Agent(mib)\nudp = agent.bind('127.0.0.1', 0)\n"
    code += "print(udp.sock.getsockname()[1], flush=True)\nwhile True:\n    agent.poll(1000)\n"
    env = dict(os.environ, PYTHONPATH=str(bench.ROOT))
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # it would compile all anew each time
    agent = subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE)
    try:
        port = int(agent.stdout.readline())
        main = "import sys; from usnmp_pc.cli import main; sys.exit(main())"
        get = ["get", "-v2c", "-c", "public", "127.0.0.1:%d" % port, "1.3.6.1.2.1.1.3.0"]
        best = {}
        for _ in range(5 if options.quick else TIMES):
            for name, arguments in ("get", [main, *get]), ("python", ["pass"]):
                start = time.perf_counter()
                command = [sys.executable, "-c", *arguments]
                subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
                took = time.perf_counter() - start
                best[name] = min(took, best.get(name, took))
    finally:
        agent.kill()
        agent.wait()
    yield "usnmp get, whole, seconds", round(best["get"], 3), 0.06
    yield "of which Python", round(best["python"], 3), None


PARTS = served, walked, secured, received, coded, polled, grown, counted, begun


def text(figure):
    """A figure, or those of several interpreters, as one cell."""
    if not isinstance(figure, (list, tuple)):
        return figure
    return " / ".join(re.sub(r"^None$", "-", str(f)) for f in figure)


def table(options):
    """All rows, or the groups of options.rows; of which something is missing, is named."""
    figure = bench.Figure(
        "What users wait for, beside what others take", ["work", "now", "to reach"]
    )
    figure.note = "several: CPython / MicroPython at 64 bit / at 32 bit"
    for part in PARTS:
        if options.rows and part.__name__ not in options.rows:
            continue
        try:
            for work, now, aim in part(options):
                figure.rows.append([work, text(now), text(aim)])
        except bench.Missing as e:
            print("bench: %s left out: %s" % (part.__name__, e), file=sys.stderr)
    return figure
