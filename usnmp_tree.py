# Parts of the MIB that are computed, not registered one by one: subtrees with a provider, and
# tables. Imports usnmp_mib and usnmp_reply; Mib.subtree() and Mib.table()
# import it.
#
# Here an index is a tuple of its sub-identifiers: it compares as OIDs do, and is what people
# write.

import sys

from usnmp_mib import INT, IPADDR, OCTSTR, OID, Value, key_oid, oid_octets, sort_key
from usnmp_reply import const

_NOSUCHNAME = const(2)


def ids_octets(ids):
    """The content octets of sub-identifiers that do not begin an OID. Raises ValueError."""
    out = bytearray()
    for i in ids:
        if i < 0 or i >> 32:
            raise ValueError("sub-identifier %d" % i)
        for k in (28, 21, 14, 7):
            if i >> k:
                out.append(i >> k & 127 | 128)
        out.append(i & 127)
    return bytes(out)


def octets_ids(octets, p):
    """The sub-identifiers in `octets` from `p` on, as a tuple."""
    ids = []
    n = 0
    for c in octets[p:]:
        n = n << 7 | c & 127
        if c < 128:
            ids.append(n)
            n = 0
    return tuple(ids)


def _raising(e):
    # What reads like a handler that raises `e`: so a broken provider makes genErr and a log line.
    def read():
        raise e

    return read


def _node(found):
    # What Mib.nodes would hold for what a provider found: (type, value), or with a writer behind.
    if found and not callable(found[1]):
        found = (found[0], Value(found[1])) + tuple(found[2:])
    return found


class Subtree:
    """A provider at its place, `octets`, in the MIB."""

    def __init__(self, octets, provider):
        self.octets = octets
        self.provider = provider

    def get(self, oid):
        """The node of `oid` (content octets), or None."""
        try:
            return _node(self.provider.get(octets_ids(oid, len(self.octets))))
        except Exception as e:
            return OCTSTR, _raising(e)

    def next(self, oid):
        """(OID, node) of what follows `oid` here, or None."""
        ids = ()
        if oid.startswith(self.octets):
            ids = octets_ids(oid, len(self.octets))
        try:
            found = self.provider.next(ids)
            if found is None:
                return None
            if found[0] <= ids:
                raise ValueError("next%s gave %s" % (ids, found[0]))
            return self.octets + ids_octets(found[0]), _node(found[1:])
        except Exception as e:
            return self.octets, (OCTSTR, _raising(e))

    def has_object(self, oid):
        """As usnmp_v2c.has_object(), for a table by its columns; another subtree has all."""
        column = octets_ids(oid, len(self.octets))[:1]
        types = getattr(self.provider, "types", None)
        if not column or types is not None and column[0] not in types:
            return 0
        return 2 if types and column[0] in self.provider.write else 1


def subtree(mib, oid, provider):
    """Let `provider` serve all that is below `oid` in `mib`.

    provider.get(index) gives (type, value), or (type, value, write), or None for nothing;
    provider.next(index) gives (index, type, value) of the first behind `index`, or None. An index
    is a tuple of sub-identifiers, () for the start. A value may be a callable. What a provider
    raises makes genErr. Raises ValueError if `oid` is no OID or overlaps a registration.
    """
    try:
        octets = oid_octets(oid)
        mib.add(octets, True)
    except ValueError as e:
        raise ValueError("subtree %s: %s" % (oid, e))
    mib.trees[octets] = Subtree(octets, provider)
    mib.tree = sys.modules[__name__]


def table(mib, entry, columns, rows, index=(INT,), write=None, row_status=None, **more):
    """Serve a conceptual table (RFC 2578 7.1.12) in `mib`, however many rows it has or gets.

    entry: dotted OID of the entry, below which are the columns. columns: {number: type}.
    rows: a mapping of key -> row (Rows, if they are many), or a callable that returns one, asked
    at each request; a row is a mapping (or sequence) by column number, in which a cell may be
    missing or None. index: the kinds of the parts of a key, which is a tuple if there are several:
    INT, OCTSTR (length first), IPADDR, OID (length first), FIXED(n), IMPLIED(type). write:
    {column: callable(key, value)}, or True to have the value put into the row. row_status: the
    column by which a manager makes and removes rows, with create=, required=, on_row=: see
    usnmp_rowstatus.RowTable. Raises ValueError for a column that there is not, and as subtree().
    """
    if row_status is None:
        provider = Table(columns, rows, index, write, **more)
    else:
        from usnmp_rowstatus import RowTable

        provider = RowTable(columns, rows, index, write, row_status, **more)
    subtree(mib, entry, provider)


def within(mib, oid):
    """The Subtree that `oid` is in, or None."""
    i = mib.after(sort_key(oid)) - 1
    key = key_oid(mib.keys[i]) if i >= 0 else oid
    return mib.trees.get(key) if oid.startswith(key) else None


