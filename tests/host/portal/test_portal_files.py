# The portal on an ESP8266 whose modules are .mpy files on its flash: from the bare board to the
# agent, how much of a form it takes, and what it says of more. Imports portalbox and board_box.

import json
import re
import urllib.parse

import pytest
from portalbox import KEY, board, get, opened, post, token

NETWORKS = [(b"Neighbour %d" % i, -40 - 3 * i, 3) for i in range(11)]
ONE = {"ssid": "Home & Garden", "key": KEY, "access": "2c", "name": "cellar"}
TEXTS = {"location": "under the stairs", "contact": "noc@example.org", "write_community": "mine"}
KIB = 1024


def targets(count):
    each = {"host": "192.0.2.%d", "community": "trap community", "port": "1162"}
    return {
        "t%d.%s" % (i, k): v.replace("%d", str(i)) for i in range(count) for k, v in each.items()
    }


def sensors(count):
    each = {"kind": "bme280", "pin": "5 4", "name": "Sensor %d", "above": "30"}
    return {
        "s%d.%s" % (i, k): v.replace("%d", str(i)) for i in range(count) for k, v in each.items()
    }


def answered(box, fields, do="save"):
    """The page, when what was typed has been checked, and has joined if there is nothing wrong."""
    fields = dict(fields, token=token(get(box)).decode(), do=do)
    assert b"303" in post(box, urllib.parse.urlencode(fields).encode()).split(b"\r\n")[0]
    page = get(box).decode()
    while "http-equiv=refresh" in page:
        page = get(box).decode()
    assert page.rstrip().endswith((">", "itself.</small>")), page
    return page


@pytest.fixture
def small(build, tmp_path):
    """Makes boards with so many KiB of heap, whose portal is open."""
    made = []

    def make(kib):
        made.append(board(build, tmp_path, "flash", networks=NETWORKS, heap=kib * KIB))
        box = made[0].__enter__()
        opened(box)
        return box

    yield make
    for each in made:
        each.__exit__(None, None, None)


def test_from_the_bare_board_to_the_agent(small):
    box = small(38)
    assert "Its address is <b>%s</b>" % box.address in answered(box, ONE)
    post(box, b"do=restart&token=" + token(get(box)))
    box.wait_for_text("usnmp serves on port 161")


@pytest.mark.parametrize("kib, most", [(38, 6), (37, 4), (36, 2)])  # 34 at the prompt
def test_a_whole_form_with_sensors_a_target_and_twelve_networks_fits(small, kib, most):
    box = small(kib)
    fields = {**ONE, **TEXTS, **targets(1)}
    for count in range(2, most, 2):
        page = answered(box, {**fields, **sensors(count)}, "more")
        assert "name=s%d.kind" % (count + 1) in page
    page = answered(box, {**fields, **sensors(most)})
    assert "Its address is" in page, re.findall("<em>[^<]*", page)
    config = json.loads((box.flash / "config.json").read_text())
    assert len(config["sensors"]) == most and len(config["targets"]) == 1


def test_a_form_that_is_too_much_is_said_on_the_page_and_a_smaller_one_is_taken(small):
    box = small(38)
    user = {
        "access": "3",
        "user": "bob",
        "auth_password": "authentic1",
        "priv_password": "private 1",
    }
    for _ in range(3):
        page = answered(box, {**ONE, **user})
        assert "too little heap to check this" in page and "name=token" in page
    assert "Its address is" in answered(box, {**ONE, **sensors(2)})
