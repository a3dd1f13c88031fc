# usnmp walk, bulkwalk: all below an OID. Imports cli's other modules.

import time

from usnmp_manager.response import BadResponse, NoResponse, SnmpError

from .arguments import FIRST, key
from .faults import guarded, tell, told
from .options import Parser, host, manager
from .output import binding, exception
from .screen import Progress

_TOOBIG, _NOSUCHNAME, _GENERR = 1, 2, 5
_LOST = NoResponse, BadResponse
_MIB_2 = "1.3.6.1.2.1"
_APPS = {
    "c": ("go on where OIDs do not increase", False),
    "i": ("show the object at OID itself as well", False),
    "p": ("print how many objects there were", False),
    "I": ("do not ask for the object at OID if there is nothing below", False),
    "E": ("end before that one, also past what is below", "OID"),
    "t": ("print how long it took", False),
    "T": ("print before each object how long its request took", False),
}
_BULK_APPS = {
    "n": ("non-repeaters, default 0", True),
    "r": ("max-repetitions, default 10", True),
}


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    bulk = name == "bulkwalk"
    description = "Read all that is below OID; . is all there is; without an OID, %s." % _MIB_2
    parser = Parser(name, "HOST [OID]", description)
    host(parser)
    parser.add_argument("root", metavar="OID", nargs="?", default=_MIB_2)
    parser.apps(**_APPS, **(_BULK_APPS if bulk else {}))
    args = parser.parse(argv)
    args.root = args.names.root(args.root)
    if "E" in args.app:
        args.app["E"] = args.names.root(args.app["E"])
    if bulk and args.version == "1":
        parser.error("SNMPv1 has no GETBULK: -v 2c, or walk")
    if bulk and args.app.get("r", 10) < 1:
        parser.error("-Cr must be more than 0")
    with manager(args) as m, Progress() as progress:
        walk = Walk(args, m, bulk, progress)
        start = time.monotonic()
        status = walk.run()
        progress.clear()
        if "p" in args.app:
            _note(args, "Variables found: %d" % walk.printed)
        if "t" in args.app:
            tell("Total traversal time = %f seconds" % (time.monotonic() - start))
    return status


def _note(args, text):
    # net-snmp has these among the objects; JSON lines have objects only.
    if args.json:
        tell(text)
    else:
        print(text)


class Walk:
    """What usnmp_manager's walk does not tell: how it ended, which net-snmp prints."""

    def __init__(self, args, manager, bulk, progress):
        self._args = args
        self._manager = manager
        self._bulk = bulk
        self._repetitions = args.app.get("r", 10) if bulk else 0
        self._progress = progress
        self._root = args.root
        self._last = self._root or key(FIRST)
        self._took = 0.0  # seconds, the last request
        self.printed = 0

    def run(self):
        """Print the objects; the exit status."""
        if "i" in self._args.app:
            self._get()
        try:
            status = None
            while status is None:
                start = time.monotonic()
                found = self._ask()
                self._took = time.monotonic() - start
                status = self._take(found)
        except SnmpError as e:
            self._progress.clear()
            if e.status == _NOSUCHNAME:
                _note(self._args, "End of MIB")
                status = 0
            else:
                status = told(self._args, e)
            if not e.status:  # no answer, or none that can be read
                return status
        if not self.printed and "I" not in self._args.app:
            self._get()  # it may be an object itself
        return status

    def _ask(self):
        oid = ".".join(map(str, self._last))
        # An agent that cannot answer so many is asked for fewer, at last one by one; one that has
        # said nothing yet, one by one at once.
        while self._repetitions:
            try:
                found = self._manager.get_bulk(
                    oid,
                    non_repeaters=self._args.app.get("n", 0),
                    max_repetitions=self._repetitions,
                )
                if found:
                    return found
            except SnmpError as e:
                if e.status not in (_TOOBIG, _GENERR) and not isinstance(e, _LOST):
                    raise
                if not e.status and not self.printed:
                    self._repetitions = 0
            self._repetitions //= 2
        return [self._manager.get_next(oid)]

    def _take(self, found):
        # Print what belongs to the walk; the exit status when it has ended.
        status = None if found else 0
        for varbind in found:
            at = key(varbind[0])
            if not self._within(at):
                return 0
            self._print(varbind)
            if exception(varbind[1]):
                status = 0
            elif status is None:
                if at <= self._last and "c" not in self._args.app:
                    self._progress.clear()
                    tell(
                        "Error: OID not increasing: %s\n >= %s\n"
                        % (self._name(self._last), self._name(at))
                    )
                    return 1
                self._last = at
        return status

    def _name(self, oid):
        return self._args.style.name(".".join(map(str, oid)))

    def _within(self, at):
        root = self._root
        if "E" in self._args.app:
            return at < self._args.app["E"]
        if self._bulk:
            return at[: len(root)] == root
        # As net-snmp: also what is before the root.
        return not root or at < (*root[:-1], root[-1] + 1)

    def _print(self, varbind):
        self.printed += 1
        self._progress.show(self.printed, varbind[0])
        if self._args.json and exception(varbind[1]):
            return
        if "T" in self._args.app and not self._args.json:
            print("%f s: " % self._took, end="")
        print(binding(self._args, varbind))

    def _get(self):
        try:
            self._print(self._manager.get(".".join(map(str, self._root)) or FIRST))
        except SnmpError:  # nothing there; net-snmp does not tell either
            pass
