# The text of a MIB (SMIv2, RFC 2578) for objects of which nothing is known but their OIDs and
# types. Imports nothing of ours; describe imports it.

import datetime

_INT_MOST = 0x7FFFFFFF
_LAST = 0xFFFFFFFF  # the greatest arc
# The tags of what SMIv2 can say, and how.
TYPES = {
    2: "Integer32",
    4: "OCTET STRING",
    6: "OBJECT IDENTIFIER",
    64: "IpAddress",
    65: "Counter32",
    66: "Gauge32",
    67: "TimeTicks",
    68: "Opaque",
    69: "OCTET STRING",  # NsapAddress, BIT STRING: SMIv2 has them no more
    3: "OCTET STRING",
    70: "Counter64",
    71: "Unsigned32",  # UInteger32
    120: "Opaque",  # a float
    121: "Opaque",
}
_SMI = "Counter32 Counter64 Gauge32 Integer32 IpAddress Opaque TimeTicks Unsigned32".split()
# Where a MIB can have its root, as SNMPv2-SMI names it.
ROOTS = {
    (1, 3, 6, 1, 4, 1): "enterprises",
    (1, 3, 6, 1, 2, 1): "mib-2",
    (1, 3, 6, 1, 3): "experimental",
    (1, 3, 6, 1, 6, 3): "snmpModules",
    (1, 3, 6, 1, 2): "mgmt",
    (1, 3, 6, 1, 4): "private",
    (1, 3, 6, 1, 6): "snmpV2",
    (1, 3, 6, 1): "internet",
    (1,): "iso",  # which every module knows; IEEE's are here
}


def root_of(oid):
    """The longest of ROOTS that the OID is below; None if it is below none."""
    found = [root for root in ROOTS if oid[: len(root)] == root != oid]
    return max(found, key=len, default=None)


