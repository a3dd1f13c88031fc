# MIB modules on a PC: names of OIDs, indices of rows, values by their syntax, as net-snmp has
# them. Imports mibs.flags, .index, .names, .reading, .tree, .values and .given; the command and
# programs import it.

import json
import os

from .flags import Input, Output
from .names import Namer
from .reading import Reader
from .tree import MibError, Module, Node, Tree, key
from .values import Printer

# Old modules come after those that replace them: of what both have, the new name is shown.
_LAST = ("RFC1155-SMI", "RFC-1212", "RFC-1215", "RFC1213-MIB")
_FOLDER = os.path.dirname(os.path.abspath(__file__))
_shipped = None


def shipped():
    """The modules that come with usnmp: {name: dict}, in the order in which they are loaded."""
    global _shipped
    if _shipped is None:
        with open(os.path.join(_FOLDER, "standard.json"), encoding="utf-8") as f:
            found = json.load(f)
        _shipped = {name: found[name] for name in found if name not in _LAST}
        _shipped.update({name: found[name] for name in _LAST if name in found})
    return _shipped


def _words(text):
    return [word for word in text.split(os.pathsep) if word]


def listed(given, default=()):
    """The names of a list as net-snmp has it: "A:B"; "+A" adds to those of `default`, "-A" puts
    it in front of them.
    """
    if given is None:
        return list(default)
    if not isinstance(given, str):
        return list(given)
    if given[:1] == "+":
        return list(default) + _words(given[1:])
    if given[:1] == "-":
        return _words(given[1:]) + list(default)
    return _words(given)


OUTPUT_HELP = Output.HELP
INPUT_HELP = Input.HELP


