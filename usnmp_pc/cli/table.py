# usnmp table: the rows of a table. Imports usnmp_manager.response, cli's other modules.

import argparse
import json

from usnmp_manager.response import SnmpError

from .arguments import positive
from .faults import guarded, tell, told
from .layout import Layout
from .options import Parser, host, manager
from .output import jsonable
from .screen import Progress, align

_TEXTS = 4, 6, 64  # types that are aligned at the left


def _columns(text):
    try:
        return list(dict.fromkeys([positive(n) for n in text.split(",")]))
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError("%r is not numbers, such as 2,3,10" % text)


class _Parser(Parser):
    flags = "q"  # cells have no types


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = _Parser(
        name,
        "HOST OID",
        "Read the table OID, such as IF-MIB::ifTable or 1.3.6.1.2.1.2.2.",
    )
    host(parser)
    parser.add_argument("oid", metavar="OID", help="of the table, not of its entry")
    parser.add_argument("--columns", metavar="N,...", type=_columns, help="default all there are")
    parser.apps(
        b=("headings without what they have in common", False),
        B=("no GETBULK", False),
        c=("columns of that width", True),
        f=("between columns, in place of blanks", "TEXT"),
        h=("headings alone, nothing is asked", False),
        H=("no headings", False),
        i=("the index of each row", False),
        l=("columns aligned at the left", False),
        r=("about how many cells to ask for at once, default 25; with -CB, rows to show", True),
        w=("parts of that width", True),
    )
    args = parser.parse(argv)
    if args.version == "1":
        args.app["B"] = True
    if args.app.get("c", 3) < 3:
        parser.error("-Cc must be more than 2")
    if not args.app.get("w", 1) or not args.app.get("r", 1):
        parser.error("-Cw and -Cr must be more than 0")
    table = Table(args)
    if "h" in args.app:
        table.show([])
        table.none()
        return 0
    return _read(args, table)


def _read(args, table):
    status = cells = 0
    repetitions = 0 if "B" in args.app else args.app.get("r", 25)
    with manager(args) as m, Progress(silent=not args.json) as progress:
        try:
            for row in m.table(table.entry, args.columns or table.only, repetitions):
                cells += len(row[1])
                progress.show(cells, "row " + row[0])
                if args.json:
                    print(_json(table, row))
                else:
                    table.rows.append(row)
        except SnmpError as e:
            progress.clear()
            status = told(args, e)
    if status:
        # What came before it, as a table that is not in a MIB always was shown.
        if table.rows and not table.known:
            table.print()
        return status
    if table.rows:
        table.print()
    elif not cells:
        table.none()
    return 0


class Table:
    """The table that the arguments name, and its rows, (index, {column: VarBind}). known: is it in
    a MIB?
    """

    def __init__(self, args):
        self._args = args
        oid = args.names.oid(args.oid)
        mibs = args.names.mibs
        node = mibs.above(oid)
        if node and node.dotted == oid and node.kind == "row":  # as if the table was named
            oid, node = oid.rpartition(".")[0], node.parent
        self.entry = oid + ".1"
        self.name = args.style.name(oid)
        self.rows = []
        self._nodes = {}
        if node and node.dotted == oid and node.children:
            row = node.children[0]
            self.entry = row.dotted
            self._nodes = {child.oid[-1]: child for child in row.children}
        self.known = bool(self._nodes)
        # To look for a single column, 1, would be to take the entry for a table.
        self.only = [1] if set(self._nodes) == {1} else None

    def heading(self, column):
        """The name of a column, or its number."""
        node = self._nodes.get(column)
        return node.name if node and node.name else str(column)

    def print(self):
        """Print all that was read: as snmptable if it is in a MIB, or flags of snmptable are
        given, else with the numbers of columns.
        """
        if self.known or set(self._args.app) & set("bcfhHilw"):
            self.show(self.rows)
        else:
            print("\n".join(self._numbered()))

    def none(self):
        """Tell that there are no rows."""
        if self.known and not self._args.json:
            print("%s: No entries" % self.name)
        else:
            tell("usnmp table: no rows below %s" % self._args.style.name(self.entry))

    def show(self, rows):
        """Print `rows` as snmptable does."""
        columns, extra = self._shown(rows)
        layout = Layout(self._args.app)
        headings = layout.headings([self.heading(c) for c in columns])
        texts = [
            (self._index(columns, index, cells), [self._cell(cells.get(c)) for c in columns])
            for index, cells in self._ordered(columns, rows)
        ]
        # Without GETBULK snmptable shows some rows at a time, as it reads them.
        size = len(texts) or 1
        if "B" in self._args.app and ("w" not in self._args.app or "c" in self._args.app):
            size = self._args.app.get("r", 10)
        for i in range(0, len(texts) or 1, size):
            for line in layout.lines(self.name, headings, texts[i : i + size]):
                print(line)
        if extra:
            print("%s: WARNING: More columns on agent than in MIB" % self.name)

    def _shown(self, rows):
        # (the columns to be shown, are there others?)
        there = sorted({c for _, cells in rows for c in cells})
        if not self.known:
            return there, False
        wanted = self._args.columns
        columns = [
            c
            for c, node in self._nodes.items()
            if node.access != "not-accessible" and (not wanted or c in wanted)
        ]
        return columns, bool(set(there) - set(columns))

    def _ordered(self, columns, rows):
        # GETBULK gives column after column: rows without a cell in the first come later.
        rows = [row for row in rows if set(row[1]) & set(columns)]
        if "B" in self._args.app:
            return rows
        return sorted(rows, key=lambda row: columns.index(min(set(row[1]) & set(columns))))

    def _index(self, columns, index, cells):
        # The index as the name of a cell has it.
        if "i" not in self._args.app:
            return index
        text = self._args.style.name(next(cells[c] for c in columns if c in cells)[0])
        if self._args.style.out.extended:
            at = text.find("[")
            return text[at:] if at >= 0 else index
        if not self.known:
            return index
        head = self._args.style.name("%s.%d" % (self.entry, min(cells)))
        return text[len(head) + 1 :] or index

    def _cell(self, varbind):
        if not varbind:
            return "?"
        return self._args.style.value(varbind[1], varbind[2], varbind[0]).replace("\n", " ")

    def _numbered(self):
        columns = sorted({c for _, cells in self.rows for c in cells})
        short = self._args.style.short
        texts = [["index", *map(str, columns)]]
        left = {0}
        for index, cells in self.rows:
            found = [cells.get(c) for c in columns]
            texts.append([index, *[short(vb[1], vb[2], vb[0]) if vb else "?" for vb in found]])
            left.update([columns.index(c) + 1 for c in cells if cells[c][1] in _TEXTS])
        return align(texts, set(range(len(texts[0]))) - left)


def _json(table, row):
    index, cells = row
    columns = {}
    for c in sorted(cells):
        columns[c] = jsonable(*cells[c][1:])
        name = table.heading(c)
        if not name.isdigit():
            columns[c]["name"] = name
    return json.dumps({"index": index, "columns": columns})
