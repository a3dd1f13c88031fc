# usnmp table: the rows of a table. Imports cli's other modules.

import argparse
import json

from usnmp_manager.response import SnmpError

from .arguments import positive
from .faults import guarded, tell, told
from .options import Parser, host, manager
from .output import jsonable
from .screen import Progress, align

_TEXTS = 4, 6, 64  # types that are aligned at the left


def _columns(text):
    try:
        return list(dict.fromkeys([positive(n) for n in text.split(",")]))
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError("%r is not numbers, such as 2,3,10" % text)


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = Parser(
        name,
        "HOST OID",
        "Read the table OID, such as IF-MIB::ifTable or 1.3.6.1.2.1.2.2.",
    )
    host(parser)
    parser.add_argument("oid", metavar="OID", help="of the table, not of its entry")
    parser.add_argument("--columns", metavar="N,...", type=_columns, help="default all there are")
    parser.apps(r=("about how many cells to ask for at once, default 25", True))
    args = parser.parse(argv)
    args.oid = args.names.oid(args.oid)
    rows = []
    status = 0
    with manager(args) as m, Progress(silent=not args.json) as progress:
        cells = 0
        try:
            for row in m.table(args.oid + ".1", args.columns, args.app.get("r", 25)):
                cells += len(row[1])
                progress.show(cells, "row " + row[0])
                if args.json:
                    print(_json(args, row))
                else:
                    rows.append(row)
        except SnmpError as e:
            progress.clear()
            status = told(args, e)
    if rows:
        print("\n".join(_pretty(rows, args)))
    elif not cells and not status:
        tell("usnmp table: no rows below %s" % args.style.name(args.oid + ".1"))
    return status


def _json(args, row):
    index, cells = row
    columns = {}
    for c in sorted(cells):
        columns[c] = jsonable(*cells[c][1:])
        name = _heading(args, c)
        if not name.isdigit():
            columns[c]["name"] = name
    return json.dumps({"index": index, "columns": columns})


def _heading(args, column):
    # The name of a column, or its number.
    oid = "%s.1.%d" % (args.oid, column)
    node = args.names.mibs.above(oid)
    return node.name if node and node.dotted == oid and node.name else str(column)


def _cell(args, varbind):
    # "?" as snmptable has it where there is no cell
    return args.style.short(varbind[1], varbind[2], varbind[0]) if varbind else "?"


def _pretty(rows, args):
    columns = sorted({c for _, cells in rows for c in cells})
    texts = [["index", *[_heading(args, c) for c in columns]]]
    left = {0}
    for index, cells in rows:
        texts.append([index, *[_cell(args, cells.get(c)) for c in columns]])
        left.update([columns.index(c) + 1 for c in cells if cells[c][1] in _TEXTS])
    return align(texts, set(range(len(texts[0]))) - left)
