# usmUserTable of SNMP-USER-BASED-SM-MIB to be written (RFC 3414 5): users are made, cloned,
# changed and removed by SET. Imports usnmp_mib, usnmp_v3.key_change, listed,
# snmp_user_based_sm_mib, usm_user_change, which judges a request, and usm_user_store. Opt-in, in
# place of usm_users().

import os

from usnmp_mib import INT, OCTSTR, OID, oid_octets
from usnmp_mib.index import const, octets_ids

from .listed import Listed, text
from .snmp_user_based_sm_mib import protocols
from .usm_user_change import ENTRY, Change, Row, active
from .usm_user_store import Kept

if 0 & 1:  # for type checkers alone
    from typing import Any, Iterator
    from usnmp_agent import Agent
    from usnmp_base.store import Store
    from usnmp_mib import Mib

_LOCK = "1.3.6.1.6.3.15.1.2.1"
# The types of the columns that can be written, by their numbers; 0: it cannot.
_TYPES = b"\0\0\0\0\x06\x06\x04\x04\x06\x04\x04\x04\x02\x02"
_OWN_AUTH_KEY = const(7)
_OWN_PRIV_KEY = const(10)
_PUBLIC = const(11)
_STATUS = const(13)

# Error-status of RFC 3416 3.
_NOACCESS = const(6)
_WRONGTYPE = const(7)
_WRONGLENGTH = const(8)
_WRONGVALUE = const(10)
_NOCREATION = const(11)
_NOTWRITABLE = const(17)


def usm_user_table(mib: "Mib", agent: "Agent", store: "Store", most: int = 8) -> None:
    """Serve usmUserSpinLock and usmUserTable of `agent`, 1.3.6.1.6.3.15.1.2, to be written in
    SNMPv3 by authenticated users whose views allow it. After all of allow().

    store: a usnmp_base.store.Store. What it has of changed keys and users made by SET is put in
    force; the log tells what of it is not used, and why. most: as many users may be made. Raises
    ValueError if `agent` has no User yet. (Afterwards nothing wants the `user` of the Keys any
    more.)
    """
    v3 = agent.v3
    if not v3:
        raise ValueError("first allow() a User")
    table = _Table(v3, store, most)
    for oid, rows in ((_LOCK, table.lock_row), (ENTRY, table.user_rows)):
        mib.subtree(oid, Listed(rows))
        mib.trees[oid_octets(oid)].stage_set = table.stage_set
    table.reserve()
    table.restore()
    others = v3._others

    def answer(d):
        v3._keys = None  # who asks in SNMPv1 or v2c is no user
        return others(d)

    v3._others = answer


class _Table:
    def __init__(self, v3, store, most):
        self.v3 = v3
        self.most = most
        self.kept = Kept(store, v3.engine.id)
        self.lock = int.from_bytes(os.urandom(3), "big")  # it is not kept, hence random
        self.rows = {}  # by name; see rows_now()

    def reserve(self):
        # Room before a PDU for the longest name there can be: now, not while a SET is answered.
        from usnmp_agent.v3_users import reserve

        tails = [len(keys.tails[-1]) - len(keys.tlv) for keys in self.v3.users.values()]
        reserve(self.v3, 34 + max(tails), 0)

    def restore(self):
        rows = self.kept.restore(self.rows_now(), self.v3.agent._report)
        self.install((rows, active(rows), self.lock), False)

    def rows_now(self):
        # The rows; whom allow() has given something, at the start or since, is in it.
        from usnmp_v3.key_change import localized_keys

        for keys in self.v3.users.values():
            name = keys.tlv[2:]
            row = self.rows.get(name)
            if not row or row.keys is not keys:
                user = keys.user
                pair = tuple(localized_keys(user, self.v3.engine.id))
                self.rows[name] = row = Row(name)
                row.use(user.auth, user.priv, pair)
                row.keys = keys
                row.origin = name
                row.status = 1  # active
                row.storage = 4  # permanent
        return self.rows

    def lock_row(self) -> "Iterator[Any]":
        yield (), {0: (INT, self.lock)}

    def user_rows(self) -> "Iterator[Any]":
        empty = OCTSTR, b""  # a key change when it is read
        for name, row in self.rows_now().items():
            auth, priv = protocols(row)
            cells = {3: (OCTSTR, name), 4: (OID, "0.0"), 5: (OID, auth), 6: empty, 7: empty}
            cells.update({8: (OID, priv), 9: empty, 10: empty, 11: (OCTSTR, row.public)})
            cells.update({12: (INT, row.storage), 13: (INT, row.status)})
            yield text(self.v3.engine.id) + text(name), cells

    def name(self, ids):
        # The name of a user in the index `ids`; None if no user of this engine has it.
        head = text(self.v3.engine.id)
        n = len(head)
        if ids[:n] != head or not n + 1 < len(ids) == n + 1 + ids[n] < n + 34:
            return None
        ids = ids[n + 1 :]
        return bytes(ids) if max(ids) < 256 else None

    def stage_set(self, transaction, oid, t, v):
        """As usnmp_mib.rowstatus.RowTable.stage_set(), in the order of RFC 3416 4.2.5."""
        v3 = self.v3
        if not v3._keys or not v3._flags & 1:  # SNMPv1, v2c, noAuthNoPriv
            return _NOACCESS
        for change in transaction.rows:
            if change.table is self:
                break
        else:
            change = Change(self)
            transaction.rows.append(change)
        at = oid_octets(_LOCK)
        if oid.startswith(at):
            return change.stage_lock(octets_ids(oid, len(at)), (transaction.n, oid, v), t)
        ids = octets_ids(oid, len(at) + 1)  # ENTRY has one more
        column = ids[0] if ids else 0
        name = self.name(ids[1:])
        if column in (_OWN_AUTH_KEY, _OWN_PRIV_KEY) and name != v3._keys.tlv[2:]:
            return _NOACCESS
        kind = _TYPES[column] if column < len(_TYPES) else 0
        if not kind:
            return _NOTWRITABLE
        if t != kind:
            return _WRONGTYPE
        if t == OCTSTR and isinstance(v, str):
            v = v.encode()
        if column == _PUBLIC and len(v) > 32:
            return _WRONGLENGTH
        if column == _STATUS and (not 0 < v < 7 or v == 3):
            return _WRONGVALUE
        if not name:
            return _NOCREATION
        return change.stage(name, column, (transaction.n, oid, v))

    def state(self):
        """All that a SET can change, for install()."""
        return self.rows, self.v3.users, self.lock

    def install(self, state, keep=True):
        """Let the table be so, and keep it. Raises OSError if it cannot be kept."""
        before = self.rows
        self.rows, self.v3.users, self.lock = state
        if keep:
            self.kept.keep(before, self.rows)