class Mibs:
    """MIB modules and what they know.

    modules: names, as an iterable or as net-snmp's -m has them ("IF-MIB:TCP-MIB", "+IF-MIB",
    "ALL", "" for none); None for all that come with usnmp. dirs: folders with the text of others,
    an iterable or "A:B", which needs pysmi (`pip install usnmp[mibs]`). What cannot be loaded is
    told in `faults`, a list of lines, and nothing is raised.
    """

    def __init__(self, modules=None, dirs=()):
        self.dirs = listed(dirs, ())
        self.faults = []
        self._tree = Tree()
        self._known = None  # {name: dict}, once a module is wanted
        self._refused = set()
        self._printers = {}
        self._readers = {}
        for name in self._wanted(modules):
            self.load(name)

    def _wanted(self, modules):
        more = modules is None or isinstance(modules, str) and modules[:1] in ("+", "-")
        names = listed(modules, shipped() if more else ())
        if "ALL" not in [name.upper() for name in names]:
            return names
        from . import inventory

        return [*shipped(), *inventory.all_names(self.dirs)]

    @staticmethod
    def check(flags="", inputs=""):
        """The letters of -O as flags.Output. Raises MibError for one that -O or -I has not."""
        Input(inputs)
        return Output(flags)

    @property
    def modules(self):
        """The names of the modules that are loaded, in that order."""
        return list(self._tree.modules)

    def load(self, name):
        """Load a module and what it imports, if it is not; the Module, or None: see `faults`."""
        tree = self._tree
        if os.sep in name:
            return self._load_file(name)
        if name in tree.modules or name in self._refused:
            return tree.modules.get(name)
        self._refused.add(name)  # a circle of imports ends here
        known = self._known = self._known or dict(shipped())
        if name not in known:
            from . import compile

            self.faults += compile.load(name, self.dirs, known)[1]
        data = known.get(name)
        if data is None:
            return None
        return self.add(name, data)

    def add(self, name, data):
        """Load a module that is a dict, as compile.load() gives it, and what it imports."""
        for other in data["imports"]:
            if other in (self._known or shipped()):  # what is missing has been told
                self.load(other)
        self._refused.discard(name)
        self._printers.clear()
        return self._tree.add(name, data)

    def _load_file(self, path):
        # The last module of a file; all that the file has are loaded.
        from . import compile, inventory

        known = self._known = self._known or dict(shipped())
        found = None
        try:
            names = inventory.names(path)
        except OSError as e:
            names = []
            self.faults.append("%s: %s" % (path, e.strerror))
        for name in names:
            dirs = [os.path.dirname(path), *self.dirs]
            self.faults += compile.load(name, dirs, known)[1]
            found = self.load(name)
        return found

    def module(self, name):
        """The Module of the name. Raises MibError if it is not loaded."""
        if name not in self._tree.modules:
            raise MibError("%s: no such module" % name)
        return self._tree.modules[name]

    def node(self, what):
        """The Node at an OID (tuple or dotted) or a name, or the nearest above. Raises MibError if
        there is none.
        """
        dotted = ".".join(map(str, what)) if isinstance(what, tuple) else self.oid(what)
        found = self._tree.above(dotted)
        if found is None:
            raise MibError("%s: nothing is known of it" % dotted)
        return found

    def above(self, oid):
        """The Node at the OID, dotted, or the nearest above; None if there is none."""
        return self._tree.above(oid)

    def with_node(self, node):
        """The names of the modules that have the node, the one that it is shown of in front."""
        names = [node.module.name] if node.module else ["#-1"]
        for name in self.modules:
            there = self.module(name).find(node.name)
            if there and there.dotted == node.dotted and name not in names:
                names.append(name)
        return names

    def oid(self, name, flags=""):
        """The OID, dotted, that the name is: "ifDescr.1", "IF-MIB::ifDescr.1", ".1.3.6", also
        with labels and quoted indices. flags: letters of -I. Raises MibError.
        """
        reader = self._readers.get(flags)
        if reader is None:
            reader = self._readers[flags] = Reader(self._tree, Input(flags), self.load)
        return ".".join(map(str, reader.oid(name)))

    def near(self, word):
        """The name that is most like a misspelt one; None if none is much like it."""
        import difflib

        found = difflib.get_close_matches(word, self._tree.names(), 1, 0.8)
        return found[0] if found else None

    def name(self, oid, flags=""):
        """The name of an OID, dotted: "IF-MIB::ifDescr.1". flags: letters of -O."""
        return self.printer(flags).oid(oid)

    def next(self, what):
        """The Node that follows a Node, an OID (tuple or dotted) or a name; None at the end."""
        if isinstance(what, Node):
            return self._tree.next(what.oid)
        return self._tree.next(what if isinstance(what, tuple) else key(self.oid(what)))

    def location(self, name):
        """(module, file, line) of a name; the last two None for what comes with usnmp."""
        node = self.node(name)
        module = node.module
        return (module.name, module.file, node.line) if module else ("", None, None)

    def index(self, oid):
        """The index of the row that an instance is of, {"ifIndex": 1}; {} of a scalar. Raises
        MibError if the arcs are none of that index.
        """
        from .index import values

        node = self.node(oid)
        return values(node.indices, key(self.oid(oid))[len(node.oid) :])

    def index_oid(self, row, **indices):
        """The dotted end of the OIDs of the row (or table, or column) whose index has these
        values. Raises MibError.
        """
        from .index import arcs

        return ".".join(map(str, arcs(self.node(row), indices)))

    def pretty(self, oid, type, value, flags=""):
        """The text of a value as net-snmp has it after " = ". flags: letters of -O."""
        return self.printer(flags).value(oid, type, value)

    def parse(self, oid, text, kind="=", flags=""):
        """(type, value) that the text is, as `usnmp set` takes it. kind: its letter there, "=" for
        the type that the MIB says; flags: letters of -I. Raises MibError.
        """
        from .given import given

        return given(self, oid, kind, text, flags)

    def validate(self, oid, type, value):
        """Raise MibError if the object may not have the value."""
        from .given import validate

        validate(self.node(oid), type, value)

    def printer(self, flags="", inputs="", plain=None):
        """What prints by these letters of -O and -I: a `Line`. plain: see values.Printer."""
        made = self._printers.get((flags, inputs, plain))
        if made is None:
            made = self._printers[flags, inputs, plain] = Line(self._tree, flags, inputs, plain)
        return made


class Line:
    """Prints OIDs and values by the letters of -O and -I."""

    def __init__(self, tree, flags, inputs="", plain=None):
        self.out = Output(flags)
        self.out.no_hint = Input(inputs).no_hint
        self._namer = Namer(tree, self.out)
        more = {} if plain is None else {"plain": plain}
        self._printer = Printer(self.out, self.oid, **more)

    def oid(self, oid):
        """The name of an OID, dotted."""
        return self._namer.name(oid)[0]

    def value(self, oid, type, value):
        """The text of the value of the instance at the OID."""
        return self._printer.text(type, value, self._namer.name(oid)[1])

    def line(self, oid, type, value):
        """The line of a binding: OID and value, or what the letters say of it."""
        name, node = self._namer.name(oid)
        text = self._printer.text(type, value, node)
        if self.out.bare:
            return text
        return name + (" " if self.out.quick and not self.out.equals else " = ") + text


__all__ = ["MibError", "Mibs", "Module", "Node"]
