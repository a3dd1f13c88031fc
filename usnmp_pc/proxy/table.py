# Who asks what of whom through a proxy, and how it went. Pure; imports nothing; core and the
# command import it.

_MOST = 4096  # rows; what is more is one
_NAMES = "requests", "answers", "errors", "timeouts", "drops", "repeats"


class Row:
    """One asker and one target: requests, answers (errors among them), timeouts, drops (too much
    was under way), repeats (of a request that was open), ms: the sum of the answers' times.
    """

    __slots__ = (*_NAMES, "ms")

    def __init__(self):
        for name in _NAMES:
            setattr(self, name, 0)
        self.ms = 0.0


class Table:
    """The rows, by (host, version, user or "") and target."""

    def __init__(self):
        self._rows = {}

    def row(self, who: "tuple[str, str, str]", target: "object") -> "Row":
        """The row of an asker and a Target."""
        key = who, target.name
        row = self._rows.get(key)
        if row is None:
            if len(self._rows) >= _MOST:
                key = ("others", "", ""), ""
                row = self._rows.get(key)
            if row is None:
                row = self._rows[key] = Row()
        return row

    def rows(self) -> "list[dict[str, object]]":
        """What each row has, as JSON has it, sorted."""
        found = []
        for (who, target), row in sorted(self._rows.items()):
            one = {"asker": who[0], "version": who[1], "user": who[2], "target": target}
            one.update({name: getattr(row, name) for name in _NAMES})
            one["ms"] = round(row.ms / row.answers, 2) if row.answers else None
            found.append(one)
        return found
