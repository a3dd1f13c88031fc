# A server for test_phases_netsnmp.py, portable: `phases_agent.py PORT`. Handlers with phases: a
# scalar, a column, a file in TMPDIR; and an object whose value says which phase of it fails. The
# first object is what they were asked since. Short: MicroPython compiles it in 38 KiB.

import os
import sys

from serverbox import serve
from usnmp_agent import Agent
from usnmp_mib import INT, OCTSTR, Mib

BASE = "1.3.6.1.4.1.8072.9999.9999.%s"
PATH = "%s/page%s" % (os.getenv("TMPDIR") or "/tmp", sys.argv[-1])
asked = []
states = {}


class Handler:
    def __init__(self, name):
        self.name = name

    def test(self, *args):
        self.fails = args[-1] if self.name == "f" else 0
        self.told("t", 1, ValueError)

    def commit(self, *args):
        self.told("c", 2, OSError)
        self.told("", 3, OSError)
        states[self.name] = args[-1]

    def undo(self, *args):
        self.told("u", 3, OSError)
        states[self.name] = args[-1]

    def cleanup(self, *args):
        self.told("C", 4, OSError)

    def told(self, phase, number, error):
        if phase:
            asked.append(self.name + phase)
        if self.fails == number:
            raise error


class Page:
    def test(self, text):
        with open(PATH + ".new", "w") as f:
            f.write(text)

    def commit(self, text):
        os.rename(PATH, PATH + ".old")
        os.rename(PATH + ".new", PATH)

    def undo(self, before):
        os.rename(PATH + ".old", PATH)


def page():
    with open(PATH) as f:
        return f.read()


def told():
    found = " ".join(asked)
    asked.clear()
    return found


mib = Mib()
with open(PATH, "w") as f:
    f.write("first")
mib.scalar(BASE % "1.0", OCTSTR, told)
mib.scalar(BASE % "2.0", INT, lambda: states.get("r", 0), write=Handler("r"), range=(0, 1))
mib.scalar(BASE % "3.0", OCTSTR, page, write=Page())
mib.table(
    BASE % "4.1",
    {2: INT},
    [0, 0],
    cell=lambda row, column: states.get("h", 0),
    write={2: Handler("h")},
)
mib.scalar(BASE % "5.0", INT, lambda: 0, write=Handler("f"), range=(0, 4))
serve(Agent(mib, "public", "private", max_size=484))
