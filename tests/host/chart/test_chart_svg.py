# Charts as SVG: where lines, bands, ticks and gaps are; what names may do.

import time
import xml.etree.ElementTree as ET

import pytest
from usnmp_pc.chart import Line, axis, runs, svg, units
from usnmp_pc.chart.growing import Growing

T = 1.7e9
SVG = "{http://www.w3.org/2000/svg}"


def points(values, every=10, at=T):
    return [(at + i * every, v, v, v) for i, v in enumerate(values)]


def drawn(*lines, start=T, end=T + 100, **kw):
    return ET.fromstring(svg(lines, start, end, **kw))


def texts(root):
    return ["".join(t.itertext()) for t in root.iter(SVG + "text")]


def paths(root, kind):
    """The `d` of the paths of a class, but those of legends."""
    found = [p for p in root.iter(SVG + "path") if p.get("class").split()[0] == kind]
    return [p.get("d") for p in found if not p.get("d").endswith("h12")]


def test_a_line_goes_from_edge_to_edge_and_up_where_values_grow():
    (path,) = paths(drawn(Line("Room", "celsius", points([20, 21, 25] + [25] * 8))), "l")
    places = [tuple(map(float, p.split())) for p in path[1:].split("L")]
    assert len(places) == 11 and places[0][0] == 64 and places[-1][0] == 744
    assert places[0][1] > places[1][1] > places[2][1] == places[3][1]


def test_where_nobody_answered_the_line_is_broken_and_a_single_value_is_a_dot():
    values = [1, 2, None, 3, None, 4, 5, 6, 7, 8]
    (path,) = paths(drawn(Line("Room", "", points(values))), "l")
    assert path.count("M") == 3 and path.count("h0") == 1


def test_where_nobody_asked_the_line_is_broken_too():
    found = points([1] * 10) + points([2] * 10, at=T + 1000)
    assert [len(run) for run in runs(found)] == [10, 10]
    # Means of five minutes that go over into values of ten seconds: no gap.
    found = points([1] * 10, every=300) + points([2] * 10, at=T + 3000 - 145)
    assert [len(run) for run in runs(found)] == [20]
    assert runs([]) == [] and [len(run) for run in runs(points([1]))] == [1]


def test_between_least_and_most_there_is_a_band():
    found = [(T + i, 1, 2, 4) for i in range(9)]
    assert len(paths(drawn(Line("Room", "", found)), "b")) == 1
    assert paths(drawn(Line("Room", "", points([1, 2]))), "b") == []


def test_lines_of_one_unit_share_a_panel_and_others_have_their_own():
    lines = [Line("a", "celsius", points([1, 2])), Line("b", "celsius", points([3, 4]))]
    two = drawn(*lines)
    three = drawn(*lines, Line("c", "hPa", points([1013, 1014])))
    assert int(three.get("height")) > int(two.get("height")) + 200
    found = " ".join(texts(three))
    assert "1013.2 hPa" in found or "1013.5 hPa" in found
    assert "4 °C" in found


def test_a_legend_tells_the_last_the_least_and_the_greatest():
    found = [(T, 19, 20, 22), (T + 10, 20, 21.5, 23)]
    assert "Room  21.5 °C, from 19 °C to 23 °C" in texts(drawn(Line("Room", "celsius", found)))


def test_names_are_text_whatever_is_in_them():
    name = '</text><script>alert(1)</script>"\u202eabc\x00\x1b\ud800' + "x" * 10000
    text = svg([Line(name, name, points([1, 2]))], T, T + 100, title=name)
    root = ET.fromstring(text)
    assert len(text) < 9000
    assert not list(root.iter(SVG + "script")) and "<script" not in text
    assert texts(root)[0].startswith('</text><script>alert(1)</script>"\\u202eabc\\x00\\x1b')
    assert "\u202e" not in text


def test_nothing_is_said_when_nothing_is_known():
    assert texts(drawn()) == ["nothing is known of that time"]
    assert "Room" in texts(drawn(Line("Room", "celsius", [])))
    assert "Room" in texts(drawn(Line("Room", "celsius", points([None, None]))))


