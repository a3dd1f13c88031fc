# OIDs as text as net-snmp prints them: names of modules and objects, and indices by the row's
# INDEX clause. Imports mibs.flags, .hint and .values; the face of mibs imports it.

from .flags import FULL, MODULE, NUMERIC, SUFFIX, UCD
from .hint import BadHint, octets_out
from .values import timeticks

# The beginnings that -Ou leaves out.
_USUAL = (
    ".iso.org.dod.internet.mgmt.mib-2",
    ".iso.org.dod.internet.experimental",
    ".iso.org.dod.internet.private",
    ".iso.org.dod.internet.snmpParties",
    ".iso.org.dod.internet.snmpSecrets",
)
_INTEGERS = ("INTEGER", "Integer32", "Unsigned32", "Gauge32", "UInteger32")
_IPV4, _IPV6, _IPV4Z, _IPV6Z = 1, 2, 3, 4


class _Unread(Exception):
    # The arcs are none of this index, but for (text, number of arcs): they are shown as they are.
    pass


def fixed(node):
    """The length of an octet string that has one; else None."""
    if len(node.ranges) == 1 and node.ranges[0][0] == node.ranges[0][1]:
        return node.ranges[0][0]
    return None


def with_type(tree, node):
    """Is the object an InetAddress that stands behind its InetAddressType?"""
    if node.syntax != "InetAddress":
        return False
    peers = tree.peers(node.dotted.rpartition(".")[0])
    at = [i for i, other in enumerate(peers) if other.dotted == node.dotted]
    following = peers[at[0] + 1 : at[0] + 2] if at else ()
    return bool(following) and following[0].syntax == "InetAddressType"


def address(kind, arcs):
    """The text of an InetAddress of the InetAddressType `kind`; None if it is none."""
    lengths = {_IPV4: 4, _IPV6: 16, _IPV4Z: 8, _IPV6Z: 20}
    if kind not in lengths or len(arcs) != lengths[kind] or max(arcs) > 255:
        return None
    size = 16 if kind in (_IPV6, _IPV6Z) else 4
    if size == 16:
        text = ":".join(["%02x" % n for n in arcs[:16]])
    else:
        text = ".".join(map(str, arcs[:4]))
    if len(arcs) > size:
        text += "%%%d" % int.from_bytes(bytes(arcs[size:]), "big")
    return text


