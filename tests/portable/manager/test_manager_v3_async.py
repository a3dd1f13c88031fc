# AsyncManager with SNMPv3: many requests, users and engines over one manager.

import asyncio

from asyncbox import Net, error, run, until
from forgebox import forge
from reportbox import report
from usnmp_manager.response import BadResponse, NoResponse
from usnmp_manager.v3 import Refused
from usnmp_v3 import User
from util import raises
from v3box import AUTH, PRIV, A, B, V3Box, user


class Net3(Net):
    """Agents of V3Boxes, and of others, which answer SnmpPackets."""

    def recv(self, size, timeout_ms):
        if len(self.arriving) <= self.hold:
            return None
        datagram, address = self.arriving.pop()
        if type(datagram) is tuple:  # forged
            return datagram[0], address
        return self.agents[address].agent.respond(datagram), address


class Counting(User):
    """A user that counts at how many engines its keys were wanted."""

    def localized(self, engine_id):
        self.count += 1
        return User.localized(self, engine_id)


def counting(name="secure"):
    found = Counting(name, "SHA", None, "AES", None, AUTH, PRIV)
    found.count = 0
    return found


def target(manager, port, who, **kw):
    t = manager.target("127.0.0.1", port=port, timeout_ms=20, retries=3, user=who, **kw)
    t.address = port
    t.socket = 0
    return t


def test_requests_at_once_to_one_agent_of_which_nothing_is_known():
    net = Net3({1: V3Box()})

    async def main(manager, _):
        t = target(manager, 1, user())
        found = await asyncio.gather(*[t.get(A if i % 2 else B) for i in range(6)])
        return [vb.value for vb in found], manager.strays, manager._pending

    values, strays, pending = run(net, main)
    assert values == [72, "agent"] * 3 and not strays and not pending


def test_sessions_with_one_agent_share_what_is_known_of_its_engine():
    net = Net3({1: V3Box()})
    who = counting()

    async def main(manager, _):
        for n in (2, 1, 1):
            before = net.sent
            assert (await target(manager, 1, who).get(A)).value == "agent"
            assert net.sent - before == n
        before = net.sent
        assert (await target(manager, 1, User("open"), context="side").get(A)).value == "agent"
        assert net.sent - before == 1

    run(net, main)
    assert who.count == 1


def test_agents_with_the_same_engine_id_have_clocks_of_their_own():
    boxes = {1: V3Box(), 2: V3Box()}
    boxes[2].clock.ms += 10000000
    boxes[2].boot(9)
    net = Net3(boxes)
    who = counting()

    async def main(manager, *_):
        targets = [target(manager, port, who) for port in (1, 2)]
        for n in (4, 2, 2):
            before = net.sent
            for t in targets:
                assert (await t.get(A)).value == "agent"
            assert net.sent - before == n

    run(net, main)
    assert who.count == 2


def test_what_is_wrong_with_one_is_no_matter_to_others():
    net = Net3({1: V3Box()})

    async def main(manager, _):
        who = (user(), User("nobody"), user(auth_key=PRIV), user("secure"))
        asked = [target(manager, 1, w).get(A) for w in who]
        found = await asyncio.gather(*asked, return_exceptions=True)
        return found, manager._pending, manager._free, manager._in_flight

    (a, b, c, d), pending, free, most = run(net, main)
    assert a.value == d.value == "agent" and not pending and free == most
    assert type(b) is type(c) is Refused and str(b) == "127.0.0.1: unknown user"


def test_what_is_lost_is_asked_again_with_another_msgid():
    net = Net3({1: V3Box()}, lose=lambda n: n % 2)

    async def main(manager, _):
        t = target(manager, 1, user())
        found = []
        for _ in range(3):
            found.append((await t.get(A)).value)
        return found, manager._pending

    assert run(net, main) == (["agent"] * 3, {}) and net.sent == 8


def test_a_rebooted_agent_is_asked_again():
    box = V3Box()
    net = Net3({1: box})

    async def main(manager, _):
        t = target(manager, 1, user())
        await t.get(A)
        box.clock.ms = 0
        box.boot(2)
        found = await asyncio.gather(*[t.get(B) for _ in range(5)])
        return [vb.value for vb in found], manager.strays

    assert run(net, main) == ([72] * 5, 0)


def forged(*made):
    """What a request gets whose answers are those of the functions of (box, datagram asked)."""
    box = V3Box()
    net = Net3({1: box})

    async def main(manager, _):
        t = target(manager, 1, user())
        await t.get(A)
        net.hold = 99
        asked = asyncio.create_task(error(t.get(A)))
        sent = net.sent
        await until(lambda: net.sent > sent)
        datagram = net.arriving[0][0]
        for make in made:
            manager._take(0, make(box, datagram), 1)
        return await asked, manager.strays, net.sent - sent

    return run(net, main)


def test_a_report_ends_a_request_only_with_its_msgid():
    def other(box, d):
        i = d.find(b"\x02\x04")  # the msgID
        return forge(box, d[: i + 5] + bytes((d[i + 5] ^ 1,)) + d[i + 6 :], report(3), 0)

    e, strays, sent = forged(other)
    assert isinstance(e, NoResponse) and strays == 1 and sent == 4
    e, strays, sent = forged(lambda box, d: forge(box, d, report(3), 0))
    assert isinstance(e, Refused) and strays == 0 and sent == 1


def test_an_answer_at_another_level_is_refused():
    response = b"\xa2\x0b\x02\x01\0\x02\x01\0\x02\x01\0\x30\0"
    for level in (0, 1):
        e, strays, sent = forged(lambda box, d: forge(box, d, response, level))  # noqa: B023
        assert isinstance(e, BadResponse) and "not authPriv" in str(e)
        assert strays == 1 and sent == 4


def test_versions_go_side_by_side():
    box = V3Box()
    box.agent.allow("public", None)
    net = Net3({1: box})

    async def main(manager, plain):
        t = target(manager, 1, user())
        found = await asyncio.gather(plain.get(B), t.get(B), plain.get(A), t.get(A))
        return [vb.value for vb in found], manager.strays

    assert run(net, main) == ([72, 72, "agent", "agent"], 0)


def test_a_level_without_keys_is_refused_at_once():
    async def main(manager, _):
        raises(ValueError, manager.target, "127.0.0.1", user=User("open"), level="authPriv")
        raises(TypeError, manager.target, "127.0.0.1", level="authPriv")

    run(Net3({1: V3Box()}), main)
