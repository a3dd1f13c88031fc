# What the tests of tables read by a manager share: cells, and a table as it was read.

from managerbox import ENTRY


def cells(rows, columns=(1, 2, 3), holes=()):
    found = {}
    for r in rows:
        for c in columns:
            if (c, r) not in holes:
                found["%s.%d.%s" % (ENTRY, c, r)] = (2, c * 100)
    return found


def read(b, columns=None, version="2c", repetitions=25):
    """The rows as {index: columns}, in order."""
    found = []
    for index, row in b.manager(version=version).table(ENTRY, columns, repetitions):
        for c in row:
            assert row[c] == ("%s.%d.%s" % (ENTRY, c, index),) + b.objects[row[c].oid]
        found.append((index, sorted(row)))
    return found
