# When the portal opens, and when it does not; what becomes of users of SNMPv3; and its page in the
# network, beside the agent. Imports portalbox and conftest.

import base64
import json
import shutil

import pytest
from board_box.box import Box
from conftest import run, tool
from portalbox import KEY, ask, board, get, opened, post, token

WIFI = {"ssid": "Home & Garden", "key": KEY}
FORM = b"ssid=Home+%%26+Garden&key=correct+horse&do=save&token=%s&%s"


def save(box, more):
    """Save the form, and have the board restart when it has joined."""
    page = get(box)
    assert b"303" in post(box, FORM % (token(page), more))
    box.wait_for_text("portal: Joined Home & Garden.")
    post(box, b"do=restart&token=" + token(page))


def test_a_configuration_of_no_use_opens_it_and_what_is_of_use_is_kept(build, tmp_path):
    config = {"name": "cellar", "location": 7, "targets": [{"host": "192.0.2.9", "user": "bob"}]}
    with board(build, tmp_path, config=config) as box:
        opened(box)
        page = get(box).decode()
        assert "what the board had of this is of no use: location, targets" in page
        assert 'value="cellar"' in page
        save(box, b"access=2c&name=attic")
        box.wait_for_text("usnmp serves")
        assert json.loads((box.flash / "config.json").read_text()) == {
            "name": "attic",
            "wifi": WIFI,
        }


def test_if_nobody_comes_it_closes_until_the_next_reset(build, tmp_path):
    with board(build, tmp_path, files={"portal.json": '{"minutes": 2, "key": ""}'}) as box:
        opened(box)
        assert box.access_point[1] == ""  # everybody may join
        box.advance(119000)
        get(box)
        get(box, b"/generate_204", b"Host: phone.example\r\n")
        box.advance(119000)
        get(box, b"/generate_204", b"Host: phone.example\r\n")  # a phone that lies around
        box.advance(2000)
        box.wait_for_text("portal: closed until the next reset")
        box.wait_repl()
        assert box.access_point is None
        box.hard_reset()
        opened(box)


@pytest.mark.parametrize("operations", range(4))
def test_a_power_cut_while_it_saves_leaves_the_old_one_or_the_new(build, tmp_path, operations):
    old = {"name": "cellar"}
    files = {"config.json": json.dumps(dict(old, odd=1)), "portal.json": '{"key": ""}'}
    with board(build, tmp_path, files=files) as box:
        opened(box)
        page = get(box)
        box.power_cut(operations=operations)
        post(box, FORM % (token(page), b"access=2c&name=attic"))
        box.wait(lambda: box.off or "portal: Joined Home & Garden." in box.log)
        if not box.off:
            post(box, b"do=restart&token=" + token(page))
            box.wait(lambda: box.off or box.boots > 2)
        config = json.loads((box.flash / "config.json").read_text())
        assert config in (dict(old, odd=1), {"name": "attic", "wifi": WIFI})


def test_a_boot_py_that_knows_nothing_of_it_will_do(build, tmp_path):
    with board(build, tmp_path, files={"boot.py": "import gc\ngc.threshold(2048)\n"}) as box:
        opened(box)
        save(box, b"access=2c&name=attic")
        box.wait_for_text("usnmp serves")


def test_a_board_that_cannot_open_it_ends_at_the_prompt(build, tmp_path):
    with board(build, tmp_path, files={"portal.json": '{"key": "short"}'}) as box:
        box.wait_for_text('portal: portal.json: "key" must be 8 to 63 characters')
        box.wait_for_text("portal: closed until the next reset")
        box.wait_repl()
    with Box(tmp_path, tool("micropython32"), tool("mpy-cross"), stored=False) as box:
        (box.flash / "portal.json").unlink()  # a chip without the address
        box.hard_reset()
        box.wait_for_text("portal: OSError(99,)")
        box.wait_for_text("portal: closed until the next reset")
        box.wait_repl()


def test_ctrl_c_ends_it_and_a_soft_reset_does_not_open_it(build, tmp_path):
    with board(build, tmp_path) as box:
        opened(box)
        box.interrupt()
        box.wait_for_text("portal: closed until the next reset")
        box.wait_repl()
        assert box.access_point is None
        assert box.execute("print(1)") == "1\n"  # the raw REPL, as of mpremote


def test_a_board_without_the_portal_says_that_there_is_no_configuration(build, tmp_path):
    with board(build, tmp_path, "flash", on=False) as box:
        shutil.rmtree(box.flash / "usnmp_portal")
        box.power_on()
        box.wait_for_text("No agent runs. tools/configure.py makes one")
        box.wait_repl()
        assert box.boots == 1


