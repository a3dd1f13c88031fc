# Names that are to be known before the portal opens. Imports heap, and by name what the portal
# imports late; usnmp_portal imports it first, and lets go of it.

from .heap import forget

_LATE = (
    "values before air scan look page build rules faults join finish saving opening http answer"
    " serving form dns style"
)


def know(others: str) -> None:
    """Import, once, what is imported late, and `others`, and let go of it. For names stay in the
    heap: these do so now, where they are in nobody's way.
    """
    for name in ["usnmp_portal." + name for name in _LATE.split()] + others.split():
        try:
            __import__(name)
        except ImportError:  # it is not on this board
            pass
        forget("usnmp_portal.look usnmp_portal.values " + name)
