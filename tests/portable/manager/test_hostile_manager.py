# Responses that match the request, and whose content is hostile: an SnmpError, or nothing,
# whatever is asked. Portable, runs on CPython and MicroPython. What does not match is in
# tests/hostile.

# First, for the C stack: imports within imports are few then.
from usnmp_manager.response import SnmpError

from hostilebox import END, OID, manager, with_bindings, with_fields


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
