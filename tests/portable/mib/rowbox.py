# What the tests of RowStatus share: an agent with a table of which column 4 is the status. Without
# usnmp, which would not fit beside it; and all that lasts before the tests.

import gc

from usnmp_agent import Agent
import usnmp_agent.v2c as usnmp_v2c  # noqa: F401
import usnmp_agent.transaction as usnmp_set  # noqa: F401
import usnmp_mib.rowstatus as usnmp_rowstatus  # noqa: F401
from usnmp_codec import frombytes_lenat, frombytes_tvat, tobytes_tv
from usnmp_mib import INT, OCTSTR, OID, Mib

ENTRY = "1.3.6.1.4.1.9.1"


def make(rows, write=None, **kw):
    mib = Mib()
    mib.scalar("1.3.6.1.4.1.8.0", INT, 8, write=True)
    columns = {2: OCTSTR, 3: INT, 4: INT, 5: INT}
    mib.table(ENTRY, columns, rows, write=write or {2: True, 3: True}, row_status=4, **kw)
    return Agent(mib, "public", "private", max_size=200, log=lambda text: None)


def ask(agent, t, cells, community="private", ver=1):
    """The TLVs in the reply's PDU, as values: request-id, status, index, list of bindings."""
    gc.collect()
    b = b""
    for oid, v in cells:
        kind = 5 if v is None else OCTSTR if isinstance(v, str) else INT
        b += tobytes_tv(48, tobytes_tv(OID, oid) + tobytes_tv(kind, v))
    b = tobytes_tv(t, tobytes_tv(INT, 1) + tobytes_tv(INT, 0) * 2 + tobytes_tv(48, b))
    b = agent.respond(tobytes_tv(48, tobytes_tv(INT, ver) + tobytes_tv(OCTSTR, community) + b))
    return parts(parts(parts(b)[0])[2])


def parts(b):
    """The values of the TLVs in `b`, one behind the other."""
    values = []
    p = 0
    while p < len(b):
        n, k = frombytes_lenat(b, p)
        values.append(frombytes_tvat(b, p)[1])
        p += 1 + k + n
    return values


def put(agent, *cells, ver=1):
    """SET (index, value)s; (error-status, error-index)."""
    cells = [(i if i.startswith("1.") else ENTRY + "." + i, v) for i, v in cells]
    return tuple(ask(agent, 0xA3, cells, ver=ver)[1:3])


def get(agent, index):
    return parts(parts(ask(agent, 0xA0, ((ENTRY + "." + index, None),))[3])[0])[1]


def walk(agent):
    found = []
    oid = "1.3"
    while True:
        r = ask(agent, 0xA1, ((oid, None),), ver=0)
        if r[1]:
            return found
        oid, v = parts(parts(r[3])[0])
        found.append((oid[12:], v))
