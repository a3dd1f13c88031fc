# What the tests of handlers with phases share: handlers that tell what they are asked, and a SET
# of several bindings.

from tablebox import parts, request
from usnmp_agent import Agent
from usnmp_mib import INT, OCTSTR, Mib

BASE = "1.3.6.1.4.1.8072.9999.9999.%d.0"


class Refusal(ValueError):
    def __init__(self, status):
        self.status = status


class Handler:
    # Tells `calls` of each phase with its arguments; raises fail[phase], once.
    def __init__(self, name, calls, fail=None):
        self.name = name
        self.calls = calls
        self.fail = {} if fail is None else fail  # to be changed by the test

    def told(self, phase, args):
        self.calls.append((self.name + "." + phase,) + args)
        error = self.fail.get(phase)
        if error:
            self.fail[phase] = None
            raise error

    def test(self, *args):
        self.told("test", args)

    def commit(self, *args):
        self.told("commit", args)

    def undo(self, *args):
        self.told("undo", args)

    def cleanup(self, *args):
        self.told("cleanup", args)


class Bare:
    # A handler with commit alone.
    def __init__(self, name, calls, fail=None):
        self.told = Handler(name, calls, fail).told

    def commit(self, *args):
        self.told("commit", args)


def agent_of(mib, logged=None):
    log = (lambda text: None) if logged is None else logged.append
    return Agent(mib, "public", "private", max_size=300, log=log)


def make(*writes, logged=None):
    # An agent with a scalar for each of `writes`, which reads its number.
    mib = Mib()
    for i, write in enumerate(writes):
        mib.scalar(BASE % i, INT, (lambda n: lambda: n)(i), write=write)
    return agent_of(mib, logged)


def put(agent, *pairs, ver=1):
    # (error-status, error-index) of a SET of (OID or number of a scalar, value)s.
    bindings = []
    for oid, v in pairs:
        oid = oid if isinstance(oid, str) else BASE % oid
        bindings.append((oid, (INT if isinstance(v, int) else OCTSTR, v)))
    b = agent.respond(request(0xA3, bindings, community="private", ver=ver))
    return tuple([v for _, v in parts(parts(parts(b)[0][1])[2][1])[1:3]])
