# What is done once, for modules that `usnmp skeleton` writes: tables get their places, and what
# registering took is let go of on a board, this file too. Imports the module by its name, and
# limits; whoever wants it imports it.

import gc
import sys

if 0 & 1:  # for type checkers alone
    from typing import Any, Sequence
    from usnmp_mib import Mib


def place(mib: "Mib", entry: str, tree: "Any", limits: "Sequence[int]" = ()) -> None:
    """Serve `tree`, a table.Table, rowstatus.RowTable or cells.Cells, as Mib.table() does, in less
    heap and without its checks; and refuse what is out of range when it is SET, as the first of
    all (RFC 3416 4.2.5).

    entry: the dotted OID of the entry. limits: as of limits.check(); there, the column -1 is the
    first part of the index of a row that is to be made, -2 the next: noCreation. Raises ValueError
    if the OID is none or its place is taken.
    """
    at = tree.octets = mib.add(entry, True)
    mib.trees[at] = tree
    mib.asked = 0  # as subtree.table() does
    tree.oid = bytearray(at) + bytes(2)
    if limits:
        from usnmp_mib.limits import Limited

        limited = Limited()  # here is what a board lets go of
        limited.tree = tree
        limited.values = limits
        limited.staged = getattr(tree, "stage_set", None)
        tree.stage_set = limited


def serve(module: str, mib: "Mib", i: int = 12) -> None:
    """Import `module`, a dotted name, and call its serve(mib), as of what `usnmp skeleton` writes.

    On MicroPython the function is taken out of the module then, and its code is garbage, as are
    usnmp_mib.subtree, if there is one, and this module; both are imported again when they are
    wanted. Raises what the module does.
    """
    if i == 12:
        __import__(module, None, None, ("serve",)).serve(mib)
    if not hasattr(sys, "print_exception"):  # CPython
        return
    if i:  # as deep in the stack as they went: see forget() of usnmp_firmware/start.py
        return serve(module, mib, i - 1)
    del sys.modules[module].serve
    for module in ("usnmp_mib.subtree", "usnmp_mib.once"):
        if sys.modules.pop(module, None):
            sys.modules["usnmp_mib"].__dict__.pop(module[10:], None)
    gc.collect()
