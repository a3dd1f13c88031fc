# Parts of the MIB that are computed: subtrees with a provider, and tables. Imports usnmp_mib and
# usnmp_reply; Mib.subtree() and Mib.table() import it.
#
# An index here is a tuple of sub-identifiers; or if it is one INT, as mostly (`plain`), that.

import sys

from usnmp_mib import INT, IPADDR, OCTSTR, OID, Value, key_oid, oid_octets, sort_key
from usnmp_reply import const

_NOSUCHNAME = const(2)


def ids_octets(ids):
    """The content octets of sub-identifiers, not the first of an OID. Raises ValueError."""
    out = bytearray()
    for i in ids:
        if i < 0 or i >> 32:
            raise ValueError("sub-identifier %d" % i)
        k = 28 if i > 127 else 0
        while k:
            if i >> k:
                out.append(i >> k & 127 | 128)
            k -= 7
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


class Subtree:
    """A `provider` at its place, `octets`, in the MIB. Passes on what it raises."""

    def get(self, oid):
        """The node of `oid` (content octets, below ours) as in Mib.nodes, or None."""
        return _node(self.provider.get(octets_ids(oid, len(self.octets))))

    def next(self, oid):
        """The OID of what follows `oid`, its node being in self.node; or None."""
        ids = octets_ids(oid, len(self.octets))
        found = self.provider.next(ids)
        if found is None:
            return None
        if found[0] <= ids:
            raise ValueError("next%s gave %s" % (ids, found[0]))
        self.node = _node(found[1:])
        return self.octets + ids_octets(found[0])

    def has_object(self, oid):
        """As usnmp_v2c.has_object()."""
        return len(oid) > len(self.octets)


def _node(found):
    if found and not callable(found[1]):
        found = (found[0], Value(found[1])) + tuple(found[2:])
    return found


def subtree(mib, oid, provider):
    """Let `provider` serve all that is below `oid` in `mib`.

    provider.get(index) gives (type, value), or (type, value, write), or None for nothing;
    provider.next(index) gives (index, type, value) of the first behind `index`, or None. An index
    is a tuple of sub-identifiers, () for the start. A value may be a callable. What they raise
    makes genErr. Raises ValueError if `oid` is no OID or overlaps a registration.
    """
    try:
        octets = oid_octets(oid)
        mib.add(octets, True)
    except ValueError as e:
        raise ValueError("subtree %s: %s" % (oid, e))
    tree = provider
    if isinstance(provider, Table):
        tree.oid = bytearray(octets) + bytes(2)
    else:
        tree = Subtree()
    tree.provider = provider
    tree.octets = octets
    mib.trees[octets] = tree
    mib.tree = sys.modules[__name__]


def table(mib, entry, columns, rows, index=(INT,), write=None, row_status=None, **more):
    """Serve a conceptual table (RFC 2578 7.1.12) in `mib`.

    entry: dotted OID of the entry, below which are the columns. columns: {number: type}.
    rows: a mapping of key -> row (Rows, if they are many), or a callable for one, asked at each
    request; a row is a mapping or sequence by column number; a cell may be missing or None. index:
    the kinds of the parts of a key, a tuple if there are several: INT, OCTSTR and OID (length
    first), IPADDR, FIXED(n), IMPLIED(type). write: {column: callable(key, value)}, or True to put
    the value into the row. row_status, more: see usnmp_rowstatus.RowTable. Raises ValueError for a
    column that there is not, and as subtree().
    """
    if row_status is None:
        provider = Table(columns, rows, index, write, **more)
    else:
        from usnmp_rowstatus import RowTable

        provider = RowTable(columns, rows, index, write, row_status, **more)
    subtree(mib, entry, provider)


def within(mib, oid):
    """The Subtree or Table that `oid` is in, or None."""
    trees = mib.trees
    if len(trees) > 16:  # it pays to seek
        trees = (key_oid(mib.keys[mib.after(sort_key(oid)) - 1]),)
    for at in trees:
        if oid.startswith(at):
            return mib.trees.get(at)


def find(mib, oid):
    """The node of `oid` in the tree it is in, or None."""
    mib = within(mib, oid)
    try:
        return mib and mib.get(oid)
    except Exception as e:
        return OCTSTR, Value(e)  # genErr, and a log line


def step(engine, w, oid):
    """PduEngine._next() for a MIB with trees."""
    mib = engine.mib
    at = within(mib, oid)
    if at:
        i = _walk(engine, w, oid, at)
        if i != _NOSUCHNAME:
            return i
        oid = at.octets
    if mib.wide or not at and oid not in mib.nodes:
        oid = sort_key(oid)
    i = mib.after(oid)
    while i < len(mib.keys):
        oid = mib.keys[i]
        if mib.wide:
            oid = key_oid(oid)
        engine._oid = oid
        at = mib.nodes.get(oid)
        if at:
            oid = engine._put(w, oid, at)
        else:
            at = mib.trees[oid]
            oid = _walk(engine, w, oid, at)
        if oid != _NOSUCHNAME:
            return oid
        i += 1
    return _NOSUCHNAME


