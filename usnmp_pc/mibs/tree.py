# The objects of MIB modules by OID and by name, in one tree as net-snmp builds it: where two
# modules have an OID, the first one is shown. Imports nothing; the rest of mibs imports it.

from bisect import bisect_right

_ROOTS = (("1", "iso"), ("0", "ccitt"), ("2", "joint-iso-ccitt"))  # in net-snmp's order


class MibError(ValueError):
    """What a MIB does not know or allow; the text is a line for the user."""


def key(dotted):
    """The OID as a tuple of int."""
    return tuple(map(int, dotted.split(".")))


class Module:
    """A MIB module: name, oid and identity (of its MODULE-IDENTITY, None without), imports (names
    of modules), types {name: dict}, file (None for one that comes with usnmp).
    """

    def __init__(self, tree, name, data):
        self._tree = tree
        self.name = name
        self.file = data.get("file")
        self.oid = data.get("oid")
        self.identity = data.get("identity")
        self.imports = data.get("imports", [])
        self.types = data.get("types", {})
        # An object's [dict, module, Node or None]. Names may occur twice, against all rules.
        self.entries = [[raw, self, None] for raw in data["nodes"]]
        self._named = None

    @property
    def nodes(self):
        """Its Nodes in order of OID."""
        return [self._tree.node_of(entry) for entry in self.entries]

    def find(self, name):
        """The Node of this module that has the name; None if there is none."""
        if self._named is None:
            self._named = {entry[0]["name"]: entry for entry in reversed(self.entries)}
        entry = self._named.get(name)
        return entry and self._tree.node_of(entry)

    def type(self, name):
        """The type of the name, as this module sees it, a dict; None if it knows none."""
        found = self.types.get(name)
        for other in self.imports if found is None else ():
            module = self._tree.modules.get(other)
            found = module and module.types.get(name)
            if found:
                break
        return found

    def __repr__(self):
        return "<Module %s>" % self.name


class Node:
    """An object of a MIB, or what is above objects.

    oid (tuple of int), dotted, name ("" for an arc that has none), full ("IF-MIB::ifDescr"), kind,
    module (None at the root), syntax (as written), base (its type of the SMI), ranges [(low,
    high)], enums {int: name}, bits {int: name}, hint, access, units, default, status, objects
    (names, of a notification), description and line (None in what comes with usnmp). What is not
    there is None or empty.
    """

    def __init__(self, tree, raw, module):
        self._tree = tree
        self.raw = raw
        self.module = module
        self.dotted = raw["oid"]
        self.oid = key(self.dotted)
        self.name = raw["name"] or ""
        self.kind = raw.get("kind", "node")
        get = raw.get
        self.syntax = get("syntax")
        self.base = get("base")
        self.ranges = [tuple(r) for r in get("ranges", ())]
        self.enums = {number: name for name, number in get("enums", {}).items()}
        self.bits = {number: name for name, number in get("bits", {}).items()}
        self.hint = get("hint")
        self.access = get("access")
        self.units = get("units")
        self.default = get("default")
        self.status = get("status")
        self.objects = get("objects", [])
        self.description = get("description")
        self.line = get("line")

    @property
    def label(self):
        """The name; the last arc in digits where there is none."""
        return self.name or str(self.oid[-1])

    @property
    def full(self):
        """Module and name, "IF-MIB::ifDescr"."""
        return "%s::%s" % (self.module.name, self.label) if self.module else self.label

    @property
    def parent(self):
        """The Node above; None at the root."""
        return self._tree.at(self.dotted.rpartition(".")[0])

    @property
    def children(self):
        """The Nodes below, in order of OID."""
        return sorted(self._tree.peers(self.dotted), key=lambda node: node.oid)

    @property
    def index(self):
        """[(Node, is it IMPLIED)] of a row's own INDEX clause; an unknown object is no part."""
        found = [(self._named(name), implied) for name, implied in self.raw.get("index", ())]
        return [pair for pair in found if pair[0]]

    @property
    def augments(self):
        """The row that this row AUGMENTS; None if none."""
        name = self.raw.get("augments")
        return self._named(name) if name else None

    @property
    def indices(self):
        """The index of the row, or of the row above a column: as `index`, through AUGMENTS."""
        row = self.parent if self.kind == "column" else self
        if row is None:
            return []
        if not row.raw.get("index") and row.raw.get("augments"):
            row = row.augments
        return row.index if row else []

    @property
    def type(self):
        """The type that its syntax names, a dict; None for a type of the SMI."""
        return self.module.type(self.syntax) if self.module and self.syntax else None

    def _named(self, name):
        return self._tree.named(name) or (self.module and self.module.find(name))

    def __repr__(self):
        return "<Node %s %s>" % (self.full, self.dotted)


