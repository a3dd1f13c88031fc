# RFC 3584 3: traps of SNMPv1 and notifications of SNMPv2 into each other.

from usnmp_base.trap import trap_oid, v1_trap


def test_generic_traps_are_below_snmp_traps():
    for generic in range(6):
        assert trap_oid(generic, 9, "1.3.6.1.4.1.9") == "1.3.6.1.6.3.1.1.5.%d" % (generic + 1)


def test_an_enterprise_specific_trap_has_a_zero_before_its_number():
    assert trap_oid(6, 5, "1.3.6.1.4.1.9") == "1.3.6.1.4.1.9.0.5"
    assert trap_oid(6, 0, "1.3") == "1.3.0.0"


def test_a_standard_notification_becomes_generic():
    for n in range(1, 7):
        oid = "1.3.6.1.6.3.1.1.5.%d" % n
        assert v1_trap(oid) == ("1.3.6.1.6.3.1.1.5", n - 1, 0)
        assert v1_trap(oid, "1.3.6.1.4.1.9.1") == ("1.3.6.1.4.1.9.1", n - 1, 0)


def test_others_are_enterprise_specific_without_their_zero():
    for oid in ("1.3.6.1.4.1.9.7", "1.3.6.1.4.1.9.0.7"):
        assert v1_trap(oid, "1.3.5") == ("1.3.6.1.4.1.9", 6, 7)
    assert v1_trap("1.3.6.1.6.3.1.1.5.7") == ("1.3.6.1.6.3.1.1.5", 6, 7)
    assert v1_trap("1.3.6.1.6.3.1.1.5.0") == ("1.3.6.1.6.3.1.1.5", 6, 0)


def test_there_and_back():
    for oid in ("1.3.6.1.4.1.9.0.7", "1.3.6.1.6.3.1.1.5.3", "1.3.6.1.4.1.9.1.0.4294967295"):
        enterprise, generic, specific = v1_trap(oid)
        assert trap_oid(generic, specific, enterprise) == oid
