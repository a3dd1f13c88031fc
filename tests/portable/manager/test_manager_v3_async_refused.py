# AsyncManager with SNMPv3: who is refused, beside others who are not.

import asyncio

from aiobox import run
from farbox import A
from net3box import Net3, far, target
from usnmp_manager.v3 import Refused
from usnmp_v3 import User


def test_what_is_wrong_with_one_is_no_matter_to_others():
    net = Net3({1: far()})

    async def main(manager, _):
        known = net.agents[1].user
        who = known, User("nobody"), User("u", "SHA", auth_key=bytes(20)), known
        asked = [target(manager, 1, w).get(A) for w in who]
        found = await asyncio.gather(*asked, return_exceptions=True)
        return found, manager._pending, manager._free, manager._in_flight

    (a, b, c, d), pending, free, most = run(net, main)
    assert a.value == d.value == "far" and not pending and free == most
    assert type(b) is type(c) is Refused and str(b) == "127.0.0.1: unknown user"
