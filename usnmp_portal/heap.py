# Letting go of what the portal imports late. Imports nothing of ours; usnmp_portal and its known,
# opening, answer, http, look, provision and saving import it.

import gc
import sys


def forget(names: str, i: int = 12) -> None:
    """Let go of modules whose heap is wanted, by their full names. From as deep in the stack as
    they went: the collector takes what is left of their frames for references.
    """
    if i:
        return forget(names, i - 1)
    gc.collect()
    for name in names.split():
        module = sys.modules.pop(name, None)
        at = name.rfind(".")
        if module and at > 0 and name[:at] in sys.modules:
            sys.modules[name[:at]].__dict__.pop(name[at + 1 :], None)
    gc.collect()
