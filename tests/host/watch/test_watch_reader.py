# What `usnmp watch` asks a board for, and makes of the answers: sensors of ENTITY-SENSOR-MIB, the
# counters of IF-MIB, a board that restarts.

import asyncio

import pytest
from clibox import GET, Box
from usnmp_manager.aio import AsyncManager
from usnmp_manager.response import NoResponse
from usnmp_pc.cli.columns import Column
from usnmp_pc.watch.reader import Reader

SYSTEM, SENSOR = "1.3.6.1.2.1.1.%d.0", "1.3.6.1.2.1.99.1.1.1.%d.%d"
DESCR, NAME = "1.3.6.1.2.1.47.1.1.1.1.2.%d", "1.3.6.1.2.1.47.1.1.1.1.7.%d"
IF, IFX = "1.3.6.1.2.1.2.2.1.%d.1", "1.3.6.1.2.1.31.1.1.1.%d.1"
INT, TEXT, COUNTER, TICKS, COUNTER64 = 2, 4, 65, 67, 70


def sensor(index, name, type, scale, precision, value, status=1, units=""):
    """The objects of a sensor."""
    cells = [(INT, type), (INT, scale), (INT, precision), (INT, value), (INT, status)]
    found = {SENSOR % (i + 1, index): cell for i, cell in enumerate([*cells, (TEXT, units)])}
    return {**found, NAME % index: (TEXT, name), DESCR % index: (TEXT, "described")}


def board():
    """The objects of a board with sensors and an interface."""
    return {
        SYSTEM % 3: (TICKS, 1000),
        SYSTEM % 5: (TEXT, "attic"),
        **sensor(2, "Room", 8, 9, 1, 215, units="celsius"),
        **sensor(3, "", 4, 8, 0, 3300),  # millivolts
        **sensor(4, "Door", 12, 9, 0, 1),
        **sensor(5, "Broken", 8, 9, 0, 7, status=3, units="celsius"),
        IF % 2: (TEXT, "wlan0"), IF % 8: (INT, 1),
        IF % 10: (COUNTER, 100), IF % 16: (COUNTER, 200),
    }  # fmt: skip


class Read:
    """Reads a Box again and again: read() -> {name: (value, units, status)}."""

    def __init__(self, objects, version="2c", own=()):
        self.box = Box(objects)
        self.version = version
        self.own = own
        self.at = 0.0

    async def session(self, steps):
        """What each reading finds; steps: what is done before each, a callable or None."""
        found = []
        async with AsyncManager() as manager:
            target = manager.target(
                "127.0.0.1", port=self.box.port, version=self.version, timeout_ms=5000
            )
            self.reader = Reader(target, self.own)
            for step in steps:
                if step:
                    step()
                del self.box.requests[:]
                readings = await self.reader.read(lambda: self.at)
                found.append({r.name: (r.value, r.units, r.status) for r in readings})
        return found

    def run(self, *steps):
        with self.box:
            return asyncio.run(self.session(steps))

    def later(self, seconds, uptime=None, **counts):
        """Time goes by: the agent's, unless it is given, as that here."""
        self.at += seconds
        now = self.box.objects[SYSTEM % 3][1] + seconds * 100 if uptime is None else uptime
        self.box.objects[SYSTEM % 3] = TICKS, int(now)
        for oid, value in counts.items():
            key = {"received": IF % 10, "sent": IF % 16, "wide": IFX % 6}[oid]
            self.box.objects[key] = self.box.objects[key][0], value


@pytest.mark.parametrize("version", ["1", "2c"])
def test_sensors_have_names_natural_units_and_a_status(version):
    read = Read(board(), version)
    found, again = read.run(None, None)
    assert found == {
        "Room": (21.5, "celsius", "ok"), "described": (3.3, "voltsDC", "ok"),
        "Door": (True, "", "ok"), "Broken": (None, "celsius", "nonoperational"),
        "wlan0 in": (None, "octets/s", "ok"), "wlan0 out": (None, "octets/s", "ok"),
    }  # fmt: skip
    assert again["Room"] == found["Room"] and read.reader.name == "attic"


def test_what_does_not_change_is_asked_once():
    read = Read(board())
    read.run(None, None)
    # 1 for sysUpTime and two for each sensor; two counters
    asked = [list(request.varbinds) for request in read.box.requests]
    assert [request.type for request in read.box.requests] == [GET, GET]
    assert [len(oids) for oids in asked] == [9, 2] and asked[0][0] == SYSTEM % 3


def test_values_and_states_change():
    read = Read(board())

    def change():
        read.box.objects[SENSOR % (4, 2)] = INT, -5
        read.box.objects[SENSOR % (5, 5)] = INT, 1
        read.box.objects[SENSOR % (5, 4)] = INT, 2

    _, found = read.run(None, change)
    assert found["Room"][0] == -0.5 and found["Broken"] == (7, "celsius", "ok")
    assert found["Door"] == (None, "", "unavailable")


