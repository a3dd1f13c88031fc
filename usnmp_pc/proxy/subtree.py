# A subtree of an agent under another name, and nothing else of that agent: routes with "subtree".
# Pure; imports mapping, pdu and usnmp_codec; core imports it.

from usnmp_codec import tobytes_tv

from .mapping import Exchange
from .pdu import (
    BULK,
    END_OF_VIEW,
    GET,
    NEXT,
    NO_OBJECT,
    NO_SUCH_NAME,
    SET,
    fields,
    joined,
    name_key,
    pairs,
    rest_of,
    span,
    tlv,
)

if 0 & 1:  # for type checkers alone
    from typing import Callable


class Same(Exchange):
    """A request that is asked, and answered, as it is."""

    def first(self) -> "tuple[int, bytes]":
        """As of mapping."""
        return self.tag, rest_of(self.a, self.b, self.content)

    def take(self, rest: bytes) -> None:
        """As of mapping."""
        self.result = fields(rest)


class Below(Exchange):
    """An exchange of mapping, or Same, within it, of which names are changed. subtree, remote:
    dotted; v1: is the asker one of SNMPv1? make(content): makes what is within, for names as the
    agent has them.
    """

    def __init__(
        self,
        ask: "tuple[int, int, int, bytes]",
        subtree: str,
        remote: str,
        v1: bool,
        make: "Callable[[bytes], Exchange]",
    ) -> None:
        Exchange.__init__(self, *ask)
        self._here, self._there = _content(tobytes_tv(6, subtree)), _content(tobytes_tv(6, remote))
        self._v1 = v1
        self._make = make
        self._key = name_key(tobytes_tv(6, subtree))

    def first(self) -> "tuple[int, bytes] | None":
        """As of mapping."""
        names = [self._name(name) for name, _ in self.asked]
        if None in names:
            return self._outside(names)
        values = [value for _, value in self.asked]
        self._within = self._make(joined(zip(names, values)))
        return self._stepped(self._within.first())

    def take(self, rest: bytes) -> "tuple[int, bytes] | None":
        """As of mapping."""
        return self._stepped(self._within.take(rest))

    def late(self) -> "bytes | None":
        """As of mapping."""
        rest = self._within.late()
        if rest is None:
            return None
        self._settle(*fields(rest))
        return rest_of(*self.result)

    def _name(self, name):
        # What a name is to the agent; None if it is none of the subtree.
        content = _content(name)
        if content.startswith(self._here):
            return tlv(6, self._there + content[len(self._here) :])
        # What follows a name before the subtree is its first
        if self.tag in (NEXT, BULK) and name_key(name) < self._key:
            return tlv(6, self._there)
        return None

    def _outside(self, names):
        if self._v1 or self.tag == SET or names.count(None) < len(names):
            return self.fail(NO_SUCH_NAME, names.index(None) + 1)
        value = bytes((NO_OBJECT if self.tag == GET else END_OF_VIEW, 0))
        n = len(names) if self.tag != BULK or self.b > 0 else min(max(0, self.a), len(names))
        self.result = 0, 0, joined([(name, value) for name, _ in self.asked[:n]])

    def _stepped(self, step):
        if not step:
            self._settle(*self._within.result)
        return step

    def _settle(self, status, index, content):
        # The answer, with names as the asker has them.
        if status:
            self.result = status, index, self.content if content else b""
            return
        found = pairs(content)
        for i, (name, value) in enumerate(found):
            name = _content(name)
            if name.startswith(self._there):
                found[i] = tlv(6, self._here + name[len(self._there) :]), value
            elif self._v1:
                return self.fail(NO_SUCH_NAME, i + 1)
            else:
                found[i] = self.asked[self._column(i)][0], bytes((END_OF_VIEW, 0))
        self.result = 0, 0, joined(found)

    def _column(self, i):
        # Which of the names that were asked for the binding `i` of the answer belongs to.
        once = min(max(0, self.a), len(self.asked)) if self.tag == BULK else len(self.asked)
        if i < once or once == len(self.asked):
            return min(i, len(self.asked) - 1)
        return once + (i - once) % (len(self.asked) - once)


def _content(name):
    return name[slice(*span(name, 0, len(name), 6))]


def inside(content: bytes, subtree: str) -> bool:
    """Are all names of a list of variable bindings within a subtree, dotted?"""
    here = _content(tobytes_tv(6, subtree))
    return all(_content(name).startswith(here) for name, _ in pairs(content))
