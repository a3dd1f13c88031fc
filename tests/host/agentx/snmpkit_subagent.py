# snmpkit's sub-agent, for test_agentx_peers.py and tools/bench: SOCKET OID. OID.1.0 is a gauge,
# OID.2.0 a text that may be set, though not to "no", OID.3.N a column; OID.4.0 set notifies.

import sys

from snmpkit.agent import Agent, SetHandler, Updater
from snmpkit.core import Oid, Value, VarBind

SOCKET, OID = sys.argv[1:3]
label = ["cellar"]


class Values(Updater):
    async def update(self):
        self.set_GAUGE32("1.0", 21)
        self.set_OCTETSTRING("2.0", label[0])
        for n in (1, 2, 300):
            self.set_INTEGER("3.%d" % n, n)
        self.set_COUNTER64("5.0", 2**40)


class Label(SetHandler):
    async def test(self, oid, value):
        if bytes(value.value if hasattr(value, "value") else value) == b"no":
            raise ValueError("no")

    async def commit(self, oid, value):
        label[0] = bytes(value.value if hasattr(value, "value") else value)
        values.set_OCTETSTRING("2.0", label[0])
        agent.data_store.update(OID, None, values.get_varbinds())
        await values.send_trap(
            OID + ".9",
            VarBind(Oid("1.3.6.1.6.3.1.1.4.1.0"), Value.ObjectIdentifier(Oid(OID + ".9"))),
            VarBind(Oid(OID + ".2.0"), Value.OctetString(label[0])),
        )


values = Values()
agent = Agent("snmpkit", SOCKET)
agent.register(OID, values, freq=3600)
agent.register_set(OID, Label())
agent.start_sync()
