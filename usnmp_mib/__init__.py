# The OID tree an agent serves: what is registered, in the order of GETNEXT. Pure; imports
# usnmp_codec; usnmp_mibs and the user's main.py fill it, usnmp_agent reads it. Imports
# subtree when there is one.
#
# An OID is its BER content octets from the wire to the value and back. Those do not sort as OIDs
# do once two siblings take 2 and 3 octets (16383 is ff 7f, 16384 is 81 80 00), so the index holds
# sort keys: the same octets, with ff 8n set before each sub-identifier of n > 2 octets, where no
# shorter one can stand. For all of MIB-2, and enterprises below 16384, key and octets are the
# same, and one object serves both.

from usnmp_codec import TAGS, frombytes_lenat, frombytes_tvat, tobytes_tv

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Mapping, Protocol, Sequence, Sized
    from usnmp_base.store import Store
    from .rows import Rows
    from .subtree import Provider

    class Phased(Protocol):
        # A handler with phases. It may have test(), undo() and cleanup() beside.
        @property
        def commit(self) -> "Callable[..., object]": ...


INT = 2
OCTSTR = 4
OID = 6
IPADDR = 64
COUNTER = 65
GAUGE = 66
TIMETICKS = 67
OPAQUE = 68
COUNTER64 = 70


def oid_octets(oid: str) -> bytes:
    """The content octets of a dotted OID (X.690 8.19), as bytes. Raises BerError, a ValueError."""
    b = tobytes_tv(OID, oid)
    return b[1 + frombytes_lenat(b, 0)[1] :]


def oid_str(oid: bytes) -> str:
    """The dotted OID of content octets, for people. Raises BerError if they are none."""
    oid = bytearray(tobytes_tv(48, oid))
    oid[0] = OID
    return frombytes_tvat(oid, 0)[1]


def sort_key(oid: bytes) -> "bytes | None":
    """The sort key of an OID's content octets; None if they are not an OID (X.690 8.19, RFC 2578
    3.5).

    Answers with the very object it was given where it can.
    """
    n = 0  # within a sub-identifier the octet, which is more than may be left
    left = 127  # sub-identifiers that may still come: the first one holds two arcs
    for c in oid:
        if c < 128:
            n = 0
            left -= 1
        elif n or c == 128:  # three octets and more; or padding
            return _wide_key(oid)
        else:
            n = c
    return oid if oid and left >= n else None


def _wide_key(oid):
    # sort_key() of any OID, the long way.
    key = bytearray()
    n = ids = 0
    for i in range(len(oid)):
        if oid[i] < 128:
            k = i - n
            if oid[n] == 128 or k > 4 or k == 4 and oid[n] > 0x8F:  # padding; past 2**32 - 1
                return None
            if k > 1:
                key.append(255)
                key.append(129 + k)
            key.extend(oid[n : i + 1])
            n = i + 1
            ids += 1
    return bytes(key) if n == len(oid) and ids < 128 else None


def key_oid(key: bytes) -> bytes:
    """The content octets of the OID with that sort key."""
    if key.find(b"\xff") < 0:
        return key
    oid = bytearray()
    n = 0
    while n < len(key):
        i = n
        if key[n] == 255 and key[n + 1] > 127:
            i += 2
            n = i + key[n + 1] - 128
        else:
            n += 1 if key[n] < 128 else 2
        oid.extend(key[i:n])
    return bytes(oid)


class Value:
    """A value kept in memory, of any type: Value(v)() reads it, Value(v).set(w) writes it. What
    Mib.scalar() makes of a constant that has write=True.
    """

    def __init__(self, value: "Any") -> None:
        self.value = value

    def __call__(self) -> "Any":
        return self.value

    def set(self, value: "Any") -> None:
        self.value = value


