# MIB modules that PyPI has compiled for pysnmp alone, as the module dicts of usnmp_pc/mibs. They
# are run with stand-ins for pysnmp's classes, which note what is said of them. Imports build and
# parse of usnmp_pc/mibs; mib_table.py imports it.

from usnmp_pc.mibs.build import BASES, Builder
from usnmp_pc.mibs.parse import Item, Syntax
from usnmp_pc.mibs.text import Source

_MACROS = {
    "MibScalar": "OBJECT-TYPE",
    "MibTable": "OBJECT-TYPE",
    "MibTableRow": "OBJECT-TYPE",
    "MibTableColumn": "OBJECT-TYPE",
    "MibIdentifier": "OBJECT IDENTIFIER",
    "ObjectIdentity": "OBJECT-IDENTITY",
    "ModuleIdentity": "MODULE-IDENTITY",
    "NotificationType": "NOTIFICATION-TYPE",
    "ObjectGroup": "OBJECT-GROUP",
    "NotificationGroup": "NOTIFICATION-GROUP",
    "ModuleCompliance": "MODULE-COMPLIANCE",
    "AgentCapabilities": "AGENT-CAPABILITIES",
}
_NAMES = {"OctetString": "OCTET STRING", "ObjectIdentifier": "OBJECT IDENTIFIER", "Bits": "BITS"}
_NAMES["Integer"] = "INTEGER"
# Old releases of pysmi left the hyphens out.
_ACCESS = {"readonly": "read-only", "readwrite": "read-write", "readcreate": "read-create"}
_ACCESS.update({"noaccess": "not-accessible", "notaccessible": "not-accessible"})
_ACCESS.update({"accessiblefornotify": "accessible-for-notify", "writeonly": "write-only"})


class _Spec(list):
    """Constraints, as ranges; adding one to another narrows it, so the later one counts."""

    def __add__(self, other):
        return other or self

    __iadd__ = __add__


class _Named(dict):
    """Names of numbers, of which long lists are written as sums."""

    def __init__(self, *pairs):
        super().__init__(pairs)

    def __add__(self, other):
        return _Named(*self.items(), *other.items())


def _union(*specs):
    return _Spec(bounds for spec in specs for bounds in spec)


def _values(*numbers):
    return _Spec([n, n] for n in numbers)


class _Type:
    """Stands in for a type of pysnmp's: its class, and with a restriction, its objects."""

    subtypeSpec = _Spec()
    namedValues = displayHint = defaultValue = default = None
    status = "current"

    def subtype(self, subtypeSpec=None, **_):
        self.subtypeSpec = subtypeSpec or self.subtypeSpec
        return self

    def clone(self, value=None, namedValues=None, hexValue=None, binValue=None, **_):
        if namedValues is not None and self.namedValues is not None:
            self.default = list(namedValues)  # of BITS
        elif namedValues is not None:
            self.namedValues = namedValues
        if hexValue is not None:
            self.default = {"hex": hexValue}
        if value is not None:
            self.default = value
        return self

    def setFixedLength(self, _):
        return self


class _Symbol:
    """Stands in for an object of a module: set...() is noted, whatever it sets."""

    def __init__(self, macro, oid, syntax=None):
        self.macro = macro
        self.oid = oid
        self.syntax = syntax
        self.said = {}

    def __getattr__(self, name):
        if not name.startswith(("set", "get", "register")):
            raise AttributeError(name)
        if name.startswith("get"):
            return lambda: [(None, self, name)]
        return lambda *values: self._note(name, values)

    def _note(self, name, values):
        self.said[name] = values
        if name.startswith("register"):
            self.said.setdefault("augmented", []).extend(values)
        return self


class _Builder:
    """Stands in for pysnmp's MibBuilder."""

    loadTexts = True
    version = (4, 4, 0)

    def __init__(self):
        self.imports = {}
        self.imported = set()

    def importSymbols(self, module, *names):
        self.imported.update(names)
        if not module.startswith("ASN1"):
            self.imports.setdefault(module, []).extend(names)
        return tuple(self._symbol(name) for name in names)

    import_symbols = importSymbols

    def exportSymbols(self, *_, **__):
        pass

    export_symbols = exportSymbols

    def _symbol(self, name):
        if name in _MACROS:
            return lambda oid, syntax=None: _Symbol(name, oid, syntax)
        if name in ("ValueRangeConstraint", "ValueSizeConstraint"):
            return lambda low, high: _Spec([[low, high]])
        if name in ("ConstraintsUnion", "ConstraintsIntersection"):
            return _union
        if name == "SingleValueConstraint":
            return _values
        if name == "NamedValues":
            return _Named
        if name == "TextualConvention":
            return type(name, (), {})
        return type(name, (_Type,), {})


