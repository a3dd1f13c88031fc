# 100 boards with 20 sensors each on one page: how much it is, which is what loading it takes. The
# seconds are in docs/dash.md.

import json
import urllib.request

import pytest
from dashing import Browser, Dash
from simulating import simulating

BOARDS, SENSORS = 100, 20
VALUES = {1: "2|8", 2: "2|9", 3: "2|1", 4: "2|215", 5: "2|1", 6: "4|celsius"}


def walk():
    """A board as `usnmp record` has it."""
    lines = ["1.3.6.1.2.1.1.3.0|67|12345", "1.3.6.1.2.1.1.5.0|4|board"]
    for i in range(1, SENSORS + 1):
        lines.append("1.3.6.1.2.1.47.1.1.1.1.7.%d|4|Room %d" % (i, i))
    for column, value in VALUES.items():
        for i in range(1, SENSORS + 1):
            lines.append("1.3.6.1.2.1.99.1.1.1.%d.%d|%s" % (column, i, value))
    return "\n".join(lines) + "\n"


pytestmark = pytest.mark.xdist_group("dash_many")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    (folder / "walks").mkdir()
    (folder / "walks" / "board.snmprec").write_text(walk())
    first = "127.0.10.1"
    more = "--by", "address", "--devices", str(BOARDS), "--host", first, str(folder / "walks")
    with simulating(folder, *more) as simulated:
        hosts = ["127.0.10.%d:%d" % (i + 1, simulated.port) for i in range(BOARDS)]
        with Dash("-i", 5, "--history", folder / "h.db", *hosts) as dash, Browser() as browser:
            browser.open(dash.url)
            browser.until(lambda: len(browser.js(VISIBLE)) == BOARDS * SENSORS)
            yield dash, browser


VISIBLE = "return [...document.querySelectorAll('.u-value')].map((e) => e.textContent)"


def test_all_values_are_on_the_page_in_few_elements(site):
    _, browser = site
    assert set(browser.js(VISIBLE)) == {"21.5 °C"}
    assert browser.texts(".u-sum") == ["100 boards"]
    # Three for each value; seven for each board.
    most = BOARDS * SENSORS * 3 + BOARDS * 7 + 150
    assert browser.js("return document.getElementsByTagName('*').length") < most


def test_all_values_come_with_the_page_itself_and_it_is_small(site):
    dash, _ = site
    with urllib.request.urlopen(dash.url) as answer:
        page = answer.read()
    assert page.count(b"21.5 ") == BOARDS * SENSORS
    assert len(page) < 45 * BOARDS * SENSORS + 20000


def test_what_the_page_needs_besides_is_little_and_a_browser_keeps_it(site):
    dash, browser = site
    browser.open(dash.url)
    browser.until(lambda: len(browser.js(VISIBLE)) == BOARDS * SENSORS)
    code = "return performance.getEntriesByType('resource').map((e) => [e.name, e.transferSize, "
    code += "e.decodedBodySize])"
    found = browser.js(code)
    assert len(found) < 25 and sum(size for _, _, size in found) < 1500000
    assert [name for name, sent, _ in found if sent and "_nicegui/" in name] == []


def test_the_chart_library_is_loaded_by_the_page_of_a_board_alone(site):
    dash, browser = site
    browser.open(dash.url)
    browser.until(lambda: len(browser.js(VISIBLE)) == BOARDS * SENSORS)
    code = "return performance.getEntriesByType('resource').map((e) => e.name).join(' ')"
    assert "echart" not in browser.js(code)


def test_a_round_of_all_boards_is_few_messages(site):
    # The page looks twice a second: what has changed until then is one message.
    _, browser = site
    browser.driver.get_log("performance")
    frames = []

    def whole():
        for entry in browser.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.webSocketFrameReceived":
                frames.append(message["params"]["response"]["payloadData"].count("21.5"))
        return sum(frames) >= BOARDS * SENSORS

    browser.until(whole)
    assert len([values for values in frames if values]) <= 15
