# The reply being written: one buffer, made at the start. Imports usnmp_codec; engine is built on
# it.
#
# The variable bindings are written forward from _base, as they are found, then the headers before
# them, back to front, when their lengths are known: so whatever wraps a PDU goes on from where it
# starts. A MicroPython function whose locals and stack take more than 11 words gets its frame from
# the heap, and finding room for that costs a scan of the heap, as much as six calls. What is here
# is done once per binding: each function is small enough for the C stack, and makes no garbage for
# a constant or an integer below 2**30.

from usnmp_codec import tobytes_len, tobytes_tv

try:
    from micropython import const
except ImportError:  # CPython
    from usnmp_base.pc import const


# An outcome of writing or checking a binding is a number: from _OFFSETS on where it ends in _buf,
# below an error-status (RFC 3416 3). That of a request: index << _INDEX | error-status, 0 if it is
# in order. (A tuple of two would be garbage for each binding.)
_OFFSETS = const(32)
_INDEX = const(5)
_STATUS = const(31)

_TOOBIG = const(1)


class Reply:
    """The reply, in `_buf`; its bindings end at `_w`. It may have `max_size` octets."""

    # Set for each reply: _w, the end of the reply in _buf; _room, the octets that the wrapper puts
    # before the PDU; _limit, the end that the bindings may not pass.
    _base = 0  # where the bindings start

    def reserve(self, n):
        """Make sure that `n` octets, and the headers, fit before the bindings of a reply."""
        n += 40
        if n > self._base:
            self._base = n
            self._buf = None  # first give it back: there may not be room for two
            self._buf = bytearray(n + self.max_size)
            self._view = memoryview(self._buf)

    def _header(self, p, type):
        # Write the header of what stands from p to the end of the reply; return where it starts.
        buf = self._buf
        n = self._w - p
        p -= 1
        buf[p] = n & 255
        if n > 127:
            if n > 255:
                p -= 1
                buf[p] = n >> 8
            p -= 1
            buf[p] = 129 + (n > 255)
        p -= 1
        buf[p] = type
        return p

    def _reply(self, w, d, start, end, error):
        # Put error-index and error-status (error: an outcome), and the request-id
        # d[start:end], before the bindings at w, and the header of a response before those.
        buf = self._buf
        w -= 1
        buf[w] = error >> _INDEX & 255
        if error >> _INDEX > 127:
            w -= 1
            buf[w] = error >> 13
        w -= 5
        buf[w] = buf[w + 3] = 2
        buf[w + 1] = 1
        buf[w + 2] = error & _STATUS
        buf[w + 4] = 1 if error >> _INDEX < 128 else 2
        while end > start:
            end -= 1
            w -= 1
            buf[w] = d[end]
        return self._header(w, 0xA2)

    def _open(self, w, oid, size):
        # Write the headers of a binding whose value takes `size` octets, and its OID; return where
        # that goes, or _TOOBIG. Four octets fit in any case: the limit leaves room for more.
        buf = self._buf
        n = len(oid)
        if n + size < 124:
            buf[w] = 48
            buf[w + 1] = n + size + 2
            buf[w + 2] = 6
            buf[w + 3] = n
            w += 4
        else:
            oid = bytes((6,)) + tobytes_len(n) + oid
            oid = bytes((48,)) + tobytes_len(len(oid) + size) + oid
            n = len(oid)
        n += w
        if n + size > self._limit:
            return _TOOBIG
        buf[w:n] = oid
        return n

    def _write(self, w, oid, value):
        # Write the binding of `oid` and an encoded value; return its end, or _TOOBIG.
        w = self._open(w, oid, len(value))
        if w < _OFFSETS:
            return w
        oid = w + len(value)
        self._buf[w:oid] = value
        return oid

    def _write_int(self, w, oid, type, v):
        # The same for the int v; 0 if its type is not one of 32 bit, or v not in range.
        if (v >> 31) + (type == 2) >> 1 or type != 2 and (type < 65 or type > 67):
            return 0
        size = 0
        while (v >> size + 7) + 1 >> 1:  # neither 0 nor -1: X.690 8.3.2, the fewest octets
            size += 8
        size = (size >> 3) + 3  # of the whole TLV
        w = self._open(w, oid, size)
        if w < _OFFSETS:
            return w
        # A local for the buffer, or size + 2 above, would be one word too many for the C stack.
        self._buf[w] = type
        self._buf[w + 1] = size - 2
        while size > 2:
            size -= 1
            self._buf[w + size] = v & 255
            v >>= 8
        return w + 2 + self._buf[w + 1]

    def _write_other(self, w, oid, type, v):
        # The same for any value of that type, and for an exception in place of one.
        try:
            if isinstance(v, Exception):
                raise v
            if type == 4:  # a text; with no TLV of its own it makes half the garbage
                if isinstance(v, str):
                    v = v.encode()
                if isinstance(v, bytes) and len(v) < 128:
                    w = self._open(w, oid, len(v) + 2)
                    if w >= _OFFSETS:
                        self._buf[w] = 4
                        self._buf[w + 1] = len(v)
                        w += 2
                        self._buf[w : w + len(v)] = v
                        w += len(v)
                    return w
            elif isinstance(v, int) and v >> 32 > 0 and (64 < type and type < 68 or type == 70):
                # A running total past its type. Counters and TimeTicks go on from zero (RFC 2578
                # 7.1.6, 7.1.8, 7.1.10), a gauge stays at its most (7.1.7).
                most = (1 << (64 if type == 70 else 32)) - 1
                v = most if type == 66 else v & most
            v = tobytes_tv(type, v)
        except Exception as e:
            return self.failed(oid, e)
        return self._write(w, oid, v)
