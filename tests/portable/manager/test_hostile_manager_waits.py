# Hostile responses, one operation at a time: what is waited past, and what ends a walk. Portable.

# First, for the C stack: imports within imports are few then.
from usnmp_manager.response import BadResponse, NoResponse, NotIncreasing, SnmpError

from hostilebox import END, OID, manager, with_bindings, with_fields
from usnmp_codec import tobytes_tv
from util import raises


def test_an_error_index_without_an_error_is_not_looked_at():
    for index in (1, -1, 2147483647):
        box, m = manager(with_fields(err_id=index))
        assert m.get(OID % 1).value == 1


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
