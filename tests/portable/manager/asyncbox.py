# What the tests of AsyncManager share: agents of SNMPv2c, for the network of aiobox. Portable.

from usnmp import SnmpPacket
from usnmp_manager.response import subids

A = "1.3.6.1.2.1.1.1.0"
B = "1.3.6.1.2.1.1.3.0"


class Agent:
    """Answers for `objects`, [(oid, (type, value))] in order; smaller than managerbox's."""

    def __init__(self, objects):
        self.objects = objects

    def answer(self, p):
        r = SnmpPacket(0xA2, ver=p.ver, id=p.id, community=p.community)
        times = p.err_id if p.type == 0xA5 else 1
        asked = [oid for oid, _ in p.varbinds.items()]
        while times:
            times -= 1
            for i in range(len(asked)):
                found = [vb for vb in self.objects if vb[0] == asked[i]]
                if p.type == 0xA3:
                    found = p.varbinds.items()[i : i + 1] if found else []
                    r.err_status, r.err_id = (0, 0) if found else (17, i + 1)
                elif p.type != 0xA0:
                    found = self.objects[self.after(asked[i]) :]
                r.varbinds.append(found[0] if found else (asked[i], (0x82, None)))
                asked[i] = r.varbinds.items()[-1][0]
        return r

    def after(self, oid):
        i = 0
        while i < len(self.objects) and subids(self.objects[i][0]) <= subids(oid):
            i += 1
        return i


def agent(i):
    return Agent([(A, (4, "agent %d" % i)), (B, (2, i))])
