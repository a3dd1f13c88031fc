# usnmp get, getnext, bulkget, set: one request. Imports cli's other modules.

from usnmp_manager.response import SnmpError

from .faults import guarded, tell, told
from .options import Parser, host, manager
from .output import binding

_DESCRIPTIONS = {
    "get": "Read the objects at the OIDs.",
    "getnext": "Read the objects that follow the OIDs.",
    "bulkget": "Read the objects that follow the OIDs, many at once.",
}
_FIX = "do not ask again without the object that is at fault"


def _show(args, found):
    # A single binding comes alone.
    for varbind in [found] if isinstance(found, tuple) else found:
        print(binding(args, varbind))


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    if name == "set":
        return _set(argv)
    parser = Parser(name, "HOST OID...", _DESCRIPTIONS[name])
    host(parser)
    parser.add_argument("oids", metavar="OID", nargs="+")
    if name == "bulkget":
        parser.apps(n=("non-repeaters, default 0", True), r=("max-repetitions, default 10", True))
    else:
        parser.apps(f=(_FIX, False))
    args = parser.parse(argv)
    args.oids = args.names.oids(args.oids, None if name == "get" else args.names.start)
    if name == "bulkget":
        return _bulk(parser, args)
    with manager(args) as m:
        return _get(args, m, name)


def _get(args, m, name):
    # net-snmp tells that one differently
    packet = "Error in packet" if name == "get" else "Error in packet."
    status = 0
    oids = list(args.oids)
    while oids:
        try:
            _show(args, (m.get if name == "get" else m.get_next)(*oids))
            break
        except SnmpError as e:
            status = told(args, e, ".", packet)
            if "f" in args.app or not e.status or not 0 < e.index <= len(oids):
                break
            del oids[e.index - 1]
    return status


def _bulk(parser, args):
    non_repeaters = args.app.get("n", 0)
    if args.version == "1":
        parser.error("SNMPv1 has no GETBULK: -v 2c, or getnext")
    if non_repeaters > len(args.oids):
        parser.error("more non-repeaters than OIDs")
    with manager(args) as m:
        try:
            found = m.get_bulk(
                *args.oids,
                non_repeaters=non_repeaters,
                max_repetitions=args.app.get("r", 10),
            )
        except SnmpError as e:
            if e.status == 2:
                (tell if args.json else print)("End of MIB.")
                return 0
            return told(args, e)
        _show(args, found)
    return 0


def _set(argv):
    from . import values

    parser = Parser("set", "HOST OID TYPE VALUE...", "Write objects: all or none.")
    parser.epilog = values.HELP
    host(parser)
    parser.apps(q=("do not print what was written", False))
    args = parser.parse(argv, "varbinds")
    if not args.varbinds:
        parser.error("OID TYPE VALUE are missing")
    varbinds = values.varbinds(parser, args.names, args.varbinds)
    with manager(args) as m:
        try:
            found = m.set(*varbinds)
        except SnmpError as e:
            return told(args, e)
    if "q" not in args.app:
        _show(args, found)
    return 0
