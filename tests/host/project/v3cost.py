# What test_footprint and trials measure of SNMPv3: an agent as a board has it, and a request.

# 32 scalars, a user with SHA and AES, and a GET of a constant at the level that is put in. The
# request is made by usnmp_v3.peer, whose modules are then taken away again.
SERVED3 = """
import sys
from usnmp_agent import Agent
from usnmp_base.uptime import Uptime
from usnmp_mib import GAUGE, OCTSTR, TIMETICKS, Mib
from usnmp_v3 import User
from usnmp_v3.engine import Engine
mib = Mib()
mib.scalar("1.3.6.1.2.1.1.1.0", OCTSTR, "descr")
mib.scalar("1.3.6.1.2.1.1.3.0", TIMETICKS, lambda: 123456)
for i in range(30):
    mib.scalar("1.3.6.1.4.1.8072.9999.9999.1.%%d.0" %% i, GAUGE, i)
agent = Agent(mib, None)
agent.engine = Engine("80001f88050102030405060708", 5)
level = "%s"
key = "6695febc9288e36282235fc7151f128497b38f3f"
user = User("reader", "SHA", None, "AES", None, key, key)
agent.allow(user, level=level)
from usnmp_v3.peer import Peer
peer = Peer(user, level, engine_id=agent.engine.id)
peer.engine.set(5, 0)
pdu = bytes.fromhex("a01c020412345678020100020100300e300c06082b060102010101000500")
d = peer.pack(pdu)
del peer, Peer, sys.modules["usnmp_v3.peer"]
for _ in range(3):
    assert agent.respond(d)
"""
# What a stranger may send instead of d, and the octets of garbage that it may make
STRANGE = {
    "wrong digest": ("d = d[:60] + bytes((d[60] ^ 1,)) + d[61:]", 512),
    "unknown user": ("d = d.replace(b'reader', b'writer')", 384),
    "unknown engine": ("d = d.replace(b'\\x01\\x02\\x03', b'\\x03\\x02\\x01')", 384),
    "cut off": ("d = d[:-1]", 64),
    "another model": ("d = d.replace(b'\\x02\\x01\\x03\\x04', b'\\x02\\x01\\x02\\x04')", 64),
}
