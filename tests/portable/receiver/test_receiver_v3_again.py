# SNMPv3's informs that come again, or were changed on their way. Portable.

from senderbox import (
    Box, inform, parsed, pdu, trap, user,
)  # fmt: skip


def test_an_inform_that_comes_again_has_another_message_id_and_is_delivered_once():
    box = Box(user(), user("other"))
    first = inform(user(), 1, 0)
    again = inform(user(), 1, 1, msg_id=8)
    replies = [box.take(d) for d in (first, first, again)]
    assert len(box.got) == 1 and box.receiver.duplicates == 2
    assert [parsed(r, user())[5] for r in replies] == [7, 7, 8]
    assert all(parsed(r, user())[6] == pdu(0xA2) for r in replies)
    box.take(inform(user("other"), 1, 0))
    box.take(inform(user(), 1, 0, request_id=4712))
    assert len(box.got) == 3


def test_no_octet_of_an_authentic_message_can_be_changed():
    box = Box(user())
    box.v3.size = 1
    for d in (inform(user(), 1, 0), trap(user())):
        for i in range(len(d)):
            for bit in (1, 128):
                reply = box.take(d[:i] + bytes((d[i] ^ bit,)) + d[i + 1 :])
                assert not box.got, (i, bit)
                assert reply is None or parsed(reply)[0] == 0
            box.take(d[:i])
            assert not box.got
        box.take(d)
        assert len(box.got) == 1
        box.got.clear()
    assert not box.log
