# Parts of the MIB that are computed: subtrees with a provider, and tables. Imports usnmp_mib and
# usnmp_reply and usnmp_index; Mib.subtree() and Mib.table() import it.
#
# An index here is a tuple of sub-identifiers; or if it is one INT, as mostly (`plain`), that.

import sys

from usnmp_index import (  # noqa: F401 - FIXED and IMPLIED are shown
    FIXED,
    IMPLIED,
    _least,
    _to_ids,
    _to_key,
    ids_octets,
    octets_ids,
)
from usnmp_mib import INT, OCTSTR, Value, key_oid, oid_octets, sort_key
from usnmp_reply import const

_NOSUCHNAME = const(2)
_COUNTER64 = const(70)
_IN_PKTS = const(1)  # of the engine's counters
_FRUITLESS = const(128)
_LAST = const(b"\x8f\xff\xff\xff\x7f")  # the greatest sub-identifier, 2**32 - 1


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

    def end(self, oid):
        """Where to go on behind the object that `oid` is of, as far as that is known."""
        return oid

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
    mib.asked = 0  # the datagram that mib.steps is of


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


def find(engine, oid, sets=None):
    """The node of `oid` in the tree it is in, or None. What the engine's view hides, from reads or
    from `sets`, is not asked.
    """
    view = engine._rights
    if sets:
        hidden = view.writes is not None and not view.sets(oid)
    else:
        hidden = view.reads is not None and not view.sees(oid)
    tree = None if hidden else within(engine.mib, oid)
    try:
        return tree and tree.get(oid)
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
        view = engine._rights
        i = i + 1 if view.reads is None else view.after(mib, i, key_oid(mib.keys[i]))
    return _NOSUCHNAME


def _walk(engine, w, oid, tree):
    # As step(), within `tree`. What a view hides, and a column of Counter64 for SNMPv1, is passed
    # in one step; cells without a value, of a provider without end perhaps, so many per datagram.
    mib = engine.mib
    if mib.asked != engine.counters[_IN_PKTS]:
        mib.asked = engine.counters[_IN_PKTS]
        mib.steps = _FRUITLESS
    while mib.steps:
        try:
            if engine._rights.reads is not None:
                oid = engine._rights.within(tree.octets, oid)
            oid = oid and tree.next(oid)
        except Exception as e:
            return failed(engine, w, tree.octets, e)
        if oid is None:
            return _NOSUCHNAME
        engine._oid = oid
        e = engine._put(w, oid, tree.node)
        if e != _NOSUCHNAME:
            return e
        if tree.node[0] == _COUNTER64 and not engine._v2:
            oid = tree.end(oid)
        mib.steps -= 1
    return _NOSUCHNAME


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
        texts = [k for k in self.index if k == OCTSTR or isinstance(k, tuple) and k[0] == OCTSTR]
        self.forms = 1 << len(texts)  # of a key: each of its texts may be str or bytes
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
            key = self.key(rows, key)
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
            oid = self._cell(rows[at if self.plain else self.key(rows, at)], column)
            if not oid:  # with holes: once through all rows, not once for each of them
                at = _least(self._present(rows, column), at)
                if at is None:
                    column = _least(self.types, column)
                    continue
                oid = self._cell(rows[at if self.plain else self.key(rows, at)], column)
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

    def key(self, rows, ids):
        """The key of the row of `rows` with the index `ids`, a tuple; None if there is none."""
        for raw in range(self.forms):
            key = _to_key(ids, self.index, raw)
            if key is None or key in rows:
                return key

    def _present(self, rows, column):
        # The rows that have that cell, for _least().
        for key in rows:
            if self._cell(rows[key], column):
                yield key if self.plain else _to_ids(key, self.index)

    def keys(self, rows):
        # For _least(), one by one.
        for key in rows:
            yield _to_ids(key, self.index)

    def end(self, oid):
        """As Subtree.end(): the end of the column."""
        self._split(oid, False)
        return self.octets + ids_octets((self.column,)) + _LAST

    def has_object(self, oid):
        """As usnmp_v2c.has_object()."""
        self._split(oid, False)
        return self.column in self.types and 1 + (self.column in self.write)
