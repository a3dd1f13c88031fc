# The OID tree an agent serves: what is registered, in the order of GETNEXT. Pure; imports
# usnmp_codec; usnmp_mibs and the user's main.py fill it, usnmp_agent reads it.
#
# An OID is its BER content octets from the wire to the value and back. Those do not sort as OIDs
# do once two siblings take 2 and 3 octets (16383 is ff 7f, 16384 is 81 80 00), so the index holds
# sort keys: the same octets, with ff 8n set before each sub-identifier of n > 2 octets, where no
# shorter one can stand. For all of MIB-2, and enterprises below 16384, key and octets are the
# same, and one object serves both.

from usnmp_codec import TAGS, frombytes_lenat, frombytes_tvat, tobytes_tv

INT = 2
OCTSTR = 4
OID = 6
IPADDR = 64
COUNTER = 65
GAUGE = 66
TIMETICKS = 67
OPAQUE = 68
COUNTER64 = 70


def oid_octets(oid):
    """The content octets of a dotted OID, as bytes. Raises BerError (a ValueError)."""
    b = tobytes_tv(OID, oid)
    return b[1 + frombytes_lenat(b, 0)[1] :]


def oid_str(octets):
    """The dotted OID of content octets, for people."""
    return frombytes_tvat(tobytes_tv(48, octets).replace(b"0", b"\x06", 1), 0)[1]


def sort_key(oid):
    """The sort key of an OID's content octets; None if they are not an OID (X.690 8.19, RFC 2578
    3.5).

    Answers with the very object it was given where it can.
    """
    n = 0  # 1 within a sub-identifier
    left = 127  # sub-identifiers that may still come: the first one holds two arcs
    for c in oid:
        if c < 128:
            n = 0
            left -= 1
        elif n or c == 128:  # three octets and more; or padding
            return _wide_key(oid)
        else:
            n = 1
    return oid if oid and not n and left >= 0 else None


def _wide_key(oid):
    # sort_key() of any OID, the long way.
    key = bytearray()
    n = ids = 0
    for i in range(len(oid)):
        if oid[i] < 128:
            k = i - n
            if oid[n] == 128 or k > 4 or k == 4 and oid[n] > 0x8F:  # padding; past 2**32 - 1
                return None
            if k > 1:
                key.append(255)
                key.append(129 + k)
            key.extend(oid[n : i + 1])
            n = i + 1
            ids += 1
    return bytes(key) if n == len(oid) and ids < 128 else None


def key_oid(key):
    """The content octets of the OID with that sort key."""
    i = key.find(b"\xff")
    if i < 0:
        return key
    oid = bytearray()
    n = i = 0
    while n < len(key):
        i = n
        if key[n] == 255 and key[n + 1] > 127:
            i = n + 2
            n = i + (key[n + 1] & 127)
        else:
            while key[n] > 127:
                n += 1
            n += 1
        oid.extend(key[i:n])
    return bytes(oid)


class Value:
    """A value kept in memory: Value(v)() reads it, Value(v).set(w) writes it. What mib.scalar
    makes of a constant
    that has write=."""

    def __init__(self, value):
        self.value = value

    def __call__(self):
        return self.value

    def set(self, value):
        self.value = value


class Mib:
    """The objects an agent serves.

    `nodes` maps content octets to what is there: bytes, an encoded constant; or a tuple (type,
    read, write). `keys` are the sort keys of the same OIDs, in order.
    """

    def __init__(self):
        self.nodes = {}
        self.keys = []
        self.trees = {}
        self._tree = None  # usnmp_tree, once there is one

    def scalar(self, oid, type, value, write=None):
        """Serve one object instance.

        oid: dotted, with the trailing ".0". type: INT, OCTSTR, GAUGE, ... (any type of
        usnmp_codec). value: a constant, encoded once, here; or a callable without arguments, asked
        at each request. If it returns None there is no such object for the time being; if it
        raises, the manager gets genErr. write: a callable that takes the decoded value, which may
        raise ValueError to refuse it (badValue); True: keep what is written, `value` being the
        first. None: read-only. Raises ValueError for an OID or constant that is none, or an OID
        registered already.
        """
        try:
            octets = oid_octets(oid)
            if type not in TAGS:
                raise ValueError("unknown type %r" % type)
            if not callable(value):
                node = tobytes_tv(type, value)
                if write:
                    value = Value(value)
                    node = (type, value, value.set if write is True else write)
            elif write is True:
                raise ValueError("write=True needs a constant")
            else:
                node = (type, value, write) if write else (type, value)
            self._add(octets)
        except (ValueError, TypeError) as e:
            raise ValueError("scalar %s: %s" % (oid, e))
        self.nodes[octets] = node

    def table(self, entry, columns, rows, index=(INT,), write=None):
        """Serve a conceptual table (RFC 2578 7.1.12), however many rows it has or gets.

        entry: dotted OID of the entry, below which are the columns. columns: {number: type}.
        rows: a mapping of key -> row, or a callable that returns one, asked at each request; a row
        is a mapping (or sequence) by column number, in which a cell may be missing or None.
        index: the kinds of the parts of a key, which is a tuple if there are several: INT,
        OCTSTR (length first), IPADDR, OID (length first), usnmp_tree.FIXED(n), IMPLIED(type).
        write: {column: callable(key, value)}, or True to have the value put into the row.
        """
        from usnmp_tree import Table

        self.subtree(entry, Table(columns, rows, index, write))

    def subtree(self, oid, provider):
        """Let `provider` serve all that is below `oid`.

        provider.get(index) gives (type, value), or (type, value, write), or None for nothing;
        provider.next(index) gives (index, type, value) of the first behind `index`, or None. An
        index is a tuple of sub-identifiers, () for the start.
        """
        import usnmp_tree

        try:
            octets = oid_octets(oid)
            self._add(octets, True)
        except ValueError as e:
            raise ValueError("subtree %s: %s" % (oid, e))
        self.trees[octets] = usnmp_tree.Subtree(octets, provider)
        self._tree = usnmp_tree

    def find(self, oid):
        """The node of `oid` (content octets), which is not in `nodes`, in a subtree; or None."""
        return self._tree and self._tree.find(self, oid)

    def step(self, engine, w, oid):
        """usnmp_pdu.PduEngine._next() where there are subtrees."""
        return self._tree.step(engine, w, oid)

    def _add(self, octets, tree=False):
        # Put the key of `octets` in its place, unless another registration has it.
        key = sort_key(octets)
        i = self.after(key)
        for near in self.keys[max(0, i - 1) : i + 1]:
            other = key_oid(near)
            if (
                octets == other
                or other in self.trees
                and octets.startswith(other)
                or tree
                and other.startswith(octets)
            ):
                raise ValueError("overlaps %s, registered before" % oid_str(other))
        if i == len(self.keys):
            self.keys.append(key)
        else:
            self.keys.insert(i, key)

    def after(self, key):
        """The index in `keys` of the first that follows `key`, which need not be there."""
        keys = self.keys
        lo = 0
        hi = len(keys)
        while lo < hi:
            i = (lo + hi) >> 1
            if key < keys[i]:
                hi = i
            else:
                lo = i + 1
        return lo
