# What `usnmp watch` knows of boards, and which keys change it. Imports usnmp_pc.watch.

from usnmp_pc.watch.keys import Keys
from usnmp_pc.watch.model import Model, Series
from usnmp_pc.watch.reader import Reading


def model(*names):
    made = Model(names)
    for i, board in enumerate(made.boards):
        board.answered(1, board.host, [Reading(("sensor", "2"), "Room", "celsius", i)])
    made.changed()
    return made


def test_least_and_most_outlive_the_history_which_is_bounded():
    series = Series("Room", "celsius")
    series.put(-5)
    for i in range(1000):
        series.put(20 + i % 3)
    assert (series.least, series.most, series.value, series.last) == (-5, 22, 20, 22)
    assert len(series.history) == series.history.maxlen < 1000


def test_the_last_value_is_the_one_before_or_if_there_is_none_now_the_last_there_was():
    series = Series("Room", "celsius")
    found = []
    for value in (1, 2, None, None, 3):
        series.put(value, "ok" if value else "nonoperational")
        found.append((series.value, series.last))
    assert found == [(1, None), (2, 1), (None, 2), (None, 2), (3, 2)]


def test_what_does_not_answer_is_first_in_every_order_and_comes_back():
    boards = model("a", "b", "c")
    boards.boards[2].failed("no response", 7.0)
    boards.changed()
    keys = Keys(boards)
    for key in (b"s", b"s", b"r", b"s", b"r"):
        assert boards.rows()[0] == (boards.boards[2], None)
        keys.take(key)
    assert boards.boards[2].since == 7.0
    boards.boards[2].answered(1, "c", [])
    boards.changed()
    assert not [b for b, series in boards.rows() if b.lost]


def test_a_board_that_does_not_answer_keeps_when_that_began():
    (board,) = model("a").boards
    board.failed("no response", 7.0)
    board.failed("no response", 9.0)
    assert board.since == 7.0 and board.series[("sensor", "2")].last == 0


def test_values_are_sorted_among_those_of_their_unit():
    boards = Model(["a"])
    given = (("x", "V", 1), ("y", "C", 5), ("z", "V", 3), ("w", "C", None), ("v", "C", 7))
    readings = [Reading((name,), name, unit, value) for name, unit, value in given]
    boards.boards[0].answered(1, "a", readings)
    keys = Keys(boards)

    def order():
        return "".join([series.name for _, series in boards.rows()])

    found = [order()]
    for key in (b"s", b"s", b"r"):
        keys.take(key)
        found.append(order())
    assert found == ["xyzwv", "vwxyz", "vywzx", "xzwyv"]


def test_a_filter_is_typed_corrected_and_taken_away():
    boards = model("attic", "cellar")
    keys = Keys(boards)
    for octets in (b"/", b"CELLx", b"\x7f", b" room", b"\r"):
        keys.take(octets)
    assert [board.host for board, _ in boards.rows()] == ["cellar"] and not keys.ended
    keys.take(b"\x1b")
    assert len(boards.rows()) == 2
    keys.take(b"/q\x15\xc3")
    keys.take(b"\xa9\r")
    assert boards.filter == "é" and not boards.rows() and not keys.ended
    keys.take(b"q")
    assert keys.ended


def test_scrolling_ends_at_both_ends():
    keys = Keys(model(*[str(i) for i in range(30)]))
    keys.page = 10
    tops = []
    for octets in (
        b"\x1b[A",
        b"\x1b[B\x1bOB",
        b"\x1b[6~",
        b"\x1b[6~",
        b"\x1b[5~",
        b"\x1b[H",
        b"G",
    ):
        keys.take(octets)
        tops.append(keys.top)
    assert tops == [0, 2, 12, 20, 10, 0, 20]


def test_keys_that_mean_nothing_do_nothing():
    boards = model("a")
    keys = Keys(boards)
    keys.take(b"\x1b[24;5~\x1b[200~\x00\xff\x80zZ!\x1b[")
    assert not (keys.ended or keys.typing or keys.helping or boards.filter)
    assert boards.order == "board"
