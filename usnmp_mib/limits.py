# What a table of `usnmp skeleton` may be written, and its place: ranges and sizes of columns and of
# indices, as a MIB has them. Pure; imports index; imported by whoever wants it.

from .index import _to_key, const, octets_ids

if 0 & 1:  # for type checkers alone
    from typing import Any, Sequence
    from usnmp_mib import Mib

_OFFSETS = const(32)  # an outcome below is an error-status: see usnmp_agent.reply

# Error-status of RFC 3416 3.
_WRONGTYPE = const(7)
_WRONGLENGTH = const(8)
_WRONGVALUE = const(10)
_NOCREATION = const(11)
_NOTWRITABLE = const(17)


def check(limits: "Sequence[int]", what: int, value: "Any") -> int:
    """0 if `limits` allow `value` for the column `what`; or the error-status, wrongValue, of octets
    wrongLength. limits: (column, least, greatest, column, least, greatest ...); of octets they
    are of their number; a column may have several ranges, and one that has none is not limited.
    """
    status = 0
    n = value
    if not isinstance(n, int):
        n = len(n.encode() if isinstance(n, str) else n)
    for i in range(0, len(limits), 3):
        if limits[i] == what:
            if limits[i + 1] <= n <= limits[i + 2]:
                return 0
            status = _WRONGVALUE if value is n else _WRONGLENGTH
    return status


def place(mib: "Mib", entry: str, tree: "Any", limits: "Sequence[int]" = ()) -> None:
    """Serve `tree`, a table.Table, rowstatus.RowTable or computed.Computed, as Mib.table() does, in
    less heap and without its checks; and refuse what is out of range when it is SET, as the first
    of all (RFC 3416 4.2.5).

    entry: the dotted OID of the entry. limits: as of check(); there, the column -1 is the first
    part of the index of a row that is to be made, -2 the next: noCreation. Raises ValueError if
    the OID is none or its place is taken.
    """
    at = tree.octets = mib.add(entry, True)
    mib.trees[at] = tree
    mib.asked = 0  # as subtree.table() does
    tree.oid = bytearray(at) + bytes(2)
    if not limits:
        return
    stage = getattr(tree, "stage_set", None)

    def stage_set(transaction, oid, t, v):
        # In place of RowTable's, which has what comes next if rows can be made.
        if tree.has_object(oid) < 2:
            return _NOTWRITABLE
        column = tree.column
        if t != tree.types[column]:
            return _WRONGTYPE
        status = check(limits, column, v)
        if status:
            return status
        node = tree.get(oid)
        if stage:
            if not node:
                n = 0
                key = _to_key(octets_ids(oid, len(tree.octets))[1:], tree.index)
                for part in key if isinstance(key, tuple) else (key,):
                    n -= 1
                    if part is None or check(limits, n, part):
                        return _NOCREATION
            return stage(transaction, oid, t, v)
        if not node:
            return _NOCREATION
        transaction.todo.append([transaction.n, oid, node[1], node[2], v, None])
        return _OFFSETS

    tree.stage_set = stage_set
