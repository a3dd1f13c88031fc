# Informs over a network that loses, doubles, delays and reorders. Portable.

from notifybox import HOST, KIND, OID, Box, ack
from usnmp_notify import Target

SOURCE = (HOST, 162)


def test_of_lossy_networks_every_inform_is_delivered_or_reported_once():
    for seed in range(1, 6):
        box = Box(Target(HOST, inform=True, timeout_ms=500, retries=4), size=30)
        state = [seed]

        def chance(n, state=state):
            state[0] = (state[0] * 1103515245 + 12345) & 0x3FFFFFFF
            return (state[0] >> 12) % n

        told = {}
        arrived = []
        on_the_way = []  # (when, packet)
        for i in range(300):
            if i < 60 and i % 3 == 0:
                told[i] = []
                box.notify.send(KIND, [(OID, 2, i)], result=lambda t, ok, i=i: told[i].append(ok))
            while box.sent:
                p = box.sent.pop(0)[1]
                for _ in range(1 + (chance(5) == 0)):  # some twice
                    if chance(10) > 2:  # 30 % are lost
                        on_the_way.append((i + chance(8), p))
            for item in on_the_way[:]:
                if item[0] <= i:
                    on_the_way.remove(item)
                    arrived.append(item[1].varbinds[OID][1])
                    if chance(10) > 2:
                        box.inbox.append((ack(item[1]), SOURCE))
            box.now += 100
            box.notify.poll()
        while box.notify.pending:
            box.now += 500
            box.notify.poll()
        assert len(told) == 20
        for i, oks in told.items():
            assert len(oks) == 1 and (i in arrived or not oks[0]), (seed, i, oks)
        assert [oks[0] for oks in told.values()].count(True) == box.notify.acknowledged
        assert box.notify.acknowledged > 10
