# What the tests of handlers with phases share: an agent with them as scalars, and a SET of several
# bindings. Alone, for the heap; and all that lasts before the tests.

from usnmp_agent import Agent
import usnmp_agent.v2c as usnmp_v2c  # noqa: F401
import usnmp_agent.transaction as usnmp_set  # noqa: F401
import usnmp_agent.commit as usnmp_commit  # noqa: F401
from usnmp_codec import tobytes_tv
from usnmp_mib import INT, OCTSTR, Mib

BASE = "1.3.6.1.4.1.8072.9999.9999.%d.0"


def agent_of(mib, logged=None):
    log = (lambda text: None) if logged is None else logged.append
    return Agent(mib, "public", "private", max_size=300, log=log)


def constant(n):
    return lambda: n


def make(*writes, logged=None):
    # An agent with a scalar for each of `writes`, which reads its number.
    mib = Mib()
    for i, write in enumerate(writes):
        mib.scalar(BASE % i, INT, constant(i), write=write)
    return agent_of(mib, logged)


def put(agent, *pairs, ver=1):
    # (error-status, error-index) of a SET of (OID or number of a scalar, value)s.
    b = b""
    for oid, v in pairs:
        oid = oid if isinstance(oid, str) else BASE % oid
        v = tobytes_tv(INT if isinstance(v, int) else OCTSTR, v)
        b += tobytes_tv(48, tobytes_tv(6, oid) + v)
    b = tobytes_tv(0xA3, tobytes_tv(INT, 1) + tobytes_tv(INT, 0) * 2 + tobytes_tv(48, b))
    b = agent.respond(tobytes_tv(48, tobytes_tv(INT, ver) + tobytes_tv(OCTSTR, "private") + b))
    i = b.find(b"\2\1\1\2\1")  # the request-id
    return b[i + 5], b[i + 8]
