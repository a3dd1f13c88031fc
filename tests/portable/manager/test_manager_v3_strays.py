# A manager of SNMPv3: datagrams that are no message of SNMPv3, or not a whole one.

from forgebox import msg_id
from knownbox import known
from usnmp import SnmpPacket
from v3box import A


def test_messages_of_other_versions_are_none():
    def tamper(n, answer):
        id = SnmpPacket(0xA2, ver=1, community="", id=msg_id(box.asked[-1])).tobytes()
        return [(id, box.address), (b"", box.address), (b"0", box.address), (answer, box.address)]

    box, m = known(tamper)
    assert m.get(A).value == "agent" and m.strays == 3


def test_what_is_cut_off_anywhere_is_a_stray():
    box, m = known()
    cut = []

    def tamper(n, answer):
        cut.append(len(answer))
        return [(answer[:i], box.address) for i in range(0, len(answer), 3)] + [
            (answer, box.address)
        ]

    box.tamper = tamper
    m.timeout_ms = 10000
    assert m.get(A).value == "agent" and m.strays == (cut[0] + 2) // 3
