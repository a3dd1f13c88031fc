# What a board with 20 sensors does besides its answers: the collector, the first answer, what a
# million requests leave of the heap. All counted, on 32-bit MicroPython in the 38 KiB of an
# ESP8266; instructions, which valgrind cannot count there, at 64 bit in twice that.
# Imports bench, which lists it among its figures.

import re

import bench

SENSOR = "1.3.6.1.2.1.99.1.1.1.4.%d"
NEVER = "pass"
SENSORS = """
import gc
gc.threshold(2048)
from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_mibs.entity_sensor_mib import Sensors
mib = Mib()
sensor = Sensors(mib)
agent = Agent(mib, max_size=484)
value = [21.4]
read = lambda: value[0]
for i in range(20):
    sensor("Sensor %%d" %% i, "celsius", read, precision=1)
d = %r
"""
COLLECT = "for _ in range(%d): gc.collect()"
ASK = "for _ in range(%d): agent.respond(d)"
OFTEN = """
n = 0
before = gc.mem_alloc()
for _ in range(1000):
    agent.respond(d)
    now = gc.mem_alloc()
    n += now < before
    before = now
print(n)
"""
# Requests of all kinds, and then what is free in one piece: mem_info() alone knows that.
REQUESTS = """
import micropython
asked = %r
def ask(n):
    respond = agent.respond
    while n > 0:
        for d in asked:
            respond(d)
        n -= len(asked)
for n in (1000, %d):
    ask(n)
    gc.collect()
    print(gc.mem_alloc())
    micropython.mem_info()
"""


def asked():
    """GETs of all sensors, then what managers and strangers ask besides."""
    found = [bench.request(bench.GET, SENSOR % i, 1) for i in range(1, 21)]
    found += [bench.request(bench.GETNEXT, SENSOR % i, 1) for i in range(1, 21)]
    found.append(bench.request(bench.GETBULK, SENSOR % 1, 1))
    found.append(bench.request(bench.GET, SENSOR % 99, 1))
    found.append(bench.request(bench.GET, SENSOR % 1, 1, "wrong"))
    return [*found, found[0][:-1]]


def board(options):
    """The collector, the first answer and the heap after many requests."""
    figure = bench.Figure(
        "A board with 20 sensors, MicroPython in 38 KiB at 32 bit; instructions at 64",
        ["with 20 sensors", "counted"],
    )
    add = figure.rows.append
    request = bench.request(bench.GET, SENSOR % 7, 1)
    code = SENSORS % request
    with bench.Board() as made:

        def taken(code):
            return bench.collected(made.folder, code, "76k", False)

        def each(loop):
            return round((taken(code + loop % 120) - taken(code + loop % 20)) / 100)

        add(
            [
                "instructions from the start to the first answer",
                taken(code + ASK % 1) - taken(NEVER),
            ]
        )
        add(["instructions of a GET of a sensor, with its share of collections", each(ASK)])
        add(["instructions of gc.collect()", each(COLLECT)])
        (often,) = made.numbers(code + OFTEN)
        add(["collections in 1,000 GETs of a sensor", often])
    return figure


def lasting(options):
    """What many requests leave of the heap, and of its largest free block."""
    many = 20000 if options.quick else 1000000
    figure = bench.Figure(
        "A board with 20 sensors after {:,} requests, MicroPython at 32 bit in 38 KiB".format(
            many
        ),
        ["after {:,} requests".format(many), "octets"],
    )
    code = SENSORS % bench.request(bench.GET, SENSOR % 7, 1) + REQUESTS % (asked(), many)
    with bench.Board() as made:
        out = made.output(code)
    used = [int(n) for n in re.findall(r"(?m)^(\d+)$", out)]
    free = [16 * int(n) for n in re.findall(r"max free sz: (\d+)", out)]
    figure.note = "the largest free block: %d octets after 1,000, %d then" % tuple(free)
    figure.rows = [
        ["heap more in use than after 1,000", used[1] - used[0]],
        ["the largest free block smaller by", free[0] - free[1]],
    ]
    return figure


# What a feature takes of the heap of a board that has an agent and its MIB: its modules, and one
# of what they make. Title, code.
AGENT = """
import gc
from usnmp_agent import Agent
from usnmp_mib import GAUGE, OCTSTR, Mib
mib = Mib()
agent = Agent(mib, max_size=484)
mib.scalar("1.3.6.1.2.1.1.5.0", OCTSTR, "x", write=True)
key = "6695febc9288e36282235fc7151f128497b38f3f"
gc.collect()
before = gc.mem_alloc()
%s
gc.collect()
print(gc.mem_alloc() - before)
"""
FEATURES = (
    ("views of the MIB", "from usnmp_agent.view import View\nview = View(('1.3.6.1.2.1',))"),
    ("a limit of the rate", "from usnmp_agent.rate_limit import RateLimit\nlimit = RateLimit(5)"),
    ("known shapes of requests", "from usnmp_agent.request_cache import Shapes\nShapes(agent)"),
    ("a table", "mib.table('1.3.6.1.4.1.8072.2.1', {2: OCTSTR}, {1: ('eth0',)})"),
    ("rows that a manager makes", "import usnmp_mib.rowstatus"),
    (
        "sensors where managers look for them",
        "from usnmp_mibs.entity_sensor_mib import Sensors\nsensor = Sensors(mib)",
    ),
    ("values that survive a power cut", "import usnmp_base.store"),
    (
        "traps and informs",
        "from usnmp_notify import Notifier, Target\n"
        "from usnmp_base.uptime import Uptime\n"
        "notify = Notifier([Target('127.0.0.1')], Uptime(), enterprise='1.3.6.1.4.1.8072.9')\n"
        "notify.attach(agent)",
    ),
    (
        "SNMPv3, and a user",
        "from usnmp_v3 import User\nfrom usnmp_v3.engine import Engine\n"
        "agent.engine = Engine('80001f88050102030405060708', 5)\n"
        "agent.allow(User('reader', 'SHA', None, 'AES', None, key, key))",
    ),
)


def features(options):
    """The heap of what an agent can have besides."""
    figure = bench.Figure(
        "Octets of heap of a feature beside agent and MIB, MicroPython at 32 bit",
        ["feature", "heap", "from ROMFS"],
    )
    with bench.Board() as made:
        for title, code in FEATURES:
            found = [made.numbers(AGENT % code, "64k", romfs)[0] for romfs in (False, True)]
            figure.rows.append([title, *found])
    return figure
