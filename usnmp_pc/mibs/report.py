# All objects of the MIB modules that are loaded, as net-snmp's snmptranslate -T lists and draws
# them. Imports mibs.describe; the command imports it.

from .describe import SIMPLE, kind_of, ranged

_ACCESS = {
    "not-accessible": "----",
    "read-only": "-R--",
    "write-only": "--W-",
    "read-write": "-RW-",
    "accessible-for-notify": "---N",
    "read-create": "CR--",
}
# What a type is called in the tree, by its number.
_TYPES = (
    "ObjID String INTEGER NetAddr IpAddr Counter Gauge TimeTicks Opaque Null Counter64".split()
)
_TYPES += "BitString NsapAddr UInteger Unsigned Integer32".split()
_STRING, _INTEGER, _OPAQUE = 2, 3, 9
ROOTS = "1", "0", "2"  # in net-snmp's order


class Objects:
    """The nodes of `mibs`, a Mibs, also those whose OID another has too."""

    def __init__(self, mibs):
        self._below = {}
        self._names = {}
        there = set()
        for name in mibs.modules:
            # net-snmp has those of a file from the last to the first, which is the identity.
            nodes = mibs.module(name).nodes
            nodes = [n for n in nodes if n.kind == "identity"] + [
                n for n in nodes if n.kind != "identity"
            ]
            for node in nodes[::-1]:
                if (node.dotted, node.name) not in there:
                    there.add((node.dotted, node.name))
                    self._put(node)

    def _put(self, node):
        self._names.setdefault(node.dotted, node.label)
        self._below.setdefault(node.dotted.rpartition(".")[0], []).append(node)

    def below(self, dotted):
        """The nodes right below an OID, in the order in which net-snmp has them."""
        return self._below.get(dotted, [])

    def sorted(self, dotted):
        """The same in order of OID."""
        return sorted(self.below(dotted), key=lambda node: node.oid)

    def walk(self, dotted="1", depth=1):
        """(Node, depth) of all below an OID, in order."""
        for node in self.sorted(dotted):
            yield node, depth
            yield from self.walk(node.dotted, depth + 1)

    def unsorted(self, dotted="1"):
        """All below an OID, in the order in which net-snmp finds them."""
        for node in self.below(dotted):
            yield node
            yield from self.unsorted(node.dotted)

    def labels(self, node):
        """The names from the root to the node."""
        arcs = node.dotted.split(".")
        above = [".".join(arcs[: i + 1]) for i in range(len(arcs) - 1)]
        roots = {"1": "iso", "0": "ccitt", "2": "joint-iso-ccitt"}
        return [self._names.get(dotted) or roots.get(dotted, "") for dotted in above] + [
            node.label
        ]


def report(objects, letters):
    """Yield the lines of the lists that the letters of -T ask for: l, o, s, z, t."""
    for node, depth in [pair for root in ROOTS for pair in objects.walk(root)]:
        labels = objects.labels(node)
        if "l" in letters:
            yield "".join([".%s(%d)" % pair for pair in zip(labels, node.oid)])
        if "o" in letters:
            yield "." + node.dotted
        if "s" in letters:
            yield "".join(["." + label for label in labels])
        if "z" in letters:
            yield '"%s"\t\t\t"%s"' % (node.label, node.dotted)
        if "t" in letters:
            yield "  " * depth + "%s(%d) type=%d%s" % (*_own(node), kind_of(node), _more(node))


def _own(node):
    return node.label, node.oid[-1]


def _more(node):
    text = " hint=" + node.hint if node.hint else ""
    return text + (" units=" + node.units if node.units else "")


def assignments(objects):
    """Yield the lines of a module that has the OIDs of all (-Ta)."""
    yield "dump DEFINITIONS ::= BEGIN"
    yield from _assigned(objects, "1", "iso")
    yield "END"


def _assigned(objects, dotted, label):
    below = objects.below(dotted)
    for node in below:
        yield "%s OBJECT IDENTIFIER ::= { %s %d }" % (node.label, label, node.oid[-1])
    for node in below:
        yield from _assigned(objects, node.dotted, node.label)


class Drawing:
    """The tree below a node as lines (-Tp), `width` characters wide."""

    def __init__(self, objects, width):
        self._objects = objects
        self._width = width
        self._simple = True  # was what was drawn last an object?

    def lines(self, node):
        """Yield the lines of the tree of `node`."""
        self._simple = True
        yield from self._leaf(node, " ")

    def _leaf(self, node, indent):
        kind = kind_of(node)
        mark = indent[:-1] + "+"
        if 0 < kind <= SIMPLE:
            yield from self._object(node, kind, indent, mark)
        else:
            yield "%s--%s(%d)" % (mark, *_own(node))
            if node.raw.get("index"):
                names = [name for name, _ in node.raw["index"]]
                head, rest = indent + "  |  Index: ", indent + "  |         "
                yield from self._listed(names, head, rest, self._width - len(indent) - 11)
        self._simple = kind != 0
        below = self._objects.sorted(node.dotted)
        indent += "  |"
        for i, child in enumerate(below):
            if not self._simple or kind_of(child) == 0:
                yield indent
            last = i == len(below) - 1
            yield from self._leaf(child, indent[:-1] + " " if last else indent)
        if below:
            self._simple = False

    def _listed(self, names, head, rest, most):
        # Names in lines that take less than `most` characters of names.
        line, used = head, 0
        for i, name in enumerate(names):
            used += len(name) + 2
            line += ", " if i else ""
            if used >= most:
                yield line
                line, used = rest, len(name) + 2
            line += name
        yield line

    def _object(self, node, kind, indent, mark):
        name = _TYPES[kind - 1]
        if kind == _INTEGER and node.enums:
            name = "EnumVal"
        access = _ACCESS.get(node.access, "    ")
        yield "%s-- %s %-9s %s(%d)" % (mark, access, name, *_own(node))
        if node.type:
            yield "%s        Textual Convention: %s" % (indent, node.syntax)
        if node.enums or node.bits:
            names = ["%s(%d)" % (n, i) for i, n in (node.enums or node.bits).items()]
            head, rest = indent + "        Values: ", indent + " " * 16
            yield from self._listed(names, head, rest, self._width - len(indent) - 16)
        if node.ranges:
            what = "Size" if kind in (_STRING, _OPAQUE) else "Range"
            yield "%s        %s: %s" % (indent, what, ranged(node, kind))
