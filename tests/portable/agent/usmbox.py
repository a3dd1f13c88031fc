# What the tests of a usmUserTable that can be written share: an agent with one, and requests.

import gc

from agent3box import Box
from messagebox import ENGINE, num, private, scoped, tlv
from usnmp_base.store import Store
from usnmp_base.varbind import const
from usnmp_codec import tobytes_tv
from usnmp_mib import INT, OCTSTR, OID, oid_octets
from usnmp_mibs.usm_user_table import usm_user_table
from usnmp_v3 import User
from usnmp_v3.key_change import key_change, localized_keys
from util import forget

PATH = "test-usm.dat"
LOCK = "1.3.6.1.6.3.15.1.2.1.0"
ENTRY = "1.3.6.1.6.3.15.1.2.2.1."
_SECURITY_NAME = const(3)
_CLONE = const(4)
_STATUS = const(13)
# By column, where it is no OCTET STRING
TYPES = {4: OID, 5: OID, 8: OID, 12: INT, 13: INT}
OK = (0, 0)
NEW = bytes(range(100, 120))  # a key


def cell(column, name, engine=ENGINE):
    ids = [column, len(engine)] + list(engine) + [len(name)] + list(name)
    return ENTRY + ".".join([str(i) for i in ids])


class UsmBox(Box):
    def __init__(self, store=None, most=8, **kw):
        gc.collect()  # the one before, for the heap to be in one piece
        Box.__init__(self, 500, **kw)
        self.store = store or Store(PATH, ticks_ms=lambda: self.ms)
        self.cipher = self.keys.cipher
        usm_user_table(self.mib, self.agent, self.store, most)

    def keys_of(self, name):
        return self.agent.v3.users[tobytes_tv(OCTSTR, name)]

    def request(self, tag, bindings, keys=None):
        # The answer to a request of the user with these keys, of "reader" by default
        keys = keys or self.keys
        parts = [tlv(48, tlv(6, oid_octets(oid)), value) for oid, value in bindings]
        data = scoped(tlv(tag, num(7), num(0), num(0), tlv(48, *parts)))
        own, self.keys = self.keys, keys
        try:
            return self.ask(
                private(keys, data, boots=5, time=self.engine.time(), user=keys.user.name)
            )
        finally:
            self.keys = own

    def get(self, column, name):
        ((oid, value),) = self.request(0xA0, [(cell(column, name), b"\x05\0")]).bindings
        return value

    def set(self, *cells, **kw):
        # Each (column, name, value), or (LOCK, value). The error-status and -index
        bindings = []
        for c in cells:
            oid = c[0] if c[0] == LOCK else cell(c[0], c[1])
            bindings.append((oid, tobytes_tv(TYPES.get(c[0], INT if c[0] == LOCK else 4), c[-1])))
        return self.request(0xA3, bindings, **kw).error

    def lock(self):
        ((oid, value),) = self.request(0xA0, [(LOCK, b"\x05\0")]).bindings
        return value

    def clone(self, name, source=b"reader"):  # and go
        return self.set((_STATUS, name, 4), (_CLONE, name, cell(_SECURITY_NAME, source)))

    def change(self, name, new=NEW, which=0):
        # The KeyChange for that key of a user to become `new`
        user = self.keys_of(name).user
        pair = user.pair if hasattr(user, "pair") else localized_keys(user, ENGINE)
        return key_change(user.auth, pair[which], new)


def box(**kw):
    """A UsmBox without what another has kept."""
    forget(PATH)
    return UsmBox(**kw)


def made(name, auth_key=NEW, priv_key=NEW):
    # Keys of a user that should have these
    return User(name, "SHA", None, "AES", None, auth_key, priv_key, ENGINE).localized(ENGINE)


def own(b, name, auth_key=NEW):
    # The same, with the privacy key that "reader" has at first, and its cipher: a board has no
    # room for more
    keys = User(name, "SHA", auth_key=auth_key, engine_id=ENGINE).localized(ENGINE)
    keys.cipher = b.cipher
    keys.level = 3
    return keys
