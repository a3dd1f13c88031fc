# Short tables that are computed anew for each request, to be read. Imports nothing of usnmp; the
# MIBs of SNMPv3 are made of them.

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Iterable

    Row = tuple[tuple[int, ...], dict[int, tuple[int, Any]]]


class Listed:
    """A provider (Mib.subtree) for the entry of a table. rows() gives its rows, in any order:
    (index as a tuple of sub-identifiers, {column: (type, value)}).
    """

    def __init__(self, rows: "Callable[[], Iterable[Row]]") -> None:
        self.rows = rows

    def get(self, index: "tuple[int, ...]") -> "tuple[Any, ...] | None":
        for ids, row in self.rows():
            if index[1:] == ids:
                return row.get(index[0])
        return None

    def next(self, index: "tuple[int, ...]") -> "tuple[Any, ...] | None":
        least = None
        for ids, row in self.rows():
            for column in row:
                at = (column,) + ids
                if at > index and (least is None or at < least[0]):
                    least = (at,) + row[column]
        return least


def text(octets: bytes) -> "tuple[int, ...]":
    """An OCTET STRING in an index: its length first (RFC 2578 7.7)."""
    return (len(octets),) + tuple(octets)


def dotted(oid: str) -> "tuple[int, ...]":
    """A dotted OID in an index."""
    ids = tuple([int(i) for i in oid.split(".")])
    return (len(ids),) + ids
