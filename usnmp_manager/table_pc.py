# The steps of a Table, faster: see steps_pc. Not for boards. Imports usnmp_codec, usnmp_base
# (packet_pc, pc, varbind), response and steps_pc; blocking_pc imports it for one.

from usnmp_base.packet_pc import _more
from usnmp_base.pc import random_octets
from usnmp_base.varbind import VarBind
from usnmp_codec import frombytes_lenat, frombytes_tvat, tobytes_tv

from .response import subids
from .steps_pc import END, Steps, follows, value

_new = tuple.__new__


class TableSteps(Steps):
    """The steps of a Table: those in which all columns have each row that comes."""

    def follow(self):
        """Go on where the table is, which went a step by itself."""
        table = self.walk
        self._heads.clear()
        self._frames.clear()
        self.columns = table._columns
        self.able = (
            table._seek is None and not table._found and 0 < len(self.columns) <= table._most
        )
        if self.able:
            self._entered()

    def _entered(self):
        table = self.walk
        self.texts = ["%s%d" % (table._entry, c) for c in self.columns]
        self.octets = []
        self.sizes = {}
        try:
            for text in self.texts:
                self.octets.append(tobytes_tv(6, text)[2:])
                if frombytes_tvat(tobytes_tv(6, text), 0)[1] != text:
                    raise ValueError
            index = tobytes_tv(6, self.texts[0] + table._index)
            self.index = index[2 + len(self.octets[0]) :]
            self._sized(len(self.index))
        except ValueError:  # the plain way raises it, or does not
            self.able = False

    def _sized(self, n):
        # For indices of `n` octets: what requests have before each, and of the OIDs of responses
        # the column, dotted, its octets, and how long all is.
        asked = []
        opened = []
        for column, text, octets in zip(self.columns, self.texts, self.octets):
            size = len(octets) + n
            if size > 123:
                raise ValueError
            oid = b"\x06%c" % size + octets
            asked.append(b"0%c" % (size + 4) + oid)
            opened.append((column, text, oid, size + 2))
        self.sizes[n] = asked, opened
        return asked, opened

    def request(self):
        n = len(self.index)
        tail = self.index + END
        tail = tail.join(self.sizes[n][0]) + tail
        frame = self._frames.get(n)
        if not frame:
            frame = self._frames[n] = self.frame(tail)
        self.id = id = random_octets()
        return frame[0] + id + frame[1] + tail

    def _bindings(self, d, i, end):
        rows = []
        before = self.index
        at = self.walk._index
        known = len(before)
        columns = self.sizes[known][1]
        first = len(self.octets[0])
        while i < end:
            row = {}
            index = None
            n = d[i + 3] - first
            if n != known:
                known = n
                columns = (self.sizes.get(n) or self._sized(n))[1]
            for column, text, opened, size in columns:
                if d[i] != 48:
                    return None
                e = d[i + 1]
                i += 2
                if e > 127:
                    e, k = frombytes_lenat(d, i - 2)
                    i += k - 1
                e += i
                k = i + size
                if index is None:
                    if not d.startswith(opened, i):
                        return None
                    index = d[i + len(opened) : k]
                    dotted = _more("", index)
                    if not follows(index, before) and subids(dotted[1:]) <= subids(at[1:]):
                        return None
                    before = index
                    at = dotted
                elif not d.startswith(opened + index, i):
                    return None
                t, v = value(d, k, e)
                row[column] = _new(VarBind, (text + dotted, t, v))
                i = e
            rows.append((dotted[1:], row))
        if i != end or self.single and len(rows) > 1:
            return None
        self.index = index
        self.walk._index = dotted
        return rows
