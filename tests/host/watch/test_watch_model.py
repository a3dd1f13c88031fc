# What `usnmp watch` knows of boards, and which keys change it. Imports usnmp_pc.watch.

from usnmp_pc.watch.keys import Keys
from usnmp_pc.watch.model import Model, Series


def test_the_rate_of_a_counter_is_per_second():
    series = Series("eth0 sent", "octets/s", "rate")
    series.count(10.0, 1000)
    assert series.value is None
    series.count(12.0, 1500)
    assert series.value == 250.0


def test_a_counter_that_goes_down_has_no_rate_until_the_next_time():
    series = Series("eth0 sent", "octets/s", "rate")
    rates = []
    for now, count in ((0.0, 500), (1.0, 20), (2.0, 30), (3.0, None), (4.0, 40), (5.0, 41)):
        series.count(now, count)
        rates.append(series.value)
    assert rates == [None, None, 10.0, None, None, 1.0]


def test_least_and_most_outlive_the_history_which_is_bounded():
    series = Series("Room", "celsius", "sensor")
    series.put(-5)
    for i in range(1000):
        series.put(20 + i % 3)
    assert (series.least, series.most, series.value) == (-5, 22, 20)
    assert len(series.history) == series.history.maxlen


def test_what_does_not_answer_is_first_in_every_order():
    model = Model(["a", "b", "c"])
    model.boards[0].error = model.boards[1].error = ""
    model.boards[2].failed("no response")
    for _ in range(3):
        assert model.rows()[0][0].host == "c"
        Keys(model).take("s")


def test_a_filter_is_typed_corrected_and_taken_away():
    model = Model(["attic", "cellar"])
    keys = Keys(model)
    keys.take("/")
    keys.take("CELLx")
    keys.take("\x7f")
    keys.take("\r")
    assert [board.host for board, _ in model.rows()] == ["cellar"] and not keys.ended
    keys.take("\x1b")
    assert len(model.rows()) == 2
    keys.take("q")
    assert keys.ended
