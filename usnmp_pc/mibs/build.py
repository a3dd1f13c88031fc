# Declarations of a module -> the module as usnmp keeps it: OIDs, kinds, and types resolved through
# what they are made of, in other modules too. Imports parse, repair and text; compile.py imports
# it. The form of a module is that of standard.json, whose keys tools/usnmp_tools/mib_table.py has.

from . import parse
from .repair import MOST, Fault

BASES = (
    "INTEGER Integer32 Unsigned32 Counter32 Gauge32 TimeTicks Counter64 UInteger32 BITS Opaque"
    " IpAddress NetworkAddress"
).split() + ["OCTET STRING", "OBJECT IDENTIFIER"]
_ALIASES = ("Counter", "Gauge", "ObjectSyntax", "SimpleSyntax", "ApplicationSyntax")
_LIMITS = {"INTEGER": (-(1 << 31), (1 << 31) - 1), "OCTET STRING": (0, 65535)}
_LIMITS.update({"Integer32": _LIMITS["INTEGER"], "Opaque": (0, 65535)})
_LIMITS.update({"Counter64": (0, (1 << 64) - 1)})
_ROOTS = {"ccitt": "0", "iso": "1", "joint-iso-ccitt": "2"}
# Where a name is looked for that is not imported, or from where it is not, as in many texts
IMPLICIT = (
    "SNMPv2-SMI SNMPv2-TC SNMPv2-MIB RFC1155-SMI RFC1213-MIB SNMP-FRAMEWORK-MIB INET-ADDRESS-MIB"
).split()
# Modules that are others now, with the same names in them
_HEIRS = {
    "RFC1065-SMI": "RFC1155-SMI",
    "RFC1066-MIB": "RFC1213-MIB",
    "RFC1156-MIB": "RFC1213-MIB",
    "RFC1158-MIB": "RFC1213-MIB",
    "RFC-1213": "RFC1213-MIB",
    "RFC1271-MIB": "RMON-MIB",
    "RFC1286-MIB": "BRIDGE-MIB",
    "RFC1315-MIB": "FRAME-RELAY-DTE-MIB",
    "RFC1316-MIB": "CHARACTER-MIB",
    "RFC1406-MIB": "DS1-MIB",
}
_KINDS = {
    "OBJECT IDENTIFIER": "node",
    "OBJECT-IDENTITY": "node",
    "MODULE-IDENTITY": "identity",
    "NOTIFICATION-TYPE": "notification",
    "TRAP-TYPE": "notification",
    "OBJECT-GROUP": "group",
    "NOTIFICATION-GROUP": "group",
    "MODULE-COMPLIANCE": "compliance",
    "AGENT-CAPABILITIES": "capabilities",
}


