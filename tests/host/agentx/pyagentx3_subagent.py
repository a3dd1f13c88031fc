# pyagentx3's sub-agent, for test_agentx_peers.py: SOCKET OID. As snmpkit_subagent.py.

import sys

import pyagentx3

SOCKET, OID = sys.argv[1:3]
label = ["cellar"]
threads = []


class Values(pyagentx3.Updater):
    def update(self):
        if self not in threads:
            threads.append(self)
        self.set_GAUGE32("1.0", 21)
        self.set_OCTETSTRING("2.0", label[0])
        for n in (1, 2, 300):
            self.set_INTEGER("3.%d" % n, n)
        self.set_COUNTER64("5.0", 2**40)


class Label(pyagentx3.SetHandler):
    def test(self, oid, data):
        if data in ("no", b"no"):
            raise pyagentx3.SetHandlerError("no")

    def commit(self, oid, data):
        label[0] = data if isinstance(data, str) else data.decode()
        (values,) = threads
        values._data = {}
        values.update()
        values._queue.put({"oid": OID, "data": values._data})
        values.send_trap(OID + ".9", values._OCTETSTRING(OID + ".2.0", label[0]))


agent = pyagentx3.Agent("pyagentx3", SOCKET)
agent.register(OID, Values, freq=3600)
agent.register_set(OID, Label)
agent.start()
