# The tables of a MIB module in its skeleton: constants of the columns, functions to be filled, and
# how they are registered. Imports skeleton.facts and .words; skeleton imports it.

from . import facts
from .words import WIDTH, constant, identifier, spread, text, wrapped

_STATUS = "RowStatus"
_INNER = WIDTH - 8 - 1  # for an argument of a call in a function, and its comma


class Table:
    """A row (Node) and what its table is in the skeleton of `made`, a Skeleton."""

    def __init__(self, made, row):
        self.made = made
        self.row = row
        self.name = made.names.new(identifier(row.name))
        self.columns = [c for c in row.children if c.kind == "column" and facts.served(c)]
        self.index = row.indices
        self.parts = []  # of a key: a NetworkAddress has two, its kind first (RFC 1212 4.1.6)
        for node, implied in self.index:
            if node.base == "NetworkAddress":
                self.parts.append((None, False))
            self.parts.append((node, implied))
        self.constants = {c.dotted: made.names.new(constant(c.name)) for c in self.columns}
        self.written = [c for c in self.columns if facts.writable(c) and c.syntax != _STATUS]
        states = [c for c in self.columns if c.syntax == _STATUS and facts.writable(c)]
        self.status = states[0] if states else None
        self._rows = made.names.new(identifier(self.table))

    @property
    def table(self):
        """What it is called: the table; of a MIB that has none, the row."""
        above = self.row.parent
        return above.name if above and above.kind == "table" else self.row.name + "s"

    def _base(self):
        # The Table that it augments, if it is here.
        row = self.row.augments
        return row and self.made.table_of(row)

    @property
    def rows(self):
        """The name of what has its rows: that of the table that it augments, if it is here."""
        base = self._base()
        return base.rows if base else self._rows

    @property
    def _made(self):
        # Are its rows dicts, which a manager makes?
        base = self._base()
        return bool(self.status or base and base._made)

    def column(self, node):
        """The name of the constant that is the number of the column."""
        return self.constants[node.dotted]

    def _index_text(self):
        return ", ".join(n.name + (" (IMPLIED)" if implied else "") for n, implied in self.index)

    def heading(self):
        """Lines: the constants of the columns, with what the MIB says of them."""
        what = "%s, %s. INDEX: %s" % (self.table, self.row.dotted, self._index_text())
        lines = ["", *wrapped(what, begin="# ")]
        for node in self.columns:
            line = "%s = const(%d)" % (self.column(node), node.oid[-1])
            lines.append(commented(line, facts.note(node, self.made.mibs)))
        return lines

    def functions(self):
        """Lines: rows, and what is to be filled."""
        return self._kept() if self.status else self._computed()

    def _key(self):
        # The key of a row that is there at first, as text.
        values = [facts.first(node, self.made.mibs, 1) if node else 1 for node, _ in self.parts]
        return text(values[0] if len(values) == 1 else tuple(values))

    def _key_said(self):
        names = [node.name if node else "1" for node, _ in self.parts]
        return names[0] if len(names) == 1 else "(%s)" % ", ".join(names)

    def _computed(self):
        lines = []
        if self.rows == self._rows:
            said = "The rows of %s, by %s, with what %s() gets for them"
            lines += ["", "", *wrapped(said % (self.table, self._key_said(), self.name), 0, "# ")]
            lines.append("%s = {%s: %s}" % (self.rows, self._key(), self._key()))
        lines += ["", "", "def %s(row, column):" % self.name]
        said = '"""A cell of %s, None if there is none.' % self.table
        if self.written:
            said += " What is SET is kept, unless its Cells has another set(row, column, value)."
        lines += docstring(said)
        for node in self.columns:
            lines += ["    if column == %s:" % self.column(node)]
            lines += ["        return %s" % self._cell(node)]
        return lines

    def _cell(self, node, key="row"):
        # What a cell is at first: of an index, of what has the name `key`.
        for n, (part, _) in enumerate(self.parts):
            if part and part.dotted == node.dotted:
                return key if len(self.parts) == 1 else "%s[%d]" % (key, n)
        return self.made.first(node)

    def _kept(self):
        said = "The rows of %s, by %s" % (self.table, self._key_said())
        lines = ["", "", *wrapped(said, 0, "# ")]
        lines.append("%s = {}" % self.rows)
        if self._defaults():
            lines += ["", "", "def create_%s(key):" % self.name]
            lines += docstring(
                '"""A new row of %s, as a manager makes it. To refuse it raise ValueError.'
                % self.table
            )
            lines += spread("return {", self._defaults(), "}", 4)
        lines += ["", "", "def on_%s(key, row, status):" % self.name]
        lines += docstring(
            '"""A request has changed `row`: status is 1, active; 2, notInService; 3, notReady; '
            "or 6, it is gone. To refuse raise ValueError."
        )
        return lines

    def _defaults(self):
        # The cells of a row that a manager makes: all but what it has to give.
        given = [self.status, *self.required()]
        there = [node for node in self.columns if node not in given]
        return ["%s: %s" % (self.column(node), self._cell(node, "key")) for node in there]

    def required(self):
        """The columns without which a row is not active: what is written and has no DEFVAL."""
        mibs = self.made.mibs
        return [node for node in self.written if facts.default(node, mibs) is None]

    def serve(self):
        """Lines of serve(): the table, and its limits."""
        made = self.made
        columns = ["%s: %s" % (self.column(c), made.type(c)) for c in self.columns]
        parts = [spread("{", columns, "}", width=_INNER), self.rows]
        kinds = [facts.index_kind(node, implied) for node, implied in self.parts]
        if [kind for kind, _ in kinds] != ["INT"]:
            made.index(kinds)
            parts.append("index=%s" % _tuple([kind for kind, _ in kinds]))
        written = [self.column(c) for c in self.written]
        if written and self.status:
            written = [name + ": True" for name in written]
            parts.append(spread("write={", written, "}", width=_INNER))
        if self.status:
            parts.append("row_status=%s" % self.column(self.status))
            parts.append(_argument("required", [self.column(c) for c in self.required()]))
            if self._defaults():
                parts.append("create=create_" + self.name)
            parts.append("on_row=on_" + self.name)
        tree = "RowTable" if self.status else "Augmented" if self._made else "Cells"
        made.trees.add(tree)
        return [*spread("tree = %s(" % tree, parts, ")", 4), *self._place()]

    def _place(self):
        lines = []
        for node in self.written:
            if facts.type_of(node) not in ("OID", "IPADDR"):
                lines += ["%s, %d, %d" % (self.column(node), *p) for p in facts.limits(node)]
        for n, (node, _) in enumerate(self.parts if self.status else ()):
            if node and facts.type_of(node) not in ("OID", "IPADDR"):
                lines += ["%d, %d, %d" % (-1 - n, *pair) for pair in facts.limits(node)]
        made = [text(self.row.dotted), "tree"]
        more = []
        if not self.status:
            more = ["cell=" + self.name]
            if self.written:
                more.append(_argument("write", [self.column(c) for c in self.written]))
        if not lines:
            return spread("place(", ["mib", *made, *more], ")", 4)
        lines = ["limits = (", *["    " + line + "," for line in lines], ")  # fmt: skip"]
        return [
            *["    " + x for x in lines],
            *spread("place(", ["mib", *made, "limits", *more], ")", 4),
        ]


def commented(line, what):
    """The line with a comment behind it, as much of it as there is room for."""
    room = WIDTH - len(line) - 4
    if len(what) > room:
        what = what[: max(0, room - 3)].rstrip(" ,") + "..."
    return "%s  # %s" % (line, what) if room > 12 else line


def docstring(said, indent=4):
    """A docstring, `said` with its opening quotes, in lines."""
    lines = wrapped(said, indent, width=WIDTH - 3)
    if len(lines) == 1:
        return [lines[0] + '"""']
    return [*lines, " " * indent + '"""']


def _argument(name, items):
    # A tuple as an argument by its name.
    return spread(name + "=(", items, ",)" if len(items) == 1 else ")", width=_INNER)


def _tuple(items):
    return "(%s%s)" % (", ".join(items), "," if len(items) == 1 else "")
