# A phone's browser, which has joined a board's access point: headless Chromium at 360 x 740, for
# which every name is the board, as the portal's DNS has it. Imports conftest; the tests here and
# docs/pictures/portal.py import it.

import contextlib
import json

from conftest import package, tool

WIDTH, HEIGHT = 360, 740


@contextlib.contextmanager
def phone(box, folder):
    """A selenium WebDriver whose every connection goes to the access point of `box`. folder: for
    the browser's own files.
    """
    webdriver = package("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = tool("chromium")
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--no-proxy-server", "--user-data-dir=%s" % folder,
        "--host-resolver-rules=MAP * %s:%d" % box.web,
    ):  # fmt: skip
        options.add_argument(argument)
    # A window cannot be as narrow as a phone: the page is shown as on one.
    metrics = {"width": WIDTH, "height": HEIGHT, "pixelRatio": 1.0}
    options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
    service = webdriver.ChromeService(executable_path=tool("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    try:
        driver.set_page_load_timeout(60)
        yield driver
    finally:
        driver.quit()


def fill(driver, **fields):
    """Type or choose the values of these fields; "__" in a name stands for a point."""
    package("selenium.webdriver")
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import Select

    for name, value in fields.items():
        found = driver.find_elements(By.NAME, name.replace("__", "."))
        if found[0].tag_name == "select":
            Select(found[0]).select_by_value(value)
        elif found[0].get_attribute("type") in ("radio", "checkbox"):
            next(one for one in found if one.get_attribute("value") == value).click()
        else:
            found[0].clear()
            found[0].send_keys(value)


def press(driver, do):
    """Press the button that does `do`, the one to be seen, and wait for the page after it."""
    driver.execute_script("window.before = 1")
    driver.find_elements("css selector", "button[value=%s]" % do)[-1].click()
    until(driver, "return window.before === undefined && document.readyState == 'complete'")


def until(driver, script):
    """Wait until `script` gives what is true; pages may come and go meanwhile."""
    from selenium.common.exceptions import WebDriverException
    from selenium.webdriver.support.ui import WebDriverWait

    wait = WebDriverWait(driver, 60, ignored_exceptions=[WebDriverException])
    wait.until(lambda driver: driver.execute_script(script))


def wait_for(driver, text):
    """Wait until the page says `text`; it reloads itself."""
    until(driver, "return document.body.innerText.includes(%s)" % json.dumps(text))
