# What the tests share in which a manager of SNMPv3 has asked already. Portable.

from v3box import A, V3Box


def known(tamper=None, who=None, **kw):
    """(box, manager) that has asked once; then answers are tampered with."""
    box = V3Box()
    m = box.manager(who, **kw)
    assert m.get(A).value == "agent"
    box.asked.clear()
    box.tamper = tamper
    return box, m
