# Names as people write them to OIDs, as net-snmp reads them: labels, numbers, indices in quotes,
# modules, regular expressions. Imports mibs.hint, .names and .tree; the face of mibs imports it.

import re

from .hint import octets_in
from .names import fixed, with_type
from .tree import MibError

_UNKNOWN = "Unknown Object Identifier"
_MOST = 128  # arcs
_NONE = 0xFFFFFF


class _Fault(Exception):
    # The text does not fit; what net-snmp tells of it.
    pass


def _number(text):
    # As strtoul() with base 0.
    if re.fullmatch("0[xX][0-9a-fA-F]+", text):
        return int(text, 16)
    if re.fullmatch("0[0-7]+", text):
        return int(text, 8)
    if re.fullmatch("[0-9]{1,20}", text) and (text == "0" or text[0] != "0"):
        return int(text)
    return None


def _possible(oid):
    # X.690, 8.19.4: the first two arcs are one number.
    second = oid[1] if len(oid) > 1 else 0
    return oid[0] < 2 and second < 40 or oid[0] == 2 and second <= 0xFFFFFFFF - 80


def _unescaped(text, mark):
    # (text up to the mark without escapes, what follows the mark); None if there is no mark.
    out = []
    i = 0
    while i < len(text) and text[i] != mark:
        i += text[i] == "\\"
        out.append(text[i : i + 1])
        i += 1
    return ("".join(out), text[i + 1 :]) if i < len(text) else None


