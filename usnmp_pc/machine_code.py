# The parts of an agent on MicroPython's unix port that are machine code. Imports nothing of usnmp;
# usnmp_pc.speed imports it there. A text, compiled at the start, for mpy-cross would want to be
# told of which processor.
#
# In machine code a frame is on the C stack, and what a function has around it is found in a few
# instructions, where the attribute of an object takes a hundred: so what answers a request is
# made once for each agent, with all it needs around it. That is one tuple: the arguments of a
# closure, with what is around it, come from the heap if they are more than five (py/objclosure.c).
# And what is freed there, before what else there is, has each longer piece looked for from there.

import sys

# differ() of usnmp_agent.
#
# alike(), put(): for polled_unix, whether `d` has a shape, in the same time whatever its community
# is; and the reply with the request-id of `d`.
#
# answers(): a function that gives the reply to `d` which is kept, with its request-id and what its
# objects are now; None, and nothing is done yet, if `d` is none of `known` (see polled_unix), or
# there is more to be looked at; or what late(d, shape, k, v) gives, if binding k is another one
# (v: late), or has a value v for which there is no place, or which is an exception: functions are
# asked once. moved(shape, k, v) puts values that are no integers of as many octets as before.
#
# polls(): an Agent.poll() with `answer`, which that gave.
#
# Four octets at once where they need not lie at a multiple of four.
_TEXT = """
import micropython

@micropython.viper
def differ(a, b) -> int:
    p = ptr8(a)
    q = ptr8(b)
    x = 0
    for i in range(5, int(len(a))):
        x |= p[i] ^ q[i]
    return x

@micropython.viper
def differ_at(a, b, at: int, n: int) -> int:
    p = ptr8(a)
    q = ptr8(b)
    x = 0
    for i in range(n):
        x |= p[i] ^ q[at + i]
    return x

@micropython.viper
def alike(d, shape) -> bool:
    n = int(shape.at)
    q = ptr8(shape.before)
    p = ptr8(d)
    v = ptr32(q)
    w = ptr32(p)
    x = 0
    k = n >> SHIFT
    for i in range(k):
        x |= w[i] ^ v[i]
    for i in range(k << 2, n):
        x |= p[i] ^ q[i]
    return False if x else bool(d.endswith(shape.behind))

@micropython.viper
def put(d, shape, buf, at: int):
    q = ptr8(buf)
    p = ptr8(shape.reply)
    w = ptr32(uint(q) + uint(at))
    v = ptr32(p)
    n = int(shape.size)
    k = n >> SHIFT
    for i in range(k):
        w[i] = v[i]
    for i in range(k << 2, n):
        q[at + i] = p[i]
    p = ptr8(d)
    i = int(shape.at)
    end = int(shape.end)
    at += int(shape.rid) - i
    while i < end:
        q[at + i] = p[i]
        i += 1

def answers(agent, known, moved, late):
    @micropython.viper
    def find(d):
        n = int(len(d))
        if n < 20:
            return None
        p = ptr8(d)
        found = known.get(n << 16 | p[n - 4] << 8 | p[n - 3])
        while found:
            quick, places, before, reply, found = found
            at = ptr16(places)
            q = ptr8(before)
            v = ptr32(q)
            w = ptr32(p)
            i = int(at[0])
            k = i >> SHIFT
            j = k << 2
            x = 0
            while k:
                k -= 1
                x |= w[k] ^ v[k]
            while j < i:
                x |= p[j] ^ q[j]
                j += 1
            j = int(at[1])
            k = n - j >> SHIFT
            v = ptr32(uint(q) + j)
            w = ptr32(uint(p) + j)
            j += k << 2
            while k:
                k -= 1
                x |= w[k] ^ v[k]
            while j < n:
                x |= p[j] ^ q[j]
                j += 1
            if x == 0:
                q = ptr8(reply)
                k = int(at[2])
                j = int(at[1])
                while i < j:
                    q[k] = p[i]
                    k += 1
                    i += 1
                return quick
        return None

    @micropython.viper
    def fits(reply, value: int, end: int, v: int) -> bool:
        n = 2
        x = v
        while x < -128 or x > 127:
            x >>= 8
            n += 1
        if n != end - value - 1:
            return False
        p = ptr8(reply)
        while n > 1:
            n -= 1
            end -= 1
            p[end] = v & 255
            v >>= 8
        return True

    mib = agent.mib
    around = agent, mib, find, fits, moved, late, agent._heads, agent.counters, mib.nodes.get

    @micropython.native
    def answer(d):
        agent, mib, find, fits, moved, late, heads, counters, get = around
        quick = find(d)
        if not quick:
            return None
        head, need, values, shape, _, runs, count, n = quick
        rights = heads.get(head)
        if (
            not rights
            or rights[0]
            or agent.limit
            or agent.authentic
            or agent.max_times
            or need > agent.max_size
        ):
            return None
        counters[1] += 1
        agent._v2 = 0
        if runs:
            keys = mib.keys
            for i, k, run in runs:
                if keys[i:k] != run:
                    return late(d, shape, 0, late)
        k = 0
        v = None
        asking = False
        try:
            for oid, node, read, last, kind, least in values:
                if get(oid) is not node:
                    v = late
                    break
                if read:
                    asking = True
                    v = read.value if kind else read()
                    asking = False
                    if v is not last[0]:
                        if type(v) is int and least <= v < 0x40000000:
                            _, i, j = shape.places[k]
                            if fits(quick[4], i, j, v):
                                last[0] = v
                                last[1] = int
                                k += 1
                                continue
                        if not moved(shape, k, v):
                            break
                k += 1
            else:
                if count:
                    counters[count] += 1
                counters[13] += n
                counters[28] += 1
                counters[2] += 1
                return quick[4]
        except Exception as e:
            if not asking:
                raise e
            v = e
        return late(d, shape, k, v)

    return answer

def polls(agent, quick, answer, otherwise, failed):
    around = agent, quick, quick.udp, agent.poll, answer, otherwise, failed

    @micropython.native
    def poll(timeout_ms=0):
        agent, quick, udp, plain, answer, otherwise, failed = around
        sock = quick._sock
        if timeout_ms != quick._waits or sock is not udp.sock or agent._udp is not udp:
            return plain(timeout_ms)
        uptime = agent.uptime
        if uptime:
            uptime()
        udp.size = size = agent.max_size
        try:
            request = sock.recvfrom(size, quick._flags)
        except Exception:
            request = quick._plain(size, 0)
            if not request:
                return False
        d, source = request
        agent._source = source
        try:
            reply = answer(d)
        except Exception:
            reply = failed()
        if type(reply) is not bytearray:
            otherwise(d, source, reply)
            return True
        try:
            sock.sendto(reply, source)
        except OSError as e:
            udp._lost(e)
            agent._drop(31)
        return True

    return poll
"""


def compiled():
    """What the text defines, by name; None if this build of MicroPython makes no machine code, or
    this system lets none be made, as systemd's MemoryDenyWriteExecute: MicroPython does not look
    what mmap gives, and crashes.
    """
    space = {}
    try:
        import ffi

        libc = ffi.open(None)
        # a page to read, write and execute, private and anonymous, with the numbers of Linux
        page = libc.func("P", "mmap", "PLiiiL")(0, 4096, 7, 0x22, -1, 0)
        if page == -1:
            return None
        libc.func("i", "munmap", "PL")(page, 4096)
        intel = sys.implementation._mpy >> 10 & 15 in (1, 2)
        exec(_TEXT.replace("SHIFT", "2" if intel else "31"), space)
    except (ImportError, OSError, SyntaxError):
        return None
    return space