def _walk(engine, w, oid, tree):
    # As step(), within `tree`.
    while True:
        try:
            oid = tree.next(oid)
        except Exception as e:
            return failed(engine, w, tree.octets, e)
        if oid is None:
            return _NOSUCHNAME
        engine._oid = oid
        e = engine._put(w, oid, tree.node)
        if e != _NOSUCHNAME:
            return e


def failed(engine, w, oid, e):
    # As find(), if the view sees any of it.
    for at, seen in engine._rights.reads or ():
        if seen and at.startswith(oid):
            oid = at
    engine._oid = oid
    return engine._put(w, oid, (OCTSTR, Value(e)))


def __getattr__(name):
    # Rows (PEP 562): whoever has no large table saves it.
    if name == "Rows":
        from usnmp_rows import Rows

        return Rows
    raise AttributeError(name)


def FIXED(n):
    """An index that is an OCTET STRING of always `n` octets."""
    return OCTSTR, n


def IMPLIED(t):
    """The last index, an OCTSTR or OID, without its length (RFC 2578 7.7)."""
    return t, 0


def _to_ids(key, kinds):
    # What a row is sorted by: a key of INTs (no garbage then), or its sub-identifiers.
    if kinds.count(INT) == len(kinds):
        return key
    ids = []
    if not isinstance(key, tuple):
        key = (key,)
    for v, kind in zip(key, kinds):
        if kind == INT:
            ids.append(v)
            continue
        t, n = kind if isinstance(kind, tuple) else (kind, -1)
        if t == OCTSTR:
            if isinstance(v, str):
                v = v.encode()
            if n > 0 and len(v) != n:
                raise ValueError("index is not of %d octets" % n)
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
            except ValueError:  # such a key is bytes
                pass
        else:
            v = ".".join(map(str, part))
        key.append(v)
    if p == len(ids):
        return key[0] if len(kinds) == 1 else tuple(key)


def _least(keys, after):
    # The first of `keys` behind `after`, or of all.
    least = None
    for key in keys:
        if (least is None or key < least) and (after is None or key > after):
            least = key
    return least


class Table:
    """Conceptual rows, in place of a Subtree, once: see table(). For one thread at a time."""

    def __init__(self, columns, rows, index, write):
        self.types = columns
        self.rows = rows
        self.index = tuple(index)
        self.write = write or {}
        for column in self.write:
            if column not in columns:
                raise ValueError("no column %r to write" % column)
        self.plain = self.index == (INT,)
        self.value = Value(0)  # reads the cell that was found last

    def _split(self, oid, end):
        # The index in `oid`; None if there is none, or if it is not its `end`. The column, or -1,
        # goes into self.column.
        p = len(self.octets)
        if not self.plain:
            oid = octets_ids(oid, p)
            self.column = oid[0] if oid else -1
            return oid[1:]
        column = -1
        n = 0
        while p < len(oid):
            c = oid[p]
            p += 1
            n = n << 7 | c & 127
            if c < 128:
                if column >= 0:
                    break
                column = n
                n = 0
        else:
            n = None
        self.column = column
        return None if end and p < len(oid) else n

    def _cell(self, row, column):
        # The node of a cell to read, or None.
        try:
            row = row[column]
        except LookupError:
            return None
        if row is None:
            return None
        if not callable(row):
            self.value.value = row
            row = self.value
        return self.types[column], row

    def _write(self, node, row, key, column):
        # The node with a writer, its value for itself: a SET may hold several.
        write = self.write[column]

        def set(v):
            if write is not True:
                return write(key, v)
            row[column] = v

        self.value = Value(0)
        return node + (set,)

    def get(self, oid):
        """As Subtree.get()."""
        rows = self.rows() if callable(self.rows) else self.rows
        key = self._split(oid, True)
        column = self.column
        if column not in self.types:
            return None
        if not self.plain:
            key = _to_key(key, self.index)
        if key is None or key not in rows:
            return None
        rows = rows[key]
        oid = self._cell(rows, column)
        return self._write(oid, rows, key, column) if oid and column in self.write else oid

    def next(self, oid):
        """As Subtree.next()."""
        rows = self.rows() if callable(self.rows) else self.rows
        at = self._split(oid, False)
        column = self.column
        while column is not None:
            if column not in self.types:
                at = None
            elif hasattr(rows, "_least"):  # Rows
                at = rows._least(at)
            else:
                at = _least(rows if self.plain else self.keys(rows), at)
            if at is None:
                column = _least(self.types, column)
                continue
            oid = at if self.plain else _to_key(at, self.index)
            oid = self._cell(rows[oid], column)
            if oid:
                self.node = oid
                if not self.plain:
                    column = (column,) + at
                elif column < 128 and 0 <= at < 128:
                    oid = self.oid
                    oid[-2] = column
                    oid[-1] = at
                    return bytes(oid)  # all that it takes
                else:
                    column = column, at
                return self.octets + ids_octets(column)

    def keys(self, rows):
        # For _least(), one by one.
        for key in rows:
            yield _to_ids(key, self.index)

    def has_object(self, oid):
        """As usnmp_v2c.has_object()."""
        self._split(oid, False)
        return self.column in self.types and 1 + (self.column in self.write)
