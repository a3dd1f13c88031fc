# The objects of one recorded walk, in as little memory as they need: one text of octets for all of
# them, sorted, with offsets. Pure; imports usnmp_mib; the readers fill a Builder, a device looks
# things up in the Image that it makes.
#
# An object is its sort key and, behind that, its value as it goes into a message. Sort keys are
# those of usnmp_mib, for octets of OIDs do not sort as OIDs do.

import heapq
import re
from array import array
from bisect import bisect_right

from usnmp_mib import sort_key

if 0 & 1:  # for type checkers alone
    from typing import Iterator, Sequence

_STEP = 32  # each such key is kept as an object of its own: a search has C's speed up to there
_WIDE = re.compile(rb"[\x80-\xff]{2}").search


def key_of(oid: bytes) -> "bytes | None":
    """As usnmp_mib.sort_key(), in C for nearly all."""
    # With no two octets of continuation in a row, and no padding, each sub-identifier is narrow.
    if oid and b"\x80" not in oid and oid[-1] < 128 and len(oid) < 128 and not _WIDE(oid):
        return oid
    return sort_key(oid)


class Image:
    """What a Builder has made: a sequence of sort keys, and the encoded value of each."""

    def __init__(
        self,
        data: "bytes | bytearray",
        ends: "array[int]",
        lengths: "array[int]",
        marks: "Sequence[bytes] | None" = None,
    ) -> None:
        self.data = data
        self.ends = ends  # where each object ends
        self.lengths = lengths  # of the key of each
        if marks is None:
            marks = [self[i] for i in range(0, len(ends), _STEP)]
        self._marks = marks

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, i: int) -> bytes:
        """The sort key of object `i`, an int from 0 on."""
        start = self.ends[i - 1] if i else 0
        return self.data[start : start + self.lengths[i]]

    def value(self, i: int) -> bytes:
        """The value of object `i`, type and length first."""
        start = self.ends[i - 1] if i else 0
        return self.data[start + self.lengths[i] : self.ends[i]]

    def after(self, key: bytes) -> int:
        """The number of the first object whose sort key is greater than `key`."""
        n = len(self.ends)
        if not self._marks:
            return bisect_right(self, key, 0, n)
        hi = bisect_right(self._marks, key) * _STEP
        return bisect_right(self, key, max(0, hi - _STEP), min(hi, n))

    def find(self, key: bytes) -> int:
        """The number of the object with that sort key; -1 if there is none."""
        i = self.after(key) - 1
        return i if i >= 0 and self[i] == key else -1

    def objects(self) -> "Iterator[tuple[bytes, bytes]]":
        """The (sort key, value) of each, in order."""
        for i in range(len(self.ends)):
            yield self[i], self.value(i)

    def octets(self) -> int:
        """How many octets of memory it takes."""
        marks = sum([33 + 8 + len(key) for key in self._marks])
        fixed = self.ends.itemsize + self.lengths.itemsize
        return len(self.data) + len(self.ends) * fixed + marks

    def same(self, other: "Image") -> bool:
        """Are the objects those of `other`?"""
        return self.data == other.data and self.ends == other.ends


class Builder:
    """Takes objects in any order, one by one; image() is an Image of them.

    unsorted: how many came before one that they belong behind.
    """

    def __init__(self) -> None:
        self._data = bytearray()
        self._ends = array("I")
        self._lengths = array("B")
        self._last = b""
        self._late = {}
        self.unsorted = 0

    def add(self, key: bytes, value: bytes) -> bool:
        """Add the object with that sort key and encoded value. False if there is one already,
        which stays. Raises OverflowError past 4 GiB.
        """
        if key > self._last:
            self._append(key, value)
            return True
        if key in self._late or self._has(key):
            return False
        self.unsorted += 1
        self._late[key] = value
        return True

    def _append(self, key, value):
        data = self._data
        data += key
        data += value
        self._ends.append(len(data))
        try:
            self._lengths.append(len(key))
        except OverflowError:  # sub-identifiers are many, and large
            self._lengths = array("H", self._lengths)
            self._lengths.append(len(key))
        self._last = key

    def _has(self, key):
        return Image(self._data, self._ends, self._lengths, ()).find(key) >= 0

    def image(self) -> Image:
        """An Image of what was added. Nothing is to be added any more."""
        if self._late:
            late = sorted(self._late.items())
            before = Image(bytes(self._data), self._ends, self._lengths)
            self.__init__()
            for key, value in heapq.merge(before.objects(), late):
                self._append(key, value)
        return Image(bytes(self._data), self._ends, self._lengths)
