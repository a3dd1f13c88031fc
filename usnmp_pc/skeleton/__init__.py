# From a MIB to a device: a MicroPython module that registers all objects of a MIB module, and has
# the functions that are to be filled. Imports usnmp_pc.mibs, and skeleton's other modules;
# usnmp_pc.cli.skeleton imports it.

from . import facts
from .notifications import Notification
from .scalars import Scalar
from .tables import Table
from .words import Names, constant, spread, text, wrapped


def skeleton(mibs, name, current=False):
    """The source of a module that serves the MIB module `name` of `mibs`, a Mibs.

    current: leave out what is deprecated or obsolete. Raises MibError if `mibs` has no such
    module, or if the syntax of an object is not known.
    """
    return Skeleton(mibs, mibs.module(name), current).source()


class Skeleton:
    """What is written of one Module, and what its parts share: names, imports, constants."""

    def __init__(self, mibs, module, current=False):
        self.mibs = mibs
        self.module = module
        self.names = Names(["serve", "const", "mib", *facts.TYPES.values()])
        self.kinds = set()
        self.index_kinds = set()
        self.cells = self.gaps = self.limits = False
        self.enumerations = {}  # of a syntax, or an object: {number: name of the constant}
        nodes = [n for n in module.nodes if not current or n.status in (None, "current")]
        self.tables = {}
        for node in nodes:
            if node.kind == "row":
                table = Table(self, node)
                if table.columns and table.index:
                    self.tables[node.dotted] = table
        self.scalars = [
            Scalar(self, node) for node in nodes if node.kind == "scalar" and facts.served(node)
        ]
        self.notifications = [Notification(self, n) for n in nodes if n.kind == "notification"]
        for node in nodes:
            if node.kind in ("scalar", "column") and node.access:
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

    def type(self, node):
        """The name of the node's type, which is imported."""
        kind = facts.type_of(node)
        self.use([kind], ())
        return kind

    def use(self, kinds, names):
        """Import these types, and these names of usnmp_mib.table."""
        known = set(facts.TYPES.values())
        for kind in kinds:
            kind = kind.replace("IMPLIED(", "").replace(")", "")
            if kind in known and not kind.isdigit():
                self.kinds.add(kind)
        self.index_kinds.update(names)

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
        return wrapped(what % (name, at, name), begin="# ")

    def _imports(self, constants):
        lines = [""]
        if self.kinds:
            lines += spread("from usnmp_mib import ", sorted(self.kinds), "")
        if self.cells:
            lines.append("from usnmp_mib.cells import Cells")
        if self.gaps:
            lines.append("from usnmp_mib.gaps import Gaps")
        if constants:
            lines.append("from usnmp_mib.index import const")
        if self.limits:
            lines.append("from usnmp_mib.limits import limit")
        if self.index_kinds:
            names = ", ".join(sorted(self.index_kinds))
            lines.append("from usnmp_mib.table import " + names)
        return lines if len(lines) > 1 else []

    def _serve(self):
        said = '    """Register all objects in `mib`, a usnmp_mib.Mib. Raises ValueError where there '
        said += 'are some."""'
        lines = ["", "", "def serve(mib):", said]
        parts = [(s.node.oid, s) for s in self.scalars]
        parts += [(t.row.oid, t) for t in self.tables.values()]
        for _, part in sorted(parts, key=lambda pair: pair[0]):
            lines += part.serve()
        return lines
