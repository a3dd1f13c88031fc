# Parts of the MIB that are computed: a provider or a table at its place, and where that is. Pure;
# imports index, table, rowstatus and computed; Mib.subtree() and Mib.table() import it.

from .index import ids_octets, octets_ids

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Mapping, Protocol, Sized
    from usnmp_mib import Mib
    from .rows import Rows

    class Provider(Protocol):
        # What subtree() takes.
        def get(self, __index: "tuple[int, ...]") -> "tuple[Any, ...] | None": ...
        def next(self, __index: "tuple[int, ...]") -> "tuple[Any, ...] | None": ...


class Subtree:
    """A `provider` at its place, `octets`, in the MIB. Passes on what it raises."""

    provider: "Provider"
    octets: bytes
    node: "Any"

    def get(self, oid: bytes) -> "tuple[Any, ...] | None":
        """The node of `oid` (content octets, below ours) as in Mib.nodes, or None."""
        return _node(self.provider.get(octets_ids(oid, len(self.octets))))

    def next(self, oid: bytes) -> "bytes | None":
        """The OID of what follows `oid`, its node being in self.node; or None."""
        ids = octets_ids(oid, len(self.octets))
        found = self.provider.next(ids)
        if found is None:
            return None
        if found[0] <= ids:
            raise ValueError("next%s gave %s" % (ids, found[0]))
        self.node = _node(found[1:])
        return self.octets + ids_octets(found[0])

    def end(self, oid: bytes) -> bytes:
        """Where to go on behind the object that `oid` is of, as far as that is known."""
        return oid

    def has_object(self, oid: bytes) -> int:
        """0: there is no such object; 1: there is; 2: it can be written."""
        return len(oid) > len(self.octets)


def _node(found):
    if found and not callable(found[1]):
        found = (found[0], lambda value=found[1]: value) + tuple(found[2:])
    return found


def subtree(mib: "Mib", oid: str, provider: "Provider") -> None:
    """Mib.subtree(): let `provider` serve all that is below `oid` in `mib`. Raises ValueError."""
    tree = Subtree()
    tree.provider = provider
    _place(mib, oid, tree)


def _place(mib, oid, tree):
    try:
        tree.octets = mib.add(oid, True)
    except ValueError as e:
        raise ValueError("subtree %s: %s" % (oid, e))
    mib.trees[tree.octets] = tree
    mib.asked = 0  # the datagram that mib.steps is of: how many fruitless ones are left to it


def _check(kinds, rows):
    # What would else be seen at the first request only, as genErr. Of the rows, the first: a table
    # costs as much to register with 10,000 as with 10.
    if str in kinds:
        raise ValueError("a type given as text")
    try:
        for key in () if callable(rows) else rows:
            rows[key][0]
            break
    except LookupError:  # there need not be a column 0
        pass
    except TypeError:
        raise ValueError("rows: a mapping of key -> row is wanted")


def table(
    mib: "Mib",
    entry: str,
    columns: "Mapping[int, int | tuple[int, Any]]",
    rows: "Mapping[Any, Any] | Rows | Sized | Callable[..., Any]",
    row_status: "int | None" = None,
    **options: "Any",
) -> None:
    """Mib.table(): serve a conceptual table (RFC 2578 7.1.12) in `mib`, a Table, with `row_status`
    a RowTable, with `cell` a Computed, which take the options. Raises ValueError.
    """
    try:
        if not entry.endswith(".1"):
            raise ValueError("the OID of its entry is wanted, which ends in .1 (RFC 2578 7.1.12)")
        kinds = list(columns.values()) + list(options.get("index", ()))
        _check([type(kind) for kind in kinds], () if "cell" in options else rows)
        if "cell" in options:
            from usnmp_mib.computed import Computed

            tree = Computed(columns, rows, **options)
        elif row_status is None:
            from usnmp_mib.table import Table

            tree = Table(columns, rows, **options)
        else:
            from usnmp_mib.rowstatus import RowTable

            tree = RowTable(columns, rows, row_status=row_status, **options)
    except ValueError as e:
        raise ValueError("table %s: %s" % (entry, e))
    _place(mib, entry, tree)
    tree.oid = bytearray(tree.octets) + bytes(2)