class Mib:
    """The objects an agent serves.

    `nodes` maps content octets to what is there: bytes, an encoded constant; or a tuple (type,
    read, write, limit), as long as it need be. `trees` maps those of subtrees and tables to a
    subtree.Subtree or table.Table. `keys` are the sort keys of both, in order.
    """

    wide = False  # is there a sort key that is not the content octets themselves?

    def __init__(self) -> None:
        self.nodes: "dict[bytes, Any]" = {}
        self.keys: "list[bytes]" = []
        self.trees: "dict[bytes, Any]" = {}
        self.index = 0  # what after() found last

    def scalar(
        self,
        oid: str,
        type: int,
        value: "Any",
        write: "Callable[[Any], object] | Phased | bool | None" = None,
        range: "tuple[int, int] | None" = None,
        size: "tuple[int, int] | None" = None,
        values: "Sequence[Any] | None" = None,
        persist: "Store | None" = None,
    ) -> None:
        """Serve one object instance.

        oid: dotted, with the trailing ".0". type: INT, OCTSTR, GAUGE, ... (any of usnmp_codec).
        value: a constant, encoded once, here; or a callable without arguments, asked at each
        request. If it returns None there is no such object for the time being; if it raises, the
        manager gets genErr.
        write: a callable that takes the decoded value, which may raise ValueError to refuse it
        (wrongValue); True: keep what is written, `value` being the first; None: read-only. Or an
        object that is not callable, a handler with phases: test(value), commit(value),
        undo(before), cleanup(), of which commit alone is needed; a constant keeps what it commits.
        range: (least, greatest) that may be written; size: the same of its length; values: those
        that may be written. Others get wrongValue or wrongLength.
        persist: a usnmp_base.store.Store, which keeps what is written to a constant.
        Raises ValueError for an OID or constant that is none, or a place that is taken.
        """
        try:
            if not isinstance(type, int) or type not in TAGS:
                raise ValueError("%r is no type" % (type,))
            if not callable(value):
                node = tobytes_tv(type, value)
                if persist:
                    value = persist.scalar(oid, type, value)
                    write = callable(write) or write or True
                else:
                    value = Value(value)
            elif write is True:
                raise ValueError("write=True: no constant")
            else:
                node = (type, value)
            # wrongValue and wrongLength of RFC 3416 3; 0 for a list
            limit = range and (10, range) or size and (8, size) or values and (0, values)
            if write:
                node = (type, value, value.set if write is True else write)
                if limit:
                    node += (limit,)
            elif limit:
                raise ValueError("limit: no write")
            self.nodes[self.add(oid)] = node
        except (ValueError, TypeError) as e:
            raise ValueError("scalar %s: %s" % (oid, e))

    def table(
        self,
        entry: str,
        columns: "Mapping[int, int | tuple[int, Any]]",
        rows: "Mapping[Any, Any] | Rows | Sized | Callable[..., Any]",
        **options: "Any",
    ) -> None:
        """Serve a conceptual table (RFC 2578 7.1.12).

        entry: the dotted OID of the entry, below which are the columns. columns: {number: type}.
        rows: a mapping of key -> row (a dict, or rows.Rows if they are many), or a callable for
        one, asked at each request; a row is a mapping or sequence by column number, its cells
        values or callables for them; a cell may be missing or None.
        Options: index, the types of the parts of a key: INT, OCTSTR and OID (length first),
        IPADDR, table.FIXED(n), table.IMPLIED(type); by default one INT. write: {column:
        callable(key, value)}, or True for the callable: put the value into the row; or a handler,
        whose phases have the key before the value. row_status:
        the number of the RowStatus column (RFC 2579), by which a manager makes and removes rows;
        with it create, required and on_row, as rowstatus.RowTable says. cell: a callable(row,
        column) for the cells, which are then computed: rows says which there are, and a column
        may be constant, as computed.Computed says.
        Raises ValueError for an OID that is none or overlaps a registration, and for a column
        that there is not.
        """
        from usnmp_mib import subtree

        subtree.table(self, entry, columns, rows, **options)

    def subtree(self, oid: str, provider: "Provider") -> None:
        """Let `provider` serve all that is below the dotted OID `oid`.

        provider.get(index) gives (type, value), or (type, value, write), or None for nothing;
        provider.next(index) gives (index, type, value) of the first behind `index`, or None. An
        index is a tuple of sub-identifiers, () for the start. A value may be a callable. What they
        raise makes genErr. Raises ValueError if `oid` is no OID or overlaps a registration.
        """
        from usnmp_mib import subtree

        subtree.subtree(self, oid, provider)

    def add(self, oid: str, tree: bool = False) -> bytes:
        """Put the key of a dotted OID in its place; its content octets. Raises ValueError if it is
        none, or if that is taken already.
        """
        oid = oid_octets(oid)
        i = self.after(oid)
        for near in self.keys[max(0, i - 1) : i + 1]:
            other = key_oid(near)
            if (
                oid == other
                or other in self.trees
                and oid.startswith(other)
                or tree
                and other.startswith(oid)
            ):
                raise ValueError("overlaps %s, registered before" % oid_str(other))
        key = sort_key(oid)
        self.keys.insert(i, key)
        if key != oid:
            self.wide = True
        return oid

    def after(self, oid: bytes) -> int:
        """The index in `keys` of the first that follows the OID with these content octets, which
        need not be there; key_oid() of it is its OID.
        """
        # Most walks need no key: their OIDs are keys, and so are those that they find.
        key = sort_key(oid) if self.wide or oid not in self.nodes else oid
        keys = self.keys
        hi = len(keys)
        lo = self.index
        if lo < hi and keys[lo] == key:  # a walk asks for what follows that which it was given
            lo += 1
        else:
            lo = 0
            while lo < hi:
                i = (lo + hi) >> 1
                if key < keys[i]:
                    hi = i
                else:
                    lo = i + 1
        self.index = lo
        return lo
