# AsyncManager: SNMPv3 and SNMPv2c side by side.

import asyncio

from aiobox import Net, run
from asyncbox import Agent
from farbox import A, B
from net3box import Net3, far, target


class Both(Net3):
    def answer(self, agent, datagram):
        plain = datagram[4 if datagram[1] < 128 else 5] != 3  # the version
        return (Net if plain else Net3).answer(self, agent[plain], datagram)


def test_versions_go_side_by_side():
    net = Both({1: (far(), Agent([(A, (4, "plain")), (B, (2, 7))]))})

    async def main(manager, plain):
        t = target(manager, 1, net.agents[1][0].user)
        found = await asyncio.gather(plain.get(B), t.get(B), plain.get(A), t.get(A))
        return [vb.value for vb in found], manager.strays

    assert run(net, main) == ([7, 72, "plain", "far"], 0)
