# One part's trouble stays there: what raises, and what a target does that goes wrong. Portable.

from notifybox import HOST, KIND, Box
from usnmp_notify import Target

OTHER = "192.0.2.2"


def raising(error=OSError):
    def f(*args):
        raise error

    return f


def sent(box):
    return [(target.host, p.ver) for target, p in box.sent]


def test_an_agent_addr_that_raises_or_gives_none_leaves_the_targets_served():
    for address in (raising(), raising(MemoryError), lambda: "host", lambda: ("a", "b")):
        box = Box(Target(HOST, version="1"), Target(OTHER), agent_addr=address)
        assert box.notify.send(0) is True
        assert sent(box) == [(HOST, 0), (OTHER, 1)] and box.oks() == [True, True]
        assert box.sent[0][1].agent_addr == "0.0.0.0" and box.notify.errors == 1


def test_an_up_that_raises_is_no_outage():
    box = Box(up=raising())
    box.notify.send(KIND)
    assert box.oks() == [True] and box.notify.errors == 1


def test_an_uptime_that_raises_is_0_and_one_past_32_bits_wraps():
    box = Box()
    for uptime, expected in ((raising(), 0), (lambda: None, 0), (lambda: (1 << 32) + 5, 5)):
        box.notify.uptime = uptime
        box.notify.send(KIND)
        assert box.sent.pop()[1].varbinds.items()[0][1] == (0x43, expected)
    assert box.notify.errors == 1 and len(box.oks()) == 3


def test_what_a_target_cannot_be_told_fails_there_only():
    class Faulty(Target):
        def message(self, request_id, body, agent_addr):
            raise self.error

    for error in (ValueError, KeyError, TypeError, NotImplementedError):
        bad = Faulty(HOST, inform=True)
        bad.error = error
        box = Box(bad, Target(OTHER))
        box.notify.send(KIND)
        assert [ok for _, t, ok in box.results if t is bad] == [False]
        assert sent(box) == [(OTHER, 1)] and (box.notify.failed, box.flying(bad)) == (1, 0)
    for error in (OSError, MemoryError):  # these may pass
        bad.error = error
        box = Box(bad, Target(OTHER))
        box.notify.send(KIND)
        assert sent(box) == [(OTHER, 1)] and box.notify.pending == 1
        bad.message = lambda *a: b"x"
        box.sent = []
        box.send = lambda *a: True
        box.after(1000)
        assert box.flying(bad) == 1
        del bad.message


def test_a_net_that_raises_is_a_send_that_failed_or_a_target_that_cannot_be_reached():
    box = Box()
    box.send = raising()
    box.notify.send(KIND)
    assert box.notify.pending == 1 and not box.results
    box.send = raising(UnicodeError)  # no such name can be
    box.after(1000)
    assert box.oks() == [False] and box.notify.pending == 0
    box.recv = raising()
    box.after(1)
    assert box.notify.errors == 2 or box.notify.errors == 1


def test_a_target_that_is_taken_away_leaves_nothing_behind_and_one_may_come():
    box = Box(Target(HOST, inform=True), Target(OTHER, inform=True, retries=1))
    first, second = box.notify.targets
    for _ in range(4):
        box.notify.send(KIND)
    box.fails = True
    box.after(1500)
    box.notify.targets.remove(first)
    box.fails = False
    box.notify.targets.append(Target("192.0.2.3"))
    box.after(100)
    assert [ok for _, t, ok in box.results if t is first] == [False] * 4 and box.flying(first) == 0
    box.notify.send(0)
    assert box.sent[-1][0].host == "192.0.2.3"
    box.after(60000, 500)
    assert box.notify.pending == 0 and [t for _, t, _ in box.results].count(second) == 5


def test_a_watch_may_take_itself_away_and_one_that_raises_keeps_no_other_from_being_read():
    box = Box()
    read = []

    def once():
        read.append("once")
        box.notify.watches.remove(watch)

    watch = box.notify.watch(once, above=1)
    box.notify.watch(raising(KeyError), above=1)
    box.notify.watch(lambda: read.append("last"), above=1)
    box.after(1)
    box.after(1000)
    assert read == ["once", "last", "last"] and box.notify.errors == 2


def test_what_a_limit_suppresses_is_not_made():
    box = Box()
    box.notify.limit(KIND, 1000)
    assert box.notify.send(KIND)
    asked = []
    box.notify.uptime = lambda: asked.append(1)
    assert box.notify.send(KIND, [("no OID", 2, 1)]) is False and not asked
