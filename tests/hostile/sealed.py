# Messages of SNMPv3 as plaintext, and what seals them: encrypts, and signs. So what a fuzzer or a
# corpus has changed, fields of the message and the scopedPDU alike, gets past the MAC. Pure;
# imports messagebox and the ciphers and MACs of usnmp_v3; tools/trials/fuzz_v3.py and endure.py
# import it.
#
# A plain message has a mark where its MAC goes, of its length, and a scopedPDU where it is to be
# encrypted, as its msgFlags say.

import functools

from corpus import ID, request
from messagebox import message, num, scoped, tlv
from tlvs import parse_tlvs, to_octets
from usnmp_v3 import User

MARKS = {12: b"<MAC goes @>", 24: b"<a MAC of 24 goes here->"}
ENGINE = b"\x80\0\x1f\x88\x05sealed"  # our own: an agent's, or a receiver's
OTHER = b"\x80\0\x1f\x88\x05another"  # of who sends traps
BOOTS, TIME = 5, 1000  # of both, when a message is made
SALT = b"the salt"
KU = bytes(range(32))


def user(name, auth=None, priv=None):
    """A User with master keys, cut from KU."""
    size = {"MD5": 16, "SHA": 20, "SHA-256": 32}.get(auth)
    ku = size and KU[:size]
    return User(name, auth, None, priv, None, ku, ku if priv else None)


USERS = {
    u.name: u
    for u in (
        user("reader", "SHA", "AES"),
        user("strong", "SHA-256", "AES-256"),
        user("old", "MD5", "DES"),
        user("half", "SHA"),
        user("open"),
    )
}
IMPOSTOR = User("reader", "SHA", None, "AES", None, b"?" * 20, b"?" * 20)


@functools.lru_cache(64)
def keys_of(user, engine):
    return user.localized(engine)


# --- seeds ---


def pdus(tags=(0xA0, 0xA1, 0xA2, 0xA3, 0xA5, 0xA6, 0xA7, 0xA8)):
    """The PDUs of the corpus's good messages of SNMPv2c with these tags, as octets."""
    import corpus

    for base in corpus.BASES:
        if base.version == 1 and base.pdu in tags:
            yield base.tree.content[2].octets()


def report(i, rid=ID):
    """A Report PDU with the counter usmStats.i.0."""
    binding = b"+\x06\x01\x06\x03\x0f\x01\x01" + bytes((i, 0)), (0x41, b"\x07")
    return request(1, 0xA8, [binding], rid=rid).content[2].octets()


def plain(flags, user, pdu, engine=ENGINE, context=b"", scope=None, **fields):
    """A plain message of `user` with that PDU."""
    fields = {"id": tlv(2, ID), "boots": num(BOOTS), "time": num(TIME), **fields}
    if flags & 1:
        fields.setdefault("mac", MARKS[keys_of(user, ENGINE).mac.size])
    if flags & 2:
        fields.setdefault("salt", SALT)
    data = scoped(pdu, engine if scope is None else scope, context)
    return message(flags, data, engine=engine, user=user.name, **fields)


def at_each_level(pdu, reportable=4, users=USERS.values(), **kw):
    """Plain messages with that PDU, of each of the users at each level he can have."""
    for user in users:
        for flags in (0, 1, 3):
            if not flags & ~user.level:
                yield plain(flags | reportable, user, pdu, **kw)


def discovery():
    """Messages that ask for the engine ID."""
    for pdu in pdus((0xA0,)):
        yield message(4, scoped(pdu, b""), engine=b"", user=b"", id=tlv(2, ID))
        yield message(4, scoped(pdu, b""), engine=b"", user=b"reader", id=tlv(2, ID))


# --- sealing ---


class Shape:
    """The fields of a message, if it has those of SNMPv3: contents of its TLVs."""

    def __init__(self, tlvs):
        try:
            (outer,) = tlvs
            version, head, security, self.data = outer[2]
            self.id, self.size, flags, model = [t[2] for t in head[2]]
            ((_, _, self.security),) = security[2]
            engine, self.boots, self.time, self.user, mac, self.salt = [
                t[2] for t in self.security
            ]
            (self.flags,) = bytes(flags)
            self.engine = engine
            self.ok = version[2] == b"\x03" and model == b"\x03" and outer[0] == 48
            all([self.id + self.size, self.boots + self.time + self.salt + engine + self.user])
        except (ValueError, TypeError):  # others than these fields, or trees in their places
            self.ok = False


def _four(content):
    return content[-4:].rjust(4, b"\0")


def encrypt(tlvs, shape, keys):
    """Encrypt the scopedPDU of a parsed message in place, as its fields have it."""
    data = to_octets([shape.data])
    data += bytes(-len(data) % keys.cipher.block)
    data = bytearray(data)
    iv = _four(shape.boots) + _four(shape.time) + shape.salt[:8].ljust(8, b"\0")
    keys.cipher.encrypt(bytearray(iv), memoryview(data))
    shape.data[:] = [4, None, bytes(data)]


def sign(d, keys):
    """`d` with the MAC of `keys` in place of the mark; None if there is no mark."""
    for n, mark in MARKS.items():
        p = d.find(mark)
        if p >= 0:
            head, tail = d[:p], d[p + n :]
            return head + keys.mac.digest(head + bytes(n) + tail)[:n] + tail
    return None


def seal(d, impostor=False):
    """(datagram, is it authentic) of the plain message `d`, whatever has become of that: encrypted
    and signed as its user would. impostor: by other keys.
    """
    tlvs = parse_tlvs(d)
    shape = Shape(tlvs)
    if not shape.ok:
        shape.user, shape.engine = b"reader", ENGINE
    user = IMPOSTOR if impostor else USERS.get(bytes(shape.user))
    if not user or not user.auth:
        user = USERS[b"reader"]
    keys = keys_of(user, bytes(shape.engine))
    if shape.ok and shape.flags & 2 and keys.cipher and shape.data[0] == 48:
        encrypt(tlvs, shape, keys)
        d = to_octets(tlvs)
    signed = sign(d, keys)
    return (d, False) if signed is None else (signed, not impostor)
