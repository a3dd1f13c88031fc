# How informs are answered, RFC 3416 4.2.7: portable, runs on CPython and MicroPython.

from usnmp import SnmpPacket
from usnmp_receiver import Receiver
from usnmp_receiver import inform as usnmp_inform

SOURCE = "192.0.2.7", 40000
HEAD = (
    ("1.3.6.1.2.1.1.3.0", (0x43, 99)),
    ("1.3.6.1.6.3.1.1.4.1.0", (6, "1.3.6.1.6.3.1.1.5.3")),
)


class Clock:
    ms = 0x3FFFFFFF - 1000  # it wraps soon

    def __call__(self):
        return self.ms & 0x3FFFFFFF


def inform(rid=1, more=(), **kw):
    p = SnmpPacket(0xA6, ver=1, id=rid, **kw)
    for vb in HEAD + tuple(more):
        p.varbinds.append(vb)
    return p.tobytes()


def status_of(result, more=(), **kw):
    r = Receiver(on_inform=lambda n: result, **kw)
    n, reply = r.receive(inform(more=more), SOURCE)
    reply = SnmpPacket(reply)
    assert (n is None) == bool(reply.err_status) == bool(r.refused)
    assert r.informs + r.refused == 1
    return reply.err_status, reply.err_id, len(reply.varbinds.items())


def test_an_inform_is_acknowledged_with_its_request_id_community_and_varbinds():
    r = Receiver()
    for rid in (0, 1, 2147483647, -2147483648):
        d = inform(rid, [("1.3.6.1.9.1", (4, b"\x00" * 200))], community=b"\xff\x00")
        n, reply = r.receive(d, SOURCE)
        assert (n.pdu_type, n.request_id, n.community) == (0xA6, rid, b"\xff\x00")
        ack = SnmpPacket(reply)
        assert (ack.type, ack.ver, ack.community, ack.id) == (0xA2, 1, b"\xff\x00", rid)
        assert (ack.err_status, ack.err_id) == (0, 0)
        assert ack.varbinds.items() == SnmpPacket(d).varbinds.items()
    assert (r.informs, r.traps, r.refused) == (4, 0, 0)


def long(tag, content):
    # A TLV with three octets of length.
    return tag + b"\x82" + bytes((len(content) >> 8, len(content) & 255)) + content


def test_what_was_encoded_the_long_way_is_echoed_octet_by_octet():
    vbs = SnmpPacket(inform()).tobytes()
    vbs = vbs[vbs.index(b"0", 20) + 2 :]  # the content of the list
    vbs += long(b"0", long(b"\x06", b"\x2b\x06") + long(b"\x02", b"\x00\x00\x00\x07"))
    head = long(b"\x02", b"\x00\x01") + long(b"\x04", b"public")
    rid = long(b"\x02", b"\x00\x00\x05")
    pdu = rid + b"\x02\x01\x00\x02\x01\x00" + long(b"0", vbs)
    n, reply = Receiver().receive(long(b"0", head + long(b"\xa6", pdu)), SOURCE)
    assert n.request_id == 5 and n.varbinds == [("1.3.6", 2, 7)]
    for part in (head, rid, long(b"0", vbs)):
        assert part in reply
    ack = SnmpPacket(reply)
    assert (ack.type, ack.id, ack.err_status) == (0xA2, 5, 0)


def test_a_callback_acknowledges_or_refuses():
    assert status_of(None) == status_of(True) == status_of(0) == status_of((0, 0)) == (0, 0, 2)
    assert status_of(5) == (5, 0, 2)
    assert status_of((18, 2)) == (18, 2, 2)
    assert status_of(False) == (5, 0, 2)
    assert status_of(1) == (1, 0, 0)  # tooBig: no bindings


def test_a_callback_that_raises_or_gives_no_error_status_makes_gen_err():
    log = []
    for result in ("x", 19, -1, (5, 3), (5,), (5, "x"), [5]):
        assert status_of(result, log=log.append) == (5, 0, 2)
    assert len(log) == 7
    r = Receiver(on_inform=lambda n: n.nothing, log=log.append)
    n, reply = r.receive(inform(), SOURCE)
    assert n is None and SnmpPacket(reply).err_status == 5 and r.errors == 1