class Reader:
    """Reads names. load(module name) -> Module or None, of one that a name asks for."""

    def __init__(self, tree, flags, load):
        self._tree = tree
        self._flags = flags
        self._load = load

    def oid(self, text):
        """The OID, a tuple, that the text names. Raises MibError, as net-snmp puts it."""
        if self._flags.suffix or self._flags.prefix:
            dot = "" if self._flags.suffix[:1] in (".", "") else "."
            text = self._flags.prefix + text + dot + self._flags.suffix
        try:
            found = self._found(text)
        except _Fault as e:
            raise MibError("%s%s" % (_UNKNOWN, " (%s)" % e if str(e) else ""))
        if len(found) > _MOST or max(found, default=0) > 0xFFFFFFFF:
            raise MibError(_UNKNOWN + " (too long)")
        if not _possible(found):
            raise MibError(_UNKNOWN + " (no OID begins so)")
        return found

    def _found(self, text):
        if self._flags.anywhere or ":" in text:
            return self._node(text)
        if self._flags.best:
            return self._best(text)
        fault = ""
        for way in (self._path, self._node, self._best):
            try:
                return way(text)
            except _Fault as e:
                fault = str(e) or fault
        raise _Fault(fault)

    def _path(self, text):
        # From the root; from mib-2 with -Iu.
        if text[:1] == ".":
            text = text[1:]
        elif self._flags.ucd:
            text = "1.3.6.1.2.1." + text
        return self._follow(None, text, [])

    def _node(self, text):
        # NAME.INDEX or MODULE::NAME.INDEX
        found = re.match(r"([0-9A-Za-z-]*)(::?)", text)
        if found:
            module = self._tree.modules.get(found.group(1)) or self._load(found.group(1))
            name, dot, rest = text[found.end() :].partition(".")
            if found.group(1) == "ANY":
                node = self._tree.named(name)
            else:
                node = module.find(name) if module else None
        else:
            name, dot, rest = (text[1:] if text[:1] == "." else text).partition(".")
            node = self._tree.named(name)
        if node is None:
            raise _Fault
        return self._follow(node, rest, list(node.oid)) if dot else node.oid

    def _best(self, text):
        try:
            wanted = re.compile(text, re.IGNORECASE)
        except re.error:
            raise _Fault
        best = [_NONE, None]
        self._search(wanted, "", best)
        if best[1] is None:
            raise _Fault
        return self._tree.named(best[1].name).oid

    def _search(self, wanted, dotted, best):
        # The node where the expression matches nearest to the beginning, the first of equals.
        for node in self._tree.peers(dotted):
            found = wanted.search(node.name) if node.name else None
            if found and found.start() < best[0]:
                best[:] = [found.start(), node]
            if best[0] and self._tree.peers(node.dotted):
                self._search(wanted, node.dotted, best)
            if not best[0]:
                return

    def _follow(self, node, text, arcs):
        # The arcs that the text adds to those of a node.
        prefix = node.dotted + "." if node else ""
        peers = self._tree.peers(node.dotted if node else "")
        while text is not None and peers:
            token, dot, rest = text.partition(".")
            if token[:1].isdigit():
                arc = _number(token)
                node_at = self._tree.at(prefix + str(arc))
            else:
                node_at = next((n for n in peers if n.name == token and token), None)
                arc = node_at.oid[-1] if node_at else None
            if arc is None or len(arcs) >= _MOST:
                raise _Fault("Sub-id not found: %s -> %s" % (self._label(node), token))
            arcs.append(arc)
            text = rest if dot else None
            if node_at is None:
                return self._plain(text, arcs, node)
            node = node_at
            prefix = node.dotted + "."
            peers = self._tree.peers(node.dotted)
        if text is not None and node:
            parent = node.parent
            row = parent and (parent if parent.raw.get("index") else parent.augments)
            if row:
                return self._indices(row.index, text, arcs)
        return self._plain(text, arcs)

    def _label(self, node):
        return "(top)" if node is None else node.name or "anonymous#%d" % node.oid[-1]

    def _indices(self, indices, text, arcs):
        previous = last = None
        for node, implied in indices:
            if text is None:
                break
            try:
                if node.base in ("INTEGER", "Integer32", "UInteger32", "Unsigned32", "TimeTicks"):
                    text = self._integer(node, text, arcs)
                elif node.base == "IpAddress":
                    text = self._numbers(text, arcs, 4)
                elif node.base == "OCTET STRING":
                    text = self._string(node, implied, text, arcs, previous)
                else:
                    break
            except _Fault as e:
                raise _Fault("Index out of range: %s (%s)" % (e, node.name))
            previous = arcs[-1]
            last = node
        return self._plain(text, arcs, last)

    def _integer(self, node, text, arcs):
        token, dot, rest = text.partition(".")
        if token[:1].isdigit():
            arc = _number(token)
        else:
            arc = {name: number for number, name in node.enums.items()}.get(token)
        if arc is None:
            raise _Fault(token)
        arc &= 0xFFFFFFFF if arc < 0 else -1
        if node.ranges and not self._flags.unchecked:
            value = arc
            if node.base in ("INTEGER", "Integer32"):
                value = (arc & 0xFFFFFFFF) - ((arc & 0x80000000) << 1)
            if not any(low <= value <= high for low, high in node.ranges):
                raise _Fault(token)
        arcs.append(arc)
        return rest if dot else None

    def _numbers(self, text, arcs, most):
        # Up to `most` octets as numbers.
        while text is not None and most:
            token, dot, rest = text.partition(".")
            arc = _number(token)
            if arc is None or (arc > 255 and not self._flags.unchecked):
                raise _Fault(token)
            arcs.append(arc)
            most -= 1
            text = rest if dot else None
        return text

    def _string(self, node, implied, text, arcs, previous):
        length = fixed(node)
        if text[:1] not in ("'", '"'):
            if not implied and length is None:
                token, dot, rest = text.partition(".")
                length = _number(token)
                if length is None or len(arcs) + length + 1 >= _MOST:
                    raise _Fault(token)
                arcs.append(length)
                text = rest if dot else None
            return self._numbers(text, arcs, -1 if length is None else length)
        mark = text[0]
        counted = not implied and length is None
        if counted and mark == "'":
            raise MibError(_UNKNOWN + " ('-quote is for fixed length strings)")
        if not counted and mark == '"':
            raise MibError(_UNKNOWN + ' ("-quote is for variable length strings)')
        found = _unescaped(text[1:], mark)
        if found is None or found[1][:1] not in ("", "."):
            raise _Fault(text[1:])
        octets = self._octets(node, found[0], previous)
        if not self._flags.unchecked:
            lengths = node.ranges or [(0, _MOST)]
            if not any(low <= len(octets) <= high for low, high in lengths):
                raise _Fault(found[0])
        if len(arcs) + len(octets) + 1 > _MOST:
            raise _Fault(found[0])
        arcs += [len(octets), *octets] if counted else octets
        return found[1][1:] if found[1] else None

    def _octets(self, node, text, previous):
        if with_type(self._tree, node):
            octets = inet_octets(previous, text)
            if octets is not None:
                return octets
        octets = None
        if node.hint and not self._flags.no_hint:
            octets = octets_in(node.hint, text)
        return text.encode("utf-8", "surrogateescape") if octets is None else octets

    def _plain(self, text, arcs, node=None):
        # What no MIB knows: numbers, and characters in quotes, after their number if in ".
        # `node` is what the last arcs belong to.
        try:
            return self._unknown(text, arcs)
        except _Fault as e:
            raise _Fault("Sub-id not found: %s -> %s" % (self._label(node), e) if node else str(e))

    def _unknown(self, text, arcs):
        while text is not None:
            if text[:1] in ("'", '"'):
                end = text.find(text[0], 1)
                if end < 2 or text[end + 1 : end + 2] not in ("", "."):
                    raise _Fault(text[1:])
                octets = text[1:end].encode("utf-8", "surrogateescape")
                arcs += [len(octets), *octets] if text[0] == '"' else octets
                text = text[end + 2 :] if text[end + 1 :] else None
                continue
            token, dot, rest = text.partition(".")
            arc = _number(token)
            if arc is None:
                raise _Fault(token if token[:1].isdigit() else text)
            arcs.append(arc)
            text = rest if dot else None
        return tuple(arcs)


def inet_octets(kind, text):
    """The octets of an address as text, of the InetAddressType `kind`, a number; None if it is
    none of that type.
    """
    text, zone, number = text.partition("%")
    if zone and not re.fullmatch("[0-9]{1,10}", number) or bool(zone) != (kind in (3, 4)):
        return None
    import ipaddress  # it takes milliseconds

    try:
        if kind in (2, 4) and re.fullmatch("[0-9A-Fa-f]{1,2}(:[0-9A-Fa-f]{1,2}){15}", text):
            octets = bytes([int(part, 16) for part in text.split(":")])
        elif kind in (1, 3):
            octets = ipaddress.IPv4Address(text).packed
        else:
            octets = ipaddress.IPv6Address(text).packed if kind in (2, 4) else None
        return octets + int(number).to_bytes(4, "big") if octets and zone else octets
    except (ValueError, OverflowError):
        return None
