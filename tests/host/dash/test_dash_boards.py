# The dashboard of three boards of 32 bit in boxes, in chromium: values, charts, alarms, a board
# that goes away, names that want to be more than text; nothing leaves the machine.

import pytest
from clibox import Box, usnmp_command
from dashing import HOSTILE, Browser, Dash, boards, card, drawn, free_port, room
from usnmp_pc.cli.plain import plain
from usnmp_pc.dash.rows import TICK

NAME = "1.3.6.1.2.1.1.5.0"
LONG = "\u202e<img src=x onerror=\"document.title='hacked'\"></div>" + "x" * 10000


class Site:
    """What all tests of this file look at, one after the other."""


@pytest.fixture(scope="module")
def site(build, tmp_path_factory):
    folder = tmp_path_factory.mktemp("dash")
    found = Site()
    found.traps = free_port()
    found.folder = folder
    with boards(build, folder, found.traps) as found.boxes, Box({NAME: (4, LONG)}) as odd:
        found.hosts = [box.udp() for box in found.boxes] + [odd.host]
        more = "-i", 0.5, "-t", 1, "-r", 1, "--history", folder / "h.db"
        traps = "--traps", "127.0.0.1:%d" % found.traps
        with Dash(*more, *traps, *found.hosts) as found.dash, Browser() as found.browser:
            yield found
            assert found.browser.complaints() == []
            assert found.dash.interrupt() == 0 and found.dash.process.stderr.read() == b""


@pytest.fixture
def overview(site):
    site.browser.open(site.dash.url)
    for host in site.hosts[:3]:
        site.browser.until(lambda: len(card(site.browser, host, ".u-value")) > 3)
    return site.browser


@pytest.fixture
def attic(site, overview):
    overview.click(".u-card", "attic")
    overview.until(lambda: drawn(overview))
    return overview


pytestmark = pytest.mark.xdist_group("dash")


def test_values_appear_with_names_and_units(site, overview):
    assert card(overview, site.hosts[0], ".u-name") == ["attic"]
    names = card(overview, site.hosts[0], ".u-values bdi:first-child")
    values = card(overview, site.hosts[0], ".u-value")
    assert names[:4] == ["Room", "Humidity", "Supply", "Door"]
    assert values[:4] == ["21.5 °C", "54.5 % RH", "5.12 V", "yes"]
    assert any(v.endswith("B/s") for v in values)


def test_a_value_that_changes_does_so_on_the_page_as_it_is(site, overview):
    room(site.boxes[1], 25.5)
    overview.until(lambda: card(overview, site.hosts[1], ".u-value")[0] == "25.5 °C")
    room(site.boxes[1], 21.5)


def test_a_chart_moves(site, attic):
    before = drawn(attic)
    assert set(before) <= {21.5, None}
    room(site.boxes[0], 24.5)
    found = attic.until(lambda: drawn(attic)[-1] == 24.5 and drawn(attic))
    assert 21.5 in found and len(found) >= len(before) - 1  # the oldest go, in the end
    room(site.boxes[0], 21.5)


def test_another_value_is_drawn_when_it_is_chosen(site, attic):
    attic.click(".u-pick tr", "Humidity")
    attic.until(lambda: set(drawn(attic)) - {None} == {54.5})


def test_the_past_is_drawn_from_the_history(site, attic):
    attic.click(".u-pick tr", "Supply")
    attic.click(".u-ranges button", "24 h")
    attic.until(lambda: attic.texts(".u-ranges .at") == ["24 h"])
    found = attic.until(lambda: drawn(attic))
    assert set(found) <= {5.12, None} and 5.12 in found
    (picture,) = attic.js(
        "return [...document.querySelectorAll('.u-ranges a')].map((a) => a.href)"
    )
    code = "const done = arguments[1]; fetch(arguments[0]).then((r) => r.text()).then(done)"
    text = attic.driver.execute_async_script(code, picture)
    assert text.startswith("<svg") and "Supply" in text and "5.12 V" in text


def test_a_table_is_shown_by_its_name(site, attic):
    attic.click(".u-show")
    attic.until(lambda: "entPhySensorValue" in attic.texts(".u-grid th"))
    assert "215" in attic.texts(".u-grid td") and "celsius" in attic.texts(".u-grid td")
    attic.fill(".u-table-name input", "noSuchTable")
    attic.click(".u-show")
    attic.until(lambda: "noSuchTable" in attic.texts(".u-said")[0])


def test_nobody_may_set_unless_that_is_allowed(site, attic):
    assert attic.texts(".u-set") == [] and "SET" not in attic.texts("h2")


def test_an_alarm_is_shown_on_the_board_and_in_the_list_and_ends(site, overview):
    room(site.boxes[1], 31.5)
    overview.until(lambda: overview.texts(".u-card.alarm .u-name") == ["cellar"])
    assert "Room 31.5 °C, limit 30 °C" in overview.texts(".u-card.alarm .u-why")[0]
    assert "usnmpSensorAlarm" in overview.texts(".u-event.alarm b")[0]
    room(site.boxes[1], 21.5)
    overview.until(lambda: overview.texts(".u-card.alarm") == [])
    overview.until(lambda: "usnmpSensorNormal" in overview.texts(".u-event.clear b")[0])


