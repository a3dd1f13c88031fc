# Modules of usnmp_pc/mibs as MIB texts (SMIv2), for what reads texts alone: net-snmp, smilint,
# pysmi. Imports nothing of usnmp; tests of MIBs import it.


def write(folder, modules, names=None):
    """A file NAME.txt in `folder` for each of `modules`, {name: dict}; or for `names` of them."""
    for name in names or modules:
        (folder / (name + ".txt")).write_text(text(name, modules))


def text(name, modules):
    """The text of the module `name`, which may import the others of `modules`."""
    return _Writer(name, modules).text()


class _Writer:
    def __init__(self, name, modules):
        self.name = name
        self.module = modules[name]
        self.modules = modules
        self.near = [name, *self.module["imports"], *modules]
        self.oids = {node["oid"]: node["name"] for node in reversed(self.module["nodes"])}
        self.kinds = {node["name"]: node["kind"] for node in self.module["nodes"]}
        self.imports = {}
        self.rows = {}
        for node in self.module["nodes"]:
            if node["kind"] == "column":
                self.rows.setdefault(node["oid"].rpartition(".")[0], []).append(node)

    def text(self):
        order = sorted(self.module["nodes"], key=lambda node: node["kind"] != "identity")
        types = [self._type(name, t) for name, t in self.module["types"].items()]
        body = types + [self._node(node) for node in order]
        head = ["%s DEFINITIONS ::= BEGIN" % self.name, *self._imports()]
        return "\n".join([*head, *body, "END", ""])

    def _imports(self):
        macros = "MODULE-IDENTITY OBJECT-TYPE OBJECT-IDENTITY NOTIFICATION-TYPE"
        found = {"SNMPv2-SMI": (macros + " Integer32 Unsigned32 Counter32 Gauge32").split()}
        found["SNMPv2-SMI"] += "Counter64 TimeTicks IpAddress".split()
        found["SNMPv2-TC"] = ["TEXTUAL-CONVENTION"]
        found["SNMPv2-CONF"] = ["MODULE-COMPLIANCE", "OBJECT-GROUP", "NOTIFICATION-GROUP"]
        for symbol, module in self.imports.items():
            found.setdefault(module, []).append(symbol)
        found.pop(self.name, None)
        if self.name == "SNMPv2-SMI":
            return []
        lines = ["    %s FROM %s" % (", ".join(names), module) for module, names in found.items()]
        return ["IMPORTS", *lines, "    ;"]

    def _named(self, name, kind):
        """`name`, which is imported if it is not this module's own."""
        for module in self.near:
            there = self.modules.get(module)
            if there and (name in there[kind] if kind == "types" else name in _names(there)):
                if module != self.name:
                    self.imports[name] = module
                return name
        raise ValueError("%s: %s is in no module" % (self.name, name))

    def _oid(self, oid):
        arcs = []
        while oid:
            oid, _, arc = oid.rpartition(".")
            arcs.insert(0, arc)
            if oid in self.oids:
                return "{ %s %s }" % (self.oids[oid], " ".join(arcs))
            for module in self.near[1:]:
                for node in self.modules.get(module, {"nodes": ()})["nodes"]:
                    if node["oid"] == oid and node["kind"] != "identity":
                        self.imports[node["name"]] = module
                        return "{ %s %s }" % (node["name"], " ".join(arcs))
        return "{ iso %s }" % " ".join(arcs[1:]) if arcs[0] == "1" else "{ %s }" % " ".join(arcs)

    def _type(self, name, t):
        if not t.get("tc"):
            return "%s ::= %s" % (name, self._syntax(t))
        lines = ["%s ::= TEXTUAL-CONVENTION" % name]
        if "hint" in t:
            lines.append('    DISPLAY-HINT "%s"' % t["hint"])
        lines += ["    STATUS current", '    DESCRIPTION ""', "    SYNTAX " + self._syntax(t)]
        return "\n".join(lines)

    def _syntax(self, t):
        """The SYNTAX of a type or a node: what it is restricted to more than its type is."""
        syntax = t["syntax"]
        above = {}
        if syntax.startswith("SEQUENCE OF "):
            return syntax
        if syntax not in BASES:
            self._named(syntax, "types")
            above = next(
                self.modules[module]["types"][syntax]
                for module in self.near
                if syntax in self.modules.get(module, {"types": ()})["types"]
            )
        for key in ("enums", "bits"):
            if t.get(key) and t[key] != above.get(key):
                labels = ", ".join("%s(%d)" % pair for pair in t[key].items())
                return "%s { %s }" % (syntax, labels)
        if t.get("ranges") and t["ranges"] != above.get("ranges"):
            ranges = "|".join(
                "%d" % low if low == high else "%d..%d" % (low, high) for low, high in t["ranges"]
            )
            size = t["base"] in ("OCTET STRING", "Opaque", "BITS")
            return "%s (%s)" % (syntax, "SIZE (%s)" % ranges if size else ranges)
        return syntax

    def _node(self, node):
        kind = node["kind"]
        macro = _MACROS.get(kind, "OBJECT-TYPE")
        lines = []
        if kind == "row":
            columns = self.rows[node["oid"]]
            items = ["    %s %s" % (each["name"], each["syntax"]) for each in columns]
            lines.append("%s ::= SEQUENCE {\n%s\n}" % (node["syntax"], ",\n".join(items)))
        if kind == "node" and "status" not in node:
            macro = "OBJECT IDENTIFIER"
        if kind == "group" and self._of_notifications(node):
            macro = "NOTIFICATION-GROUP"
        if "trap" in node:
            return self._trap(node)
        lines.append("%s %s" % (node["name"], macro))
        if kind == "identity":
            lines.append('    LAST-UPDATED "202601010000Z"\n    ORGANIZATION ""')
            lines.append('    CONTACT-INFO ""')
        elif macro == "OBJECT-TYPE":
            syntax = node["syntax"] if kind == "row" else self._syntax(node)
            lines.append("    SYNTAX " + syntax)
        if "units" in node:
            lines.append('    UNITS "%s"' % node["units"])
        if "access" in node:
            lines.append("    MAX-ACCESS " + node["access"])
        if kind in ("notification", "group") and "objects" in node:
            names = ", ".join(self._named(name, "nodes") for name in node["objects"])
            key = "NOTIFICATIONS" if macro == "NOTIFICATION-GROUP" else "OBJECTS"
            lines.append("    %s { %s }" % (key, names))
        if macro != "OBJECT IDENTIFIER":
            if "status" in node:
                lines.append("    STATUS " + node["status"])
            lines.append('    DESCRIPTION "%s"' % node.get("description", ""))
        if kind == "compliance":
            lines.append("    MODULE")
        lines += self._index(node)
        if "default" in node:
            lines.append("    DEFVAL { %s }" % self._default(node))
        lines.append("    ::= " + self._oid(node["oid"]))
        return "\n".join(lines)

    def _of_notifications(self, node):
        return all(self.kinds.get(name) == "notification" for name in node["objects"])

    def _trap(self, node):
        enterprise = self.oids.get(node["enterprise"], "enterprises")
        lines = ["%s TRAP-TYPE" % node["name"], "    ENTERPRISE %s" % enterprise]
        if "objects" in node:
            lines.append("    VARIABLES { %s }" % ", ".join(node["objects"]))
        return "\n".join([*lines, "    ::= %d" % node["trap"]])

    def _index(self, node):
        if "augments" in node:
            return ["    AUGMENTS { %s }" % self._named(node["augments"], "nodes")]
        if "index" not in node:
            return []
        names = [
            "IMPLIED " * implied + self._named(name, "nodes") for name, implied in node["index"]
        ]
        return ["    INDEX { %s }" % ", ".join(names)]

    def _default(self, node):
        value = node["default"]
        if isinstance(value, dict):
            return "'%s'H" % value["hex"]
        if isinstance(value, list):
            return "{ %s }" % ", ".join(value)
        if node["base"] == "OBJECT IDENTIFIER":
            if value[0].isdigit():
                return "{ %s }" % value.replace(".", " ")
            return self._named(value, "nodes")
        if node["base"] == "OCTET STRING":
            return '"%s"' % value
        return str(value)


BASES = (
    "INTEGER Integer32 Unsigned32 Counter32 Gauge32 TimeTicks Counter64 UInteger32 BITS Opaque"
    " IpAddress NetworkAddress"
).split() + ["OCTET STRING", "OBJECT IDENTIFIER"]
_MACROS = {
    "node": "OBJECT-IDENTITY",
    "identity": "MODULE-IDENTITY",
    "notification": "NOTIFICATION-TYPE",
    "group": "OBJECT-GROUP",
    "compliance": "MODULE-COMPLIANCE",
    "capabilities": "AGENT-CAPABILITIES",
}


def _names(module):
    return {node["name"] for node in module["nodes"]}
