# What the dashboard keeps of boards, and how it asks them: rates, gaps, alarms, what comes again.

import asyncio

import pytest
import usnmp
from clibox import Box
from usnmp_mibs.arc import ARC
from usnmp_pc.boards.facts import Sensor, System
from usnmp_pc.dash import alarms, charts, rows
from usnmp_pc.dash.asker import bare, run
from usnmp_pc.dash.model import Board, Model
from usnmp_pc.mibs import Mibs
from usnmp_pc.cli.output import Style
from usnmp_base.varbind import VarBind

SENSOR = "1.3.6.1.2.1.99.1.1.1"
LINK = "1.3.6.1.6.3.1.1.5."


def sensor(index, name, value, type=8, status=1):
    return Sensor(index, name, {1: type, 2: 9, 3: 1, 4: value, 5: status})


def rate(octets, name="eth0 received"):
    return ("received", "1"), name, octets


def values(board):
    return {s.name: s.value for s in board.series.values()}


def test_values_rates_and_extremes_are_kept():
    board = Board(0, "h")
    for i, value in enumerate((215, 200, 240)):
        board.put(10.0 * i, [sensor("1", "Room", value)], [rate(100.0 * i or None)])
    assert values(board) == {"Room": 24.0, "eth0 received": 200.0}
    room = board.series["sensor", "1"]
    assert (room.least, room.most) == (20.0, 24.0)
    assert list(room.live) == [(0.0, 21.5), (10.0, 20.0), (20.0, 24.0)]
    assert [v for _, v in board.series["received", "1"].live] == [None, 100, 200]


def test_two_of_one_name_are_told_apart_and_one_that_is_another_begins_anew():
    board = Board(0, "h")
    board.put(0, [sensor("1", "Room", 215), sensor("2", "Room", 225)], [])
    assert values(board) == {"Room": 21.5, "Room #2": 22.5}
    board.put(1, [sensor("1", "Door", 1, type=12)], [])
    assert values(board) == {"Door": True}
    assert board.series["sensor", "1"].least is True


def test_a_board_that_does_not_answer_keeps_its_values_and_has_a_gap():
    board = Board(0, "h")
    board.put(0, [sensor("1", "Room", 215)], [])
    board.fail(10, "no response")
    board.fail(20, "no response")
    assert board.lost and board.since == 10 and values(board) == {"Room": 21.5}
    assert [v for _, v in board.series["sensor", "1"].live] == [21.5, None, None]
    board.put(30, [sensor("1", "Room", 205)], [])
    assert not board.lost and board.since is None


# --- alarms ---


def own(number, sensor=1, value=315):
    oids = enumerate((sensor, "Room", "celsius", 1, value, 300), 1)
    return ARC + ".0.%d" % number, [VarBind("%s.1.6.%d.0" % (ARC, i), 4, v) for i, v in oids]


def told(model, oid, varbinds, address="192.0.2.7", now=1.0):
    return model.event(now, address, oid, varbinds, "name", "details")


@pytest.fixture
def model():
    found = Model(["a", "b", "c"])
    for board, address in zip(found.boards, ("192.0.2.7", "192.0.2.8", "192.0.2.8")):
        board.addresses = {address}
    return found


def test_an_alarm_stays_until_it_is_cleared_each_sensor_on_its_own(model):
    board = model.boards[0]
    assert told(model, *own(1)).kind == "alarm"
    told(model, *own(1, sensor=2))
    told(model, *own(1))  # again: the same
    assert len(board.alarms) == 2
    assert told(model, *own(2)).kind == "clear"
    assert len(board.alarms) == 1
    told(model, *own(2, sensor=2))
    assert board.alarms == {}


def test_a_link_that_goes_down_is_an_alarm_until_it_is_up_again(model):
    index = [VarBind("1.3.6.1.2.1.2.2.1.1.3", 2, 3)]
    told(model, LINK + "3", index)
    assert len(model.boards[0].alarms) == 1
    told(model, LINK + "4", [VarBind("1.3.6.1.2.1.2.2.1.1.4", 2, 4)])
    assert len(model.boards[0].alarms) == 1
    told(model, LINK + "4", index)
    assert model.boards[0].alarms == {}
    assert told(model, LINK + "1", []).kind == ""  # coldStart