class _Compiled(Builder):
    def __init__(self, name, path, module, correct):
        builder = _Builder()
        space = {"mibBuilder": builder, "__name__": name}
        with open(path, encoding="utf-8") as file:
            exec(compile(file.read(), str(path), "exec"), space)
        imports = [(module, 0, names) for module, names in builder.imports.items()]
        super().__init__(Source(name, 0, imports, [], []), module, correct)
        self._space = {n: s for n, s in space.items() if n not in builder.imported}

    def items(self):
        rows = {}
        for name, symbol in self._space.items():
            if name[0].isupper() and isinstance(symbol, type) and issubclass(symbol, _Type):
                yield _type_item(name, symbol)
            elif isinstance(symbol, _Symbol):
                for _, entry in symbol.said.get("augmented", ()):
                    rows[entry] = name
        symbols = [symbol for symbol in self._space.values() if isinstance(symbol, _Symbol)]
        told = any("setStatus" in symbol.said for symbol in symbols)  # by new releases of pysmi
        for name, symbol in self._space.items():
            if isinstance(symbol, _Symbol):
                yield _object_item(name, symbol, rows, None if told else "current")


def _type_item(name, cls):
    bases = [base for base in cls.__mro__[1:] if base.__name__ != "TextualConvention"]
    tc = any(base.__name__ == "TextualConvention" for base in cls.__mro__)
    item = Item(name, "TEXTUAL-CONVENTION" if tc else "TYPE", 0)
    item.hint = vars(cls).get("displayHint")
    item.syntax = _syntax(bases[0].__name__, vars(cls))
    return item


def _object_item(name, symbol, rows, status):
    item = Item(name.replace("_", "-"), _MACROS[symbol.macro], 0)
    item.oid = list(symbol.oid)
    said = symbol.said
    if symbol.macro not in ("MibIdentifier", "ModuleIdentity"):
        item.status = said.get("setStatus", [status])[0]
    if item.macro == "OBJECT-TYPE":
        item.syntax = _object_syntax(name, symbol)
        access = said.get("setMaxAccess", ["not-accessible"])[0]
        item.access = _ACCESS.get(access, access)
        item.units = said.get("setUnits", [None])[0]
        if name in rows:
            item.augments = rows[name]
        elif "setIndexNames" in said:
            item.index = [[index, bool(implied)] for implied, _, index in said["setIndexNames"]]
    elif "setObjects" in said and item.macro != "MODULE-COMPLIANCE":
        item.objects = [pair[1] for pair in said["setObjects"]] or None
    if symbol.syntax:
        item.default = _default(symbol.syntax)
    return item


def _object_syntax(name, symbol):
    row = name[0].upper() + name[1:]
    if symbol.macro == "MibTable":
        row = (row[:-5] if row.endswith("Table") else row) + "Entry"
        found = Syntax("SEQUENCE OF " + row, 0)
        found.row = row
        return found
    if symbol.macro == "MibTableRow":
        found = Syntax(row, 0)
        found.row = row
        return found
    made = {**vars(type(symbol.syntax)), **vars(symbol.syntax)}
    return _syntax(type(symbol.syntax).__name__, made)


def _syntax(name, said):
    found = Syntax(_NAMES.get(name, name), 0)
    named = said.get("namedValues")
    if named and found.name == "BITS":
        found.bits = dict(named)
    elif named:
        found.enums = dict(named)
        found.name = "INTEGER" if found.name == "Integer32" else found.name
    elif said.get("subtypeSpec"):
        found.ranges = [list(bounds) for bounds in said["subtypeSpec"]]
    return found


def _default(syntax):
    value = syntax.default if syntax.default is not None else syntax.defaultValue
    return ".".join(map(str, value)) if isinstance(value, tuple) else value


def load(name, path, module, correct=None):
    """The module `name` that is compiled in the file `path`, as a dict of usnmp_pc/mibs.

    module(name): another module's dict; correct: as of compile_text(). Raises ValueError where
    something is not resolved.
    """
    builder = _Compiled(name, path, module, correct)
    found = builder.build()
    if builder.faults:
        raise ValueError("%s: %s" % (path, "; ".join(map(str, builder.faults))))
    return found


assert set(_NAMES.values()) <= set(BASES)
