# usnmp record: a device, object by object, into a file for `usnmp simulate`. Imports cli's other
# modules, recording among them, which writes, and crawl, which asks.

import sys

from usnmp_manager.response import SnmpError

from .arguments import positive, start
from .crawl import Crawl
from .faults import Failure, guarded, tell, told
from .options import Parser, host, manager
from .recording import Recording
from .screen import Progress

_TEXT = """Record all objects of a device, or those below OID, for `usnmp simulate`: in the form of
snmpsim, .snmprec, or of snmpwalk -On. An agent that goes back, or does not answer behind some
object, is asked for what follows further on."""


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = Parser(name, "HOST [OID]", _TEXT, shows=False)
    host(parser)
    _add(parser)
    args = parser.parse(argv)
    path = args.file or "%s.%s" % (args.peer.host, "snmpwalk" if args.walk else "snmprec")
    if path.endswith((".gz", ".bz2")):
        parser.error("-o: packed files are read, not written")
    if args.resume and path == "-":
        parser.error("--resume: of a file")
    try:
        with Recording(path, args.walk, args.resume) as recording:
            return _record(args, recording)
    except OSError as e:
        raise Failure("%s: %s" % (path, e.strerror or e))


def _add(parser):
    add = parser.add_argument
    add("root", metavar="OID", nargs="?", type=start, help="default: all there is")
    text = "to write; -: standard output; default HOST.snmprec"
    add("-o", dest="file", metavar="FILE", help=text)
    add("--walk", action="store_true", help="the form of snmpwalk -On; default .snmprec")
    text = "go on where the file ends, as after a break"
    add("--resume", action="store_true", help=text)
    more = {"action": "append", "type": start, "default": [], "metavar": "OID"}
    add("--skip", help="leave out what is below; once for each", **more)
    text = "end after so many objects, as of an agent without end"
    add("--most", metavar="N", type=positive, help=text)
    text = "objects to ask for at once; default 25; 0: one by one, as in SNMPv1"
    add("--repetitions", metavar="N", type=_repetitions, default=25, help=text)


def _repetitions(text):
    from .arguments import count

    return min(count(text), 1000)


def _record(args, recording):
    before = recording.count
    with manager(args) as m, Progress(silent=recording.path != "-") as progress:

        def tells(text):
            progress.clear()
            tell("usnmp record: " + text)

        crawl = Crawl(m, args.root, recording.last, args.skip, args.repetitions, tells)
        status = 0
        try:
            for varbind in crawl:
                recording.write(varbind)
                progress.show(recording.count, varbind[0])
                if recording.count - before == args.most:
                    tells("%d objects, as many as were wanted" % args.most)
                    break
        except SnmpError as e:
            progress.clear()
            status = told(args, e)
        except KeyboardInterrupt:
            progress.clear()
            status = 130
    recording.flush()
    if recording.path != "-":
        text = "usnmp record: {:,} objects in {}"
        if status:
            text += "; --resume goes on"
        print(text.format(recording.count, recording.path), file=sys.stderr)
    return status
