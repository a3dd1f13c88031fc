# usnmp lint: what is wrong in the text of a MIB, as smilint says, or where there is none, pysmi.
# Imports usnmp_pc.mibs (compile), cli's other modules.

import os
import re
import shutil
import subprocess

from . import names
from .arguments import count
from .faults import Failure, guarded, tell
from .options import Parser

_ERROR = 3  # the severities to 3 are errors: libsmi's smilint(1)
_LINE = re.compile(r"(?:(.*):(\d+): )?\[(\d)\] (.*)")
_LOST = re.compile(r"failed to locate MIB module `(.*)'")


@guarded
def run(name, argv):
    """Run the subcommand; the exit status: 1 if there are errors."""
    text = (
        "Say what is wrong in the text of MIBs, a line each. Exit status: 0 without errors, also\n"
    )
    text += "if there are warnings; 1 with them."
    parser = Parser(name, "FILE...", text, asks=False, shows=False)
    names.add(parser)
    add = parser.add_argument
    add("files", metavar="FILE", nargs="+")
    text = "down to which severity: 3, errors alone; 5, warnings; 6, all, the default"
    add("-L", dest="level", metavar="LEVEL", type=count, default=6, help=text)
    add("--pysmi", action="store_true", help="as if there were no smilint")
    args = parser.parse(argv)
    args.names = names.Names(args, lambda token: parser.default(token, str))
    status = 0
    for path in args.files:
        if not os.path.isfile(path):
            raise Failure("%s: no such file" % path)
        found = None if args.pysmi else smilint(path, args.names.dirs(), args.level)
        found = by_pysmi(path, args.names.dirs()) if found is None else found
        for severity, line in found:
            print(line)
            status = status or int(severity <= _ERROR)
    return status


def smilint(path, dirs, level):
    """[(severity, line)] of what smilint says of a file; None without one, or if it lacks the text
    of a module that we know.
    """
    program = shutil.which("smilint")
    if program is None:
        return None
    env = dict(os.environ, LC_ALL="C")
    # What libsmi looks for by itself comes behind
    env["SMIPATH"] = os.pathsep.join([*dirs, os.environ.get("SMIPATH", "")])
    command = [program, "-s", "-l", str(max(level, _ERROR)), os.path.abspath(path)]
    done = subprocess.run(
        command, env=env, capture_output=True, text=True, encoding="utf-8", errors="replace"
    )
    found = []
    for line in (done.stdout + done.stderr).splitlines():
        match = _LINE.fullmatch(line)
        if not match:  # what it says of itself; its exit status says no more than that
            found.append((_ERROR, line))
            continue
        lost = _LOST.search(match[4])
        if lost and _known(lost[1]):
            tell("usnmp lint: smilint has no text of %s (-M DIR): asking pysmi" % lost[1])
            return None
        severity = int(match[3])
        if severity <= level:
            at = "%s:%s: " % (path, match[2]) if match[1] else ""
            found.append((severity, "%s[%d] %s" % (at, severity, match[4])))
    return found


def _known(module):
    from ..mibs import shipped

    return module in shipped()


def by_pysmi(path, dirs):
    """As smilint(), of what our own reading finds: all of it errors. Raises Failure."""
    from ..mibs import Mibs

    try:
        mibs = Mibs("", dirs)
        mibs.load(path if os.sep in path else os.path.join(os.curdir, path))
    except ImportError as e:
        raise Failure(str(e))
    shown = os.path.join(os.curdir, path)
    faults = [path + f[len(shown) :] if f.startswith(shown) else f for f in mibs.faults]
    return [(_ERROR, fault) for fault in dict.fromkeys(faults)]
