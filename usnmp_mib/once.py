# Objects that a module registers once: what that took is let go of on a board, this file too.
# Imports the module by its name; whoever has little heap imports it.

import gc
import sys

if 0 & 1:  # for type checkers alone
    from usnmp_mib import Mib


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