def test_what_comes_from_nobodys_address_or_from_that_of_two_is_no_boards(model):
    for address in ("192.0.2.99", "192.0.2.8"):
        event = told(model, *own(1), address=address)
        assert event.board is None and event.host == address
    assert all(board.alarms == {} for board in model.boards)


def test_forged_alarms_fill_no_memory(model):
    for i in range(2000):
        told(model, *own(1, sensor=i))
    assert len(model.boards[0].alarms) == 50 and len(model.events) == 500
    assert model.count == 2000


@pytest.mark.parametrize(
    "varbinds, text",
    [
        (own(1)[1], "Room 31.5 °C, limit 30 °C"),
        (own(1)[1][:3], "usnmp"),
        ([VarBind(v[0], v[1], b"\xff") for v in own(1)[1]], "usnmp"),
    ],
)
def test_what_an_alarm_says_is_for_people_and_what_is_none_is_as_it_came(varbinds, text):
    mibs = Mibs("")
    style = Style((), mibs=lambda: mibs)
    assert alarms.name("1.3.6.1.2.1.16.0.1", style) == "risingAlarm"
    found = alarms.words(ARC + ".0.1", varbinds, style)
    assert found == text if text[0] == "R" else len(found.split(", ")) == len(varbinds)


# --- what is shown ---


def test_a_board_is_shown_as_text_that_is_not_endless():
    board = Board(3, "h")
    board.system = System([VarBind("1.3.6.1.2.1.1.5.0", 4, "\u202e" + "x" * 60000)])
    board.put(0, [sensor(str(i), "Room %d" % i, 215) for i in range(30)], [])
    found = rows.card(board)
    assert found["name"].startswith("\\u202exxx") and len(found["name"]) < 140
    assert (found["i"], found["state"], len(found["values"]), found["more"]) == (3, "ok", 24, 6)
    assert found["values"][0] == ["Room 0", "21.5 °C", False]
    board.put(1, [sensor("1", "Room", 220)], [])
    board.put(2, [sensor("1", "Room", 210)], [rate(123456789)])
    assert [v[1] for v in rows.card(board)["values"]] == ["21.0 °C", "123.5 MB/s"]
    assert rows.details(board.series["sensor", "1"])[3:] == ["21.0 °C", "22.0 °C"]
    board.put(3, [sensor("1", "Room", 215, status=3)], [])
    assert rows.card(board)["values"] == [["Room", "nonoperational", True]]


def test_a_chart_has_gaps_where_nobody_answered_or_asked_and_a_band():
    known = [(10.0 * i, 20, 21, 23) for i in range(20)]
    points = known[:5] + [(50.0, None, None, None)] + known[6:10] + known[15:]
    found = charts.options("Room", "celsius", points, 0, 200)
    line, low, rest = [s["data"] for s in found["series"]]
    assert [p[0] for p in line if p[1] is None] == [59999, 149999]
    assert {p[1] for p in line} == {21, None}
    assert {p[1] for p in low} == {20, None} and {p[1] for p in rest} == {3, None}
    flat = charts.options("Room", "celsius", [(0, 1, 1, 1), (1, 2, 2, 2)], 0, 1)
    assert len(flat["series"]) == 1


def test_no_name_of_a_board_is_code_in_a_chart():
    # NiceGUI takes keys that begin with a colon for JavaScript: names are values alone.
    def keys(what):
        if isinstance(what, dict):
            for key, value in what.items():
                yield key
                yield from keys(value)
        elif isinstance(what, list):
            for value in what:
                yield from keys(value)

    name = ":formatter"
    found = charts.options(name, name, [(0, 1, 1, 1), (1, 2, 2, 3)], 0, 1)
    assert not [key for key in keys(found) if key.startswith(":")]
    assert found["tooltip"]["renderMode"] == "richText"


# --- asking ---


OBJECTS = {
    "1.3.6.1.2.1.1.3.0": (usnmp.SNMP_TIMETICKS, 100),
    "1.3.6.1.2.1.1.5.0": (4, "attic"),
    **{"%s.%d.1" % (SENSOR, c): (2, v) for c, v in ((1, 8), (2, 9), (3, 1), (4, 215), (5, 1))},
    "1.3.6.1.2.1.47.1.1.1.1.7.1": (4, "Room"),
    "1.3.6.1.2.1.2.2.1.2.1": (4, "eth0"),
    "1.3.6.1.2.1.2.2.1.10.1": (usnmp.SNMP_COUNTER, 1000),
}


