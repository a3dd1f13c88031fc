# Request-ids of an AsyncManager: portable, runs on CPython and MicroPython.

from asyncbox import B, agent
from aiobox import Net, run
from usnmp import SnmpPacket


def test_request_ids_tell_nothing_of_others():
    net = Net({1: agent(1)})
    ids = []

    async def main(manager, t):
        send = net.send

        def noted(datagram, address):
            ids.append(SnmpPacket(datagram).id)
            return send(datagram, address)

        net.send = noted
        for _ in range(12):
            await t.get(B)

    run(net, main)
    assert len(set(ids)) == 12 and min(ids) > 0 and max(ids) < 1 << 30
    steps = sorted([ids[i + 1] - ids[i] for i in range(11)])
    assert steps[0] < 0 and steps[-1] - steps[0] > 1 << 20