def test_a_sensor_that_is_gone_is_missed_at_once_and_one_that_comes_later():
    read = Read(board())

    def gone():
        for oid in sensor(4, "", 0, 0, 0, 0):
            del read.box.objects[oid]

    def comes():
        read.box.objects.update(sensor(9, "New", 9, 9, 0, 55))

    found = read.run(None, gone, comes, *[None] * 25)
    assert "Door" not in found[1] and "New" not in found[2] and found[-1]["New"][0] == 55


def test_counters_are_rates_per_second_of_the_board_across_their_wrap():
    read = Read(board())
    top = 2**32
    found = read.run(
        None,
        lambda: read.later(2, received=300, sent=200),
        lambda: read.later(2, received=top - 100, sent=250),
        lambda: read.later(4, received=100, sent=250),
    )
    assert [f["wlan0 in"][0] for f in found] == [None, 100, (top - 400) / 2, 50]
    assert [f["wlan0 out"][0] for f in found] == [None, 0, 25, 0]


def test_counters_of_64_bits_are_preferred():
    objects = {**board(), IFX % 1: (TEXT, "wlan0"), IFX % 6: (COUNTER64, 2**64 - 10)}
    read = Read(objects)
    found = read.run(None, lambda: read.later(1, wide=10, received=10**6, sent=201))
    assert found[1]["wlan0 in"][0] == 20 and found[1]["wlan0 out"][0] == 1


def test_a_board_that_restarts_has_no_rate_then_and_what_it_has_is_looked_for():
    read = Read(board())
    new = sensor(9, "New", 9, 9, 0, 55)
    restarted = []

    def note(then):
        def step():
            restarted.append(read.reader.restarted)
            then()

        return step

    def restart():
        read.box.objects.update(new)
        read.later(2, uptime=50, received=7, sent=4)

    found = read.run(
        None,
        lambda: read.later(2, received=300, sent=400),
        restart,
        note(lambda: read.later(1, received=17, sent=5)),
        note(lambda: None),
    )
    assert [f["wlan0 in"][0] for f in found[:4]] == [None, 100, None, 10]
    assert [f["wlan0 out"][0] for f in found[:4]] == [None, 100, None, 1]
    assert "New" in found[2] and restarted == [True, False]


def test_own_columns_are_values_or_rates_and_left_out_where_they_are_missing():
    counter, gauge, odd = ["1.3.6.1.4.1.9999.%d.0" % i for i in (1, 2, 3)]
    objects = {**board(), counter: (COUNTER, 5), gauge: (66, 215), odd: (0x78, float("nan"))}
    read = Read(objects)
    read.own = [
        Column("Odd=" + odd),
        Column("Count=%s*2" % counter),
        Column("Value=%s/10" % gauge),
        Column("No=1.3.9.0"),
    ]
    for column in read.own:
        column.oid = column.text

    def step():
        read.later(2)
        read.box.objects[counter] = COUNTER, 15

    first, then = read.run(None, step)
    assert first["Count"] == (None, "/s", "ok") and then["Count"] == (10, "/s", "ok")
    assert then["Value"] == (21.5, "", "ok") and "No" not in then
    assert then["Odd"] == (None, "", "nan")


def test_an_agent_with_nothing_but_a_system_group_has_no_values():
    assert Read({SYSTEM % 5: (TEXT, "bare")}).run(None, None) == [{}, {}]


@pytest.mark.parametrize("most", [1, 3])
def test_an_agent_that_cannot_answer_so_much_is_asked_for_less(most):
    read = Read(board())
    whole = read.box.reply

    def reply(request):
        if request.type == GET and len(request.varbinds) > most:
            return read.box.error(request, 1, 0)
        return whole(request)

    read.box.reply = reply
    found, again = read.run(None, None)
    assert found["Room"][0] == again["Room"][0] == 21.5


def test_silence_is_told_and_the_same_board_goes_on_later():
    read = Read(board())
    whole = read.box.reply

    async def session():
        async with AsyncManager() as manager:
            target = manager.target("127.0.0.1", port=read.box.port, timeout_ms=200, retries=0)
            reader = Reader(target)
            await reader.read(lambda: 0.0)
            read.box.reply = lambda request: None
            with pytest.raises(NoResponse):
                await reader.read(lambda: 5.0)
            read.box.reply = whole
            target.timeout_ms = 5000
            return await reader.read(lambda: 10.0)

    with read.box:
        assert [r.value for r in asyncio.run(session())][:2] == [21.5, 3.3]
