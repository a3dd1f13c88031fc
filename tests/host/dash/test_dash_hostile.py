# A board all of whose texts want to be more than text, in each place where the page has one:
# cards, values, charts, tables, alarms, the title, what SET answers.

import pytest
from clibox import Box, usnmp_command
from conftest import package
from dashing import Browser, Dash, card, drawn, free_port
from usnmp_mibs.arc import ARC

SENSOR, PHYSICAL = "1.3.6.1.2.1.99.1.1.1", "1.3.6.1.2.1.47.1.1.1.1"
IF, IFX = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"
EVIL = (
    '<img src=x onerror="window.hacked=1"><script>window.hacked=2</script>{{window.hacked=3}}'
    "\u202e\u2066\x00\x1b[31m'\"`${window.hacked=4}</title></textarea></style>:javascript"
)
LONG = EVIL + "x" * 10000


def objects():
    found = {"1.3.6.1.2.1.1.3.0": (67, 100)}
    for arc in (1, 4, 5, 6):
        found["1.3.6.1.2.1.1.%d.0" % arc] = 4, LONG
    for column, value in ((1, 8), (2, 9), (3, 1), (4, 215), (5, 1)):
        found["%s.%d.1" % (SENSOR, column)] = 2, value
    found[SENSOR + ".6.1"] = found[PHYSICAL + ".7.1"] = found[IFX + ".1.1"] = 4, EVIL
    found[IF + ".2.1"] = found[IFX + ".18.1"] = 4, EVIL
    found[IF + ".10.1"] = found[IF + ".16.1"] = 65, 1000
    return found


pytestmark = pytest.mark.xdist_group("dash_hostile")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "password").write_text("open\n")
    (folder / "password").chmod(0o600)
    traps = free_port()
    with Box(objects()) as box:
        more = "-i", 0.5, "-t", 5, "--history", folder / "h.db", "--allow-set", box.host
        more = "--password-file", folder / "password", "--traps", "127.0.0.1:%d" % traps, *more
        with Dash(*more) as dash, Browser() as browser:
            browser.open(dash.url)
            browser.fill("#password", "open")
            browser.click("button")
            browser.until(lambda: card(browser, box.host, ".u-value"))
            yield dash, browser, box, traps
            assert dash.interrupt() == 0 and dash.process.stderr.read() == b""


@pytest.fixture
def browser(site):
    dash, browser, _, _ = site
    browser.open(dash.url)
    browser.until(lambda: browser.texts(".u-value"))
    yield browser
    harmless(browser)


def harmless(browser):
    """Nothing of EVIL has become more than text."""
    assert browser.js("return window.hacked") is None
    assert browser.js("return document.querySelectorAll('img[src=x]').length") == 0
    inner = "return [...document.scripts].filter((s) => s.text.trim() == 'window.hacked=2').length"
    assert browser.js(inner) == 0
    text = browser.js("return document.body.innerText + document.title")
    assert not {"\u202e", "\u2066", "\x1b", "\0"} & set(text)
    assert browser.js("return document.documentElement.scrollWidth <= window.innerWidth")


def test_on_the_card_of_the_board(site, browser):
    host = site[2].host
    assert card(browser, host, ".u-name")[0].startswith("<img src=x onerror=")
    assert any("<img" in text for text in card(browser, host, ".u-values bdi"))
    browser.fill(".u-bar input", "<img")
    browser.until(lambda: card(browser, host, ".u-name"))


@pytest.mark.parametrize("kind", ["live", "24 h"])
def test_on_its_page_and_in_its_chart(site, browser, kind):
    browser.open(site[0].url + "board/0")
    browser.until(lambda: drawn(browser))
    browser.click(".u-ranges button", kind)
    browser.until(lambda: browser.texts(".u-ranges .at") == [kind] and drawn(browser))
    # The pointer over the chart: what it tells is in the picture.
    box = browser.driver.find_element("css selector", ".u-chart canvas")
    chains = package("selenium.webdriver").ActionChains
    chains(browser.driver).move_to_element(box).perform()
    assert "<img" in browser.texts(".u-board-name")[0] and "<img" in browser.js(
        "return document.title"
    )


@pytest.mark.parametrize("table", ["entPhysicalTable", "ifXTable", "1.3.6.1.2.1.31.1.1"])
def test_in_the_cells_of_a_table(site, browser, table):
    browser.open(site[0].url + "board/0")
    browser.until(lambda: browser.texts(".u-show"))
    browser.fill(".u-table-name input", table)
    browser.click(".u-show")
    browser.until(lambda: any("<img" in text for text in browser.texts(".u-grid td")))


def test_in_a_name_that_is_asked_for_and_in_what_set_answers(site, browser):
    browser.open(site[0].url + "board/0")
    browser.until(lambda: browser.texts(".u-set"))
    for name in ("<img src=x onerror='window.hacked=5'>", "sysLocation.0"):
        browser.fill(".u-set-name input", name)
        browser.click(".u-read")
        browser.until(lambda: "<img src=x" in browser.texts(".u-set-said")[0])


def test_in_notifications_and_alarms(site, browser):
    evil = EVIL.replace("\0", "")
    words = "127.0.0.1:%d" % site[3], "", ARC + ".0.1"
    values = []
    for i, value in enumerate(("1", evil, evil, "1", "315", "300"), 1):
        values += ["%s.1.6.%d.0" % (ARC, i), "s" if i in (2, 3) else "i", value]
    assert usnmp_command("trap", "-c", "public", *words, *values)[0] == 0
    browser.until(lambda: browser.texts(".u-card.alarm .u-why"))
    browser.until(lambda: "<img" in "".join(browser.texts(".u-event .u-details")))
    harmless(browser)
    for path in ("events", "board/0"):
        browser.open(site[0].url + path)
        browser.until(lambda: "<img" in "".join(browser.texts(".u-event .u-details")))
        harmless(browser)


def test_in_a_picture_of_it(site, browser):
    browser.open(site[0].url + "board/0")
    browser.until(lambda: drawn(browser))
    browser.click(".u-ranges button", "1 h")
    browser.until(lambda: browser.texts(".u-ranges .at") == ["1 h"] and drawn(browser))
    picture = browser.js("return document.querySelector('.u-ranges a').href")
    browser.open(picture)
    assert browser.js("return document.documentElement.tagName") == "svg"
    assert "<img src=x" in browser.js("return document.documentElement.textContent")
    assert browser.js("return window.hacked") is None
    browser.open(site[0].url)
    browser.until(lambda: browser.texts(".u-value"))
