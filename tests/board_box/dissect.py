# What the heap of a running MicroPython holds, and whose it is: read from outside, out of the
# memory of a process at 32 bit that waits. Costs it nothing. Imports nothing of ours; box imports
# it.

import bisect
import collections
import os
import struct

BLOCK = 16
WORD = 4
FREE, HEAD, TAIL, MARK = range(4)
# Names of MicroPython's types
FUNCTIONS = ("function", "generator", "closure", "cell", "staticmethod", "property")
DICTS = ("module", "dict", "type")


class Dissection:
    """The heap of the process `pid`.

    owned: a Counter of octets by (owner, kind). Owner: the dotted name of a module; that of a
    class, with "()", for its objects and what only these hold; "names"; "" for what none of these
    holds: frames, and code that was compiled on the board. Kind: "functions", "dicts", which are
    classes too, "constants", with tables of names, or "objects". names: those that are interned in
    the heap, strs, in their order. blocks: addresses -> octets.
    """

    def __init__(self, pid):
        self._memory = open("/proc/%d/mem" % pid, "rb", buffering=0)
        self._find(self._statics(pid))
        self._starts = sorted(self.blocks)
        self._static_types = {}
        self._types = {at: self._type(at) for at in self._starts}
        self._memory.close()
        self._tables = set()
        self._owner = {}
        self._own_names()
        self._own_modules()
        self._own_objects()
        self.owned = collections.Counter()
        for at, size in self.blocks.items():
            self.owned[self._owner.get(at, ""), self._kind(at)] += size

    # --- what is where ---

    def _statics(self, pid):
        # The words of the interpreter's variables: its file's mappings, and what follows them.
        # Debian's at 32 bit is run by a loader, which is the program then.
        found = []
        programs = os.readlink("/proc/%d/exe" % pid), "micropython"
        with open("/proc/%d/maps" % pid) as maps:
            lines = [line.split() for line in maps]
        end = 0
        for place, access, _, _, _, *path in lines:
            first, last = (int(x, 16) for x in place.split("-"))
            mapped = path and (path[0] in programs or os.path.basename(path[0]) in programs)
            if mapped or not path and first == end:
                end = last
                if "w" in access:
                    found += self._words(first, (last - first) // WORD)
        return found

    def _read(self, at, size):
        self._memory.seek(at)
        return self._memory.read(size)

    def _words(self, at, n):
        return struct.unpack("<%dI" % n, self._read(at, WORD * n))

    def _find(self, statics):
        # mp_state_mem_area_t of py/mpstate.h, whose parts fit each other; last_pool of the names
        for i in range(len(statics) - 5):
            table, size, finalisers, first, end = statics[i : i + 5]
            if table and size and finalisers - table - size in (0, 1):
                if end - first == size * 4 * BLOCK and first > finalisers:
                    break
        else:
            raise ValueError("no heap")
        self._first = first
        self._heap = self._read(first, end - first)
        self.blocks = {}
        bits = self._read(table, size)
        for i in range(4 * size):
            kind = bits[i // 4] >> 2 * (i % 4) & 3
            at = first + BLOCK * i
            if kind in (HEAD, MARK):
                start = at
                self.blocks[at] = BLOCK
            elif kind == TAIL:
                self.blocks[start] += BLOCK
        self._find_names(statics)

    def _find_names(self, statics):
        # qstr_pool_t of py/qstr.h: each knows the one before, and how many names that ends with
        for at in set(statics):
            chain = self._chain(at)
            if chain and len(chain) > 2:
                break
        else:
            raise ValueError("no names")
        self._names = {}
        self.names = []
        self._texts = set()
        for at, before, n in reversed(chain):
            (lengths,) = self._words(at + 5 * WORD, 1)
            sizes = self._read(lengths, n)
            texts = self._words(at + 6 * WORD, n) if n else ()
            for i in range(n):
                name = self._read(texts[i], sizes[i]).decode("latin")
                self._names[before + i] = name
                if at in self.blocks:
                    self.names.append(name)
                    self._texts.add(texts[i])
        self._pools = [at for at, _, _ in chain if at in self.blocks]

    def _chain(self, at):
        found = []
        ends = None
        try:
            while at:
                before, total, room, n = self._words(at, 4)
                total &= 0x7FFFFFFF
                if max(total, room, n) > 10000 or ends not in (None, total + n):
                    return None
                found.append((at, total, n))
                at, ends = before, total
        except (OSError, struct.error, OverflowError, ValueError):
            return None
        return found if ends == 0 else None

    # --- what it is ---

    def _at(self, at):
        # The words of a block
        start = at - self._first
        return struct.unpack_from("<%dI" % (self.blocks[at] // WORD), self._heap, start)

    def _type(self, at):
        # The name of the type of what is at `at`, "object" for one of a class of Python's; "" for
        # what is none
        first = self._at(at)[0]
        if first in self.blocks:
            return "object" if self._static(self._at(first)[0]) == "type" else ""
        return self._static(first)

    def _static(self, at):
        # mp_obj_type_t of py/obj.h: its type, which is of itself; 16 bits of flags; its name
        if at not in self._static_types:
            name = ""
            try:
                kind, which = self._words(at, 2)
                if self._words(kind, 1)[0] == kind:
                    name = self._names.get(which >> 16, "")
            except (OSError, struct.error, OverflowError, ValueError):
                pass
            self._static_types[at] = name
        return self._static_types[at]

    def _kind(self, at):
        kind = self._types[at]
        if self._owner.get(at, "()").endswith("()"):
            return "objects"
        if kind in FUNCTIONS:
            return "functions"
        return "dicts" if kind in DICTS or at in self._tables else "constants"

    # --- whose it is ---

    def _own(self, at, owner):
        if at in self.blocks:
            self._owner.setdefault(at, owner)

    def _items(self, map_):
        # What mp_map_t holds: 3 bits and how many, room, the table
        table = map_[2]
        self._tables.add(table)
        words = self._at(table) if table in self.blocks else ()
        return [words[i : i + 2] for i in range(0, 2 * map_[1], 2) if words and words[i]]

    def _name(self, word):
        # A str that is interned: of object representation A, and of C
        number = word >> 4 if word & 0xFF80000F == 6 else word >> 3 if word & 7 == 2 else None
        return self._names.get(number)

    def _own_names(self):
        for at in self._pools + [self._holder(text) for text in self._texts]:
            self._own(at, "names")

    def _holder(self, at):
        # The block in which `at` is
        i = bisect.bisect_right(self._starts, at) - 1
        start = self._starts[i]
        return start if i >= 0 and at < start + self.blocks[start] else None

    def _own_modules(self):
        modules = {}
        for at in self._of("module"):
            scope = self._at(at)[1]
            if scope not in self.blocks:
                continue
            items = self._items(self._at(scope)[1:4])
            names = [self._name(v) for k, v in items if self._name(k) == "__name__"]
            modules[at] = names[0] if names else ""  # cleared by forget() of usnmp_firmware.start
            for part in (at, scope, self._at(scope)[3]):
                self._own(part, modules[at])
        for kind in FUNCTIONS[:2]:
            for at in self._of(kind):
                self._own(at, modules.get(self._at(at)[1], ""))
        for at in self._of("type"):
            for word in self._at(at)[2:]:
                if self._types.get(word) == "dict":
                    self._own_class(at, word)

    def _own_class(self, at, scope):
        items = self._items(self._at(scope)[1:4])
        names = [self._name(v) for k, v in items if self._name(k) == "__module__"]
        for part in (at, scope, self._at(scope)[3]):
            self._own(part, names[0] if names else "")

    def _own_objects(self):
        # First what only objects hold, then what modules do
        for at in self._of("object"):
            (which,) = struct.unpack("<H", struct.pack("<I", self._at(self._at(at)[0])[1])[2:])
            self._items(self._at(at)[1:4])
            self._own(at, self._names.get(which, "?") + "()")
        for objects in (True, False):
            queue = collections.deque(
                at
                for at, owner in sorted(self._owner.items(), key=lambda item: item[1])
                if owner.endswith("()") == objects
            )
            while queue:
                at = queue.popleft()
                for word in self._at(at):
                    if word in self.blocks and word not in self._owner:
                        self._owner[word] = self._owner[at]
                        queue.append(word)

    def _of(self, kind):
        return [at for at in self._starts if self._types[at] == kind]
