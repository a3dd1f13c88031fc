# What the tests of a manager of SNMPv3 share that forge answers of V3Box's agent. Portable.

from usnmp_codec import tobytes_tv
from usnmp_manager.v3 import Engines
from usnmp_v3 import User
from usnmp_v3.message import Message, number
from usnmp_v3.pack import pack, scope_of
from v3box import AUTH, ENGINE


class At:
    """An engine as it is in a message, with that ID, boots and time."""

    def __init__(self, id=ENGINE, boots=1, time=5):
        self.id = id
        self.boots = boots
        self.head = tobytes_tv(4, id) + tobytes_tv(2, boots)
        self.time = lambda: time


def forge(box, asked, pdu, level, keys=None, engine=None, context=b""):
    """A message to the manager that asked with the datagram `asked`: its msgID, any PDU, at
    any level, with `keys`, of `engine`, an At; if they are not given, those of the agent of `box`.
    """
    engine = engine or box.engine
    m = Message(1472)
    m.read(asked)
    id = asked[m.at[0] : m.at[1]]
    scope = scope_of(engine.id, context)
    return pack(Message(1472), id, pdu, engine, keys or box.keys(), level, scope)


def keys_like(box, name="secure", auth_key=AUTH, engine_id=ENGINE):
    """The agent's keys of user(), but for what is given. The cipher is the same one: a board has
    no room for more."""
    keys = User(name, "SHA", auth_key=auth_key).localized(engine_id)
    keys.cipher = box.keys().cipher
    keys.level = 3
    return keys


def msg_id(datagram):
    return Engines().read(datagram).id


def pdu_of(box, datagram):
    """The PDU of an answer of the agent to user(), or to who has no keys."""
    m = Message(1472)
    assert m.read(datagram) == len(datagram)
    plain = datagram[m.at[10] :]
    if m.flags & 2:
        m.buf = bytearray(len(datagram))
        m.view = memoryview(m.buf)
        assert not m.forged(datagram, box.keys())
        m.time = number(datagram, m.at[6])
        plain = m.decrypt(box.keys(), number(datagram, m.at[5]))
    return plain[m.scoped(plain, 0) :]
