# AsyncManager with SNMPv3: what it keeps of engines, and of whom.

from aiobox import run
from farbox import A
from net3box import Net3, Shared, far, target
from peerbox import AUTH
from usnmp_v3 import User


class Counting(Shared):
    """A user that counts at how many engines its keys were wanted."""

    count = 0

    def localized(self, engine_id):
        self.count += 1
        return Shared.localized(self, engine_id)


def counting():
    return Counting("u", "SHA", None, "AES", None, AUTH, AUTH)


def test_sessions_with_one_agent_share_what_is_known_of_its_engine():
    who = counting()
    net = Net3({1: far(who)})
    who.count = 0

    async def main(manager, _):
        for n in (2, 1, 1):
            before = net.sent
            assert (await target(manager, 1, who).get(A)).value == "far"
            assert net.sent - before == n
        before = net.sent
        assert (await target(manager, 1, User("u"), context="side").get(A)).value == "far"
        assert net.sent - before == 1

    run(net, main)
    assert who.count == 1


def test_agents_with_the_same_engine_id_have_clocks_of_their_own():
    who = counting()
    boxes = {1: far(who), 2: far(who)}
    boxes[2].clock.ms += 10000000
    boxes[2].boot(9)
    net = Net3(boxes)
    who.count = 0

    async def main(manager, *_):
        targets = [target(manager, port, who) for port in (1, 2)]
        for n in (4, 2, 2):
            before = net.sent
            for t in targets:
                assert (await t.get(A)).value == "far"
            assert net.sent - before == n

    run(net, main)
    assert who.count == 2
