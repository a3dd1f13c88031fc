# What the program's callables may do while they are called: send, poll, close, be interrupted.
# send() and poll() end, and each outcome is told once. Portable.

from notifybox import HOST, KIND, Box, ack
from usnmp_notify import Target

OTHER = "192.0.2.2"


class Interrupt(BaseException):
    """As KeyboardInterrupt, which the runner of these tests is to get itself."""


def test_each_may_send_poll_and_close_and_every_notification_is_told_once():
    for name in ("agent_addr", "up", "uptime", "on_result"):
        told = []
        ready = []

        def again(*args):
            if ready and len(told) < 6:
                told.append(1)
                box.notify.send(KIND)
                box.notify.poll()
                box.notify.close()
            return {"agent_addr": "192.0.2.9", "uptime": 9}.get(name, True)

        box = Box(Target(HOST, version="1"), Target(OTHER, inform=True))
        setattr(box.notify, name, again)
        ready.append(1)
        assert box.notify.send(0)
        for _ in range(30):
            for target, p in box.sent:
                if target.inform:
                    box.inbox.append((ack(p), (OTHER, 162)))
            box.after(100)
        assert box.notify.pending == 0 and not [t for t in box.notify.targets if box.flying(t)]
        v1 = [p for _, p in box.sent if p.ver == 0]
        assert box.notify.acknowledged == len(v1), name
        # uptime() is asked before there is a notification: what it sends has no room
        assert len(v1) == 1 if name == "uptime" else 1 < len(v1) <= 8, (name, len(v1))
        assert name == "on_result" or len(box.results) == 2 * len(v1)


def test_ctrl_c_in_one_loses_no_outcome_and_no_place():
    for name in ("agent_addr", "up", "uptime", "result"):
        box = Box(Target(HOST, version="1"), Target(OTHER), Target("192.0.2.3", inform=True))
        told = []
        pressed = [1]

        def f(*args):
            told.append(args)
            if pressed:
                pressed.pop()
                raise Interrupt
            return {"agent_addr": "192.0.2.9", "uptime": 9}.get(name, True)

        if name != "result":
            setattr(box.notify, name, f)
        try:
            box.notify.send(KIND, result=f if name == "result" else None)
            assert False, name
        except Interrupt:
            pass
        if name == "uptime":  # nothing was queued yet
            assert box.notify.pending == 0
            box.notify.send(KIND)
        box.after(1)
        box.inbox.append((ack(box.sent[-1][1]), ("192.0.2.3", 162)))
        box.after(1)
        assert box.oks() == [True] * 3 and box.notify.pending == 0, name
        assert [box.flying(t) for t in box.notify.targets] == [0, 0, 0]
        assert name != "result" or len(told) == 3


def test_a_result_that_sends_what_was_dropped_ends():
    for hosts in ((HOST,), (HOST, OTHER)):
        calls = [0]

        def again(target, ok):
            calls[0] += 1
            assert calls[0] < 1000
            box.notify.send(0, result=again)

        box = Box(*[Target(h) for h in hosts], size=3, up=lambda: False)
        for _ in range(11):
            box.notify.send(0, result=again)
            box.after(1000)
        assert box.notify.pending == 3 and calls[0] == 8 * len(hosts)
        assert box.notify.dropped == 8 + calls[0]
        # With the network it goes on as long as it is polled, at a bounded pace
        box.notify.up = None
        for _ in range(5):
            before = calls[0]
            box.after(1000)
            assert 0 < calls[0] - before < 100 and len(box.notify._done) < 20
            box.sent = []
            box.results = []
