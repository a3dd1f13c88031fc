# What the tests of rows with phases share: a table whose column 3 and whose rows have a handler.
# One agent for all tests, and nothing of other tests' boxes, for the heap.

import gc

from usnmp_agent import Agent
import usnmp_agent.v2c as usnmp_v2c  # noqa: F401
import usnmp_agent.transaction as usnmp_set  # noqa: F401
import usnmp_agent.commit as usnmp_commit  # noqa: F401
import usnmp_agent.trees as usnmp_trees  # noqa: F401
from usnmp_codec import tobytes_tv
from usnmp_mib import INT, Mib

ENTRY = "1.3.6.1.4.1.9.1"
calls = []
fail = {}  # what a phase raises, by its name
rows = {}


class Handler:
    def __init__(self, name):
        self.name = name

    def told(self, phase, args):
        calls.append((self.name + phase,) + args)
        error = fail.pop(self.name + phase, None)
        if error:
            raise error

    def test(self, *args):
        self.told("test", args)

    def commit(self, *args):
        self.told("commit", args)

    def undo(self, *args):
        self.told("undo", args)

    def cleanup(self, *args):
        self.told("cleanup", args)


mib = Mib()
write = {3: Handler("h ")}
mib.table(ENTRY, {3: INT, 4: INT}, rows, write=write, row_status=4, on_row=Handler("r "))
mib.scalar("1.3.6.1.4.1.8.0", INT, lambda: 2, write=write[3])
agent = Agent(mib, None, "private", max_size=150, log=lambda text: None)


def put(*cells):
    # (error-status, error-index) of a SET of (OID behind 1.3.6.1.4.1, value)s.
    calls.clear()
    gc.collect()
    b = b""
    for oid, v in cells:
        b += tobytes_tv(48, tobytes_tv(6, ENTRY[:11] + oid) + tobytes_tv(INT, v))
    b = tobytes_tv(0xA3, b"\2\1\1\2\1\0\2\1\0" + tobytes_tv(48, b))
    b = agent.respond(tobytes_tv(48, b"\2\1\1\4\7private" + b))
    i = b.find(b"\2\1\1\2\1")  # the request-id
    return b[i + 5], b[i + 8]


NEW = (".9.1.4.7", 4), (".9.1.3.7", 9)
