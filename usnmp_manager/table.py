# Reading a table row by row; pure. Imports usnmp_base.varbind and response; session imports it
# when a table is to be read.

from usnmp_base.varbind import const

from .response import NotIncreasing, SnmpError, bindings, ends, fewer, subids

_GETNEXT = const(0xA1)
_GETBULK = const(0xA5)
_TOOBIG = const(1)
_NOSUCHNAME = const(2)
_COLUMNS = const(256)  # that are sought: an agent might have ever more


class Table:
    """One reading of the table with the entry `entry`, row by row; pure, used like Walk.

    All columns are asked for what follows the last row's index. The least index that comes is the
    next row; columns that gave another have no cell there. So holes are no matter, nor rows that
    come and go meanwhile. Each response completes a row, finds a cell or ends a column, or it is
    the last: only rows without an end make a table without an end.
    """

    def __init__(
        self,
        session,
        entry,
        columns,
        max_repetitions,
        max_rows=None,
        ignore_not_increasing=False,
    ):
        self._session = session
        self._entry = entry.lstrip(".") + "."
        self._columns = sorted(set(columns or ()))  # those that have not ended
        self._seek = 0 if columns is None else None  # the column to look for the next one after
        self._repetitions = max_repetitions
        self._left = max_rows  # rows; None: all
        self._lenient = ignore_not_increasing
        self._index = ""  # of the last row
        self._found = {}  # column -> (index, VarBind) that follow it
        self._most = 64  # columns to be asked for at once
        self._asked = None
        self._heard = False  # has it answered anything?
        self._deep = False  # has what was found last an index of several parts?
        self._given = ""  # the table, if that was given in place of its entry
        self.done = columns is not None and not self._columns or max_rows == 0

    def packet(self):
        if self._seek is not None:
            after = "%s%d" % (self._entry, self._seek)
            return self._session.request(_GETNEXT, (after if self._seek else self._entry[:-1],))
        self._asked = [c for c in self._columns if c not in self._found][: self._most]
        oids = ["%s%d%s" % (self._entry, c, self._index) for c in self._asked]
        times = self._repetitions // len(oids)
        if self._left and times > self._left:
            times = self._left
        if self._session.ver and times > 1 and len(oids) == len(self._columns):
            return self._session.request(_GETBULK, oids, 0, times)
        return self._session.request(_GETNEXT, oids)

    def lost(self, packet):
        """Is it to be tried with another packet()? There was no response to `packet`."""
        n = fewer(packet)
        if n is None:
            return False
        # Of one that has not answered yet, only one thing more is asked: it may be off.
        self._repetitions = n * len(packet.varbinds) if self._heard else 0
        return True

    def take(self, packet, response):
        """Yield the rows that `response` completes: (index, {column: VarBind})."""
        self._heard = True
        status = response.err_status
        n = fewer(packet, response)
        if n is not None:
            self._repetitions = n * len(packet.varbinds)
            return
        if status == _TOOBIG and len(packet.varbinds) > 1:
            self._most = len(packet.varbinds) // 2
            return
        end = status == _NOSUCHNAME  # RFC 1157 4.1.3; some say so in v2c
        if self._seek is not None:
            self._discover(packet, None if end else bindings(packet, response)[0])
            return
        if end:
            i = response.err_id - 1
            for column in self._asked[i : i + 1] if 0 <= i < len(self._asked) else self._asked:
                self._end(column)
        else:
            n = len(self._asked)
            i = 0
            for vb in bindings(packet, response):
                self._cell(self._asked[i % n], vb)
                i += 1
                if len(self._found) == len(self._columns) and self._found:
                    row = self._row()
                    yield row
                    if self.done:
                        return
                    if len(row[1]) < len(self._columns):
                        break  # columns went apart: what else is here does not follow this row
            if not i:
                self._columns = []
        if self._found and len(self._found) == len(self._columns):  # a column ended in between
            yield self._row()
        self.done = self.done or not self._columns

    def _discover(self, packet, vb):
        # What the search for columns found; None: nothing.
        if vb and not ends(vb) and (vb[0] + ".").startswith(self._entry):
            asked = packet.varbinds.items()[0][0]
            if subids(vb[0]) <= subids(asked):
                raise NotIncreasing("%s after %s" % (vb[0], asked), oid=vb[0])
            column = subids(vb[0][len(self._entry) :])[0]
            if len(self._columns) == _COLUMNS:
                raise SnmpError("more than %d columns: say which" % _COLUMNS, oid=vb[0])
            self._columns.append(column)
            self._deep = vb[0].count(".", len(self._entry)) > 1
            if column < 0xFFFFFFFF:
                self._seek = column + 1
                return
        self._seek = None
        if self._columns == [1] and self._deep and not self._given:
            # One column, 1, with an index of several parts: what was given is the table, whose
            # entry is 1 (RFC 2578 7.1.12).
            self._given = self._entry
            self._entry += "1."
            self._columns = []
            self._seek = 0
        self.done = self._seek is None and not self._columns

    def _end(self, column):
        if column in self._columns:
            self._columns.remove(column)
        self._found.pop(column, None)

    def _cell(self, column, vb):
        # A binding that came for `column`.
        prefix = "%s%d" % (self._entry, column)
        if column not in self._columns:  # it ended in an earlier repetition
            return
        if ends(vb) or not (vb[0] + ".").startswith(prefix + "."):
            return self._end(column)
        index = vb[0][len(prefix) :]
        at, last = subids(index[1:]), subids(self._index[1:])
        # To stand still would be for ever.
        if at <= last and (not self._lenient or at == last):
            raise NotIncreasing("%s after index %s" % (vb[0], self._index[1:]), oid=vb[0])
        self._found[column] = index, vb

    def _row(self):
        # The next row, of what was found.
        least = min([(subids(index[1:]), index) for index, _ in self._found.values()])[1]
        row = {c: vb for c, (index, vb) in self._found.items() if index == least}
        self._found = {}
        self._index = least
        if self._left:
            self._left -= 1
            self.done = not self._left
        return least[1:], row
