# A manager of SNMPv3: what is in an answer that is in order, and is no response all the same.

from forgebox import forge, pdu_of
from knownbox import known
from usnmp_manager import BadResponse, NoResponse
from util import raises
from v3box import A


def test_the_answer_to_another_request_in_a_right_message_is_none():
    def other(box, d):
        pdu = bytearray(pdu_of(box, d))
        pdu[5] ^= 1  # of the request-id
        return forge(box, box.asked[-1], bytes(pdu), 3)

    box, m = known()
    box.tamper = lambda n, answer: [(other(box, answer), box.address)]
    raises(NoResponse, m.get, A)
    assert m.strays == 4


def test_a_pdu_that_cannot_be_read_is_told():
    def tamper(n, answer):
        pdu = pdu_of(box, answer)
        if n < 3:
            pdu = pdu.replace(b"\x04\5", b"\x04\6")
        return [(forge(box, box.asked[-1], pdu, 3), box.address)]

    box, m = known(tamper, retries=1)
    assert "response that cannot be read" in str(raises(BadResponse, m.get, A))
    assert m.get(A).value == "agent" and m.strays == 2  # a retry may bring a better one
