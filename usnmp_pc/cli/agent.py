# usnmp agent: what `python3 main.py` does, where there is no checkout. Imports nothing of usnmp
# but by main.py, which is installed beside the modules of usnmp_pc.

import os
import sys


def run(name, argv):
    """Run main.py with the options `argv`, which are its own. Raises SystemExit."""
    sys.argv = ["usnmp " + name, *argv]  # messages begin with it
    path = program()
    with open(path, encoding="utf-8") as f:
        code = compile(f.read(), path, "exec")
    exec(code, {"__name__": "__main__", "__file__": path})


def program():
    """The path of main.py, as it is installed or in a checkout."""
    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    installed = os.path.join(folder, "main.py")
    return installed if os.path.exists(installed) else os.path.join(folder, "..", "main.py")