def find(mib, oid):
    """The node of `oid`, which is not in mib.nodes, in the subtree it is in; or None."""
    tree = within(mib, oid)
    return tree.get(oid) if tree else None


def step(engine, w, oid):
    """usnmp_pdu.PduEngine._next() for a MIB with subtrees."""
    mib = engine.mib
    i = mib.after(sort_key(oid))
    at = key_oid(mib.keys[i - 1]) if i else None
    if at in mib.trees and oid.startswith(at):
        i -= 1  # within that one
    while i < len(mib.keys):
        at = key_oid(mib.keys[i])
        tree = mib.trees.get(at)
        if tree:
            found = tree.next(oid)
            if found is None:
                i += 1
                continue
            oid, node = found
        else:
            oid = at
            node = mib.nodes[at]
            i += 1
        engine._oid = oid
        e = engine._put(w, oid, node)
        if e != _NOSUCHNAME:
            return e
    return _NOSUCHNAME


# --- tables ---


def __getattr__(name):
    # usnmp_tree.Rows (PEP 562): whoever has no large table does without its module.
    if name == "Rows":
        from usnmp_rows import Rows

        return Rows
    raise AttributeError(name)


def FIXED(n):
    """An index that is an OCTET STRING of always `n` octets."""
    return OCTSTR, n


def IMPLIED(t):
    """The last index, of type OCTSTR or OID, without its length (RFC 2578 7.7)."""
    return t, 0


def _to_ids(key, kinds):
    # The sub-identifiers of a row's key: a value, or a tuple of values, of those kinds.
    ids = []
    for v, kind in zip(key if isinstance(key, tuple) else (key,), kinds):
        if kind == INT:
            ids.append(v)
            continue
        t, n = kind if isinstance(kind, tuple) else (kind, -1)
        if t == OCTSTR:
            v = v.encode() if isinstance(v, str) else v
            if n > 0 and len(v) != n:
                raise ValueError("index of %d octets, not %d" % (len(v), n))
        else:
            v = list(map(int, v.split(".")))
        if n < 0 and t != IPADDR:
            ids.append(len(v))
        ids.extend(v)
    return tuple(ids)


def _to_key(ids, kinds):
    # The other way; None if no key has such an index.
    key = []
    p = 0
    for kind in kinds:
        t, n = kind if isinstance(kind, tuple) else (kind, -1)
        if p >= len(ids) and n:
            return None
        if t == INT:
            key.append(ids[p])
            p += 1
            continue
        if t == IPADDR:
            n = 4
        elif n == 0:
            n = len(ids) - p
        elif n < 0:
            n = ids[p]
            p += 1
        part = ids[p : p + n]
        p += n
        if p > len(ids) or t != OID and part and max(part) > 255:
            return None
        if t == OCTSTR:
            v = bytes(part)
            try:
                v = v.decode()
            except ValueError:  # UnicodeError: such a key is bytes
                pass
            key.append(v)
        else:
            key.append(".".join(map(str, part)))
    if p != len(ids):
        return None
    return key[0] if len(kinds) == 1 else tuple(key)


class Table:
    """A provider of conceptual rows (RFC 2578 7.1.12): see table()."""

    def __init__(self, columns, rows, index, write):
        self.columns = sorted(columns)
        self.types = columns
        self.rows = rows
        self.index = index
        self.write = write or {}
        for column in self.write:
            if column not in columns:
                raise ValueError("no column %r to write" % column)

    def _cell(self, rows, column, key):
        # (type, value), with a writer where there is one; None if it is not there.
        row = rows[key]
        try:
            v = row[column]
        except (KeyError, IndexError):
            return None
        if v is None:
            return None
        write = self.write.get(column)
        if write is None:
            return self.types[column], v
        if write is True:
            return self.types[column], v, lambda new: row.__setitem__(column, new)
        return self.types[column], v, lambda new: write(key, new)

    def get(self, ids):
        rows = self.rows() if callable(self.rows) else self.rows
        if not ids or ids[0] not in self.types:
            return None
        key = _to_key(ids[1:], self.index)
        return self._cell(rows, ids[0], key) if key is not None and key in rows else None

    def next(self, ids):
        rows = self.rows() if callable(self.rows) else self.rows
        for column in self.columns:
            if ids and column < ids[0]:
                continue
            after = ids[1:] if ids and column == ids[0] else ()
            while True:
                after = rows.after(after) if hasattr(rows, "after") else self._after(rows, after)
                if after is None:
                    break
                cell = self._cell(rows, column, _to_key(after, self.index))
                if cell:
                    return ((column,) + after,) + cell
        return None

    def _after(self, rows, ids):
        best = None
        for key in rows:
            found = _to_ids(key, self.index)
            if found > ids and (best is None or found < best):
                best = found
        return best
