# AsyncManager with SNMPv3: which answers and reports it takes, of which user and version.

import asyncio

from asyncbox import Agent, Net, run
from farbox import A, B, secure
from net3box import Net3, far, target
from usnmp_manager.v3 import Refused
from usnmp_v3 import User


def test_what_is_wrong_with_one_is_no_matter_to_others():
    net = Net3({1: far()})

    async def main(manager, _):
        who = (secure(), User("nobody"), secure(auth_key=bytes(20)), secure())
        asked = [target(manager, 1, w).get(A) for w in who]
        found = await asyncio.gather(*asked, return_exceptions=True)
        return found, manager._pending, manager._free, manager._in_flight

    (a, b, c, d), pending, free, most = run(net, main)
    assert a.value == d.value == "far" and not pending and free == most
    assert type(b) is type(c) is Refused and str(b) == "127.0.0.1: unknown user"


class Both(Net3):
    def answer(self, agent, datagram):
        plain = datagram[4 if datagram[1] < 128 else 5] != 3  # the version
        return (Net if plain else Net3).answer(self, agent[plain], datagram)


def test_versions_go_side_by_side():
    net = Both({1: (far(), Agent([(A, (4, "plain")), (B, (2, 7))]))})

    async def main(manager, plain):
        t = target(manager, 1, secure())
        found = await asyncio.gather(plain.get(B), t.get(B), plain.get(A), t.get(A))
        return [vb.value for vb in found], manager.strays

    assert run(net, main) == ([7, 72, "plain", "far"], 0)
