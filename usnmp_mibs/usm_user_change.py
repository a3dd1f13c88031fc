# What one SetRequest makes of a usmUserTable (RFC 3414 5, RFC 2579 2). Imports usnmp_mib.index,
# usnmp_v3.key_change and snmp_user_based_sm_mib, User and privacy when keys are made;
# usm_user_table and usm_user_store import it.
#
# A request is judged as a whole. What the table is to be is put together beside what it is, and
# takes its place in one step, which is undone by putting back what was.

from usnmp_mib.index import const

from .snmp_user_based_sm_mib import protocols

if 0 & 1:  # for type checkers alone
    from typing import Sequence
    from usnmp_v3 import Keys

ENTRY = "1.3.6.1.6.3.15.1.2.2.1"
_NO_AUTH = "1.3.6.1.6.3.10.1.1.1"
_NO_PRIV = "1.3.6.1.6.3.10.1.2.1"
_INT = const(2)
_MOST = const(0x7FFFFFFF)  # of usmUserSpinLock, a TestAndIncr (RFC 2579 2)

# Columns.
_CLONE_FROM = const(4)
_AUTH_PROTOCOL = const(5)
_AUTH_KEY = const(6)  # then that of oneself
_PRIV_PROTOCOL = const(8)
_PRIV_KEY = const(9)  # then that of oneself
_PUBLIC = const(11)
_STORAGE = const(12)
_STATUS = const(13)

# RowStatus and StorageType, RFC 2579 2.
_ACTIVE = const(1)
_NOTINSERVICE = const(2)
_NOTREADY = const(3)
_CREATEANDGO = const(4)
_CREATEANDWAIT = const(5)
_DESTROY = const(6)
_VOLATILE = const(2)
_NONVOLATILE = const(3)
_PERMANENT = const(4)

_OFFSETS = const(32)  # an outcome below is an error-status: see usnmp_agent.reply
_INDEX = const(5)
# Error-status of RFC 3416 3.
_WRONGTYPE = const(7)
_WRONGLENGTH = const(8)
_WRONGVALUE = const(10)
_NOCREATION = const(11)
_INCONSISTENTVALUE = const(12)
_RESOURCEUNAVAILABLE = const(13)
_INCONSISTENTNAME = const(18)


class Row:
    """A user in the table, and the `user` of its Keys, with what a usnmp_v3.User has for that.

    keys: None until it is cloned. name, auth, priv, level: as of a User. pair: its localised keys,
    as usnmp_v3.key_change.localized_keys() gives them. status, storage: RowStatus and StorageType.
    public: usmUserPublic. origin: the name of the configured user that it was cloned from, or is;
    b"" for none yet. mark: see usm_user_store; b"" for what is as configured.
    """

    def __init__(self, name: bytes) -> None:
        self.name = name
        self.keys: "Keys | None" = None
        self.status = _NOTREADY
        self.storage = _NONVOLATILE
        self.public = self.origin = self.mark = b""
        self.use(None, None, (None, None))

    def use(self, auth: "str | None", priv: "str | None", pair: "Sequence[bytes | None]") -> None:
        """Set protocols and keys, but not in `keys`."""
        self.auth = auth
        self.priv = priv
        self.pair = pair
        self.level = (1 if auth else 0) | (2 if priv else 0)

    def copy(self) -> "Row":
        row = Row(self.name)
        row.use(self.auth, self.priv, self.pair)
        row.keys = self.keys
        row.status = self.status
        row.storage = self.storage
        row.public = self.public
        row.origin = self.origin
        row.mark = self.mark
        return row

    def make_keys(self, like: "Keys", pair: "Sequence[bytes | None]", engine_id: bytes) -> None:
        """Make `keys`, of those `like`, which have the keys `pair` and the same protocols or more.
        What is the same is shared: a cipher object is a kilobyte on a board.
        """
        from usnmp_v3 import User

        keys = User(self.name).localized(engine_id)
        if self.auth:
            keys.mac = like.mac
            if self.pair[0] != pair[0]:
                user = User(self.name, self.auth, auth_key=self.pair[0], engine_id=engine_id)
                keys.mac = user.localized(engine_id).mac
        if self.priv:
            keys.cipher = like.cipher
            if self.pair[1] != pair[1]:
                from usnmp_v3.privacy import cipher

                keys.cipher = cipher(self.priv, self.pair[1])
        keys.user = self
        keys.auth = self.auth
        keys.priv = self.priv
        keys.level = self.level
        n = len(like.tlv)
        keys.tails = [keys.tlv + tail[n:] for tail in like.tails[: 1 + (self.level & 1)]]
        keys.access = like.access
        self.keys = keys