def test_an_inform_that_comes_again_gets_the_same_reply_and_is_delivered_once():
    for result in (None, 5, (17, 1)):
        got = []
        r = Receiver(on_inform=lambda n: got.append(n) or result)
        n, first = r.receive(inform(7), SOURCE)
        for _ in range(5):
            assert r.receive(inform(7), SOURCE) == (None, first)
        assert len(got) == 1 and r.duplicates == 5 and r.informs + r.refused == 1


def test_another_source_request_id_or_content_is_another_inform():
    r = Receiver()
    assert r.receive(inform(7), SOURCE)[0]
    assert r.receive(inform(7), ("192.0.2.7", 40001))[0]
    assert r.receive(inform(7), ("192.0.2.8", 40000))[0]
    assert r.receive(inform(8), SOURCE)[0]
    assert r.receive(inform(7, [("1.3.6.1.9.1", (2, 1))]), SOURCE)[0]
    assert (r.informs, r.duplicates) == (5, 0)


def test_an_inform_is_remembered_for_minutes_but_not_for_ever():
    # A device that repeats its request-id and uptime is not to be silenced.
    clock = Clock()
    r = Receiver(ticks_ms=clock)
    assert r.receive(inform(7), SOURCE)[0]
    for _ in range(14):
        clock.ms += 10000
        assert not r.receive(inform(7), SOURCE)[0]
    clock.ms += 200000
    r.receive(inform(8), SOURCE)
    clock.ms += 200000
    assert r.receive(inform(7), SOURCE)[0]
    clock.ms += 3600000
    assert r.receive(inform(7), SOURCE)[0] and r.informs == 4


def test_what_is_remembered_is_bounded_and_the_latest():
    r = Receiver()
    most = r._recent._size
    for rid in range(3 * most):
        assert r.receive(inform(rid), SOURCE)[0]
    for rid in range(2 * most, 3 * most):
        assert not r.receive(inform(rid), SOURCE)[0]
    assert len(r._recent._old) + len(r._recent._new) <= 2 * most


def test_an_inform_that_is_too_big_is_told_so_and_not_delivered():
    bad = []
    r = Receiver(max_size=484, on_bad=lambda *a: bad.append(a), on_inform=bad.append)
    d = inform(9, [("1.3.6.1.9.1", (4, "x" * 600))])
    for cut in (485, 500, len(d)):  # poll() reads one octet more than it takes
        n, reply = r.receive(d[:cut], SOURCE)
        ack = SnmpPacket(reply)
        assert n is None and (ack.id, ack.err_status, ack.err_id) == (9, 1, 0)
        assert not ack.varbinds.items()
        assert bad.pop() == (d[:cut], SOURCE, "too big")
    assert (r.refused, r.bad, r.informs) == (3, 3, 0)
    fits = inform(9, [("1.3.6.1.9.1", (4, "x" * 300))])
    assert r.receive(fits, SOURCE)[0]
    trap = fits.replace(b"\xa6", b"\xa7") + b"x" * 200
    assert r.receive(trap, SOURCE) == (None, None) and bad.pop()[2] == "too big"


def test_without_memory_for_the_reply_the_inform_is_not_delivered_until_it_comes_again():
    def no_memory(*args):
        raise MemoryError

    got = []
    reasons = []
    r = Receiver(on_inform=got.append, on_bad=lambda *a: reasons.append(a[2]))
    reply, usnmp_inform.response = usnmp_inform.response, no_memory
    try:
        assert r.receive(inform(7), SOURCE) == (None, None)
    finally:
        usnmp_inform.response = reply
    assert not got and reasons == ["memory"]
    n, ack = r.receive(inform(7), SOURCE)
    assert got == [n] and SnmpPacket(ack).err_status == 0
