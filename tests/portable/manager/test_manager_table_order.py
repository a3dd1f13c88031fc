# Tables of an agent whose rows and columns do not come in order, or never end.

from answersbox import WAYS, answering
from managerbox import ENTRY, Box
from usnmp_manager import NotIncreasing, SnmpError
from util import raises


def test_ever_more_columns_are_an_error():
    asked = [0]

    def more(oid):
        asked[0] += len(b.asked)
        b.asked.clear()  # a board has no room for so many
        ids = [int(i) for i in oid.split(".")] + [0]
        return "%s.%d.1" % (ENTRY, ids[9] + 1), (2, 1)

    b = answering(Box({}), more)
    e = raises(SnmpError, next, b.manager().table(ENTRY))
    assert str(e) == "more than 256 columns: say which" and asked == [257]


def test_the_last_of_all_columns_is_found():
    b = Box({ENTRY + ".4294967295.1": (2, 7)})
    rows = list(b.manager().table(ENTRY))
    assert [(i, row[4294967295].value) for i, row in rows] == [("1", 7)]


def test_the_oid_that_was_asked_for_does_not_increase_from_the_first_step_on():
    for version, columns in WAYS:
        b = answering(Box({}), lambda oid: (oid, (2, 1)))
        raises(NotIncreasing, next, b.manager(version=version).table(ENTRY, columns))
        assert len(b.asked) == 1


def test_an_agent_that_goes_to_and_fro_ends_it_with_an_error():
    for version in ("1", "2c"):
        b = Box({})
        turn = []

        def to_and_fro(oid):
            turn.append(oid)
            return "%s.%d" % (".".join(oid.split(".")[:10]), 1 + len(turn) // 2 % 2), (2, 1)

        answering(b, to_and_fro)
        raises(NotIncreasing, list, b.manager(version=version).table(ENTRY, (1, 2), 8))


def test_rows_without_an_end_are_bounded_by_who_asks():
    def next_row(oid):
        ids = oid.split(".")
        return ".".join(ids[:10] + [str(int((ids[10:] or "0")[0]) + 1)]), (2, 1)

    for version in ("1", "2c"):
        b = answering(Box({}), next_row)
        rows = b.manager(version=version).table(ENTRY, (1, 2), 8)
        assert [next(rows)[0] for _ in range(9)] == [str(i) for i in range(1, 10)]
        assert len(b.asked) < 10
