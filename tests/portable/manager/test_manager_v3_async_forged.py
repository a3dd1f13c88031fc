# AsyncManager with SNMPv3: reports and answers that nobody asked for.

import asyncio

from aiobox import error, run, until
from farbox import A
from net3box import Net3, far, target
from peerbox import forged
from reportbox import report
from usnmp_manager import BadResponse, NoResponse
from usnmp_manager.v3 import Refused


def told(*made):
    """What a request gets whose answers are those of the functions of (box, datagram asked)."""
    box = far()
    net = Net3({1: box})

    async def main(manager, _):
        t = target(manager, 1, net.agents[1].user)
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


def test_a_report_with_another_msgid_ends_no_request():
    def other(box, d):
        i = d.find(b"\x02\x04")  # the msgID
        return forged(box, d[: i + 5] + bytes((d[i + 5] ^ 1,)) + d[i + 6 :], report(3), 0)

    e, strays, sent = told(other)
    assert isinstance(e, NoResponse) and strays == 1 and sent == 4


def test_a_report_with_its_msgid_ends_a_request():
    e, strays, sent = told(lambda box, d: forged(box, d, report(3), 0))
    assert isinstance(e, Refused) and strays == 0 and sent == 1


def test_an_answer_at_another_level_is_refused():
    response = b"\xa2\x0b\x02\x01\0\x02\x01\0\x02\x01\0\x30\0"
    for level in (0, 1):
        e, strays, sent = told(lambda box, d: forged(box, d, response, level))  # noqa: B023
        assert isinstance(e, BadResponse) and "not authPriv" in str(e)
        assert strays == 1 and sent == 4