def test_more_lines_than_can_be_told_apart_are_counted():
    root = drawn(*[Line("r%d" % i, "V", points([i])) for i in range(15)])
    assert "and 3 more, not drawn" in texts(root) and len(paths(root, "l")) == 12


def test_it_needs_nothing_from_elsewhere_and_has_both_themes():
    text = svg([Line("Room", "celsius", points([1, 2]))], T, T + 100)
    assert text.count("http") == 1 and "@media (prefers-color-scheme:dark)" in text


@pytest.mark.parametrize(
    "least, greatest, ticks",
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (20.1, 20.4, [20.1, 20.2, 20.3, 20.4]),
        (-3, 7, [-4, -2, 0, 2, 4, 6, 8]),
        (5, 5, [4.7, 4.8, 4.9, 5.0, 5.1, 5.2, 5.3]),
        (0, 0, [-1, -0.5, 0, 0.5, 1]),
        (0, 123456, [0, 50000, 100000, 150000]),
    ],
)
def test_ticks_are_at_round_numbers_around_all_values(least, greatest, ticks):
    found, step = axis.numbers(least, greatest)
    assert found[0] <= least and found[-1] >= greatest and len(found) <= 7
    if least != greatest:
        assert found == pytest.approx(ticks)


@pytest.mark.parametrize("value", [1e300, -1e300, 1e-300, 2**64, 5e-324])
def test_values_of_any_size_are_drawn(value):
    for other in (value, 0, -value):
        root = drawn(Line("Room", "celsius", points([value, other])))
        assert "nan" not in "".join(paths(root, "l")) and len(paths(root, "l")) == 1


@pytest.mark.parametrize(
    "span, first",
    [
        (5, "15:13:21"), (600, "15:14"), (7200, "15:30"), (86400, "18:00"),
        (7 * 86400, "15 Nov"), (60 * 86400, "Dec 2023"), (365 * 86400, "Jan 2024"),
        (20 * 365 * 86400, "Jan 2025"),
    ],
)  # fmt: skip
def test_times_are_full_ones_of_the_local_clock(monkeypatch, span, first):
    monkeypatch.setenv("TZ", "Europe/Zurich")
    time.tzset()
    start = T - 8 * 3600 + 1  # 2023-11-14 15:13:21 there
    try:
        found = axis.times(start, start + span)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert 1 < len(found) <= 8 and found[0][1] == first
    assert found[0][0] >= start and found[-1][0] <= start + span


@pytest.mark.parametrize(
    "value, unit, text",
    [
        (21.5, "celsius", "21.5 °C"), (54.0, "percentRH", "54 % RH"), (1013.25, "hPa", "1013 hPa"),
        (123456789, "octets/s", "123.5 MB/s"), (0, "octets/s", "0 B/s"),
        (-0.25, "voltsDC", "−0.25 V"),
        (True, "truthvalue", "yes"), (0, "truthvalue", "no"), (None, "celsius", "–"),
        (3, "other", "3"), (float("inf"), "V", "inf V"),
    ],
)  # fmt: skip
def test_numbers_have_few_digits_and_the_sign_of_their_unit(value, unit, text):
    assert units.measure(value, unit) == text


def test_numbers_of_one_step_have_as_many_decimals():
    assert units.measure(23, "celsius", 0.1) == "23.0 °C"
    assert units.measure(23.0, "celsius", 5) == "23 °C"
    assert units.measure(1234567, "hertz", 1) == "1234.57 kHz"


def test_a_line_that_grows_keeps_its_extremes_in_bounded_memory():
    g = Growing(most=100)
    for i in range(10000):
        g.add(T + i, 99 if i == 5000 else i % 10)
    g.add(T + 10000, None)
    assert len(g.points) <= 101 and g.points[0][0] == T and g.points[-1][2] is None
    assert max(p[3] for p in g.points[:-1]) == 99 and min(p[1] for p in g.points[:-1]) == 0