class _Refused(Exception):
    # Its argument: the outcome.
    pass


def active(rows: "dict[bytes, Row]") -> "dict[bytes, Keys]":
    """What V3.users is to be: the Keys of rows that are active, by names as TLVs."""
    found = {}
    for row in rows.values():
        if row.status == _ACTIVE:
            found[row.keys.tlv] = row.keys
    return found


class Change:
    # What one request wants of the table. A cell is (number of the binding, OID, value).

    def __init__(self, table):
        self.table = table
        self.cells = {None: {}}  # by name: by column; those of the lock under None

    def stage_lock(self, ids, cell, t):
        if ids != (0,):
            return _NOCREATION
        if t != _INT:
            return _WRONGTYPE
        return self.stage(None, 0, cell) if 0 <= cell[2] <= _MOST else _WRONGVALUE

    def stage(self, name, column, cell):
        cells = self.cells.setdefault(name, {})
        if column in cells and cells[column][2] != cell[2]:  # "as if simultaneously"
            return _INCONSISTENTVALUE
        cells[column] = cell
        self.last = cell
        return _OFFSETS

    def prepare(self, transaction):
        """Judge the request; put the step that does it into transaction.todo. An outcome."""
        n, oid, v = self.last
        try:
            transaction.todo.append(
                [n, oid, self.table.state, self.table.install, self._state(), None]
            )
            return 0
        except _Refused as e:
            return e.args[0]
        except MemoryError:
            return n << _INDEX | _RESOURCEUNAVAILABLE
        except Exception as e:
            return n << _INDEX | transaction.engine.failed(oid, e)

    def _state(self):
        # What is to be, as _Table.state().
        lock = self.table.lock
        cell = self.cells.pop(None).get(0)
        if cell:
            if cell[2] != lock:
                _refuse(cell, _INCONSISTENTVALUE)
            lock = lock + 1 if lock < _MOST else 0
        before = self.table.rows_now()
        rows = dict(before)
        for name, cells in self.cells.items():
            row = self._row(rows, name, cells)
            if row:
                self._write(row, cells, before)
        return rows, active(rows), lock

    def _row(self, rows, name, cells):
        # A new row or a copy, put into `rows`; None if it is gone (RFC 2579 2, RowStatus).
        cell = cells.get(_STATUS)
        v = cell[2] if cell else 0
        for other in cells.values():
            if other is not cell:
                break
        else:
            other = None
        old = rows.get(name)
        if v == _DESTROY:
            if other:
                _refuse(other, _INCONSISTENTVALUE if old else _INCONSISTENTNAME)
            if old and old.storage == _PERMANENT:
                _refuse(cell, _WRONGVALUE)
            rows.pop(name, None)
            return None
        if old:
            if v in (_CREATEANDGO, _CREATEANDWAIT):
                _refuse(cell, _INCONSISTENTVALUE)
            row = old.copy()
        else:
            if v not in (_CREATEANDGO, _CREATEANDWAIT):
                _refuse(cell or other, _INCONSISTENTVALUE if v else _INCONSISTENTNAME)
            made = [row for row in rows.values() if row.storage != _PERMANENT]
            if len(made) >= self.table.most:
                _refuse(cell, _RESOURCEUNAVAILABLE)
            row = Row(name)
        rows[name] = row
        return row

    def _write(self, row, cells, before):
        fixed = row.storage == _PERMANENT
        source = row
        cell = cells.get(_CLONE_FROM)
        if cell and not row.origin:  # once; then it is "successful but invokes no action"
            source = self._source(cell, before)
            row.use(source.auth, source.priv, source.pair)
            row.origin = source.origin
        old = row.auth, row.priv, row.pair
        self._set_keys(row, cells)
        self._set_protocols(row, cells, fixed)
        new = old != (row.auth, row.priv, row.pair)
        if fixed and not row.mark and (new or _PUBLIC in cells):
            row.mark = self.table.kept.mark(*old)
        if new or source is not row:
            row.make_keys(source.keys, old[2], self.table.v3.engine.id)
        if _PUBLIC in cells:
            row.public = cells[_PUBLIC][2]
        cell = cells.get(_STORAGE)
        if cell and cell[2] != row.storage:
            if fixed or not _VOLATILE <= cell[2] <= _NONVOLATILE:
                _refuse(cell, _WRONGVALUE)
            row.storage = cell[2]
        _set_status(row, cells.get(_STATUS), fixed)

    def _source(self, cell, before):
        # The row to clone, which usmUserCloneFrom points to: any column of it.
        at = ENTRY + "."
        name = None
        if cell[2].startswith(at):
            ids = tuple([int(i) for i in cell[2][len(at) :].split(".")])
            name = self.table.name(ids[1:])
        row = before.get(name)
        if not row or row.status != _ACTIVE:
            _refuse(cell, _INCONSISTENTNAME)
        return row

    def _set_keys(self, row, cells):
        from usnmp_v3.key_change import new_key

        pair = list(row.pair)
        for i, column in ((0, _AUTH_KEY), (1, _PRIV_KEY)):
            cell = cells.get(column) or cells.get(column + 1)
            if not cell:
                continue
            if not row.origin:
                _refuse(cell, _INCONSISTENTNAME)
            if column in cells and column + 1 in cells:
                _refuse(cell, _INCONSISTENTVALUE)
            if pair[i]:  # else it "is successful, but effectively is a no-op"
                try:
                    pair[i] = new_key(row.auth, pair[i], cell[2])
                except ValueError:
                    _refuse(cell, _WRONGLENGTH)
        row.use(row.auth, row.priv, tuple(pair))

    def _set_protocols(self, row, cells, fixed):
        auth, priv = protocols(row)
        if _to_none(cells.get(_PRIV_PROTOCOL), priv, _NO_PRIV, fixed):
            row.use(row.auth, None, (row.pair[0], None))
        if _to_none(cells.get(_AUTH_PROTOCOL), auth, _NO_AUTH, fixed):
            if row.priv:
                _refuse(cells[_AUTH_PROTOCOL], _INCONSISTENTVALUE)
            row.use(None, None, (None, None))


def _set_status(row, cell, fixed):
    v = cell[2] if cell else 0
    ready = row.origin  # as in net-snmp: once it is cloned
    if v == _CREATEANDWAIT or not v and row.status == _NOTREADY:
        v = _NOTINSERVICE if ready else _NOTREADY
    elif v:
        if fixed and v != _ACTIVE:
            _refuse(cell, _WRONGVALUE)
        if not ready:
            _refuse(cell, _INCONSISTENTVALUE)
        v = _NOTINSERVICE if v == _NOTINSERVICE else _ACTIVE
    if v:
        row.status = v


def _to_none(cell, oid, none, fixed):
    # Is a protocol, `oid`, to be none from now on? To nothing else can it be changed.
    if not cell or cell[2] == oid:
        return False
    if fixed or cell[2] != none:
        _refuse(cell, _WRONGVALUE if fixed else _INCONSISTENTVALUE)
    return True


def _refuse(cell, status):
    raise _Refused(cell[0] << _INDEX | status)
