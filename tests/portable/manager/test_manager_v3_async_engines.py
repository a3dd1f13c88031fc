# AsyncManager with SNMPv3: what it keeps of engines, and of whom.

from asyncbox import run
from farbox import A, secure
from net3box import Net3, far, target
from peerbox import AUTH
from usnmp_v3 import User


class Counting(User):
    """A user that counts at how many engines its keys were wanted."""

    def localized(self, engine_id):
        self.count += 1
        return User.localized(self, engine_id)


def counting():
    found = Counting("u", "SHA", None, "AES", None, AUTH, AUTH)
    found.count = 0
    return found


def test_sessions_with_one_agent_share_what_is_known_of_its_engine():
    net = Net3({1: far()})
    who = counting()

    async def main(manager, _):
        for n in (2, 1, 1):
            before = net.sent
            assert (await target(manager, 1, who).get(A)).value == "far"
            assert net.sent - before == n
        before = net.sent
        assert (await target(manager, 1, secure(), context="side").get(A)).value == "far"
        assert net.sent - before == 1

    run(net, main)
    assert who.count == 1


def test_agents_with_the_same_engine_id_have_clocks_of_their_own():
    boxes = {1: far(), 2: far()}
    boxes[2].clock.ms += 10000000
    boxes[2].boot(9)
    net = Net3(boxes)
    who = counting()

    async def main(manager, *_):
        targets = [target(manager, port, who) for port in (1, 2)]
        for n in (4, 2, 2):
            before = net.sent
            for t in targets:
                assert (await t.get(A)).value == "far"
            assert net.sent - before == n

    run(net, main)
    assert who.count == 2
