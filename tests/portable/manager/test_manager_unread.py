# Responses that cannot be read, or that are odd as those of some devices are.

from managerbox import Box
from usnmp import SnmpPacket
from usnmp_manager import BadResponse, NoResponse
from util import raises

A = "1.3.6.1.2.1.1.1.0"


def manager(tamper, source=None, **kw):
    b = Box({A: (2, 7)})
    m = b.manager(retries=1, timeout_ms=100, **kw)
    b.tamper = lambda n, octets: [(tamper(octets), source or b.address)]
    return b, m


def cut(octets):
    return octets[:-1]


def empty(octets):  # an INTEGER without octets, where one was of one
    return octets.replace(b"\2\1\7", b"\2\0\7")


def test_a_response_that_cannot_be_read_is_an_error_that_says_so():
    for tamper in (cut, empty):
        for version in ("1", "2c"):
            b, m = manager(tamper, version=version)
            start = b.now
            e = raises(BadResponse, m.get, A)
            assert str(e).startswith("response that cannot be read: ")
            assert len(b.asked) == m.strays == 2 and b.now - start == 200
    assert "2: 0 octets" in str(raises(BadResponse, manager(empty)[1].get, A))


def test_a_retry_may_bring_one_that_can_be_read():
    b, m = manager(cut)
    b.tamper = lambda n, octets: [(cut(octets) if n == 1 else octets, b.address)]
    assert m.get(A).value == 7 and len(b.asked) == 2


def test_what_cannot_be_read_and_does_not_match_is_a_stray_like_others():
    def changed(**kw):
        def tamper(octets):
            p = SnmpPacket(octets)
            for k, v in kw.items():
                setattr(p, k, v)
            return empty(p.tobytes())

        return tamper

    for tamper in (
        changed(id=5),
        changed(community="x"),
        changed(ver=0),
        changed(type=0xA0),
        lambda octets: octets[:12],
        lambda octets: b"",
        lambda octets: b"\x30\x84\x7f\xff\xff\xff\2\1\1\4\x84\x7f\xff\xff\xff",
        lambda octets: b"\x30\x88" + b"\xff" * 20,
    ):
        b, m = manager(tamper)
        raises(NoResponse, m.get, A)
        assert m.strays == 2
    b, m = manager(cut, source="another")
    raises(NoResponse, m.get, A)


def test_octets_behind_a_response_are_ignored_and_counted():
    for more in (b"\0", bytes(12), b"\x1f\x8c"):
        b, m = manager(lambda octets: octets + more)
        assert m.get(A).value == 7
        assert (m.trailing, m.strays, len(b.asked)) == (1, 0, 1)
    b, m = manager(lambda octets: octets)
    assert m.get(A).value == 7 and m.trailing == 0


def test_any_source_takes_a_response_from_another_address_if_told_so():
    b, m = manager(lambda octets: octets, source="another")
    raises(NoResponse, m.get, A)
    b, m = manager(lambda octets: octets, source="another", any_source=True)
    assert m.get(A).value == 7 and m.strays == 0
    b, m = manager(cut, source="another", any_source=True)
    raises(BadResponse, m.get, A)


def test_echo_community_takes_a_response_with_another_community_if_told_so():
    for community in ("", "other", b"\xff"):

        def tamper(octets):
            p = SnmpPacket(octets)
            p.community = community
            return p.tobytes()

        b, m = manager(tamper)
        raises(NoResponse, m.get, A)
        b, m = manager(tamper, echo_community=False)
        assert m.get(A).value == 7 and m.strays == 0
        b, m = manager(lambda octets: cut(tamper(octets)), echo_community=False)
        raises(BadResponse, m.get, A)


def test_any_source_and_echo_community_still_want_the_request_id():
    def tamper(octets):
        p = SnmpPacket(octets)
        p.id ^= 1
        return p.tobytes()

    b, m = manager(tamper, source="another", any_source=True, echo_community=False)
    raises(NoResponse, m.get, A)
