# Limits of a scalar that have gaps, as of SIZE (8 | 11): a handler with phases (docs/agent.md).
# Pure; imports cells; what `usnmp skeleton` writes imports it where it has such an object.

from .cells import check

if 0 & 1:  # for type checkers alone
    from typing import Any, Sequence


class Refused(ValueError):
    """A value that the object may not have. status: the error-status that a manager gets."""

    def __init__(self, status: int) -> None:
        self.status = status


class Gaps:
    """For Mib.scalar(..., value, write=Gaps(limits)), which keeps what is SET within the limits,
    as of cells.check(), of the column 0.
    """

    def __init__(self, limits: "Sequence[int]") -> None:
        self.limits = limits

    def test(self, value: "Any") -> None:
        status = check(self.limits, 0, value)
        if status:
            raise Refused(status)

    def commit(self, value: "Any") -> None:
        pass  # the scalar keeps it
