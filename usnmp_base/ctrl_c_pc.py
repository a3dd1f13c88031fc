# Ctrl-C at a program that waits for requests is its end, and no fault of which there is to be a
# traceback. Imports nothing; udp_pc imports it. For CPython.

import sys


def quiet() -> None:
    """Have Ctrl-C end this program without a traceback, if it waits in a module of usnmp then, and
    nobody catches it. What the program did itself, and other exceptions, are shown as ever.
    """
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _shown


def _shown(kind, e, trace):
    last = trace
    while last and last.tb_next:
        last = last.tb_next
    name = last.tb_frame.f_globals.get("__name__", "") if last else ""
    if issubclass(kind, KeyboardInterrupt) and str(name).startswith("usnmp"):
        if sys.stderr:
            print("\nstopped", file=sys.stderr)
    else:
        sys.__excepthook__(kind, e, trace)
