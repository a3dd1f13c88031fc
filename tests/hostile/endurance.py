# Millions of requests at one agent, on a board's heap, from a file of prepared datagrams:
# tools/trials/endure.py writes the file, runs this on MicroPython, and knows what is to come of
# each. Portable; imports served.
#
# The file: blocks of BLOCK records, each of which begins with `resets` records that give every
# writable object a fixed value, so that what the heap holds behind them can be compared. A record:
# octets of the datagram (2), octets of the reply (2; 0: none), source (1), the datagram.

import gc
import sys

import served

if hasattr(gc, "threshold"):  # as usnmp_firmware does
    gc.threshold(2048)

BLOCK = 1000
SOURCES = ("192.0.2.7", 40000), ("192.0.2.8", 161), ("10.1.2.3", 5), ("203.0.113.9", 65535)
SYSTEM = "1.3.6.1.2.1.1"


def more(agent):
    """Give the corpus's agent a community that sees and sets a part, and one with sources."""
    from usnmp_agent.view import View

    agent.allow("part", View(read=[SYSTEM], write=[SYSTEM + ".5"]))
    agent.allow("near", View(sources=["192.0.2.7", "10.0.0.0/8"]))


ENGINE = b"\x80\0\x1f\x88\x05sealed"  # as sealed has it


def secure(agent, auth_key, priv_key):
    """Give it SNMPv3, as sealed has it: "reader", who has SHA and AES and sets, from authNoPriv
    on; "open", without keys, who sees a part. The keys are localised; its clock stands still."""
    from usnmp_agent.view import View
    from usnmp_base.uptime import Uptime
    from usnmp_v3 import User
    from usnmp_v3.engine import Engine

    clock = [0]
    agent.engine = Engine(ENGINE, 5, Uptime(lambda: clock[0], lambda a, b: a - b))
    clock[0] = 1000000
    user = User("reader", "SHA", None, "AES", None, auth_key, priv_key, ENGINE)
    agent.allow(user, write=True, level="authNoPriv")
    agent.allow(User("open"), View(read=[SYSTEM]))


def begin(agent):
    """Before each pass through the file: of what is counted on, reports and salts tell."""
    if agent.v3:
        agent.v3.stats[:] = [0] * 12
        agent.v3.message._iv[8:] = bytes(8)


def measure(n):
    # mem_info() alone knows the largest free block: it prints it.
    import micropython

    gc.collect()
    print("at", n, gc.mem_free())
    micropython.mem_info()


def run(path, resets, end, digest, keys=None):
    """Feed `end` requests to the agent, from the file over and over. Raises RuntimeError at the
    first that gets another reply than it should, or none for want of memory.

    digest: sha256 of all replies of one pass through the file. keys: of SNMPv3, see secure();
    without, the agent is of v1 and v2c.
    """
    from hashlib import sha256

    logged = []
    agent = served.make(logged.append)
    if keys:
        secure(agent, *keys)
    else:
        more(agent)
    for name in ("usnmp_mibs.snmpv2_mib", "usnmp_mibs"):  # as usnmp_firmware does
        sys.modules.pop(name, None)
    head = bytearray(5)
    seen = sha256()
    n = 0
    mark = 1000
    begin(agent)
    with open(path, "rb") as stream:
        while True:
            if n == mark:
                gc.collect()  # or the values set now are wherever there is room at the moment
            elif n - resets == mark:
                measure(mark)
                if mark == end:
                    return
                mark = min(mark * 10, end)
            if not stream.readinto(head):
                if seen.digest() != digest:
                    raise RuntimeError("other replies in the pass that ends at %d" % n)
                seen = sha256()
                begin(agent)
                stream.seek(0)
                continue
            size = head[0] << 8 | head[1]
            reply = agent.respond(stream.read(size), SOURCES[head[4]])
            n += 1
            if logged:
                raise RuntimeError("request %d: %s" % (n, logged[0]))
            if (len(reply) if reply else 0) != head[2] << 8 | head[3]:
                raise RuntimeError("request %d: reply %r" % (n, reply))
            if reply:
                seen.update(reply)
            if n % 100000 == 0:
                print("done", n)
