# What the notifier costs a board, measured on MicroPython at 32 bit beside an agent. That both run
# in 38 KiB with informs: tests/portable/notify/test_notify_image.py.

from conftest import free_port
from test_footprint import on_board

CODE = """
import usnmp_agent, usnmp_base.udp, usnmp_agent.v2c, usnmp_base.uptime
def cost(name):
    gc.collect()
    before = gc.mem_alloc()
    __import__(name)
    gc.collect()
    return gc.mem_alloc() - before
print(cost("usnmp_notify") + cost("usnmp_notify.sockets"))
print(cost("usnmp_notify.watch"))
from usnmp_notify import Notifier, Target
notify = Notifier([Target("a", inform=True)], lambda: 1, size=10, up=lambda: False)
kind = "1.3.6.1.4.1.8072.9999.0.7"
varbinds = [("1.3.6.1.4.1.8072.9999.9999.1.0", 2, 31)]
notify.send(kind, varbinds)
gc.collect()
before = gc.mem_alloc()
for i in range(8):
    notify.send(kind, varbinds)
gc.collect()
print((gc.mem_alloc() - before) // 8)
"""


def test_heap_of_the_notifier_and_of_a_notification_that_waits(build):
    notifier, watch, waiting = on_board(CODE, build)
    # One of them makes the interpreter's table of names grow, by 2.3 kB; which one depends on what
    # else is loaded.
    assert notifier + watch <= 12352, (notifier, watch)
    assert notifier <= 9728, notifier
    assert waiting <= 240, waiting  # of 85 octets, for one target


# An agent of the usual size and a notifier, started, with four informs under way.
IMAGE = """
from usnmp_agent import Agent
from usnmp_mib import GAUGE, Mib
from usnmp_notify import Notifier, Target
from usnmp_base.uptime import Uptime
uptime = Uptime()
mib = Mib()
for i in range(10):
    mib.scalar("1.3.6.1.4.1.8072.9999.9999.%%d.0" %% i, GAUGE, lambda: 7)
agent = Agent(mib, uptime=uptime)
target = Target("127.0.0.1", inform=True, port=%d, timeout_ms=50, retries=1)
notify = Notifier([target], uptime, enterprise="1.3.6.1.4.1.8072.9999.9999", size=4)
notify.attach(agent)
agent.bind("127.0.0.1", %d)
for i in range(3):
    notify.send("1.3.6.1.4.1.8072.9999.0.7", [("1.3.6.1.4.1.8072.9999.9999.1.0", 2, i)])
agent.poll()
gc.collect()
print(notify.sent, notify.pending, gc.mem_free())
for i in range(200):
    notify.poll(20)
    agent.poll()
print(notify.sent, notify.pending, notify.failed)
"""


def test_an_agent_and_a_notifier_with_informs_run_in_38_kib(build):
    sent, waiting, free, *end = on_board(IMAGE % (free_port(), free_port()), build)
    assert (sent, waiting) == (4, 4) and free >= 1024, (sent, waiting, free)
    assert end == [8, 0, 4]


# What strangers cost who come once authenticationFailure was told, beside the same without it.
STRANGERS = """
from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_notify import Notifier, Target
class Net:
    def send(self, target, data, place):
        return True
agent = Agent(Mib(), max_size=484)
notify = Notifier([Target("a")], lambda: 1, net=Net(), ticks_ms=lambda: 0)
notify.attach(agent)
get = bytes.fromhex("30170201000405" "77726f6e67" "a00b020107020100020100" "3000")
def cost():
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    for i in range(10):
        agent.respond(get, "source")
    made = gc.mem_alloc() - before
    gc.enable()
    return made // 10
alone = cost()
agent.authen_traps = True
agent.respond(get, "source")
print(cost() - alone, notify.suppressed, notify.sent)
"""


def test_a_stranger_costs_no_notification_once_the_limit_is_reached(build):
    garbage, suppressed, sent = on_board(STRANGERS, build)
    assert (suppressed, sent) == (10, 1)
    assert garbage <= 112, garbage  # of the name of the kind
