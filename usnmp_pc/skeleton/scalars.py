# The scalars of a MIB module in its skeleton: functions to be filled, and how they are registered.
# Imports skeleton.facts, .tables and .words; skeleton imports it.

from . import facts
from .tables import commented
from .words import identifier, spread, text


class Scalar:
    """A scalar (Node) and what it is in the skeleton of `made`, a Skeleton."""

    def __init__(self, made, node):
        self.made = made
        self.node = node
        self.name = made.names.new(identifier(node.name))
        self.written = facts.writable(node)

    def functions(self):
        """Lines: the function that gives its value, or takes it; none if what is SET is kept."""
        if not self.written:
            said = commented("def %s():" % self.name, facts.note(self.node, self.made.mibs))
            return ["", "", said, "    return %s" % self.made.first(self.node)]
        if facts.readable(self.node):
            return []
        said = commented("def %s(value):" % self.name, facts.note(self.node, self.made.mibs))
        return ["", "", said, '    """It was SET. To refuse raise ValueError."""']

    def serve(self):
        """Lines of serve()."""
        made = self.made
        parts = [text(self.node.dotted + ".0"), made.type(self.node)]
        if not self.written:
            return spread("mib.scalar(", [*parts, self.name], ")", 4)
        lines = ["    # %s: %s" % (self.node.name, facts.note(self.node, made.mibs))]
        if self.node.access == "write-only":
            parts += ["lambda: None", "write=" + self.name, *self._limits()[1:]]
        else:
            parts += [made.first(self.node), *self._limits()]
        return [lines[0][:99].rstrip(), *lines[1:], *spread("mib.scalar(", parts, ")", 4)]

    def _limits(self):
        bounds = facts.limits(self.node)
        if facts.type_of(self.node) in ("OID", "IPADDR") or not bounds:
            return ["write=True"]
        octets = facts.octets(self.node)
        if len(bounds) == 1:
            return ["write=True", "%s=(%d, %d)" % ("size" if octets else "range", *bounds[0])]
        self.made.gaps = True
        flat = [str(n) for pair in bounds for n in (0, *pair)]
        return ["write=Gaps((%s))" % ", ".join(flat)]
