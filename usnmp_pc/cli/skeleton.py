# usnmp skeleton: a MicroPython module that serves what a MIB module has. Imports usnmp_pc.mibs and
# usnmp_pc.skeleton, cli's other modules.

import os

from . import names
from .faults import Failure, guarded, tell
from .options import Parser

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    text = "Write a MicroPython module that serves all objects of a MIB MODULE, a name or a file."
    parser = Parser(name, "MODULE", text, asks=False, shows=False)
    names.add(parser)
    add = parser.add_argument
    add("module", metavar="MODULE")
    add("-o", dest="output", metavar="FILE", help="write there, not to standard output")
    add("--force", action="store_true", help="also if there is such a file")
    add("--current", action="store_true", help="without what is deprecated or obsolete")
    args = parser.parse(argv)
    args.names = names.Names(args, lambda token: parser.default(token, str))
    source = made(args.names.mibs, args.module, args.current)
    if args.output is None:
        print(source, end="")
    else:
        write(args.output, source, args.force)
    return 0


def made(mibs, module, current=False):
    """The source of the skeleton; what of the module cannot be read is told. Raises Failure."""
    from ..skeleton import skeleton

    found = mibs.load(module if os.sep in module or not os.path.isfile(module) else "./" + module)
    for fault in mibs.faults:
        tell("usnmp: " + fault)
    if found is None:
        raise Failure("no MIB module %s: -M DIR says where its text is" % module)
    return skeleton(mibs, found.name, current)


def write(path, source, force):
    """Write a file that is not to be lost: it may have been filled. Raises Failure, OSError."""
    stem = os.path.splitext(os.path.basename(path))[0]
    if stem.startswith("usnmp") and {stem, stem + ".py"} & set(os.listdir(_ROOT)):
        raise Failure("%s would hide a module of usnmp: choose another name" % path)
    try:
        with open(path, "w" if force else "x", encoding="utf-8") as f:
            f.write(source)
    except FileExistsError:
        raise Failure("%s is there already, and may have been filled: --force" % path)
