# The notifier within asyncio. Portable.

import asyncio

from notifybox import HOST, KIND, OID, Box, ack
from usnmp_notify import Target


class Acknowledging(Box):
    """Whose first target answers each inform, and whose others do not; time goes on by itself."""

    def send(self, target, data, place):
        place = Box.send(self, target, data, place)
        if target is self.notify.targets[0]:
            self.inbox.append((ack(self.sent[-1][1]), place[1]))
        return place

    def recv(self, size, timeout_ms):
        self.now += 100
        return Box.recv(self, size, timeout_ms)


def test_deliver_gives_the_outcome_for_each_target():
    a = Target(HOST, inform=True)
    b = Target("192.0.2.2", inform=True, retries=1, timeout_ms=300)
    c = Target("192.0.2.3")
    box = Acknowledging(a, b, c)
    found = asyncio.run(box.notify.deliver(KIND, [(OID, 2, 1)]))
    assert sorted([(t.host, ok) for t, ok in found]) == [
        (a.host, True),
        (b.host, False),
        (c.host, True),
    ]
    box.notify.limit(KIND, 1 << 20)
    box.notify.send(KIND)
    assert asyncio.run(box.notify.deliver(KIND)) == []


async def beside(box, times):
    task = asyncio.create_task(box.notify.run())
    box.notify.send(KIND)
    found = await asyncio.gather(*[box.notify.deliver(KIND, [(OID, 2, i)]) for i in range(times)])
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        return found


def test_run_serves_and_several_are_delivered_beside_it():
    box = Acknowledging(Target(HOST, inform=True))
    found = asyncio.run(beside(box, 6))
    assert [[ok for _, ok in results] for results in found] == [[True]] * 6
    assert box.oks() == [True] * 7


def test_deliver_ends_though_a_target_is_taken_away_and_takes_names_for_its_arguments():
    a, b = Target(HOST, inform=True), Target("192.0.2.2", inform=True)
    box = Acknowledging(a, b)
    box.notify.uptime = lambda: box.notify.targets[1:] and box.notify.targets.remove(b) or 5
    found = asyncio.run(box.notify.deliver(KIND, varbinds=[(OID, 2, 1)], keep=False))
    assert [(t.host, ok) for t, ok in found] == [(a.host, True)]

    def take_away(oid, target, ok):
        if b in box.notify.targets:
            box.notify.targets.remove(b)

    box = Acknowledging(a, b)
    box.notify.on_result = take_away
    found = asyncio.run(box.notify.deliver(KIND))
    assert sorted([(t.host, ok) for t, ok in found]) == [(a.host, True), (b.host, False)]
