# usnmp describe: a MIB for what an agent serves. Imports usnmp_pc.describe, cli's other modules.

import argparse
import re

from usnmp_manager.response import SnmpError

from .faults import Failure, guarded, told
from .options import Parser, host, manager
from .output import exception
from .screen import Progress
from .skeleton import write


def _module(text):
    if not re.fullmatch("[A-Z][A-Za-z0-9]*(-[A-Za-z0-9]+)*", text) or len(text) > 32:
        raise argparse.ArgumentTypeError("%r is no name of a MIB module" % text)
    return text


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    text = "Walk an agent, and write a MIB (SMIv2) with the objects below OID that no MIB has;\n"
    text += "names and tables are guessed. Without an OID, all of them."
    parser = Parser(name, "HOST [OID]", text)
    host(parser)
    add = parser.add_argument
    add("root", metavar="OID", nargs="?", default=".")
    add("-o", dest="output", metavar="FILE", help="write there, not to standard output")
    add("--force", action="store_true", help="also if there is such a file")
    more = {"type": _module, "default": "DEVICE-MIB"}
    add("--name", metavar="MODULE", help="of the MIB; default DEVICE-MIB", **more)
    args = parser.parse(argv)
    root = ".".join(map(str, args.names.root(args.root))) or "."
    try:
        source = described(args, root)
    except SnmpError as e:
        return told(args, e)
    if args.output is None:
        print(source, end="")
    else:
        write(args.output, source, args.force)
    return 0


def described(args, root):
    """The text for what the agent has below `root`. Raises Failure and SnmpError."""
    from ..describe import describe

    mibs = args.names.mibs
    with manager(args) as m, Progress() as progress:
        try:
            found = [v for v in _seen(m.walk(root), progress) if not exception(v[1])]
        finally:
            progress.clear()
    try:
        return describe([tuple(v) for v in found], mibs, args.name, args.peer.text)
    except ValueError as e:
        raise Failure("it serves nothing that the MIBs do not know\n%s" % e)


def _seen(walk, progress):
    for n, varbind in enumerate(walk):
        progress.show(n + 1, varbind[0])
        yield varbind
