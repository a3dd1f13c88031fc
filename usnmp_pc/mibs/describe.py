# A node in full, as net-snmp's snmptranslate -Td shows it. Imports nothing; mibs.report and the
# command import it.

# net-snmp's numbers of types.
_NUMBERS = {
    "OBJECT IDENTIFIER": 1,
    "OCTET STRING": 2,
    "INTEGER": 3,
    "NetworkAddress": 4,
    "IpAddress": 5,
    "Counter32": 6,
    "Gauge32": 7,
    "TimeTicks": 8,
    "Opaque": 9,
    "Counter64": 11,
    "BITS": 12,
    "UInteger32": 14,
    "Unsigned32": 15,
    "Integer32": 16,
}
SIMPLE = 16  # the last of them that is of values
_KINDS = {"notification": 21, "group": 22, "identity": 24, "capabilities": 25, "compliance": 26}
_MACROS = {
    20: "TRAP-TYPE",
    21: "NOTIFICATION-TYPE",
    22: "OBJECT-GROUP",
    23: "type_23",  # net-snmp has no name for it
    24: "MODULE-IDENTITY",
    25: "AGENT-CAPABILITIES",
    26: "MODULE-COMPLIANCE",
    27: "OBJECT-IDENTITY",
}
_SIGNED = 3, 16
_UNSIGNED = 2, 7, 14, 15


def kind_of(node):
    """net-snmp's number of the type or macro of a node; 0 for what is only an OID, or a table."""
    if "trap" in node.raw:
        return 20
    if node.kind == "group":
        return 22 if not _of_notifications(node) else 23
    if node.kind in _KINDS:
        return _KINDS[node.kind]
    if node.kind == "node":
        return 27 if node.status else 0
    return 0 if node.kind in ("table", "row") else _NUMBERS.get(node.base, 0)


def _of_notifications(node):
    found = [node.module.find(name) for name in node.objects]
    return bool(found) and all(n is not None and n.kind == "notification" for n in found)


def ranged(node, kind):
    """The ranges of a node as net-snmp has them; of types that it has none for, nothing."""
    if kind not in _SIGNED + _UNSIGNED:
        return " | ".join("" for _ in node.ranges)
    texts = []
    for pair in node.ranges:
        low, high = [n & 0xFFFFFFFF for n in pair]
        if kind in _SIGNED:
            low, high = [n - (n >> 31 << 32) for n in (low, high)]
        texts.append("%d" % low if low == high else "%d..%d" % (low, high))
    return " | ".join(texts)


class Description:
    """Describes nodes in lines `width` characters wide. modules(node) -> the names of the modules
    that have the node, the first one in front.
    """

    def __init__(self, modules, width=1000000):
        self._modules = modules
        self._width = width

    def text(self, node, oid, labels):
        """The text for the OID, a tuple, whose node it is, or that is nearest above; labels: the
        names from the root to the node, None for an arc that has none.
        """
        kind = kind_of(node)
        head = "%s %s\n" % (node.label, _MACROS.get(kind, "OBJECT-TYPE"))
        return head + self._clauses(node, kind) + self._path(oid, labels)

    def _wrapped(self, head, words, pos, indent, ends=", "):
        # Words with `ends` between them, in lines; `pos` is where the first one stands.
        text = head
        for i, word in enumerate(words):
            text += ends if i else ""
            if pos + len(word) + 2 > self._width:
                text += "\n" + indent
                pos = 18
            text += word
            pos += len(word) + 2
        return text

    def _clauses(self, node, kind):
        lines = [self._from(node)]
        if node.type and 0 < kind <= SIMPLE:
            lines.append("  -- TEXTUAL CONVENTION " + node.syntax)
        if 0 < kind <= SIMPLE:
            lines.append(self._syntax(node, kind))
        if node.hint:
            lines.append('  DISPLAY-HINT\t"%s"' % node.hint)
        if node.units:
            lines.append('  UNITS\t\t"%s"' % node.units)
        if node.access:
            lines.append("  MAX-ACCESS\t" + node.access)
        if node.status and kind <= SIMPLE:  # net-snmp does not keep that of others
            lines.append("  STATUS\t" + node.status)
        raw = node.raw
        if raw.get("augments"):
            lines.append("  AUGMENTS\t{ %s }" % raw["augments"])
        if raw.get("index"):
            words = ["IMPLIED " * bool(implied) + name for name, implied in raw["index"]]
            lines.append(self._wrapped("  INDEX\t\t{ ", words, 18, "\t\t  ") + " }")
        if node.objects and kind in (20, 21):
            name = "VARIABLES" if kind == 20 else "OBJECTS"
            lines.append(self._wrapped("  %s\t{ " % name, node.objects, 18, "\t\t  ") + " }")
        if node.description is not None:
            lines.append('  DESCRIPTION\t"%s"' % node.description)
        if node.default is not None:
            lines.append("  DEFVAL\t{ %s }" % _default(node.default, node.base))
        return "\n".join(lines) + "\n"

    def _from(self, node):
        names = self._modules(node)
        text, pos = "  -- FROM\t" + names[0], 16 + len(names[0])
        for name in names[1:]:
            if pos + len(name) + 2 > self._width:
                text, pos = text + ",\n  --\t\t", 16
            else:
                text, pos = text + ", ", pos + 2
            text, pos = text + name, pos + len(name)
        return text

    def _syntax(self, node, kind):
        base = node.base
        text = "  SYNTAX\t" + base
        if node.ranges:
            text += " (%s) " % ranged(node, kind)
        names = node.enums or node.bits
        if names:
            words = ["%s(%d)" % (name, number) for number, name in names.items()]
            text += self._wrapped(" {", words, 18 + len(base), "\t\t  ") + "} "
        return text

    def _path(self, oid, labels):
        # The OID with names, its last arc in digits.
        text, pos = "::= {", 5
        for i, arc in enumerate(oid):
            label = labels[i] if i < len(labels) else None
            word = " %s(%d)" % (label, arc) if label else " %d" % arc
            if i == len(oid) - 1:
                word = " %d }" % arc
            if pos + len(word) + 2 > self._width:
                text, pos = text + "\n     ", 5
            text, pos = text + word, pos + len(word)
        return text


def _default(value, base):
    # net-snmp has the words with spaces, and octets as a number.
    if isinstance(value, dict):
        return str(min(int(value["hex"] or "0", 16), 2**64 - 1))
    if isinstance(value, list):
        return "{ %s }" % " , ".join(value) if value else "{ }"
    return '\\"%s\\"' % value if base == "OCTET STRING" else str(value)
