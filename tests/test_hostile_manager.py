# Responses that match the request, and whose content is hostile: portable, runs on CPython and
# MicroPython. What does not match is in tests/hostile.

from managerbox import Box
from usnmp import SnmpPacket
from usnmp_codec import tobytes_tv
from usnmp_session import BadResponse, NoResponse, NotIncreasing, SnmpError
from util import raises

OID = "1.3.6.1.4.1.9.2.%d"
OBJECTS = {OID % i: (2, i) for i in range(1, 6)}
END = 0x82, None


def manager(change=None, times=1, **kw):
    """(Box, Manager): the first responses are what `change` makes of the right ones, octets or a
    SnmpPacket; the others are right."""

    def tamper(n, answer):
        if n > times or not change:
            return [(answer, box.address)]
        p = change(SnmpPacket(answer))
        return [(p if isinstance(p, bytes) else p.tobytes(), box.address)]

    box = Box(OBJECTS, tamper)
    return box, box.manager(version="2c", **kw)


def with_fields(**kw):
    def change(p):
        for k, v in kw.items():
            setattr(p, k, v)
        return p

    return change


def with_bindings(*bindings):
    def change(p):
        p.varbinds.clear()
        for vb in bindings:
            p.varbinds.append(vb)
        return p

    return change


def all_operations(m):
    yield lambda: m.get(OID % 1)
    yield lambda: m.get(OID % 1, OID % 2)
    yield lambda: m.get_next(OID % 1)
    yield lambda: m.get_bulk(OID % 1, non_repeaters=0, max_repetitions=3)
    yield lambda: m.set(OID % 1, 2, 1)
    yield lambda: list(m.walk("1.3.6.1.4.1.9.2"))
    yield lambda: list(m.walk("1.3.6.1.4.1.9.2", max_repetitions=0))
    yield lambda: list(m.table("1.3.6.1.4.1.9"))


def check_only_snmp_errors(change, must_raise=0):
    # must_raise: so many of all_operations() must, from the first on.
    for i in range(8):
        box, m = manager(change)
        raised = False
        try:
            list(all_operations(m))[i]()
        except SnmpError as e:
            raised = True
            assert str(e)
        assert raised or i >= must_raise, i
        assert m.get(OID % 2).value == 2  # and goes on


def test_error_fields_that_are_none_raise_snmp_error():
    for status in (1, 5, 18, 19, 127, 255, -1, -2147483648, 2147483647):
        for index in (0, 1, 2, 99, -1, -2147483648, 2147483647):
            # A walk is over, or goes on with fewer: test_manager_walk.py
            change = with_fields(err_status=status, err_id=index)
            check_only_snmp_errors(change, 5 if status in (1, 2, 5) else 8)


def test_an_error_index_without_an_error_is_not_looked_at():
    for index in (1, -1, 2147483647):
        box, m = manager(with_fields(err_id=index))
        assert m.get(OID % 1).value == 1


def test_bindings_that_were_not_asked_for_raise_snmp_error_or_nothing():
    for bindings in (
        (),
        ((OID % 1, (2, 1)),) * 3,
        ((OID % 1, END),),
        ((OID % 1, (0x80, None)), (OID % 2, (0x81, None))),
        (("0.0", (5, None)),),
        (("2.999." + "1." * 100 + "1", (2, 1)),),
        (("1.3.6.1.4.1.9.2", (2, 1)),),  # the root itself
        (("1.3.6.1.4.1.9.20.1", (2, 1)),),  # begins with the same digits
        ((OID % 4294967295, (4, b"\xff" * 200)),),
    ):
        check_only_snmp_errors(with_bindings(*bindings))


def test_as_many_bindings_as_were_asked_for_or_snmp_error():
    for bindings in ((), ((OID % 1, (2, 1)),) * 2, ((OID % 1, (2, 1)),) * 40):
        box, m = manager(with_bindings(*bindings))
        raises(SnmpError, m.get, OID % 1)
        assert m.get(OID % 1).value == 1


def test_a_walk_does_not_go_round():
    for oids in ((5, 4), (1, 1), (2, 3, 1), (3, 2, 3)):
        bindings = [(OID % i, (2, i)) for i in oids]
        box, m = manager(with_bindings(*bindings), times=99)
        raises(NotIncreasing, list, m.walk("1.3.6.1.4.1.9.2"))
        assert len(box.asked) == 1


def test_a_walk_ends_though_responses_have_nothing_or_go_elsewhere():
    for bindings in ((), (("1.3.6.1.4.1.9.3.1", (2, 1)),), (("1.0", (2, 1)),), ((OID % 1, END),)):
        box, m = manager(with_bindings(*bindings), times=99)
        assert list(m.walk("1.3.6.1.4.1.9.2")) == []
        assert len(box.asked) == 1


def test_a_response_to_another_is_waited_past():
    for fields in (
        {"id": 1},
        {"id": -1},
        {"ver": 0},
        {"ver": 3},
        {"community": "publi"},
        {"community": ""},
        {"community": b"\xff"},
        {"type": 0xA0},
        {"type": 0xA6},
        {"type": 0xA8},
    ):
        box, m = manager(with_fields(**fields), retries=0, timeout_ms=50)
        raises(NoResponse, m.get, OID % 1)
        assert m.strays == 1 and m.get(OID % 1).value == 1


def test_a_matching_response_that_is_malformed_is_waited_past():
    def cut(p):
        return p.tobytes()[:-1]

    def huge(p, length=b"\x84\x7f\xff\xff\xff"):
        # The PROTOS length, in the binding of a message that is right otherwise.
        d = p.tobytes()
        bindings = tobytes_tv(48, b"\x30" + length + b"\x06\x00\x05\x00")
        body = d[2 : d.find(b"\x30", 20)] + bindings
        k = body.find(b"\xa2")
        return tobytes_tv(48, body[: k + 1] + bytes((len(body) - k - 2,)) + body[k + 2 :])

    def huge64(p):
        return huge(p, b"\x88\x7f" + b"\xff" * 7)

    for change in (cut, huge, huge64):
        box, m = manager(change, retries=0, timeout_ms=50)
        raises(BadResponse, m.get, OID % 1)
        assert m.strays == 1 and m.get(OID % 1).value == 1
