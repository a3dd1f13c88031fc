# The objects of one recorded walk, sorted and encoded, in a file: of it only those blocks are in
# memory that were asked for last. Imports usnmp_agent for its version, usnmp_codec, usnmp_mib and
# limits; builder writes such files, library opens them, a device looks things up in them.
#
# A file is a header; blocks of 32 objects; the index, which is such blocks as well: of the first
# sort key of each block, with its place as an octet string; the places of those, with sort keys;
# the faults of its source as lines of text. An object is: how many octets of its sort key are
# those of the one before; how many others there are, and they; its value as it goes into a
# message. Sort keys are those of usnmp_mib, for octets of OIDs do not sort as OIDs do.

import re
import struct
from bisect import bisect_left, bisect_right

from usnmp_agent import VERSION
from usnmp_codec import frombytes_lenat
from usnmp_mib import sort_key

from .limits import one_more

if 0 & 1:  # for type checkers alone
    from typing import Sequence

# Another version may read a walk in another way: it makes an image of its own.
MAGIC = b"usnmp %s\n" % VERSION.encode()
HEADER = struct.Struct("<20sQqQQQ")  # of the source size and time; objects, offsets: root, faults
SIZE = 32  # objects of a block
PLACE = struct.Struct("<QL")  # of a block: where it begins, its octets
MARK = struct.Struct("<QLH")  # the same, and the octets of its first sort key, which follow
_WIDE = re.compile(rb"[\x80-\xff]{2}").search


def key_of(oid: bytes) -> "bytes | None":
    """As usnmp_mib.sort_key(), in C for nearly all."""
    # With no two octets of continuation in a row, and no padding, each sub-identifier is narrow.
    if oid and b"\x80" not in oid and oid[-1] < 128 and len(oid) < 128 and not _WIDE(oid):
        return oid
    return sort_key(oid)


class Blocks:
    """Blocks of all images that were read last, at most `most` of them."""

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._kept = {}  # (image, number) -> block, the one that was wanted last at the end

    def get(self, image: "Image", k: int) -> "tuple[list[bytes], list[bytes]]":
        """The sort keys and the values of block `k`. Raises OSError."""
        kept = self._kept
        name = image, k
        block = kept.get(name)
        if block is None:
            block = image.read(k)
            if len(kept) >= self._most:
                del kept[next(iter(kept))]
            kept[name] = block
        elif len(kept) == self._most:
            kept[name] = kept.pop(name)
        return block


class Image:
    """A sequence of sort keys, which are bytes, with a value each; of the file `path`, blocks
    being kept in `blocks`. The file stays open: another one may get its name.

    source: size and time of change of what the image was made of; octets: of the objects. Raises
    OSError; ValueError if it is no such file.
    """

    def __init__(self, path: str, blocks: Blocks) -> None:
        self._blocks = blocks
        self._root = None  # the first sort key of each block of the index, once one is wanted
        one_more()
        self._file = open(path, "rb", 0)
        found = self._file.read(HEADER.size)
        if len(found) < HEADER.size or not found.startswith(MAGIC):
            self._file.close()
            raise ValueError("%s: no image" % path)
        _, size, time, self._n, self._at, self._end = HEADER.unpack(found)
        self.source = size, time
        self.octets = self._at

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, i: int) -> bytes:
        return self._blocks.get(self, i // SIZE)[0][i % SIZE]

    def value(self, i: int) -> bytes:
        """The value of object `i`, from 0 on: type, length and content."""
        return self._blocks.get(self, i // SIZE)[1][i % SIZE]

    def after(self, key: bytes) -> int:
        """The number of the first object whose sort key is greater than `key`."""
        k = self._block_of(key)
        return k * SIZE + bisect_right(self._blocks.get(self, k)[0], key) if k >= 0 else 0

    def find(self, key: bytes) -> int:
        """The number of the object with that sort key; -1 if there is none."""
        k = self._block_of(key)
        if k >= 0:
            keys = self._blocks.get(self, k)[0]
            i = bisect_left(keys, key)
            if i < len(keys) and keys[i] == key:
                return k * SIZE + i
        return -1

    def _block_of(self, key):
        # The number of the block that `key` is in, if it is there; -1 if it is before all.
        j = bisect_right(self._root or self._load(), key) - 1
        if j < 0:
            return -1
        return j * SIZE + bisect_right(self._blocks.get(self, -1 - j)[0], key) - 1

    def faults(self) -> "Sequence[str]":
        """What was wrong with the source, a line each."""
        found = self._part(self._end, None)
        return found.decode("utf-8", "surrogateescape").splitlines()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _part(self, start, end):
        self._file.seek(start)
        return self._file.readall() if end is None else self._file.read(end - start)

    def _load(self):
        data = self._part(self._at, self._end)
        self._places = []
        root = []
        p = 0
        while p < len(data):
            start, size, n = MARK.unpack_from(data, p)
            p += MARK.size
            self._places.append((start, start + size))
            root.append(data[p : p + n])
            p += n
        self._root = root
        return root

    def read(self, k: int) -> "tuple[list[bytes], list[bytes]]":
        """Block `k` of the file: sort keys, and values. -1, -2 and so on: those of the index,
        whose values are places. Raises OSError.
        """
        if self._root is None:
            self._load()
        if k < 0:
            place = self._places[-1 - k]
        else:
            start, size = PLACE.unpack_from(self._blocks.get(self, -1 - k // SIZE)[1][k % SIZE], 2)
            place = start, start + size
        data = self._part(*place)
        keys, values = [], []
        p = 0
        key = b""
        while p < len(data):
            n = p + 3 + (data[p + 1] << 8 | data[p + 2])
            key = key[: data[p]] + data[p + 3 : n]
            p = n + 2 + data[n + 1]
            if data[n + 1] > 127:
                p = n + 1 + sum(frombytes_lenat(data, n))
            keys.append(key)
            values.append(data[n:p])
        return keys, values
