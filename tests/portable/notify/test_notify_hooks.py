# What an agent has to tell: starts, links. Portable.

from notifybox import Box

TRAPS = "1.3.6.1.6.3.1.1.5."
TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"


class Agent:
    """The hooks of a usnmp_agent.Agent; with a whole one: test_notify_stranger."""

    on_start = on_stranger = None


def kinds(box):
    return [p.varbinds[TRAP_OID][1] for _, p in box.sent]


def test_a_start_is_told_once_and_the_hook_that_was_there_is_called():
    for warm, kind in ((False, "1"), (True, "2")):
        box = Box()
        agent = Agent()
        called = []
        agent.on_start = lambda: called.append(1)
        box.notify.attach(agent, warm=warm)
        agent.on_start()
        agent.on_start()
        assert kinds(box) == [TRAPS + kind] and len(called) == 2


def test_a_limit_that_was_set_before_stays():
    box = Box()
    box.notify.limit(4, 0)
    box.notify.attach(Agent())
    assert box.notify.send(4) and box.notify.send(4)


def test_links():
    box = Box()
    entry = "1.3.6.1.2.1.2.2.1.%d.3"
    box.notify.link(True, 3)
    box.notify.link(False, 3, admin=2, descr="wlan0")
    assert kinds(box) == [TRAPS + "4", TRAPS + "3"]
    assert box.sent[0][1].varbinds.items()[2:] == [
        (entry % 1, (2, 3)),
        (entry % 7, (2, 1)),
        (entry % 8, (2, 1)),
    ]
    assert box.sent[1][1].varbinds.items()[2:] == [
        (entry % 1, (2, 3)),
        (entry % 7, (2, 2)),
        (entry % 8, (2, 2)),
        (entry % 2, (4, "wlan0")),
    ]


def test_hooks_never_raise_and_those_before_are_no_reason_not_to_notify():
    def raising(*args):
        raise OSError

    box = Box()
    agent = Agent()
    agent.on_start = agent.on_stranger = raising
    box.notify.attach(agent)
    agent.on_start()
    agent.on_stranger("source")
    agent.on_stranger("source")
    assert kinds(box) == [TRAPS + "1", TRAPS + "5"] and box.notify.errors == 3
    box.notify._put = raising  # as without memory
    box.notify.limit(4, 0)
    agent.on_stranger("source")
    assert box.notify.errors == 5