def test_what_the_board_has_no_modules_for_is_said_at_its_field(build, tmp_path):
    with board(build, tmp_path, "flash", heap=60 * 1024, on=False) as box:
        for name in "usnmp_notify", "usnmp_v3":
            shutil.rmtree(box.flash / name)
        box.power_on()
        opened(box)
        page = get(box)
        post(box, FORM % (token(page), b"access=2c&t0.host=192.0.2.9"))
        assert b"<em>the notifier, usnmp_notify, is not on this board</em>" in get(box)
        user = b"access=3&user=bob&auth_password=authentic1&priv_password=private+words"
        post(box, FORM % (token(page), user))
        assert b"<em>the modules for SNMPv3 are not on this board</em>" in get(box)


def test_a_user_of_snmpv3_is_kept_by_keys_that_are_of_use_here_alone(build, tmp_path):
    with board(build, tmp_path) as box:
        opened(box)
        save(box, b"access=3&user=bob&auth_password=authentic1&priv_password=private+words")
        box.wait_for_text("usnmp serves")
        config = json.loads((box.flash / "config.json").read_text())
        assert config["read_community"] is None and config["engine_id"]
        assert "authentic1" not in str(config) and "private words" not in str(config)
        assert b"authentic1" not in b"".join(p.read_bytes() for p in box.flash.glob("*.json*"))
        found = run(
            tool("snmpget"), "-v3", "-l", "authPriv", "-u", "bob", "-a", "SHA-256", "-A",
            "authentic1", "-x", "AES", "-X", "private words", "-Oqv", box.udp(),
            "1.3.6.1.2.1.1.5.0",
        )  # fmt: skip
        assert found.stdout == '"usnmp"\n', found.stderr


# -- the page beside the agent


LATER = """
def sensors(firmware):
    from usnmp_firmware.page import Page
    Page(firmware, "page password", pin=13)

from usnmp_firmware import main
main(sensors)
"""


def basic(password):
    return b"Authorization: Basic " + base64.b64encode(b"any:" + password) + b"\r\n"


@pytest.fixture
def beside(build, tmp_path):
    """A configured ESP32 whose program has the page, and a function that asks for it."""
    config = {"wifi": WIFI, "name": "cellar", "write_community": "secret one"}
    files = {"main.py": LATER}
    kw = {"chip": "esp32", "heap": 160 * 1024, "files": files, "config": config}
    with board(build, tmp_path, "flash", **kw) as box:
        box.wait_for_text("usnmp serves")
        box.web = box.address, box.port(80)
        yield box, b"Host: " + box.address.encode() + b"\r\n" + basic(b"page password")


def test_the_page_is_there_beside_the_agent_on_request(beside):
    box, host = beside
    with pytest.raises(ConnectionError):
        get(box, b"/", host)
    box.pin(13, 0)
    box.wait_for_text("page: open at http://%s/" % box.address)
    box.pin(13, 2)
    page = get(box, b"/", host)
    assert b'value="cellar"' in page and b"secret one" not in page and KEY.encode() not in page
    name = run(tool("snmpget"), "-v2c", "-c", "public", "-Oqv", box.udp(), "1.3.6.1.2.1.1.5.0")
    assert name.stdout == '"cellar"\n'
    form = b"access=2c&name=attic&do=save&ssid=Home+%26+Garden&token=" + token(page)
    post(box, form, host)
    while b"Restart now" not in page:
        page = get(box, b"/", host)
    post(box, b"do=restart&token=" + token(page), host)
    box.wait_boots(2)
    config = json.loads((box.flash / "config.json").read_text())
    assert config == {"wifi": WIFI, "name": "attic", "write_community": "secret one"}


def test_the_page_is_for_who_has_its_password_and_closes_for_who_guesses(beside):
    box, _ = beside
    box.pin(13, 0)
    box.wait_for_text("page: open at")
    box.pin(13, 2)
    host = b"Host: " + box.address.encode() + b"\r\n"
    for guess in b"", basic(b""), basic(b"page passwore"), b"Authorization: Basic !\r\n":
        answer = get(box, b"/", host + guess)
        assert answer.startswith(b"HTTP/1.0 401 ") and b"cellar" not in answer
    for _ in range(7):
        ask(box, b"GET / HTTP/1.1\r\n" + host + basic(b"guess") + b"\r\n")
    box.wait_for_text("page: closed")


def test_the_page_closes_if_nobody_comes(beside):
    box, _ = beside
    box.pin(13, 0)
    box.wait_for_text("page: open at")
    box.pin(13, 2)
    box.advance(601000)
    box.wait_for_text("page: closed")
