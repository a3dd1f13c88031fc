# The side that asks, with privacy.

from peerbox import AUTH, GET, RESPONSE, asked, forged, pair, refused
from usnmp_v3 import User


def secure(priv_key=AUTH):
    return User("u", "SHA", None, "AES", None, AUTH, priv_key)


def known():
    """A pair that has met; with the same ciphers, for a board has no room for more."""
    other, peer, _ = pair(secure())
    peer.unpack(other.answer(peer.pack(GET)))
    peer.keys = other.keys
    assert asked(other, peer) == 1
    return other, peer


def test_what_is_not_encrypted_is_refused():
    other, peer = known()
    d = peer.pack(GET)
    assert GET not in d
    for level in (0, 1):
        assert "not authPriv" in refused(peer, forged(other, d, RESPONSE, level))
    assert peer.unpack(forged(other, d, RESPONSE, 3)) == RESPONSE


def test_what_cannot_be_decrypted_is_refused():
    other, peer = known()
    d = peer.pack(GET)
    answer = forged(other, d, RESPONSE, 3)
    other.keys = peer.keys = None  # room for others
    peer.keys = secure(bytes(20)).localized(peer.engine.id)
    # By chance it may begin as a scopedPDU does
    assert refused(peer, answer) in ("cannot be decrypted", "scopedPDU")
