# The reply being written: one buffer, made at the start. Imports usnmp_codec; usnmp_pdu is built
# on it.
#
# The variable bindings are written forward from _base, as they are found, then the headers before
# them, back to front, when their lengths are known: so whatever wraps a PDU goes on from where it
# starts. A MicroPython function whose locals and stack take more than 11 words gets its frame from
# the heap, and finding room for that costs a scan of the heap, as much as six calls. What is here
# is done once per binding: each function is small enough for the C stack, and makes no garbage for
# a constant or an integer below 2**30.

from usnmp_codec import tobytes_len

_TOOBIG = 1


class Reply:
    """The reply, in `_buf`; its bindings end at `_w`. It may have `max_size` octets."""

    def __init__(self, max_size):
        self.max_size = max_size
        self._base = 0
        self.reserve(32)
        self._w = 0  # the end of the reply in _buf
        self._room = 0  # the octets that the wrapper puts before the PDU
        self._limit = 0  # the end that the bindings may not pass

    def reserve(self, n):
        """Make sure that `n` octets, and the headers, fit before the bindings of a reply."""
        n += 40
        if n > self._base:
            self._base = n
            self._buf = None  # first give it back: there may not be room for two
            self._buf = bytearray(n + self.max_size)
            self._view = memoryview(self._buf)

    def _header(self, p, tag):
        # Write the header of what stands from p to the end of the reply; return where it starts.
        buf = self._buf
        n = self._w - p
        p -= 1
        buf[p] = n & 255
        if n > 127:
            p -= 1
            if n > 255:
                buf[p] = n >> 8
                p -= 1
                buf[p] = 0x82
            else:
                buf[p] = 0x81
        p -= 1
        buf[p] = tag
        return p

    def _reply(self, w, d, rid, p, error):
        # Put error-index and error-status (error: index << 5 | status), and the request-id
        # d[rid:p], before the bindings at w, and the header of a response before those.
        buf = self._buf
        w -= 1
        buf[w] = error >> 5 & 255
        if error >> 5 > 127:
            w -= 1
            buf[w] = error >> 13
        w -= 5
        buf[w] = buf[w + 3] = 2
        buf[w + 1] = 1
        buf[w + 2] = error & 31
        buf[w + 4] = 1 if error >> 5 < 128 else 2
        while p > rid:
            p -= 1
            w -= 1
            buf[w] = d[p]
        return self._header(w, 0xA2)

    def _open(self, w, oid, k):
        # Write the headers of a binding whose value takes k octets, and its OID.
        n = len(oid)
        if n + k > 123:
            return self._open_long(w, oid, k)
        buf = self._buf
        if w + n + k + 4 > self._limit:
            return _TOOBIG
        buf[w] = 48
        buf[w + 1] = n + k + 2
        buf[w + 2] = 6
        buf[w + 3] = n
        w += 4
        buf[w : w + n] = oid
        return w + n

    def _open_long(self, w, oid, k):
        oid = b"\x06" + tobytes_len(len(oid)) + oid
        oid = b"\x30" + tobytes_len(len(oid) + k) + oid
        if w + len(oid) + k > self._limit:
            return _TOOBIG
        self._buf[w : w + len(oid)] = oid
        return w + len(oid)

    def _write(self, w, oid, tlv):
        w = self._open(w, oid, len(tlv))
        if w < 32:
            return w
        oid = w + len(tlv)
        self._buf[w:oid] = tlv
        return oid

    def _write_int(self, w, oid, node, v):
        k = _int_octets(v) + 2
        w = self._open(w, oid, k)
        if w < 32:
            return w
        self._buf[w] = node[0]
        self._buf[w + 1] = k - 2
        while k > 2:
            k -= 1
            self._buf[w + k] = v & 255
            v >>= 8
        return w + 2 + self._buf[w + 1]


def is_short(t, v):
    # Is the int v in range for the type t, one of 32 bit?
    return -1 <= v >> 31 < 1 if t == 2 else 64 < t < 68 and not v >> 32


def _int_octets(v):
    n = 1
    v >>= 7
    while v and v != -1:  # X.690 8.3.2: the fewest octets of two's complement
        v >>= 8
        n += 1
    return n
