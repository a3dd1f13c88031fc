# AsyncManager with SNMPv3 when there is no memory for what a report asks for: the await ends.

from aiobox import run
from farbox import A
from net3box import Net3, far, target
from usnmp_manager.response import NoResponse


def asked(short):
    """What a GET gets when there is no memory for its n-th message if short(n), how often that was
    packed, and what is pending then."""
    net = Net3({1: far()})
    packed = []

    async def main(manager, _):
        t = target(manager, 1, net.agents[1].user)
        pack = t.wrapper.pack

        def packs(packet):
            packed.append(packet)
            datagram = pack(packet)
            if short(len(packed)):
                raise MemoryError
            return datagram

        t.wrapper.pack = packs
        try:
            found = (await t.get(A)).value
        except NoResponse as e:
            found = e
        return found, len(packed), manager._pending, manager._free == manager._in_flight

    return run(net, main)


def test_the_message_that_follows_a_report_is_sent_when_there_is_memory_again():
    assert asked(lambda n: n == 2) == ("far", 3, {}, True)


def test_it_ends_when_there_is_none():
    e, packed, pending, free = asked(lambda n: n > 1)
    assert type(e) is NoResponse and packed == 5 and not pending and free
