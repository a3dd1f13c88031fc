# A table as lines of text, as snmptable lays it out. Imports nothing; table imports it.


class Layout:
    """How snmptable's flags have a table laid out. flags: {letter of -C: value}."""

    def __init__(self, flags):
        self._title = not {"h", "H"} & set(flags)
        self._headed = "H" not in flags
        self._index = "i" in flags
        self._brief = "b" in flags
        self._left = "l" in flags
        self._between = flags.get("f")
        self._most = flags.get("w", 0)
        # Of a column's width, one is the space behind it.
        self._fixed = flags["c"] - 1 if "c" in flags else 0
        self._widths = None  # of the columns
        self._index_width = len("index ")
        self._first = True  # is it the first of several parts of the rows?

    def headings(self, names):
        """The names as they are to stand above the columns."""
        if not (self._brief and len(names) > 1):
            return names
        n = _common(names)
        return [name[n:] for name in names]

    def lines(self, name, headings, rows):
        """Yield the lines of the table `name`. rows: (index, texts of cells, "?" where there is
        none), some or all of them: what follows is laid out as what was there.
        """
        if self._widths is None:
            self._widths = [len(heading) for heading in headings]
        for index, cells in rows:
            self._index_width = max(self._index_width, len(index))
            self._widths = [max(w, len(cell)) for w, cell in zip(self._widths, cells)]
        if self._title and self._first:
            yield "SNMP table: %s" % name
            yield ""
        at = part = 0
        while at < len(headings):
            part += 1
            if part > 1 and self._headed:
                yield ""
                yield "SNMP table %s, part %d" % (name, part)
                yield ""
            end = self._end(at, len(headings))
            headed = self._headed and self._first
            if headed:
                yield from self._row("index", headings, at, end, True)
            for index, cells in rows:
                yield from self._row(index, cells, at, end, False)
            at = end
        self._first = False

    def _end(self, at, last):
        # Behind the last column that fits the line.
        if not self._most or self._fixed:
            return last
        width = self._index_width if self._index and self._headed and self._first else 0
        for i in range(at, last):
            width += self._widths[i] + 1
            if i > at and width > self._most:
                return i
        return last

    def _row(self, index, cells, at, end, heading):
        # The lines of a row; cells of a fixed width may take several.
        line, width = "", 0
        if self._index and self._fixed:
            if not heading:
                yield ""
                yield "index: " + index
        elif self._index:
            width = self._index_width
            line = index if self._between is not None else self._fit(index, width)
        for i in range(at, end):
            if self._fixed and self._most:
                width += self._fixed + 1
                if i > at and width > self._most:
                    yield line
                    line, width = "", self._fixed + 1
            line += self._cell(i, cells[i])
        yield line

    def _cell(self, i, text):
        if self._fixed:
            return self._fit(text[: self._fixed], self._fixed + 1)
        if self._between is None:
            return self._fit(text, self._widths[i] + 1)
        return text if i == 0 and not self._index else self._between + text

    def _fit(self, text, width):
        return text.ljust(width) if self._left else text.rjust(width)


def _common(names):
    # How many characters all names begin with; names that are equal count one less.
    least = len(names[0])
    for a, b in zip(names, names[1:]):
        n = 0
        while n < len(a) and n < len(b) and a[n] == b[n]:
            n += 1
        least = min(least, n if n < len(a) else n - 1)
    return least