class Tree:
    """All modules that are loaded. An entry is [dict of the node, Module, Node or None]."""

    def __init__(self):
        self.modules = {}
        self._at = {}
        self._names = {}
        for dotted, name in _ROOTS:
            self._names[name] = self._at[dotted] = [{"name": name, "oid": dotted}, None, None]
        self._below = self._order = None
        self._parents = {""}  # OIDs with something below

    def add(self, name, data):
        """Add a module, a dict as standard.json has it; its Module."""
        module = self.modules[name] = Module(self, name, data)
        at = self._at
        names = self._names
        above = set()
        for entry in module.entries:
            label = entry[0]["name"]
            dotted = entry[0]["oid"]
            there = at.get(dotted)
            if there is None or not there[0]["name"]:
                at[dotted] = names[label] = entry
                above.add(dotted.rpartition(".")[0])
            elif there[0]["name"] != label:
                names[label] = entry
        self._parents |= above
        for dotted in above:
            self._fill(dotted, module)
        self._below = self._order = None
        return module

    def _fill(self, dotted, module):
        # Arcs on the way to a node have places of their own.
        while dotted and dotted not in self._at:
            self._at[dotted] = [{"name": None, "oid": dotted}, module, None]
            dotted = dotted.rpartition(".")[0]
            self._parents.add(dotted)

    def node_of(self, entry):
        """The Node of an entry."""
        if entry[2] is None:
            entry[2] = Node(self, entry[0], entry[1])
        return entry[2]

    def at(self, dotted):
        """The Node at the OID; None if none is."""
        entry = self._at.get(dotted)
        return entry and self.node_of(entry)

    def above(self, dotted):
        """The Node at the OID or the nearest above; None if there is none."""
        while dotted:
            entry = self._at.get(dotted)
            if entry:
                return self.node_of(entry)
            dotted = dotted.rpartition(".")[0]
        return None

    def named(self, name):
        """The Node that has the name, of any module: the one loaded last; None if none has."""
        entry = self._names.get(name)
        return entry and self.node_of(entry)

    def has_below(self, dotted):
        """Is there a Node below the OID?"""
        return dotted in self._parents

    def below(self, dotted, name):
        """The Node right below the OID that has the name; None if none has."""
        node = self.named(name)
        if node and node.dotted.rpartition(".")[0] == dotted and self.at(node.dotted) is node:
            return node
        return next((node for node in self.peers(dotted) if node.name == name and name), None)

    def names(self):
        """All names there are."""
        return list(self._names)

    def peers(self, dotted):
        """The Nodes right below the OID, in the order in which net-snmp has them: as they were
        loaded, each module's from its last to its first.
        """
        if self._below is None:
            self._below = {}
            modules = {}
            for at, entry in self._at.items():
                if "." in at:
                    modules.setdefault(entry[1], []).append(at)
            for found in modules.values():
                for at in sorted(found, key=key, reverse=True):
                    self._below.setdefault(at.rpartition(".")[0], []).append(at)
            self._below[""] = [root for root, _ in _ROOTS]
        return [self.node_of(self._at[at]) for at in self._below.get(dotted, ())]

    def next(self, oid):
        """The Node that follows the OID, a tuple; None at the end."""
        if self._order is None:
            self._order = sorted([(key(at), at) for at, e in self._at.items() if e[0]["name"]])
        i = bisect_right(self._order, (oid, "~"))
        return self.at(self._order[i][1]) if i < len(self._order) else None
