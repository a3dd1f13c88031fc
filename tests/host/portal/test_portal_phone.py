# The whole path: a board without a configuration, its access point, the page filled in with a real
# browser at a phone's width, and net-snmp, which reads the sensor by its name. Imports portalbox,
# phone and conftest.

import json

import pytest
from conftest import run, tool
from phone import WIDTH, fill, phone, press, wait_for
from portalbox import KEY, board, opened

ENTITY = "1.3.6.1.2.1.47.1.1.1.1.7"  # entPhysicalName
VALUE = "1.3.6.1.2.1.99.1.1.1.4"  # entPhySensorValue
HOSTILE = [
    (b'"><script>document.title="no"</script>', -50, 3),
    (b"open one", -40, 0),
    (b"\xff\xfe", -41, 3),
    (b"line\nbreak", -42, 3),
]


def element(driver, name):
    return driver.find_element("name", name)


def fault(driver, name):
    """What the page says beside the field `name`."""
    return element(driver, name).find_element("xpath", "preceding-sibling::em").text


@pytest.fixture
def filled(build, tmp_path):
    """A board whose portal is open, and the phone that sees its page."""
    with board(build, tmp_path, networks=HOSTILE) as box:
        box.dht(21.4, 48)
        opened(box)
        with phone(box, tmp_path / "browser") as driver:
            driver.get("http://connectivitycheck.gstatic.com/generate_204")
            yield box, driver


def test_from_a_bare_board_to_its_sensor_by_name(filled):
    box, driver = filled
    assert driver.current_url == "http://192.168.4.1/"
    assert driver.title == box.access_point[0]
    wide = "return document.documentElement.scrollWidth"
    assert driver.execute_script(wide) <= WIDTH  # nothing to be moved sideways
    options = [o.text for o in element(driver, "network").find_elements("tag name", "option")]
    assert options[1:] == [
        "open one (strong, open)",
        HOSTILE[0][0].decode() + " (strong)",
        "Home & Garden (fair)",
    ]
    fill(driver, network="Home & Garden", key="short", name="cellar", location="Main street 5")
    fill(driver, s0__kind="dht22", s0__pin="77", s0__name="Cellar")
    press(driver, "save")
    assert fault(driver, "key") == "a key has 8 to 63 characters"
    assert fault(driver, "s0.pin") == "this chip has no pin 77"
    assert element(driver, "name").get_attribute("value") == "cellar"
    assert element(driver, "key").get_attribute("value") == ""
    assert driver.execute_script(wide) <= WIDTH
    fill(driver, key=KEY, s0__pin="4")
    press(driver, "save")
    wait_for(driver, "Joined Home & Garden.")
    assert driver.execute_script(wide) <= WIDTH
    said = driver.find_element("tag name", "pre").text
    assert said == "snmpwalk -v2c -c public %s .1" % box.address
    press_restart(driver)
    box.wait_for_text("usnmp serves on port 161")
    assert box.access_point is None
    # as said, but for the port: those below 1024 are moved in the box
    command = said.replace(box.address, box.udp()).split()
    names = run(tool(command[0]), "-Onq", *command[1:-1], ENTITY).stdout.splitlines()
    (row,) = [line.split()[0].rpartition(".")[2] for line in names if line.endswith('"Cellar"')]
    value = run(tool(command[0]), "-OQv", *command[1:-1], VALUE + "." + row).stdout
    assert value.strip() == "214"
    config = json.loads((box.flash / "config.json").read_text())
    assert config == {
        "name": "cellar",
        "location": "Main street 5",
        "wifi": {"ssid": "Home & Garden", "key": KEY},
        "sensors": [{"kind": "dht22", "pin": 4, "name": "Cellar"}],
    }


def press_restart(driver):
    # The page after it may not come: the access point is gone.
    driver.find_elements("css selector", "button[value=restart]")[-1].click()
