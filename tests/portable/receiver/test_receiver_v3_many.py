# The engines that a receiver of SNMPv3 remembers. Portable.

from senderbox import OTHER, Box, trap, user


def test_so_many_engines_and_no_more_are_remembered():
    box = Box(user())
    box.v3.size = 3
    for i in range(8):
        box.take(trap(user(), OTHER + bytes((i,))))
    assert len(box.got) == 8 and len(box.v3.engines) == len(box.v3._keys) == 3
