# The side that asks, and an engine whose boots or time are none: of who has the keys.

from peerbox import AUTH, GET, RESPONSE, asked, forged, pair, refused
from usnmp_v3 import User


def test_an_authentic_message_of_no_time_is_refused():
    other, peer, _ = pair(User("u", "SHA", None, "AES", None, AUTH, AUTH))
    peer.unpack(other.answer(peer.pack(GET)))
    peer.keys = other.keys  # with the same ciphers, for a board has no room for more
    assert asked(other, peer) == 1
    d = peer.pack(GET)
    for boots in (b"\x02\x01\xff", b"\x02\x05\0\x80\0\0\0", b"\x02\0"):
        other.engine.head = other.engine.tlv + boots
        assert refused(peer, forged(other, d, RESPONSE, 3)) == "cannot be decrypted"
    assert peer.engine.boots == 1