class Stub:
    """The MIB `name`, "DEVICE-MIB", of scalars and tables of describe.guess, below ROOTS.

    comment: lines that stand at its head.
    """

    def __init__(self, name, scalars, tables, comment=()):
        self.name = name
        words = name.lower().split("-")
        if len(words) > 1 and words[-1] == "mib":
            words.pop()
        self.prefix = words[0] + "".join(word.capitalize() for word in words[1:])
        self.scalars = scalars
        self.tables = tables
        self.comment = comment
        self.types = set()
        self.listed = []  # of the group
        self.identity = self._identity()
        self.names = {self.identity: self.prefix}  # by OID
        for scalar in scalars:
            self.names[scalar.oid] = self._named(scalar.oid)
        for table in tables:
            path = self._named(table.entry[:-1])
            self.names[table.entry[:-1]] = path + "Table"
            self.names[table.entry] = path + "Entry"
        self.nodes = []  # what is between roots and objects
        for oid in sorted(self.names):
            parent = oid[:-1]
            while parent not in ROOTS and parent not in self.names:
                self.names[parent] = self._named(parent)
                self.nodes.append(parent)
                parent = parent[:-1]

    def _identity(self):
        # What all that is below the first root has in common; it is no object.
        places = [s.oid[:-1] for s in self.scalars] + [t.entry[:-2] for t in self.tables]
        root = min(filter(None, (root_of((*place, 0)) for place in places)))
        below = [place for place in places if place[: len(root)] == root]
        n = len(root) + 1
        below = [place for place in below if len(place) >= n and place[:n] == min(below)[:n]]
        if not below or root in places:  # an object right below the root
            return (*root, _LAST)
        while all(len(place) > n and place[n] == below[0][n] for place in below):
            n += 1
        return below[0][:n]

    def _named(self, oid):
        # The name of a node: the prefix and its arcs below the identity, or from a root on.
        n = len(self.identity)
        arcs, name = oid[n:], self.prefix
        if oid[:n] != self.identity:
            root = root_of(oid)
            arcs = oid[len(root) :]
            name += ROOTS[root].replace("-", "").capitalize()
        name += "x".join(map(str, arcs))
        if len(name) > 46:  # SMIv2 takes 64, with Column4294967295 behind it
            name = "%sN%d" % (self.prefix, len(self.names) + 1)
        return name

    def _place(self, oid):
        return "{ %s %d }" % (ROOTS.get(oid[:-1]) or self.names[oid[:-1]], oid[-1])

    def text(self):
        """The whole text."""
        body = []
        for scalar in self.scalars:
            body += self._object(self.names[scalar.oid], scalar.type, self._place(scalar.oid))
        for table in self.tables:
            body += self._table(table)
        nodes = [
            "%s OBJECT IDENTIFIER ::= %s" % (self.names[o], self._place(o)) for o in self.nodes
        ]
        lines = [self.name + " DEFINITIONS ::= BEGIN", ""]
        lines += [("-- " + line).rstrip() for line in self.comment]
        lines += ["", *self._imports(), "", *self._head(), "", *sorted(nodes), *body]
        return "\n".join([*lines, *self._conformance(), "", "END", ""])

    def _imports(self):
        names = sorted(self.types & set(_SMI))
        roots = {ROOTS[oid[:-1]] for oid in self.names if oid[:-1] in ROOTS} - {"iso"}
        names = ["MODULE-IDENTITY", "OBJECT-TYPE", *names, *sorted(roots)]
        lines = ["IMPORTS", *wrapped(names, 4), "        FROM SNMPv2-SMI"]
        if "DisplayString" in self.types:
            lines += ["    DisplayString", "        FROM SNMPv2-TC"]
        return [*lines, "    MODULE-COMPLIANCE, OBJECT-GROUP", "        FROM SNMPv2-CONF;"]

    def _head(self):
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%d0000Z")
        return [
            "%s MODULE-IDENTITY" % self.prefix,
            '    LAST-UPDATED "%s"' % now,
            '    ORGANIZATION "not known"',
            '    CONTACT-INFO "not known"',
            '    DESCRIPTION "Guessed from what a device serves: names and tables are to be',
            '        looked through, and what objects mean is to be said."',
            '    REVISION "%s"' % now,
            '    DESCRIPTION "As usnmp describe wrote it."',
            "    ::= " + self._place(self.identity),
        ]

    def _object(self, name, type, place, syntax=None, access="read-only", said=None):
        syntax = syntax or TYPES[type]
        self.types.add(syntax.split(" (")[0])
        if access == "read-only":
            self.listed.append(name)
        return [
            "",
            "%s OBJECT-TYPE" % name,
            "    SYNTAX      " + syntax,
            "    MAX-ACCESS  " + access,
            "    STATUS      current",
            '    DESCRIPTION "%s"' % (said or "What the device has here is not known."),
            "    ::= " + place,
        ]

    def _table(self, table):
        path = self.names[table.entry][:-5]
        entry = self.names[table.entry]
        row = entry[0].upper() + entry[1:]
        columns = {arc: (path + "Column%d" % arc, TYPES[t]) for arc, t in table.columns.items()}
        parts = self._index(table, path, columns)
        index = [name if table.own is None else columns[table.own][0] for name, _, _ in parts]
        if table.index[-1][0].startswith("implied"):
            index[-1] = "IMPLIED " + index[-1]
        more = [] if table.own is not None else parts
        lines = ["", "%sTable OBJECT-TYPE" % path, "    SYNTAX      SEQUENCE OF " + row]
        lines += _hidden("Rows.", self._place(table.entry[:-1]))
        lines += ["", "%s OBJECT-TYPE" % entry, "    SYNTAX      " + row]
        place = ["    INDEX { %s }" % ", ".join(index), "    ::= " + self._place(table.entry)]
        lines += [*_hidden("A row.", "")[:-1], *place]
        members = [(name, syntax.split(" (")[0]) for name, _, syntax in more]
        members += [columns[arc] for arc in sorted(columns)]
        lines += ["", row + " ::= SEQUENCE {"]
        lines += wrapped(["%s %s" % member for member in members], 4)
        lines += ["}"]
        for name, arc, syntax in more:
            place = "{ %s %d }" % (entry, arc)
            said = "What rows are told apart by."
            lines += self._object(name, None, place, syntax, "not-accessible", said)
        for arc in sorted(columns):
            name, syntax = columns[arc]
            place = "{ %s %d }" % (entry, arc)
            bounds = " (0..%d)" % _INT_MOST if arc == table.own and syntax == "Integer32" else ""
            lines += self._object(name, None, place, syntax + bounds)
        return lines

    def _index(self, table, path, columns):
        # [(name, arc, syntax)] of objects for an index, at arcs that no column has.
        parts = []
        free = (arc for arc in range(1, 1 << 32) if arc not in columns)
        for n, (kind, most) in enumerate(table.index):
            name = path + ("Index" if len(table.index) == 1 else "Index%d" % (n + 1))
            syntax = "OCTET STRING (SIZE (0..%d))" % max(most, 32)
            if kind == "number":
                big = most > _INT_MOST
                syntax = "Unsigned32 (0..4294967295)" if big else "Integer32 (0..%d)" % _INT_MOST
            parts.append((name, next(free), syntax))
        return parts

    def _conformance(self):
        arcs = [oid[len(self.identity)] for oid in self.names if self._within(oid)]
        free = next(arc for arc in range(max(arcs, default=0) % _LAST + 1, _LAST + 1))
        at = self.prefix + "Conformance"
        lines = ["", "%s OBJECT IDENTIFIER ::= { %s %d }" % (at, self.prefix, free)]
        lines += ["", self.prefix + "Group OBJECT-GROUP", "    OBJECTS {"]
        lines += [*wrapped(self.listed, 8), "    }", "    STATUS      current"]
        lines += ['    DESCRIPTION "All objects."', "    ::= { %s 1 }" % at]
        lines += ["", self.prefix + "Compliance MODULE-COMPLIANCE", "    STATUS      current"]
        lines += ['    DESCRIPTION "All that the device serves."', "    MODULE"]
        lines += ["        MANDATORY-GROUPS { %sGroup }" % self.prefix, "    ::= { %s 2 }" % at]
        return lines

    def _within(self, oid):
        n = len(self.identity)
        return len(oid) > n and oid[:n] == self.identity


def _hidden(said, place):
    return [
        "    MAX-ACCESS  not-accessible",
        "    STATUS      current",
        '    DESCRIPTION "%s"' % said,
        "    ::= " + place,
    ]


def wrapped(items, indent, width=79):
    """Items with commas between them, in lines."""
    lines, line = [], " " * indent
    for n, item in enumerate(items):
        word = item + ("," if n < len(items) - 1 else "")
        if line.strip() and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = " " * indent
        line += (" " if line.strip() else "") + word
    return [*lines, line]
