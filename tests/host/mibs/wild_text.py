# Modules of wild_mib.py as texts, in the forms that people and vendors write: what is odd in them
# is of the rng's choice. Imports wild_mib; test_mib_compile.py imports it.

COMMENTS = (
    "-- What follows is about a well-known inter-\n-- face, and how it is config-\n-- ured.",
    "-----------------------------------------",
    '-- it\'s the "first" of them',
    "-- one -- two -- three",
    "--x--",
    "---- SYNTAX INTEGER { no(1) }",
    "-- END of a part -",
    "--",
    "-- ::= { nothing 1 }",
    "-- caf\xe9 --",
)
PAGE = "Somebody                     Standards Track                   [Page %d]\n\f\n"
PAGE += "RFC 9999             The Odd Things MIB             March 2001\n"
TEXTS = (
    "What it is.",
    "Two lines of\n         text -- with hyphens, and it's so.",
    "SYNTAX and\n    STATUS begin lines here;\n  they say nothing: x(1), { y }.",
    "",
    "Of a caf\xe9, in 20\xb0 C.",
    'The so-called "inner" thing',
)
_V1 = {"Counter32": "Counter", "Gauge32": "Gauge"}


class WildText:
    """octets: the text of a Wild; lines: {name: line where its declaration begins}; texts: {name:
    description}. odd: how often something is odd, from 0 to 1.
    """

    def __init__(self, wild, odd=0.2):
        self.wild = wild
        self.rng = wild.rng
        self.odd = odd
        self.lines = {}
        self.texts = {}
        self.out = []
        self.oids = {node["oid"]: node["name"] for node in wild.nodes}
        self._module()
        end = self.rng.choice(("\n", "\n", "\r\n", "\r")) if self.oddly() else "\n"
        text = end.join(self.out) + end
        self.octets = text.encode(self.rng.choice(("utf-8", "latin-1")))

    def oddly(self):
        return self.rng.random() < self.odd

    def put(self, text):
        self.out += text.split("\n")

    def _module(self):
        wild = self.wild
        while self.oddly():
            self.put(self.rng.choice(COMMENTS))
        self.put("%s %sDEFINITIONS ::= BEGIN" % (wild.name, "\n" * self.oddly()))
        self._imports()
        if self.oddly():
            self.put('OBJECT-TYPE MACRO ::= BEGIN\n  TYPE NOTATION ::= "SYNTAX" type\nEND')
        order = list(wild.nodes)
        for name, t in wild.types.items():
            self._between()
            self.lines[name] = len(self.out) + 1
            self.put(self._type(name, t))
        for node in order:
            self._between()
            self.lines[node["name"]] = len(self.out) + 1
            self.put(self._node(node))
            if node["kind"] == "row":
                self.put(self._sequence(node))
        self.put("END")
        if self.oddly():
            self.put("-- that was it\n\x1a")

    def _between(self):
        self.put("")
        if self.oddly():
            self.put(self.rng.choice(COMMENTS))
        if self.rng.random() < self.odd / 4:
            self.put(PAGE % self.rng.randint(1, 99))

    def _imports(self):
        wild = self.wild
        used = {node.get("syntax") for node in wild.nodes} & set(wild.borrowed)
        smi = "RFC1155-SMI" if wild.v1 else "SNMPv2-SMI"
        found = {smi: ["enterprises"]}
        if wild.v1:
            found["RFC-1212"] = ["OBJECT-TYPE"]
            found["RFC-1215"] = ["TRAP-TYPE"]
            found["RFC1213-MIB"] = sorted(used)
        else:
            found[smi] += "MODULE-IDENTITY OBJECT-TYPE NOTIFICATION-TYPE Integer32".split()
            found["SNMPv2-TC"] = ["TEXTUAL-CONVENTION", *sorted(used)]
            found["SNMPv2-CONF"] = ["OBJECT-GROUP", "MODULE-COMPLIANCE"]
        for module in list(found):
            kept = module == "RFC1213-MIB"  # what it has, SNMPv2-TC has otherwise
            if not found[module] or not kept and self.rng.random() < self.odd / 3:
                del found[module]  # used all the same
        if not found:
            return
        self.put("IMPORTS")
        for module, names in found.items():
            comma = "," if self.oddly() else ""
            self.put("    %s%s\n        FROM %s" % (",\n    ".join(names), comma, module))
        self.put("" if self.oddly() else ";")

    # --- parts of declarations ---

    def _description(self, name):
        text = self.rng.choice(TEXTS if self.oddly() else TEXTS[:1])
        self.texts[name] = text
        return '"%s"' % text

    def _value(self, oid):
        """What stands behind ::= of a node."""
        above, _, arc = oid.rpartition(".")
        parent = self.oids.get(above)
        if parent is None:
            arc = oid.split(".")[-1]
            ways = ["enterprises %s", "iso org(3) dod(6) internet(1) private(4) enterprises(1) %s"]
            inner = (ways[self.oddly()]) % arc
            if self.oddly():
                inner = "1 3 6 1 4 1 " + arc
        else:
            inner = "%s %s" % (parent, arc)
            if self.oddly():
                inner = "%s.%s" % (parent, arc)
        return "::={%s}" % inner if self.oddly() else "::= { %s }" % inner

    def _ranges(self, ranges, base, own):
        found = []
        for low, high in ranges:
            text = "%d" % low if low == high else "%d..%d" % (low, high)
            if high == 2147483647 and self.oddly():
                text = "%d..%s" % (low, "MAX" if own else "'7fffffff'h")
                text = text.replace("-2147483648", "MIN") if own else text
            elif 0 <= low < high and self.oddly():
                text = "'%x'H .. '%X'h" % (low, high)
            found.append(text)
        inner = self.rng.choice(("|", " | ")).join(found)
        if base == "OCTET STRING":
            return " SIZE(%s)" % inner if self.oddly() else " (SIZE (%s))" % inner
        return "(%s)" % inner if self.oddly() else " ( %s )" % inner

    def _labels(self, named):
        between = " " if self.oddly() and self.oddly() else ", "
        form = "%s (%d)" if self.oddly() else "%s(%d)"
        items = [form % pair for pair in named.items()]
        if between == ", " and self.oddly():
            between = ", -- no %s --\n            " % len(items)
        elif between == ", " and self.oddly():
            between = ",   -- it's one of-\n    "
        last = "," if self.oddly() else ""
        return " { %s%s }" % (between.join(items), last)

    def _syntax(self, node):
        syntax = node["syntax"]
        t = self.wild.types.get(syntax) or self.wild.borrowed.get(syntax, {})
        name = syntax
        if self.wild.v1 or self.oddly():
            name = _V1.get(syntax, syntax)
        if name == "OCTET STRING" and self.oddly():
            name = "OCTET    STRING"
        for key in ("enums", "bits"):
            if node.get(key) != t.get(key):
                return name + self._labels(node[key])
        if node.get("ranges") != t.get("ranges"):
            return name + self._ranges(node["ranges"], node["base"], not t)
        if name == "INTEGER" and self.oddly():
            return name + " { }"
        return name

    def _type(self, name, t):
        if not t.get("tc"):
            return "%s ::= %s" % (name, self._syntax(t))
        clauses = ['DISPLAY-HINT "%s"' % t.get("hint")] * ("hint" in t)
        clauses += ["STATUS current", "DESCRIPTION " + self._description(name)]
        between = "\n    "
        return "%s ::= TEXTUAL-CONVENTION\n    %s" % (
            name,
            between.join([*clauses, "SYNTAX " + self._syntax(t)]),
        )

    def _sequence(self, row):
        below = row["oid"] + "."
        columns = [n for n in self.wild.nodes if n["oid"].startswith(below)]
        items = ["    %s    %s" % (n["name"], self._item(n)) for n in columns]
        last = "," if self.oddly() else ""
        return "%s ::= SEQUENCE {\n%s%s\n}" % (row["syntax"], ",\n".join(items), last)

    def _item(self, node):
        return "INTEGER { up(1) }" if self.oddly() else node["syntax"]

    # --- declarations ---

    def _node(self, node):
        kind = node["kind"]
        if kind == "node":
            return "%s OBJECT IDENTIFIER %s" % (node["name"], self._value(node["oid"]))
        if "trap" in node:
            return self._trap(node)
        return getattr(self, "_" + kind, self._object)(node)

    def _identity(self, node):
        text = '%s MODULE-IDENTITY\n    LAST-UPDATED "0101010000Z"\n    ORGANIZATION "nobody"\n'
        text += '    CONTACT-INFO\n        "none"\n    DESCRIPTION %s\n'
        text += '    REVISION "0101010000Z"\n    DESCRIPTION "the first"\n' * self.rng.randint(
            0, 2
        )
        return (text + "    %s") % (
            node["name"],
            self._description(node["name"]),
            self._value(node["oid"]),
        )

    def _object(self, node):
        v1 = self.wild.v1 != self.oddly()
        clauses = ["SYNTAX  " + self._syntax(node)]
        clauses += ['UNITS "%s"' % node.get("units")] * ("units" in node)
        clauses.append("%s  %s" % ("ACCESS" if v1 else "MAX-ACCESS", node["access"]))
        clauses.append("STATUS  " + node["status"])
        if not self.wild.v1 or not self.oddly():
            clauses.append("DESCRIPTION\n        " + self._description(node["name"]))
        if "augments" in node:
            clauses.append("AUGMENTS { %s }" % node["augments"])
        if "index" in node:
            clauses.append(self._index(node["index"]))
        if "default" in node:
            clauses.append("DEFVAL { %s }" % self._default(node["default"]))
        if self.rng.random() < self.odd / 2:
            self.rng.shuffle(clauses)
        if self.oddly():
            clauses[0] += "   -- about\t" + self.rng.choice(("it", 'a "quote', "that-"))
        tab = "\t" if self.oddly() else "    "
        body = ("\n" + tab).join(clauses)
        return "%s OBJECT-TYPE\n%s%s\n%s%s" % (
            node["name"], tab, body, tab, self._value(node["oid"]),
        )  # fmt: skip

    def _index(self, index):
        names = ["IMPLIED " * implied + name for name, implied in index]
        return "INDEX { %s%s }" % (", ".join(names), "," if self.oddly() else "")

    def _default(self, value):
        if isinstance(value, dict):
            digits = value["hex"]
            if digits == "00ff" and self.oddly():
                return "'0000000011111111'B"
            return "'%s'%s" % (digits.upper(), self.rng.choice("hH"))
        if isinstance(value, list):
            return "{%s}" % ", ".join(value)
        if isinstance(value, str) and (" " in value or not value):
            return '"%s"' % value
        return str(value)

    def _notification(self, node):
        text = node["name"] + " NOTIFICATION-TYPE\n"
        if "objects" in node:
            text += "    OBJECTS { %s }\n" % ", ".join(node["objects"])
        text += "    STATUS current\n    DESCRIPTION %s\n    %s"
        return text % (self._description(node["name"]), self._value(node["oid"]))

    def _trap(self, node):
        name = self.oids[node["enterprise"]]
        text = "%s TRAP-TYPE\n    ENTERPRISE %s\n" % (
            node["name"],
            "{ %s }" % name if self.oddly() else name,
        )
        if "objects" in node:
            text += "    VARIABLES { %s }\n" % ", ".join(node["objects"])
        if not self.oddly():
            text += "    DESCRIPTION %s\n" % self._description(node["name"])
        return text + "    ::= %d" % node["trap"]

    def _group(self, node):
        names = ",\n".join(node["objects"])
        text = (
            "%s OBJECT-GROUP\n    OBJECTS {\n%s }\n    STATUS current\n    DESCRIPTION %s\n    %s"
        )
        return text % (
            node["name"], names, self._description(node["name"]), self._value(node["oid"]),
        )  # fmt: skip

    def _compliance(self, node):
        text = "%s MODULE-COMPLIANCE\n    STATUS current\n    DESCRIPTION %s\n    MODULE -- this\n"
        if self.oddly():
            text += '    OBJECT x\n      SYNTAX INTEGER { a(1), b(2) }\n      DESCRIPTION "odd"\n'
        return (text + "    %s") % (
            node["name"],
            self._description(node["name"]),
            self._value(node["oid"]),
        )
