# What is done once, for modules that `usnmp skeleton` writes: tables get their places, and what
# registering took is let go of on a board, this file too. Imports the module by its name, and
# cells; whoever wants it imports it.

import gc
import sys

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Sequence
    from usnmp_mib import Mib


def place(
    mib: "Mib",
    entry: str,
    tree: "Any",
    limits: "Sequence[int]" = (),
    cell: "Callable[[Any, int], Any] | None" = None,
    write: "Sequence[int]" = (),
) -> None:
    """Serve `tree`, a rowstatus.RowTable or cells.Cells, as Mib.table() does, in less heap and
    without its checks; and refuse what is out of range when it is SET, as the first of all (RFC
    3416 4.2.5).

    entry: the dotted OID of the entry. limits: as of cells.check(); there, the column -1 is the
    first part of the index of a row that is to be made, -2 the next: noCreation. Of Cells: cell, a
    callable for the value in (row, column), None if there is none; write, the numbers of the
    columns that can be written. Raises ValueError if the OID is none or its place is taken.
    """
    if cell:
        tree.cell = cell
        if write:
            tree.write = write
    at = tree.octets = mib.add(entry, True)
    mib.trees[at] = tree
    mib.asked = 0  # as subtree.table() does
    tree.oid = bytearray(at) + bytes(2)
    if limits:
        from usnmp_mib.cells import Limited

        limited = Limited()  # here is what a board lets go of
        limited.tree = tree
        limited.values = limits
        if hasattr(tree, "stage_set"):
            limited.staged = tree.stage_set
        tree.stage_set = limited


def serve(module: str, mib: "Mib", last: bool = False) -> None:
    """Import `module`, a dotted name, and call its serve(mib), as of what `usnmp skeleton` writes.

    On MicroPython the function is taken out of the module then, and its code is garbage, as are
    usnmp_mib.subtree, if there is one, and this module; both are imported again when they are
    wanted. last: nothing else will be registered by Mib.scalar(), table() and subtree(), whose
    code is let go of, too. Raises what the module does.
    """
    __import__(module, None, None, ("serve",)).serve(mib)
    if hasattr(sys, "print_exception"):  # MicroPython
        _forget(module, last, 12)


def _forget(module, last, i):
    # From as deep in the stack as they went: see forget() of usnmp_firmware/start.py.
    if i:
        return _forget(module, last, i - 1)
    del sys.modules[module].serve
    loaded = sys.modules
    mib = loaded["usnmp_mib"]
    if last:
        # Not deleted: MicroPython 1.25 keeps what a class had (mp_map_lookup() in py/map.c)
        mib.Mib.scalar = mib.Mib.table = mib.Mib.subtree = mib.Mib.add = None
        for name in ("usnmp_mib.index", "usnmp_mib.table"):
            if name in loaded:
                loaded[name].FIXED = loaded[name].IMPLIED = None
        if "usnmp_mib.table" in loaded:
            loaded["usnmp_mib.table"].Table.__init__ = None
        if "usnmp_mib.cells" in loaded:
            loaded["usnmp_mib.cells"].Cells.__init__ = None
        if "usnmp_mib.rowstatus" in loaded:
            loaded["usnmp_mib.rowstatus"].RowTable.__init__ = None
    for module in ("subtree", "once"):
        if loaded.pop("usnmp_mib." + module, None):
            mib.__dict__.pop(module, None)
    gc.collect()
