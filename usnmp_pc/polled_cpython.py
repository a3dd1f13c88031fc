# Answers what is asked over and over on CPython, where slices and C are cheap and calls are
# not: long and flat, for each call takes a tenth of what all of it does. Imports
# usnmp_mib and polled; usnmp_pc.speed imports it.

from hmac import compare_digest

from usnmp_mib import Value

from .polled import Polled

_IN_PKTS = 1
_OUT_PKTS = 2
_IN_TOTAL_REQ_VARS = 13
_OUT_RESPONSES = 28
_SILENT_DROPS = 31
_KEY = 16  # octets at the end of a request, by which it is looked for
_ALIKE = 8  # requests with the same


class Flat(Polled):
    """Polled on CPython. secured: a polled_v3_pc.Flat3 that answers messages of SNMPv3."""

    secured = None

    def clear(self):
        """Forget all of them."""
        Polled.clear(self)
        self._known = {}  # by their ends: what answer() compares, in a tuple, last of it another

    def _find(self, d, shape):
        known = other = self._known.get(d[-_KEY:])
        n = 0
        while other:
            n += 1
            other = other[-1]
        if n < _ALIKE:
            at, end = shape.at, shape.end
            self._known[d[-_KEY:]] = at, end, shape.before, shape.behind, shape, known

    def _binding_of(self, oid, node, read, last):
        # And is it of the class Value?
        return oid, node, read, last, type(read) is Value

    def serve(self, quick):
        """Have the agent's poll() go the short way with `quick`, a usnmp_base.quick_pc.Quick, as
        long as that waits in recvfrom().
        """
        agent = self.agent
        answer = self.answer
        udp = quick.udp
        plain = agent.poll
        secured, lengths = self.secured, ()
        if secured:
            lengths = secured.lengths()

        def poll(timeout_ms=0):
            sock = quick._sock
            if timeout_ms != quick._waits or sock is not udp.sock or agent._udp is not udp:
                return plain(timeout_ms)
            if agent.uptime:
                agent.uptime()
            udp.size = size = agent.max_size
            try:
                d, source = sock.recvfrom(size, quick._flags)
            except Exception:  # as in Quick
                request = quick._plain(size, 0)
                if not request:
                    return False
                d, source = request
            agent._source = source
            try:
                reply = secured.reply(d) if len(d) in lengths else None
                if reply is None:
                    reply = answer(d)
            except Exception:
                reply = self.failed()
            if type(reply) is not bytearray and type(reply) is not bytes:
                self.otherwise(d, source, reply)
                return True
            try:
                sock.sendto(reply, source)
            except OSError as e:
                udp._lost(e)
                agent._drop(_SILENT_DROPS)
            return True

        agent.poll = poll

    def answer(self, d):
        """The reply to `d`, if it is kept, to be sent at once; or where one begins in the agent's
        buffer, 0 for none; None: `d` is not known.
        """
        known = self._known.get(d[-_KEY:])
        while known:
            at, end, before, behind, shape, known = known
            if d[end:] == behind and compare_digest(d[:at], before):
                return self._answer(d, shape, at, end)
        return None

    def _unknown(self, d):
        # A message of SNMPv3 is none to be kept.
        return self._others(d) if b"\2\1\3" in d[:7] else Polled._unknown(self, d)

    def _answer(self, d, shape, at, end):
        agent = self.agent
        rights = self._heads.get(shape.head)
        if not rights:
            return agent._message(d)
        view = rights[0]
        self._read = None
        counters = self._counters
        counters[_IN_PKTS] += 1
        agent._v2 = 0  # it is spoken
        if view and view.sources is not None and not view.admits(agent._source):
            return agent._stranger(shape.head)
        if agent.limit and not agent.limit.admits(agent._source):
            return agent._drop(_SILENT_DROPS)
        if agent.authentic and not agent._asked(shape.head, 0):
            return agent._stranger(shape.head)
        k = 0
        v = None
        runs = shape.runs
        if (
            shape.reply
            and (not view or view.reads is None)
            and shape.need <= agent.max_size
            and not agent.max_times
            and (not runs or _stand(agent.mib.keys, runs))
        ):
            get = self._get
            for oid, node, read, last, kept in shape.values:
                if get(oid) is not node:
                    break
                if read:
                    if kept:
                        v = read.value
                    else:
                        try:
                            v = read()
                        except Exception as e:
                            v = e
                    if v is not last[0] and (type(v) is not last[1] or v != last[0]):
                        if type(v) is int and last[2] <= v < last[3]:
                            _, i, j = shape.places[k]
                            shape.reply[i + 2 : j] = v.to_bytes(j - i - 2, "big")
                            last[0] = v
                        elif not self._put(shape, k, v):
                            self._read = (v,)
                            break
                k += 1
            else:
                if shape.count:
                    counters[shape.count] += 1
                counters[_IN_TOTAL_REQ_VARS] += shape.n
                counters[_OUT_RESPONSES] += 1
                counters[_OUT_PKTS] += 1
                k = shape.rid
                shape.reply[k : k + end - at] = d[at:end]
                return shape.reply
        if runs:
            agent._rights = view
            return self._walked(d, shape, k, self._read)
        w = self._write(d, shape, k)
        if w:
            counters[_OUT_PKTS] += 1
        return w


def _stand(keys, runs):
    # Do the same objects follow still?
    for start, end, run in runs:
        if keys[start:end] != run:
            return False
    return True
