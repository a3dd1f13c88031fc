# What the tests of a SET with little heap share. CPython has no such heap. Without rowbox, whose
# questions and answers take a kilobyte of it; all that lasts before the tests, as there.

import gc

from usnmp_agent import Agent
import usnmp_agent.v2c as usnmp_v2c  # noqa: F401
import usnmp_agent.transaction as usnmp_set  # noqa: F401
import usnmp_mib.rowstatus as usnmp_rowstatus  # noqa: F401
from usnmp_codec import tobytes_tv
from usnmp_mib import INT, OCTSTR, Mib

ENTRY = "1.3.6.1.4.1.9.1"
SCALAR = "1.3.6.1.4.1.7.%d.0"
N = 4
held = [None] * 120


def message(*bindings):
    b = b""
    for oid, v in bindings:
        b += tobytes_tv(48, tobytes_tv(6, oid) + tobytes_tv(INT, v))
    b = tobytes_tv(0xA3, tobytes_tv(INT, 1) + tobytes_tv(INT, 0) * 2 + tobytes_tv(48, b))
    return tobytes_tv(48, tobytes_tv(INT, 1) + tobytes_tv(4, "private") + b)


def squeeze(few):
    # Fill the heap, but for the last `few` that fill it, which are the smallest.
    n = 0
    size = 1 << 20
    while size:
        try:
            while n < len(held):
                held[n] = bytearray(size)
                n += 1
        except MemoryError:
            pass
        size >>= 1
    while few and n:
        n -= 1
        few -= 1
        held[n] = None


def release():
    for i in range(len(held)):  # one by one: the collector may take an old octet for a pointer
        held[i] = None
    gc.collect()


def whole(agent, d, written, undone, reset):
    # SET by `d` at more and more heap, until it is `written`; before that all is `undone`.
    if not hasattr(gc, "mem_free"):
        return
    done = few = 0
    while done < 3 and few < 200:
        reset()
        squeeze(few)
        try:
            reply = agent.respond(d)
        except MemoryError:  # even for its frame
            reply = None
        release()
        fine = reply and reply.find(b"\2\1\1\2\1\0\2\1\0") > 0  # request-id, status and index
        assert written() if fine else undone(), (few, reply)
        done += 1 if fine else 0
        few += 1
    assert few > done > 0, (few, done)


def table(rows, **kw):
    # An agent, the values of its scalars, and what resets them and the rows.
    values = [0] * N
    mib = Mib()
    write = {2: True, 3: True}
    mib.table(ENTRY, {2: OCTSTR, 3: INT, 4: INT}, rows, write=write, row_status=4, **kw)
    agent = Agent(mib, "public", "private", max_size=200, log=lambda text: None)
    for i in range(N):
        mib.scalar(SCALAR % (i + 1), INT, reader(values, i), write=writer(values, i))

    def reset():
        for i in range(N):
            values[i] = 0
        for key in list(rows):
            del rows[key]

    return agent, values, reset


def reader(values, i):
    return lambda: values[i]


def writer(values, i):
    def write(v):
        values[i] = v

    return write
