# From a device to a MIB: a stub in SMIv2 for the objects that it serves, as far as no MIB has
# them. Imports usnmp_pc.mibs, describe.guess and .stub; usnmp_pc.cli.describe imports it.

from .guess import objects
from .stub import TYPES, Stub, root_of, wrapped

_FLOOR = 9  # the fewest arcs of an entry: enterprises, a number, a table and its 1
_SHOWN = 40  # OIDs that are named


def describe(varbinds, mibs, name="DEVICE-MIB", source=""):
    """The text of a MIB `name` for what is in varbinds, an iterable of (OID, tag, value).

    mibs: a Mibs; objects that it knows are named in a comment. source: of whom the text says that
    it is. Raises ValueError if there is nothing that it does not know.
    """
    known, instances, strange = {}, {}, []
    for oid, type, value in varbinds:
        node = _object(mibs, oid)
        key = tuple(map(int, oid.split(".")))
        if node:
            known.setdefault(node.module.name, {})[node.name] = None
        elif root_of(key[:-1]) and type in TYPES:
            instances[key] = type, value
        else:
            strange.append(key)
    scalars, tables, more = objects(instances, _FLOOR)
    comment = _comment(source, known, sorted(strange + more))
    if not scalars and not tables:
        raise ValueError("\n".join(comment))
    return Stub(name, scalars, tables, comment).text()


def _object(mibs, oid):
    # The object that it is an instance of, as MIBs have it; None if they have none.
    node = mibs.above(oid)
    if node and node.kind not in ("scalar", "column"):  # an instance may have a name
        node = node.parent
    there = node and node.kind in ("scalar", "column") and node.dotted != oid
    return node if there else None


def _comment(source, known, strange):
    lines = ["What %s serves, guessed from a walk." % (source or "a device")]
    if known:
        lines += ["", "Other modules have what it serves of these:"]
        for name in sorted(known):
            lines += wrapped(["%s: %s" % (name, list(known[name])[0]), *list(known[name])[1:]], 2)
    if strange:
        lines += ["", "Not here, for no object of SMIv2 can be there:"]
        lines += wrapped([".".join(map(str, oid)) for oid in strange[:_SHOWN]], 2)
        if len(strange) > _SHOWN:
            lines.append("  and %d more" % (len(strange) - _SHOWN))
    return lines
