# From a MIB to a device: a MicroPython module that registers all objects of a MIB module, and has
# the functions that are to be filled. Imports usnmp_pc.mibs, and skeleton's other modules;
# usnmp_pc.cli.skeleton imports it.

from . import facts
from .notifications import Notification
from .scalars import Scalar
from .tables import Table
from .words import Names, constant, spread, text, wrapped

_NAMES = ["RowTable", "FIXED", "IMPLIED", "print", "bytes", "notify", *facts.TYPES.values()]


def skeleton(mibs, name, current=False):
    """The source of a module that serves the MIB module `name` of `mibs`, a Mibs.

    current: leave out what is deprecated or obsolete. Raises MibError if `mibs` has no such
    module.
    """
    return Skeleton(mibs, mibs.module(name), current).source()


class Skeleton:
    """What is written of one Module, and what its parts share: names, imports, constants."""

    def __init__(self, mibs, module, current=False):
        self.mibs = mibs
        self.module = module
        self.names = Names(
            [*"serve const mib tree limits place Cells Augmented Gaps".split(), *_NAMES]
        )
        self.kinds = set()  # the types that serve() wants
        self.kinds_sent = set()  # and those of notifications
        self.index_kinds = set()
        self.gaps = False
        self.trees = set()
        self.enumerations = {}  # of a syntax, or an object: {number: name of the constant}
        nodes = [n for n in module.nodes if not current or n.status in (None, "current")]
        self.lost = [n for n in nodes if n.kind in ("scalar", "column") and not facts.known(n)]
        self.tables = {}
        for node in nodes:
            if node.kind == "row":
                table = Table(self, node)
                if table.columns and table.index and all(facts.known(n) for n, _ in table.index):
                    self.tables[node.dotted] = table
        self.scalars = [
            Scalar(self, node) for node in nodes if node.kind == "scalar" and facts.served(node)
        ]
        self.notifications = [Notification(self, n) for n in nodes if n.kind == "notification"]
        for node in nodes:
            if node.kind in ("scalar", "column") and node.access and facts.known(node):
                self.numbers(node)

    def find(self, name):
        """The Node of an object by its name: of this module, or of one that it imports."""
        found = self.module.find(name)
        for other in () if found else self.module.imports:
            if other in self.mibs.modules:
                found = found or self.mibs.module(other).find(name)
        return found

    def table_of(self, row):
        """The Table of a row, if it is of this module; or None."""
        return self.tables.get(row.dotted)

    def type(self, node, sent=False):
        """The name of the node's type, which is imported: by serve(), or for notifications."""
        kind = facts.type_of(node)
        if not kind.isdigit():
            (self.kinds_sent if sent else self.kinds).add(kind)
        return kind

    def index(self, kinds):
        """The kinds of an index, as of facts.index_kind(), are imported by serve()."""
        for kind, name in kinds:
            if name:
                self.index_kinds.add(name)
            kind = kind.replace("IMPLIED(", "").replace(")", "")
            if not kind.startswith("FIXED"):
                self.kinds.add(kind)

    def numbers(self, node):
        """The constants of the node's enumeration or bits: {number: name}; {} without."""
        found = node.enums or node.bits
        if not found:
            return {}
        raw = node.type or {}
        shared = raw.get("enums") == node.raw.get("enums") if node.enums else False
        key = node.syntax if shared else node.name
        if key not in self.enumerations:
            self.enumerations[key] = {
                number: self.names.new(constant(key, label))
                for number, label in sorted(found.items())
            }
        return self.enumerations[key]

    def first(self, node):
        """The source of what the object is at first: a constant's name, or a value."""
        value = facts.first(node, self.mibs)
        if node.enums and value in node.enums:
            return self.numbers(node)[value]
        return text(value)

    def source(self):
        """The whole source."""
        body = []
        for part in [*self.scalars, *self.tables.values(), *self.notifications]:
            body += part.functions()
        serve = self._serve()
        constants = []
        for key, numbers in self.enumerations.items():
            constants += ["", "# " + key]
            constants += ["%s = const(%d)" % (name, n) for n, name in sorted(numbers.items())]
        for table in self.tables.values():
            constants += table.heading()
        lines = [*self._head(), *self._imports(bool(constants)), *constants, *body, *serve]
        return "\n".join(lines) + "\n"

    def _head(self):
        name = self.module.name
        what = "%s%s, as `usnmp skeleton %s` wrote it. It serves all objects as it stands; fill "
        what += "the functions. Imports usnmp_mib."
        at = ", " + self.module.oid if self.module.oid else ""
        lines = wrapped(what % (name, at, name), begin="# ")
        if self.lost:
            what = "Not here are objects whose syntax no module has: "
            what += ", ".join("%s (%s)" % (node.name, node.syntax) for node in self.lost)
            lines += ["#", *wrapped(what, begin="# ")]
        return lines

    def _imports(self, constants):
        lines = []
        if self.kinds_sent:
            lines += spread("from usnmp_mib import ", sorted(self.kinds_sent), "")
        if constants:
            lines.append("from usnmp_mib.index import const")
        return ["", *lines] if lines else []

    def _serve(self):
        said = (
            '    """Register all objects in `mib`, a usnmp_mib.Mib. Raises ValueError where there '
        )
        said += 'are some."""'
        parts = [(s.node.oid, s.serve()) for s in self.scalars]
        # First those that want most memory, while there is most
        tables = sorted(self.tables.values(), key=lambda table: (not table.status, table.row.oid))
        lines = [line for table in tables for line in table.serve()]
        lines += [line for _, part in sorted(parts) for line in part]
        return ["", "", "def serve(mib):", said, *self._wanted(), *lines]

    def _wanted(self):
        # What serve() imports: nothing of it is wanted later.
        kinds = sorted(self.kinds - self.kinds_sent)
        lines = spread("from usnmp_mib import ", kinds, "", 4) if kinds else []
        for module, names in (
            ("augmented", sorted(self.trees & {"Augmented"})),
            ("cells", sorted(self.trees & {"Cells"})),
            ("gaps", ["Gaps"] if self.gaps else []),
            ("once", ["place"] if self.trees else []),
            ("rowstatus", sorted(self.trees & {"RowTable"})),
            ("table", sorted(self.index_kinds)),
        ):
            if names:
                lines.append("    from usnmp_mib.%s import %s" % (module, ", ".join(names)))
        return [*lines, ""] if lines else []
