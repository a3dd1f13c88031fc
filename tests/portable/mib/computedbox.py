# What the tests of computed tables share: an agent with one between two scalars.

from tablebox import ENTRY
from usnmp_agent import Agent
from usnmp_mib import INT, OCTSTR, Mib

COLUMNS = {2: OCTSTR, 3: (OCTSTR, "same"), 300: INT}


def cell(row, column):
    return "row %d" % row if column == 2 else row * 10


def make(rows, cell=cell, columns=COLUMNS, **kw):
    mib = Mib()
    mib.scalar("1.3.6.1.4.1.8.0", INT, 8)
    mib.table(ENTRY, columns, rows, cell=cell, **kw)
    mib.scalar("1.3.6.1.4.1.10.0", INT, 10)
    return Agent(mib, "public", "private", max_size=300, log=lambda text: None)


def values(r):
    return [tv[1] for _, tv in r.varbinds.items()]
