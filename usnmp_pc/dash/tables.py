# Tables of a board by their names, and SET. Imports nicegui, usnmp_manager.response, usnmp_codec,
# usnmp_pc (mibs, cli.output), dash (parts, rows); dash.board imports it.

import itertools

from nicegui import ui
from usnmp_manager.response import SnmpError
from usnmp_pc.mibs import MibError

from .parts import Grid
from .rows import short

NAMES = (
    "entPhySensorTable", "entPhysicalTable", "ifTable", "ifXTable", "hrStorageTable",
    "hrProcessorTable", "ipAddrTable", "tcpConnTable", "sysORTable", "snmpTargetAddrTable",
)  # fmt: skip
_ROWS = 1000


class NoTable(Exception):
    """There is no such table: its text says why."""


def place(dash, board):
    """Make the part of a page that asks for a table, and the one of SET where it is allowed."""
    with ui.element("h2"):
        ui.label("Tables")
    with ui.element("datalist").props("id=u-tables"):
        for name in NAMES:
            ui.element("option").props('value="%s"' % name)
    with ui.element("div").classes("u-form"):
        name = field("Table, such as ifTable or 1.3.6.1.2.1.2.2", "u-table-name").props(
            "list=u-tables"
        )
        name.value = NAMES[0]
        button("Show", lambda: show(), "u-show")
    said = ui.label("").classes("u-said u-dim")
    there = ui.element("div")

    async def show():
        said.text = "asking"
        try:
            columns, found = await read(dash, board, name.value)
        except (NoTable, SnmpError, OSError) as e:
            said.text = short(str(e), 300)
            return
        finally:
            there.clear()
        said.text = "%d rows" % len(found) if found else "no rows"
        with there:
            Grid(columns, found)

    if dash.allow_set:
        _settable(dash, board)


def field(label, kind):
    """A field of a form: its `value` is a str."""
    made = ui.input(label).props("dense outlined").classes("u-field " + kind)
    made.style("flex: 1 1 220px")
    return made


def button(text, action, kind):
    """A button that calls `action`."""
    made = ui.element("button").props('type="button"').classes("u-act " + kind)
    made.on("click", action)
    with made:
        ui.label(text)
    return made


async def read(dash, board, name):
    """([heading], [[cell]]) of the table of that name or OID. Raises NoTable, SnmpError and
    OSError.
    """
    entry, nodes = _entry(dash.mibs, name)
    found = []
    async for index, cells in dash.target(board).table(entry, max_rows=_ROWS):
        found.append((index, cells))
    columns = sorted(set(itertools.chain(*[cells for _, cells in found])))
    if nodes:
        columns = [c for c in nodes if c in set(columns)] + [c for c in columns if c not in nodes]
    headings = ["index"] + [nodes[c].name if c in nodes else str(c) for c in columns]
    rows = [
        [short(index)] + [_cell(dash.style, cells.get(column)) for column in columns]
        for index, cells in found
    ]
    return headings, rows


def _cell(style, varbind):
    return short(style.short(varbind[1], varbind[2], varbind[0])) if varbind else ""


def _entry(mibs, name):
    # (OID of the entry, {column: node}), of MIBs if one has it.
    try:
        oid = mibs.oid(name.strip())
    except MibError as e:
        raise NoTable(str(e)) from None
    node = mibs.above(oid)
    if node and node.dotted == oid and node.kind == "row":
        return oid, {child.oid[-1]: child for child in node.children}
    if node and node.dotted == oid and node.children and node.children[0].kind == "row":
        row = node.children[0]
        return row.dotted, {child.oid[-1]: child for child in row.children}
    return oid + ".1", {}


def _settable(dash, board):
    with ui.element("h2").style("margin-top: 16px"):
        ui.label("SET")
    with ui.element("div").classes("u-form"):
        name = field("Object, such as sysLocation.0", "u-set-name")
        value = field("Value", "u-set-value")
        button("Read", lambda: tell(dash.get(board, name.value), False), "u-read")
        button("Set", lambda: tell(dash.set(board, name.value, value.value), True), "u-set")
    said = ui.label("").classes("u-said u-set-said").props("role=status")

    async def tell(answer, changed):
        try:
            text = short(await answer, 300)
            said.text = "set: " + text if changed else text
        except (MibError, SnmpError, ValueError, OSError) as e:
            said.text = "not done: " + short(str(e), 300)