def test_an_alarm_comes_without_waiting_for_the_next_request(site):
    # Within two seconds: the page looks twice a second, whatever the interval of requests.
    assert TICK <= 0.5
    traps = free_port()
    more = "-i", 3600, "--no-history", "--traps", "127.0.0.1:%d" % traps
    with Dash(*more, *site.hosts[:1]) as dash:
        site.browser.open(dash.url)
        site.browser.until(lambda: len(card(site.browser, site.hosts[0], ".u-value")) > 3)
        trap(traps)
        site.browser.until(lambda: "linkDown" in "".join(site.browser.texts(".u-event b")))


def trap(port):
    words = "127.0.0.1:%d" % port, "", "1.3.6.1.6.3.1.1.5.3", "1.3.6.1.2.1.2.2.1.1.7", "i", "7"
    assert usnmp_command("trap", "-c", "public", *words)[0] == 0


def test_a_board_that_goes_away_is_marked_and_comes_back(site, overview):
    site.boxes[0].wifi(False)
    overview.until(lambda: "attic" in overview.texts(".u-card.lost .u-name"))
    assert "no response" in card(overview, site.hosts[0], ".u-why")[0]
    assert overview.texts(".u-event.alarm b")[0] == "no answer"
    # It comes first, with its last values.
    assert overview.texts(".u-card .u-name")[0] == "attic"
    assert card(overview, site.hosts[0], ".u-value")[0] == "21.5 °C"
    assert "without an answer" in overview.texts(".u-sum")[0]
    site.boxes[0].wifi(True)
    overview.until(lambda: "attic" not in overview.texts(".u-card.lost .u-name"))
    # Not always the last: a linkUp of the board may come before or after.
    overview.until(lambda: "answers again" in overview.texts(".u-event.clear b"))


def test_names_are_text_whatever_is_in_them(site, overview):
    (name,) = card(overview, site.hosts[2], ".u-name")
    assert name == plain(HOSTILE) and "<script>" in name and "\\u202e" in name
    overview.until(lambda: "<img" in "".join(card(overview, site.hosts[3], ".u-name")))
    (name,) = card(overview, site.hosts[3], ".u-name")
    assert name.startswith("\\u202e<img src=x onerror=") and len(name) < 200
    for i in (2, 3):
        overview.open("%sboard/%d" % (site.dash.url, i))
        overview.until(lambda: overview.texts(".u-board-name")[0].count("<"))
    assert overview.js("return document.title").count("hacked") <= 1  # as text of the title
    assert not overview.js("return document.title").startswith("hacked")
    assert overview.js("return document.querySelectorAll('img[src=x]').length") == 0
    assert "\u202e" not in overview.js("return document.documentElement.outerHTML")
    # No page is wider than the window, however long a name is.
    assert overview.js("return document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("path", ["", "events", "board/0"])
def test_on_a_phone_nothing_is_wider_than_the_screen(site, overview, path):
    overview.size(360, 740)
    try:
        overview.open(site.dash.url + path)
        overview.until(lambda: overview.js("return document.querySelector('.u-theme') !== null"))
        overview.until(lambda: overview.texts(".u-card, .u-event, .u-pick tr, .u-events"))
        assert overview.js("return document.documentElement.scrollWidth") == 360
    finally:
        overview.size(1280, 900)


def test_there_is_a_light_and_a_dark_theme_and_the_choice_stays(site, overview):
    def paper():
        return overview.js("return getComputedStyle(document.body).backgroundColor")

    overview.prefer("light")
    light = overview.until(lambda: paper() == "rgb(246, 248, 250)" and paper())
    overview.prefer("dark")
    overview.until(lambda: paper() == "rgb(15, 18, 21)")
    overview.click(".u-theme")  # light, whatever the system has
    overview.until(lambda: paper() == light)
    overview.open(site.dash.url + "events")
    overview.until(lambda: overview.js("return document.querySelector('.u-theme') !== null"))
    overview.until(lambda: paper() == light)
    overview.click(".u-theme")
    overview.click(".u-theme")
    overview.prefer("light")


def test_boards_are_filtered_by_what_is_written(site, overview):
    overview.fill(".u-bar input", "cell")
    overview.until(lambda: overview.texts(".u-card .u-name") == ["cellar"])


def test_no_request_leaves_the_machine(site, overview):
    overview.asked()
    for path in ("", "events", "board/0"):
        overview.open(site.dash.url + path)
        overview.until(lambda: overview.js("return document.querySelector('.u-theme') !== null"))
    overview.until(lambda: drawn(overview))
    assert overview.asked() == {"127.0.0.1:%d" % site.dash.port}
