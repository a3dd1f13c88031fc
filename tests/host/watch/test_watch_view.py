# How values, units and bars come into the columns of `usnmp watch`, and what a drawing costs.

import importlib
import sys

import pytest
from conftest import package
from usnmp_pc.watch.keys import Keys
from usnmp_pc.watch.model import Event, Model
from usnmp_pc.watch.reader import Reading


def part(name):
    """A module of usnmp_pc.watch that wants rich."""
    package("rich")
    return importlib.import_module("usnmp_pc.watch." + name)


@pytest.mark.parametrize("value, decimals, text", [
    (21.5, 1, "21.5"), (22, 1, "22.0"), (-0.5, 1, "-0.5"), (21.456, 3, "21.456"), (None, 1, "-"),
    (True, 0, "true"), (False, 0, "false"), (1234567, 0, "1234567"), (12345678, 0, "12.3M"),
    (123456.789, 3, "123457"), (0.000123456789, 9, "0.00012"), (1e-7, 9, "1.0e-07"),
    (0, 3, "0.000"), (1.5e25, None, "1.5e+25"), (32.8123, None, "32.8"), (3.14159, None, "3.14"),
    (402.7, None, "403"), (-12345678.9, 2, "-12.3M"),
    (999999999, None, "1G"), (float("nan"), None, "nan"), (float("inf"), None, "inf"),
])  # fmt: skip
def test_a_number_fits_seven_characters_with_the_digits_that_count(value, decimals, text):
    assert part("cells").number(value, decimals, 7) == text and len(text) <= 7


def test_bars_go_from_the_least_to_the_most_with_gaps_where_there_was_nothing():
    assert part("cells").spark([0, 7], 5) == "▁█" and part("cells").spark([5, 5, 5], 5) == "▁▁▁"
    assert (
        part("cells").spark([9, 0, 1, 2, None, 3], 5) == "▁▃▆ █"
        and part("cells").spark([None], 5) == part("cells").spark([], 5) == ""
    )
    assert (
        part("cells").spark([0, 7], 5, ascii=True) == "_#" and part("cells").spark([1, 2], 0) == ""
    )


def test_units_are_short_where_there_is_little_room():
    assert (
        part("cells").units("celsius", True) == "°C"
        and part("cells").units("celsius", False) == "celsius"
    )
    assert part("cells").units("\x1b[m", True) == "\\x1b[m"


@pytest.mark.parametrize("text, width, fitted", [
    ("abc", 5, "abc  "), ("abcdef", 5, "abcd…"), ("北京北", 5, "北京…"), ("北京", 3, "北…"),
    ("", 2, "  "), ("abc", 1, "…"), ("abc", 0, ""),
])  # fmt: skip
def test_text_is_cut_and_filled_by_columns_of_the_terminal(text, width, fitted):
    assert part("cells").fit(text, width) == fitted and part("cells").cell_len(fitted) == width
    assert part("cells").fit(text, width, True).strip() == part("cells").cut(text, width)


def test_a_name_of_any_length_is_shown_in_little_time():
    assert (
        len(part("cells").shown("x" * 10**6)) == 64
        and part("cells").shown("a\u0301\u0301\u0301\u0301b") == "\xe1\u0301\u0301b"
    )


def drawn(boards, width=120, height=40, order="board"):
    """(calls of functions that a drawing takes when a board has answered, its View)."""
    model = Model(["127.0.7.%d" % i for i in range(boards)])
    readings = [
        Reading(("sensor", k), "Room %d" % k, "celsius", k / 3, decimals=1) for k in range(20)
    ]
    for board in model.boards:
        board.answered(1, "board-" + board.host, readings)
    model.order = order
    view = part("view").View(model, Keys(model), listening="x", interval=5)
    count = 0

    def note(frame, event, arg):
        nonlocal count
        count += event == "call"

    view.lines(width, height, 0.0)
    model.changed()
    sys.setprofile(note)
    try:
        view.lines(width, height, 0.0)
    finally:
        sys.setprofile(None)
    return count, view


@pytest.mark.parametrize("order, a_row", [("board", 0), ("sensor", 1), ("value", 2)])
def test_a_drawing_takes_what_its_lines_take_however_many_rows_there_are(order, a_row):
    few, _ = drawn(10, order=order)
    many, _ = drawn(100, order=order)
    # What remains is for each board, and each row's place when they are sorted
    assert many - few <= 90 * (12 + 20 * (a_row + 2))


@pytest.mark.parametrize("width", [1, 5, 8, 20, 39, 40, 59, 60, 80, 99, 100, 120, 250])
def test_no_line_is_wider_than_the_terminal_and_none_is_missing(width):
    _, view = drawn(3)
    view.model.boards[1].failed("no response" * 20, 0.0)
    view.model.event(Event("10:00:00", view.model.boards[1], "x" * 500, "alarm"))
    view.model.filter = "o" * 64
    for filter, typing, helping in (
        ("", False, False),
        ("o" * 64, True, False),
        ("", False, True),
    ):
        view.model.filter, view.keys.typing, view.keys.helping = filter, typing, helping
        for height in (1, 2, 3, 4, 5, 12, 24, 60):
            lines = view.lines(width, height, 100.0)
            assert len(lines) == height
            # Columns have a least width: what is beyond the edge, a terminal does not show
            assert width < 30 or max(line.width for line in lines) <= width
