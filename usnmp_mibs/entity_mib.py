# ENTITY-MIB (RFC 6933), entPhysicalTable: the board and what is in it. Imports usnmp_mib;
# entity_sensor_mib imports it.

import sys

from usnmp_mib import INT, OCTSTR, OID

if 0 & 1:  # for type checkers alone
    from typing import Callable
    from usnmp_mib import Mib


def entities(
    mib: "Mib",
    rows: "Callable[[int], int | None]",
    named: "Callable[[int], str]",
    name: str = "board",
) -> None:
    """Serve entPhysicalTable, 1.3.6.1.2.1.47.1.1.1: entity 1, a chassis called `name`, and the
    sensors in it.

    rows: a callable for their indices, 2 and more, as of Mib.table(cell=...); named: one for the
    name of that with an index. Model and software are the interpreter's. Raises ValueError if the
    table is there already.
    """
    impl = sys.implementation
    release = ".".join([str(i) for i in impl.version[:3]])
    model = getattr(impl, "_machine", sys.platform)  # as "ESP module with ESP8266"
    board = model, None, 0, 3, -1, name  # of the columns 2 to 7; class chassis(3)

    def cell(row, column):
        if row == 1:
            if column < 8:
                return board[column - 2]
            return release if column == 10 else model
        if column == 4:  # entPhysicalContainedIn: the board
            return 1
        if column == 5:  # entPhysicalClass: sensor(8)
            return 8
        if column == 6:  # entPhysicalParentRelPos
            return row - 1
        return "" if column > 7 else named(row)

    # VendorType zeroDotZero, IsFRU false(2)
    columns = {2: OCTSTR, 3: (OID, "0.0"), 4: INT, 5: INT, 6: INT, 7: OCTSTR}
    columns.update({10: OCTSTR, 13: OCTSTR, 16: (INT, 2)})
    mib.table(
        "1.3.6.1.2.1.47.1.1.1.1", columns, lambda row: 1 if row < 1 else rows(row), cell=cell
    )