class Builder:
    """source: a Source of text.py; module(name): another module as a dict, None if there is none.

    build() gives the module's dict; faults, a list of Fault, says what is not in it.
    """

    def __init__(self, source, module, correct=None):
        self._correct = correct or (lambda module, item: item)
        self.source = source
        self.faults = [Fault(*fault) for fault in source.faults]
        self._module = module
        self._from = {}  # symbol -> names of modules, which are loaded when one is wanted
        self._types = {}  # name -> T; a name that is being resolved -> None
        self._oids = {}
        self._items = {}
        self._again = []  # items of names that have been; vendors give columns the same ones
        self._left_out = {}  # name of a parent -> (line, [names])
        self._sequences = set()  # names of types that rows have

    def build(self):
        """The module as a dict."""
        self._read()
        types = {name: self._type(name) for name, item in self._items.items() if _is_type(item)}
        items = [*self._items.values(), *self._again]
        nodes = [self._node(item) for item in items if not _is_type(item)]
        # Of two that are the same, the first
        nodes = {(node["name"], node["oid"]): node for node in reversed(nodes) if node}
        nodes = list(nodes.values())[::-1]
        for parent, (line, names) in self._left_out.items():
            if parent in self._items:
                continue  # left out itself, which is told
            text = "%s is not known, so %s is left out"
            if len(names) > 1:
                text = "%s is not known, so %s and what is below are left out"
            self.faults.append(Fault(line, text % (parent, names[0])))
        nodes.sort(key=lambda node: [int(n) for n in node["oid"].split(".")])
        _kinds(nodes, self._sequences)
        identity = next((node for node in nodes if node["kind"] == "identity"), {})
        self.faults.sort(key=lambda fault: fault.line)
        return {
            "oid": identity.get("oid"),
            "identity": identity.get("name"),
            "imports": list(dict.fromkeys(name for name, _, _ in self.source.imports)),
            "types": {name: t for name, t in types.items() if t},
            "nodes": nodes,
        }

    def items(self):
        """Each declaration of the source, as an Item."""
        for declaration in self.source.declarations:
            if declaration.name in BASES or declaration.name in _ALIASES:
                continue
            try:
                item, faults = parse.read(declaration)
            except Fault as e:
                self.faults.append(e)
                continue
            self.faults += faults
            yield item

    def _read(self):
        for module, line, symbols in self.source.imports:
            for symbol in symbols:
                self._from.setdefault(symbol, []).append((module, line))
        for item in self.items():
            item = self._correct(self.source.name, item)
            if item is None:
                continue
            if _is_sequence(item):
                self._sequences.add(item.name)
            elif item.name in self._items:
                first = self._items[item.name].line
                text = "%s stands in line %d already" % (item.name, first)
                self.faults.append(Fault(item.line, text))
                self._again.append(item)
            else:
                self._items[item.name] = item

    def _others(self, symbol):
        """Modules that may define `symbol`: those it is imported from, then the usual ones."""
        for name, line in self._from.get(symbol, ()):
            yield self._imported(name, line)
        for name in IMPLICIT:
            if name != self.source.name:
                yield self._imported(name, None)

    def _imported(self, name, line):
        found = self._module(name) or self._module(_HEIRS.get(name, name))
        if found is None and line and not any(f.line == line for f in self.faults):
            self.faults.append(Fault(line, "no module %s is found" % name))
        return found or {"types": {}, "nodes": []}

    # --- types ---

    def _type(self, name):
        """T of a type's name; None if there is none."""
        if name in BASES:
            return {"base": name, "syntax": name}
        if name not in self._types:
            self._types[name] = None
            item = self._items.get(name)
            if item is None:
                found = (other["types"].get(name) for other in self._others(name))
                self._types[name] = next((t for t in found if t), None)
            elif _is_type(item):
                self._types[name] = self._resolved(item)
                if item.macro == "TEXTUAL-CONVENTION":
                    self._types[name]["tc"] = True
        return self._types[name]

    def _resolved(self, item):
        """T of an item's syntax: its own restriction first, then that of its type."""
        syntax = item.syntax
        if syntax.row or syntax.name in self._sequences:
            return {"syntax": syntax.name}
        parent = self._type(syntax.name) or {}
        if not parent:
            text = "%s: the type %s is not known" % (item.name, syntax.name)
            self.faults.append(Fault(syntax.line, text))
        t = {"base": parent.get("base"), "syntax": syntax.name}
        ranges = syntax.ranges and [_clamped(each, t["base"]) for each in syntax.ranges]
        own = {"ranges": ranges, "enums": syntax.enums, "bits": syntax.bits, "hint": item.hint}
        for key, value in own.items():
            value = value if value else parent.get(key)
            if value:
                t[key] = value
        return t

    # --- nodes ---

    def _oid(self, name):
        """Dotted OID of a name, "" if it is not known."""
        if name not in self._oids:
            self._oids[name] = ""
            item = self._items.get(name)
            if item and item.oid:
                self._oids[name] = self._below(item, item.oid)
            elif name in _ROOTS:
                self._oids[name] = _ROOTS[name]
            else:
                for other in self._others(name):
                    found = [node for node in other["nodes"] if node["name"] == name]
                    if found:
                        self._oids[name] = found[0]["oid"]
                        break
        return self._oids[name]

    def _below(self, item, parts):
        head, rest = parts[0], parts[1:]
        if isinstance(head, tuple):  # iso(1)
            head = head[0] if self._oid(head[0]) else head[1]
        oid = str(head) if isinstance(head, int) else self._oid(head)
        if not oid:
            line, names = self._left_out.setdefault(head, (item.oid_line, []))
            names.append(item.name)
            return ""
        for part in rest:
            part = part[1] if isinstance(part, tuple) else part
            if not isinstance(part, int):
                self.faults.append(Fault(item.oid_line, "%s within an OID" % part))
                return ""
            oid += ".%d" % part
        return oid

    def _node(self, item):
        if item.macro == "TRAP-TYPE":
            oid = self._trap(item)
        elif item in self._again:
            oid = self._below(item, item.oid)
        else:
            oid = self._oid(item.name)
        if not oid:
            return None
        node = {"name": item.name, "oid": oid, "kind": _KINDS.get(item.macro, "scalar")}
        if item.syntax:
            node.update(self._resolved(item))
        for name in [name for name, _ in item.index or ()] + [item.augments] * bool(item.augments):
            if name not in BASES and not self._oid(name):
                text = "%s: the index %s is not known"
                self.faults.append(Fault(item.index_line, text % (item.name, name)))
        keys = "access units default index augments objects enterprise trap status".split()
        for key in [*keys, "line", "description"]:
            value = getattr(item, key)
            if key == "enterprise" and value:
                value = self._below(item, value)
            if value is not None:
                node[key] = value
        return node

    def _trap(self, item):
        oid = self._below(item, item.enterprise)
        return oid and "%s.0.%d" % (oid, item.trap)


def _is_type(item):
    return item.macro in ("TYPE", "TEXTUAL-CONVENTION")


def _is_sequence(item):
    return _is_type(item) and item.syntax.sequence


def _clamped(bounds, base):
    # MIN and MAX are what the base has
    low, high = _LIMITS.get(base, (0, (1 << 32) - 1))
    return [low if bounds[0] == -MOST else bounds[0], high if bounds[1] == MOST else bounds[1]]


def _kinds(nodes, sequences):
    """Tables, rows and columns get their kind."""
    kinds = {node["oid"]: node for node in nodes}
    for node in nodes:
        if node["kind"] != "scalar":
            continue
        above = kinds.get(node["oid"].rpartition(".")[0], {})
        if node["syntax"].startswith("SEQUENCE OF "):
            node["kind"] = "table"
        elif node["syntax"] in sequences or "index" in node or "augments" in node:
            node["kind"] = "row"
        elif above.get("kind") == "row":
            node["kind"] = "column"