def rounds(box, change, count=3, version="2c"):
    """Ask `box` `count` times, change(box, n) after each; (Board, [requests of a round])."""
    model = Model(["h"])
    board = model.boards[0]
    seen = []

    def done(_):
        seen.append(len(box.requests))
        change(box, len(seen))
        if len(seen) == count:
            task.cancel()

    def reach():
        return "127.0.0.1", dict(port=box.port, version=version, timeout_ms=3000, retries=0)

    async def main():
        nonlocal task
        task = asyncio.ensure_future(run(model, [reach], 0.01, done))
        await asyncio.gather(task, return_exceptions=True)

    task = None
    asyncio.run(main())
    return board, [b - a for a, b in zip([0, *seen], seen)]


@pytest.mark.parametrize("version", ["1", "2c"])
def test_all_is_asked_once_and_then_values_alone(version):
    def change(box, n):
        box.objects[SENSOR + ".4.1"] = 2, 215 + n

    with Box(dict(OBJECTS)) as box:
        board, requests = rounds(box, change, version=version)
    assert board.name == "attic" and board.error == ""
    assert [v for _, v in board.series["sensor", "1"].live] == [21.5, 21.6, 21.7]
    # In SNMPv1 it is asked again without ifOutOctets, which is not there.
    assert requests[0] > 3 and requests[1:] == ([2, 2] if version == "1" else [1, 1])


def test_counters_are_shown_as_rates_and_one_that_began_anew_has_none_once():
    counts = iter((2000, 50, 150))

    def change(box, n):
        box.objects["1.3.6.1.2.1.2.2.1.10.1"] = usnmp.SNMP_COUNTER, next(counts, 200)

    with Box(dict(OBJECTS)) as box:
        board, _ = rounds(box, change, count=4)
    found = [v for _, v in board.series["received", "1"].live]
    assert found[0] is found[2] is None and found[1] > 0 and found[3] > 0
    assert ("sent", "1") not in board.series  # which nobody counts


def test_a_board_that_began_anew_is_asked_for_all_again():
    def change(box, n):
        box.objects["1.3.6.1.2.1.1.3.0"] = usnmp.SNMP_TIMETICKS, 5
        box.objects["1.3.6.1.2.1.1.5.0"] = 4, "cellar"

    with Box(dict(OBJECTS)) as box:
        board, requests = rounds(box, change)
    assert board.name == "cellar" and requests[1] > 3 and requests[2] == 1


def test_a_sensor_that_is_gone_has_no_value():
    def change(box, n):
        box.objects.pop(SENSOR + ".4.1", None)

    with Box(dict(OBJECTS)) as box:
        board, _ = rounds(box, change)
    assert board.series["sensor", "1"].value is None and board.error == ""


@pytest.mark.parametrize("value", [(4, "text"), (4, b"\xff" * 9000), (2, -1), (70, 2**64 - 1)])
def test_a_board_that_lies_of_its_counters_and_values_does_no_harm(value):
    def change(box, n):
        for oid in ("1.3.6.1.2.1.2.2.1.10.1", SENSOR + ".4.1", "1.3.6.1.2.1.1.3.0"):
            box.objects[oid] = value

    with Box(dict(OBJECTS)) as box:
        board, _ = rounds(box, change, count=4)
    assert board.error == ""
    assert rows.card(board)["values"]


def test_who_does_not_answer_has_a_gap_and_comes_back():
    with Box(dict(OBJECTS)) as box:
        serve = box.reply

        def change(box, n):
            box.reply = serve if n != 1 else lambda request: None

        board, _ = rounds(box, change)
    assert board.error == ""
    assert [v for _, v in board.series["sensor", "1"].live] == [21.5, None, 21.5]


@pytest.mark.parametrize(
    "address, found",
    [
        ("192.0.2.7", "192.0.2.7"),
        ("tcp:[192.0.2.7]:161", "192.0.2.7"),
        ("2001:db8:0::7", "2001:db8::7"),
        ("no address", "no address"),
    ],
)
def test_traps_are_known_by_the_bare_address(address, found):
    assert bare(address) == found
