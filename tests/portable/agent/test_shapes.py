# usnmp_agent.request_cache: the values that a request of a known shape gets.

from agentbox import BASE, GENERR, GET, NOSUCHNAME, SET, error
from shapesbox import box, value
from usnmp_mib import GAUGE, INT


def test_a_known_shape_is_answered_with_its_own_request_id():
    b = box()
    for rid in (0x1234567, 0x7654321, 0x1000000):
        assert b.ask(GET, BASE % 1, id=rid).varbinds[BASE % 1] == (4, "constant")
    assert b.shapes.n == 1


def test_a_known_shape_is_answered_with_the_value_of_now():
    b = box()
    for v in (21, 22, -1, -128, 127, 128, -129, 32767, 32768, 1 << 23, -(1 << 31), (1 << 31) - 1):
        b.value = v
        assert value(b, 2) == v
    b.value = None
    assert error(b.ask(GET, BASE % 2)) == (NOSUCHNAME, 1)
    b.value = 1 << 31
    assert error(b.ask(GET, BASE % 2)) == (GENERR, 1)
    b.value = "text"
    assert error(b.ask(GET, BASE % 2)) == (GENERR, 1)
    b.value = 5
    assert value(b, 2) == 5


def test_a_set_is_seen_at_once():
    b = box()
    assert value(b, 5) == 7
    for v in (8, 300, -70000):
        assert not b.ask(SET, (BASE % 5, (2, v)), community="private").err_status
        assert value(b, 5) == v
    assert value(b, 4) == "probe"
    b.ask(SET, (BASE % 4, (4, "other")), community="private")
    assert value(b, 4) == "other"


def test_what_is_registered_later_and_taken_away_is_seen_at_once():
    b = box()
    b.mib.scalar(BASE % 20, INT, 3)
    assert value(b, 20) == 3
    (octets,) = [k for k in b.mib.nodes if b.mib.nodes[k] == b"\x02\x01\x03"]
    b.mib.nodes[octets] = b"\x02\x01\x04"
    assert value(b, 20) == 4
    b.mib.nodes.pop(octets)
    assert error(b.ask(GET, BASE % 20)) == (NOSUCHNAME, 1)
    b.mib.nodes[octets] = (INT, lambda: 5)
    assert value(b, 20) == 5


def test_a_function_is_asked_once_for_each_request_whatever_it_gives():
    b = box()
    asked = []
    results = [1, 2, 300, None, "no", 1 << 40, ValueError("no"), 4, 5]

    def read():
        asked.append(results[len(asked)])
        if isinstance(asked[-1], Exception):
            raise asked[-1]
        return asked[-1]

    b.mib.scalar(BASE % 20, GAUGE, read)
    for i in range(len(results)):
        b.ask(GET, BASE % 1, BASE % 20, BASE % 2)
        assert len(asked) == i + 1
    assert len(b.logged) == 2  # "no", ValueError; a gauge of 1 << 40 stays at its most
