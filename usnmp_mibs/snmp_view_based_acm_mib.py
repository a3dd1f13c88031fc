# SNMP-VIEW-BASED-ACM-MIB (RFC 3415): who may do what to an agent, in SNMPv3 and by communities, to
# be read. Imports usnmp_mib and listed.

from usnmp_mib import INT, OCTSTR, oid_str

from .listed import Listed, dotted, text

if 0 & 1:  # for type checkers alone
    from usnmp_agent import Agent
    from usnmp_mib import Mib

# Groups and views have no names in an agent: a group is called as its only user, a view by a
# number. Communities are secrets, and called by numbers as well.


def vacm(mib: "Mib", agent: "Agent") -> None:
    """Serve vacmContextTable, vacmSecurityToGroupTable, vacmAccessTable, vacmViewSpinLock and
    vacmViewTreeFamilyTable of `agent`, 1.3.6.1.6.3.16.1, not to be written. Communities, which are
    secrets, are named by numbers.
    """
    base = "1.3.6.1.6.3.16.1."
    for arc, rows in (
        ("1.1", _contexts),
        ("2.1", _groups),
        ("4.1", _accesses),
        ("5.2.1", _families),
    ):
        mib.subtree(base + arc, Listed(lambda rows=rows: rows(agent)))
    mib.scalar(base + "5.1.0", INT, 0)


def _entries(agent):
    # For each that is allowed: security model, security name, context, the level as of
    # SnmpSecurityLevel, the View, may it write?, a number
    n = 0
    for head, rights in agent._heads.items():
        n += 1
        yield head[2] + 1, ("community%d" % n).encode(), b"", 1, rights[0], rights[1], n
    v3 = agent.v3
    for keys in v3.users.values() if v3 else ():
        for level, context, view, sets in keys.access:
            n += 1
            yield 3, keys.tlv[2:], context, (1, 2, 0, 3)[level], view, sets, n


def _contexts(agent):
    for context in {b""}.union([entry[2] for entry in _entries(agent)]):
        yield text(context), {1: (OCTSTR, context)}


def _groups(agent):
    # vacmSecurityToGroupStorageType readOnly(5), -Status active(1)
    for entry in _entries(agent):
        row = {3: (OCTSTR, entry[1]), 4: (INT, 5), 5: (INT, 1)}
        yield (entry[0],) + text(entry[1]), row


def _views(entry):
    # What the views are called that it reads and writes: b"" for none.
    view = entry[4]
    reads = "all" if not view or view.reads is None else "reads%d" % entry[6]
    if not entry[5]:
        return reads.encode(), b""
    writes = "all" if not view or view.writes is None else "writes%d" % entry[6]
    return reads.encode(), writes.encode()


def _accesses(agent):
    # vacmAccessContextMatch exact(1); the views to read, write and notify; -StorageType
    # readOnly(5), -Status active(1)
    for entry in _entries(agent):
        reads, writes = _views(entry)
        row = {4: (INT, 1), 5: (OCTSTR, reads), 6: (OCTSTR, writes), 7: (OCTSTR, reads)}
        row.update({8: (INT, 5), 9: (INT, 1)})
        yield text(entry[1]) + text(entry[2]) + (entry[0], entry[3]), row


def _families(agent):
    for entry in _entries(agent):
        view = entry[4]
        names = _views(entry)
        for i in (0, 1):
            if names[i] == b"all":
                for arc in "012":
                    yield _family(names[i], arc, True)
            elif names[i]:
                for octets, included in (view.reads, view.writes)[i]:
                    yield _family(names[i], oid_str(octets), included)


def _family(name, oid, included):
    # -FamilyMask, -Type included(1) or excluded(2), -StorageType readOnly(5), -Status active(1)
    row = {3: (OCTSTR, b""), 4: (INT, 1 if included else 2), 5: (INT, 5), 6: (INT, 1)}
    return text(name) + dotted(oid), row