class Namer:
    """Prints OIDs of the tree. out: flags.Output."""

    def __init__(self, tree, out):
        self._tree = tree
        self._out = out
        self._rows = {}  # dotted OID of a node -> (its text, the index that holds below it)

    def name(self, dotted):
        """(text, the Node at the OID or nearest above, or None) of a dotted OID."""
        node = self._tree.above(dotted)
        if self._out.oids == NUMERIC:
            return "." + dotted, node
        if node is None:
            return "." + dotted, None
        head, indices = self._head(node)
        if len(node.dotted) == len(dotted):
            return self._finished(node, head, ""), node
        arcs = [int(arc) for arc in dotted[len(node.dotted) + 1 :].split(".")]
        return self._finished(node, head, self._rest(node, arcs, indices)), node

    def _head(self, node):
        # All names down to the node, and the index that holds there.
        found = self._rows.get(node.dotted)
        if found is None:
            parent = node.parent
            text, indices = self._head(parent) if parent else ("", None)
            row = node if node.raw.get("index") else node.augments
            if row is not None:
                indices = row.index or indices
            found = self._rows[node.dotted] = text + "." + node.label, indices
        return found

    def _finished(self, node, head, rest):
        oids = self._out.oids
        if oids == UCD:
            return self._unusual(head + rest)
        if oids == FULL:
            return head + rest
        shown = node.label
        if not rest:
            # An arc without a name at the end stands behind the last name.
            while node.parent and not any(c.isalpha() for c in shown):
                shown = head[head.rindex(".", 0, len(head) - len(shown) - 1) + 1 :]
                if shown[0].isalpha():
                    break
        if oids == MODULE and node.module:
            shown = "%s::%s" % (node.module.name, shown)
        return shown + rest

    def _unusual(self, text):
        for usual in _USUAL:
            if len(text) > len(usual) and text.startswith(usual):
                return text[len(usual) + 1 :]
        return text

    def _rest(self, node, arcs, indices):
        # The text of the arcs below a node, with the dot or bracket that they begin with.
        text = "."
        if indices and self._tree.peers(node.dotted):
            text += "%d." % arcs[0]
            arcs = arcs[1:]
        if indices and not self._out.unbroken:
            text, arcs = self._indices(text, arcs, indices)
        if text[-1:] != ".":
            text += "."
        return text[:-1] + "".join([".%d" % arc for arc in arcs]) if arcs else text[:-1]

    def _indices(self, text, arcs, indices):
        previous = None
        for index, implied in indices:
            if not arcs:
                break
            if self._out.extended:
                if text[-1:] == ".":
                    text = text[:-1]
                text += "["
            try:
                shown, n = self._index(index, implied, arcs, previous)
            except _Unread as e:
                if e.args:
                    text += e.args[0]
                    arcs = arcs[e.args[1] :]
                break
            previous = arcs[n - 1] if n else previous
            arcs = arcs[n:]
            text += shown + ("]" if self._out.extended else ".")
        return text, arcs

    def _index(self, node, implied, arcs, previous):
        # (text, number of arcs) of one index. Raises _Unread.
        base = node.base
        if base == "OCTET STRING":
            return self._string(node, implied, arcs, previous)
        if base in _INTEGERS:
            signed = arcs[0] - (arcs[0] >> 31 << 32)  # an int of C
            return node.enums.get(signed) or str(arcs[0]), 1
        if base == "TimeTicks":
            return self._ticks(arcs[0]), 1
        if base == "OBJECT IDENTIFIER":
            return self._objid(implied, arcs)
        if base == "IpAddress" and len(arcs) > 3:
            return ".".join(map(str, arcs[:4])), 4
        if base == "NetworkAddress":
            if arcs[0] == 1 and len(arcs) > 4:
                return ".".join(map(str, arcs[:5])), 5
            raise _Unread("%d." % arcs[0], 1)
        raise _Unread

    def _ticks(self, value):
        if not self._out.extended or self._out.ticks:
            return str(value)
        return timeticks(value, self._out.quick)

    def _objid(self, implied, arcs):
        n = len(arcs) if implied else arcs[0] + 1
        if n > len(arcs):
            raise _Unread
        if not self._out.extended:
            return ".".join(map(str, arcs[:n])), n
        some = arcs[:n] if implied else arcs[1:n]
        if not some and arcs[n:] and arcs[n] < 3:
            some = arcs[n : n + 1]  # as net-snmp has it, which looks at the next arc
        return self.name(".".join(map(str, some)))[0] if some else "", n

    def _string(self, node, implied, arcs, previous):
        length = fixed(node)
        counted = not implied and length is None
        if implied:
            n = len(arcs)
        elif counted:
            n = arcs[0] + 1
        else:
            n = length
        if n > len(arcs):
            raise _Unread
        some = arcs[counted:n]
        if self._out.extended and node.hint:
            return self._hinted(node.hint, some), n
        if not counted:
            return self._quoted(some, "'"), n
        if not some:
            return ('\\"\\"' if self._out.escape else '""'), n
        if with_type(self._tree, node):
            shown = address(previous, some)
            if shown is not None:
                return '"%s"' % shown, n
        return self._quoted(some, '"'), n

    def _hinted(self, hint, arcs):
        octets = bytes([arc & 255 for arc in arcs])
        try:
            text = octets_out(hint, octets, self._out.two_digits)
        except BadHint:
            text = "(Bad hint ignored: %s) " % hint
        return text if self._out.quick else "STRING: " + text

    def _quoted(self, arcs, quote):
        if not arcs:
            return ""
        quote = "\\" + quote if self._out.escape else quote
        text = "".join([chr(arc) if 32 <= arc < 127 else "." for arc in arcs])
        return quote + text + quote


__all__ = ["SUFFIX", "Namer", "address", "fixed", "with_type"]
