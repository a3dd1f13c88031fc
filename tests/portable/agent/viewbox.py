# What the tests of a view that hides tables and subtrees share. Portable.

from tablebox import END, GET, NEXT, ask, make
from usnmp_agent.view import View
from usnmp_mib import INT


class Asked:
    # Rows, or a provider, that count how often they are asked.
    def __init__(self, rows=None):
        self.n = 0
        self.rows = rows

    def __call__(self):
        self.n += 1
        return self.rows

    def get(self, index):
        self.n += 1
        return (INT, 1) if len(index) == 1 else None

    def next(self, index):
        self.n += 1
        return (index[0] + 1 if index else 1,), INT, 1


def box(*read, rows=None):
    asked = Asked({i: {2: "eth%d" % i, 300: i} for i in range(1, 4)} if rows is None else rows)
    agent = make(asked, write={300: True})
    agent.allow("low", View(read, True))
    return agent, asked


def get(agent, oid, ver=1):
    ((_, tv),) = ask(agent, GET, oid, "low", ver).varbinds.items()
    return tv


def names(agent, oid="1.3", community="low"):
    # As tablebox.walk(), as that community.
    found = []
    while len(found) < 30:
        ((oid, tv),) = ask(agent, NEXT, oid, community).varbinds.items()
        if tv == END:
            return found
        found.append(oid[12:])
