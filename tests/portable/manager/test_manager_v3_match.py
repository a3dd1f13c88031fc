# Which datagrams a manager of SNMPv3 takes for the response, by their ids.

from forgebox import msg_id
from knownbox import known
from usnmp_manager import NoResponse
from util import raises
from v3box import A


def ids(box):
    return [msg_id(d) for d in box.asked]


def test_each_try_has_a_msgid_of_its_own():
    box, m = known(lambda n, answer: [], retries=5)
    raises(NoResponse, m.get, A)
    found = ids(box)
    assert len(found) == len(set(found)) == 6 and min(found) > 0 and max(found) < 1 << 30


def test_the_answer_to_an_earlier_try_counts_and_its_duplicates_do_not():
    kept = []

    def tamper(n, answer):
        kept.append((answer, box.address))
        return [] if n == 1 else [kept[0], kept[1], kept[0]]

    box, m = known(tamper)
    assert m.get(A).value == "agent" and len(box.asked) == 2 and m.strays == 0
    box.tamper = None
    assert m.get(A).value == "agent" and m.strays == 2


def test_an_answer_that_was_kept_is_none_to_another_request():
    kept = []
    box, m = known(lambda n, answer: kept.append(answer) or [(answer, box.address)])
    m.get(A)
    box.tamper = lambda n, answer: [(kept[0], box.address)]
    raises(NoResponse, m.get, A)
    assert m.strays == 4
