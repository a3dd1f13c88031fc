# Writes the image of a recorded walk. Imports usnmp_codec and image; compiler fills a Builder.

import heapq
import itertools
from array import array
from bisect import bisect_right

from usnmp_codec import tobytes_tv

from .image import HEADER, MAGIC, MARK, PLACE, SIZE

if 0 & 1:  # for type checkers alone
    from typing import BinaryIO, Iterable


class Builder:
    """Takes objects in any order, one by one; write() makes an image of them.

    unsorted: how many came behind one that they belong before.
    """

    def __init__(self) -> None:
        self._objects = _Objects()
        self._last = b""
        self._late = {}
        self.unsorted = 0

    def add(self, key: bytes, value: bytes) -> bool:
        """Add the object with that sort key and encoded value. False if there is one already,
        which stays.
        """
        if key > self._last:
            self._objects.append(key, value)
            self._last = key
            return True
        if key in self._late or self._objects.has(key):
            return False
        self.unsorted += 1
        self._late[key] = value
        return True

    def write(self, f: "BinaryIO", source: "tuple[int, int]", faults: "Iterable[str]") -> None:
        """Write the image of a file of that size and time of change, in nanoseconds. Raises
        OSError.
        """
        f.write(bytes(HEADER.size))
        objects = heapq.merge(self._objects, sorted(self._late.items()))
        places = [_object(place) for place in _blocks(f, objects)]
        root = b"".join([MARK.pack(*place, len(key)) + key for key, *place in _blocks(f, places)])
        at = f.tell()
        f.write(root)
        f.write("\n".join(faults).encode("utf-8", "surrogateescape"))
        f.seek(0)
        n = len(self._objects) + len(self._late)
        f.write(HEADER.pack(MAGIC, *source, n, at, at + len(root)))


def _object(place):
    # The first sort key of a block, and its place as a value.
    key, start, size = place
    return key, tobytes_tv(4, PLACE.pack(start, size))


def _blocks(f, objects):
    # Write sort keys and values in blocks; yield (first sort key, where it begins, octets) each.
    objects = iter(objects)
    start = f.tell()
    while True:
        some = list(itertools.islice(objects, SIZE))
        if not some:
            return
        block = bytearray()
        last = b""
        for key, value in some:
            shared = _shared(last, key)
            rest = len(key) - shared
            block += bytes((shared, rest >> 8, rest & 255))
            block += key[shared:]
            block += value
            last = key
        f.write(block)
        yield some[0][0], start, len(block)
        start += len(block)


def _shared(a, b):
    # How many octets both begin with, 255 at most
    most = min(len(a), len(b), 255)
    n = most
    while n and a[:n] != b[:n]:
        n -= 1
    return n


class _Objects:
    # Sort keys and values, in one text of octets.

    def __init__(self):
        self._data = bytearray()
        self._ends = array("Q")  # of a key, and of its value, and so on

    def append(self, key, value):
        data = self._data
        data += key
        self._ends.append(len(data))
        data += value
        self._ends.append(len(data))

    def __len__(self):
        return len(self._ends) // 2

    def __getitem__(self, i):
        return bytes(self._data[self._ends[2 * i - 1] if i else 0 : self._ends[2 * i]])

    def has(self, key):
        i = bisect_right(self, key) - 1
        return i >= 0 and self[i] == key

    def __iter__(self):
        start = 0
        ends = iter(self._ends)
        for end in ends:
            after = next(ends)
            yield bytes(self._data[start:end]), bytes(self._data[end:after])
            start = after
