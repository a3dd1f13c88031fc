# The notifications of a MIB module in its skeleton: a function each, which sends it. Imports
# skeleton.facts, .tables and .words; skeleton imports it.

from . import facts
from .tables import docstring
from .words import WIDTH, identifier, spread, text

_INNER = WIDTH - 8 - 1  # for an argument of a call in a function, and its comma


class Notification:
    """A notification (Node) and what it is in the skeleton of `made`, a Skeleton."""

    def __init__(self, made, node):
        self.made = made
        self.node = node
        self.name = made.names.new(identifier(node.name))
        find = made.find
        objects = {name: find(name) for name in node.objects}
        self.objects = [n for n in objects.values() if n and facts.known(n)]
        self.lost = [name for name, n in objects.items() if n not in self.objects]

    def functions(self):
        """Lines: the function."""
        places = {}  # where its objects are, by the OIDs above them: (name, source)
        indices = []  # the different ones that they have
        varbinds = []
        names = [identifier(node.name) for node in self.objects]
        for node, name in zip(self.objects, names):
            above, arc = node.dotted.rsplit(".", 1)
            if above not in places:
                at = "at" if not places else "at_%d" % (len(places) + 1)
                places[above] = at, '"%s.%%d.%s' % (above, self._end(node, indices))
            kind = self.made.type(node, True)
            oid = "%s %% %s" % (places[above][0], arc)
            varbinds.append("(%s, %s, %s)" % (oid, kind, name))
        parameters = [self._parameter(n) for n in range(len(indices))]
        lines = ["", "", *spread("def %s(" % self.name, ["notify", *parameters, *names], "):")]
        lines += docstring(self._said(indices, parameters))
        lines += ["    %s = %s" % place for place in places.values()]
        parts = [text(self.node.dotted)]
        if varbinds:
            parts.append(spread("[", varbinds, "]", width=_INNER))
        return lines + spread("return notify.send(", parts, ")", 4)

    def _end(self, node, indices):
        # How the OID of an instance goes on behind that of the object.
        if node.kind != "column":
            return '0"'
        parts = [part.name for part, _ in node.indices]
        if parts not in indices:
            indices.append(parts)
        return '" + ' + self._parameter(indices.index(parts))

    @staticmethod
    def _parameter(n):
        return "row" if not n else "row_%d" % (n + 1)

    def _said(self, indices, parameters):
        said = (
            '"""Send %s by `notify`, a usnmp_notify.Notifier; False if a limit ' % self.node.name
        )
        said += "suppresses it."
        for name, parts in zip(parameters, indices):
            said += " %s: the index, %s, dotted." % (name, ", ".join(parts))
        if self.lost:
            said += " Without %s, which no module has." % ", ".join(self.lost)
        return said
