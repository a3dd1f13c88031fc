# Which objects there may be where nobody says: scalars, tables and what their rows are told apart
# by, from the OIDs and types of a walk. Imports nothing of ours; describe imports it.

_INT, _GAUGE = 2, 66
_MOST = 8  # an index of more arcs than these is made of octets


class Scalar:
    """oid: of the object, a tuple; type: its tag."""

    def __init__(self, oid, type):
        self.oid = oid
        self.type = type


class Table:
    """entry: the OID of its row; columns: {arc: tag}; index: [(kind, most)] of the parts, of which
    kind is "number", "octets" or "implied octets", [] for one of OIDs, whose size no MIB can limit
    (RFC 2578 7.7); own: the arc of a column that has the index as its value, or None.
    """

    def __init__(self, entry, cells):
        k = len(entry)
        self.entry = entry
        self.columns = {oid[k]: cells[oid][0] for oid in cells}
        rows = sorted({oid[k + 1 :] for oid in cells})
        self.index = _index(rows)
        self.own = None
        if self.index == [("number", max(row[0] for row in rows))]:
            for arc, type in self.columns.items():
                found = {oid: value for oid, (_, value) in cells.items() if oid[k] == arc}
                if type in (_INT, _GAUGE) and all(oid[-1] == v for oid, v in found.items()):
                    self.own = arc
                    break


def _index(rows):
    # The parts of an index, of all the rows that were seen.
    sizes = {len(row) for row in rows}
    least, most = min(sizes), max(sizes)
    octets = max(max(row) for row in rows) < 256
    if least == most and (most <= _MOST or not octets):
        return [("number", max(row[n] for row in rows)) for n in range(most)]
    if not octets:
        return []
    if all(row[0] == len(row) - 1 for row in rows):
        return [("octets", most - 1)]
    return [("implied octets", most)]


def objects(instances, floor):
    """(scalars, tables, strange) of instances, {OID as a tuple: (tag, value)}.

    floor: the fewest arcs that the entry of a table can have. strange: the OIDs of those that can
    be of no object, as SMIv2 has it.
    """
    left = dict(instances)
    below = {}  # how many instances there are below the object that each would be of
    for oid in left:
        below[oid[:-1]] = below.get(oid[:-1], 0) + 1
    alone = {oid for oid in left if oid[-1] == 0 and below[oid[:-1]] == 1}
    single = {oid: left.pop(oid) for oid in sorted(alone)}
    tables = _tables(left, floor)
    scalars = []
    for oid, found in single.items():
        cells = next((cells for entry, cells in tables if oid[: len(entry)] == entry), None)
        if cells is None:
            scalars.append(Scalar(oid[:-1], found[0]))
        else:  # a row whose index ends in 0, as of an address
            cells[oid] = found
    tables = [Table(entry, cells) for entry, cells in tables]
    for oid in sorted(left):
        if oid[-1] == 0 and below[oid[:-1]] == 1:
            scalars.append(Scalar(oid[:-1], left.pop(oid)[0]))
    strange = set(left)
    taken = {scalar.oid for scalar in scalars} | {table.entry[:-1] for table in tables}
    above = {oid[:n] for oid in taken for n in range(len(oid))}
    # An object below an object; an arc that no object can have (RFC 2578 7.10)
    for scalar in [s for s in scalars if s.oid in above or not s.oid[-1]]:
        scalars.remove(scalar)
        strange.add(scalar.oid + (0,))
    for table in [t for t in tables if t.entry[:-1] in above or not t.entry[-2] or not t.index]:
        tables.remove(table)
        strange.update(oid for oid in instances if oid[: len(table.entry)] == table.entry)
    return scalars, tables, sorted(strange)


def _tables(left, floor):
    # [(entry, cells)] of the tables; the cells are taken out of `left`. From the shortest entries.
    found = []
    longest = max((len(oid) for oid in left), default=0)
    for k in range(floor, longest - 1):
        groups = {}
        for oid in left:
            if len(oid) >= k and oid[k - 1] == 1:
                groups.setdefault(oid[:k], []).append(oid)
        for entry, oids in sorted(groups.items()):
            if _fits(oids, k, left):
                found.append((entry, {oid: left.pop(oid) for oid in oids}))
    return found


def _fits(oids, k, left):
    # Can these be the cells of one table whose entry has k arcs? A column has one type. What looks
    # as tables further down is not taken for columns of one.
    types = {}
    deeper = 0
    for oid in oids:
        if len(oid) < k + 2 or not oid[k]:
            return False
        if types.setdefault(oid[k], left[oid][0]) != left[oid][0]:
            return False
        deeper += len(oid) > k + 3 and oid[k + 1] == 1
    return deeper < len(oids)
