# The portal on a board in a box, at 32 bit in 38 KiB, over its access point: what opens it, what
# it refuses, what it keeps, and what never leaves it. Imports portalbox.

import json
import random
import socket
import urllib.parse

import pytest
from portalbox import HOST, KEY, ask, board, get, opened, post, token
from usnmp_portal.dns import answer

OWN = {
    "read_community": "old community",
    "contact": "noc@example.org",
    "persist": "usnmp.dat",
    "targets": [{"host": "192.0.2.9", "community": "trap community", "version": "1"}],
    "sensors": [{"kind": "dht22", "pin": 14, "name": "Garden", "below": 3, "clear_above": 5}],
}
GOOD = {"ssid": "Home & Garden", "key": KEY, "name": "cellar", "access": "2c"}


@pytest.fixture(scope="module", params=("romfs", "flash"))
def portal(request, build, tmp_path_factory):
    """A board whose portal is open, and which had a configuration. Its modules are in a ROMFS, or
    .mpy files on its flash.
    """
    folder = tmp_path_factory.mktemp("portal")
    wifi = {"wifi": {"ssid": "Old <net>", "key": "old secret"}}
    files = {"config.last": json.dumps(dict(OWN, **wifi))}
    with board(build, folder, request.param, files=files, stored=True) as box:
        opened(box)
        yield box


def typed(**fields):
    return urllib.parse.urlencode(fields).encode()


def send(box, **fields):
    """Post the form with these fields, and give the page after it."""
    fields["token"] = token(get(box)).decode()
    assert b"303" in post(box, typed(**fields)).split(b"\r\n")[0]
    return get(box).decode()


def saved(box):
    return json.loads((box.flash / "config.json").read_text())


def test_it_fits_an_esp8266(portal):
    waiting, _ = portal.census()
    get(portal)
    asked, _ = portal.census()
    least = (22048, 19888) if portal.romfs.exists() else (13632, 7168)
    assert waiting >= least[0] and asked >= least[1], (waiting, asked)


def test_what_a_phone_asks_of_the_internet_leads_to_the_page(portal):
    for host, path in (
        (b"connectivitycheck.gstatic.com", b"/generate_204"),
        (b"captive.apple.com", b"/hotspot-detect.html"),
        (b"www.msftconnecttest.com", b"/connecttest.txt"),
        (b"", b"/"),
    ):
        found = get(portal, path, b"Host: " + host + b"\r\n" if host else b"")
        assert found.startswith(b"HTTP/1.0 302 ")
        assert b"Location: http://192.168.4.1/\r\n" in found


def test_a_phone_finds_it_by_every_name(portal):
    query = b"\x12\x34\1\0\0\1\0\0\0\0\0\0\3www\7example\3org\0\0\1\0\1"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(30)
        s.sendto(b"strange", portal.dns)
        s.sendto(query, portal.dns)
        assert s.recv(512) == answer(query, bytes((192, 168, 4, 1)))


def test_no_page_has_a_key_or_a_community_in_it(portal):
    page = get(portal).decode()
    assert "noc@example.org" in page and "192.0.2.9" in page and "Garden" in page
    assert "Old &lt;net&gt;" in page  # as text
    for secret in "old secret", "old community", "trap community", portal.access_point[1]:
        assert secret not in page


def test_a_form_that_is_not_ours_changes_nothing(portal):
    for body in typed(name="theirs"), typed(name="theirs", token="0" * 16):
        post(portal, body)
    of_another = typed(name="theirs", token=token(get(portal)).decode())
    post(portal, of_another, b"Host: evil.example\r\n")
    assert "theirs" not in get(portal).decode()


@pytest.mark.parametrize(
    "field, value, fault",
    [
        ("key", "short", "a key has 8 to 63 characters"),
        ("ssid", "", "choose a network"),
        ("name", "x" * 256, "longer than 255 octets"),
        ("write_community", "public", "must differ"),
        ("s0.pin", "eleven", "must be a number from 0 to 99"),
        ("s0.pin", "77", "this chip has no pin 77"),
        ("s0.kind", "magic", "must be one of"),
        ("s0.above", "<b>hot</b>", "not &#39;&lt;b&gt;hot&lt;/b&gt;&#39;"),
        ("t0.port", "70000", "must be a number from 1 to 65535"),
        ("t0.host", "a b", "is no address"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(portal, field, value, fault):
    given = {"s0.kind": "dht22", "s0.pin": "4", "t0.host": "192.0.2.9", **GOOD, field: value}
    page = send(portal, **given)
    before, _, after = page.partition(fault.replace("&#39;", "'"))
    assert after, page
    assert before.rpartition("<label>")[2].count("<em>") == 1
    shown = "name=%s" % field
    assert shown in before.rpartition("<label>")[2] + after.partition("</label>")[0]
    assert KEY not in page


def test_nothing_else_is_joined_meanwhile(portal):
    # A station that tries to, as an ESP8266 does by itself, has the access point change channels.
    assert not portal.memory.joined and not portal.memory.wanted


def test_a_user_of_snmpv3_has_passwords_of_8_characters(portal):
    page = send(portal, **{**GOOD, "access": "3", "user": "bob", "auth_password": "short"})
    assert page.count("a password has 8 characters or more") == 2


def test_a_new_password_wants_the_other_as_well(portal):
    user = {"access": "3", "user": "bob", "auth_password": "authentic1"}
    page = send(portal, **{**GOOD, **user})
    assert page.count("a password has 8 characters or more") == 1
    assert "authentic1" not in page


def malformed(chance, good):
    """A request that no browser sends."""
    kind = chance.randrange(6)
    if kind == 0:
        return chance.randbytes(chance.randrange(1, 600))
    if kind == 1:  # huge
        return b"GET /" + b"a" * chance.randrange(1000, 9000) + b" HTTP/1.1\r\n\r\n"
    if kind == 2:
        return b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * chance.randrange(500, 1500) + b"\r\n"
    bad = bytearray(good)
    for _ in range(chance.randrange(1, 6)):
        bad[chance.randrange(len(bad))] = chance.randrange(256)
    return bytes(bad[: chance.randrange(1, len(bad) + 1)] if kind < 5 else bad)


@pytest.mark.slow
def test_2000_malformed_requests_end_nothing_and_learn_no_secret(portal):
    chance = random.Random(360)
    body = b"token=" + token(get(portal)) + b"&name=%3Cb%3E&key=another+secret"
    good = b"POST / HTTP/1.1\r\n" + HOST
    good += b"Content-Type: application/x-www-form-urlencoded\r\n"
    good += b"Content-Length: %d\r\n\r\n" % len(body) + body
    boots = portal.boots
    got = b""
    idle = []
    for number in range(2000):
        if number % 100 == 0:  # and slow ones, that say nothing or half of something
            s = socket.create_connection(portal.web, 30)
            s.sendall(good[: chance.randrange(len(good))])
            idle.append(s)
        got += ask(portal, malformed(chance, good), close=True)
    for s in idle:
        s.close()
    assert get(portal).startswith(b"HTTP/1.0 200 ")
    assert portal.boots == boots
    for secret in b"old secret", b"old community", b"another secret", b"trap community":
        assert secret not in got and secret not in portal.log.encode()
    assert portal.access_point[1].encode() not in got


def test_what_was_saved_is_what_the_board_serves_then(build, tmp_path):
    files = {"config.last": json.dumps(OWN)}
    with board(build, tmp_path, files=files) as box:
        opened(box)
        page = send(box, **{**GOOD, "key": "wrong secret", "t0.host": "", "s0.kind": ""})
        box.advance(6000)
        while "http-equiv=refresh" in page:
            box.advance(1000)
            page = get(box).decode()
        assert "the network refuses this key" in page and not (box.flash / "config.json").exists()
        given = {"t0.host": "192.0.2.9", "s0.kind": "dht22", "s0.pin": "14", "s0.name": "Garden"}
        send(box, **GOOD, **given, contact="noc@example.org")
        box.wait_for_text("Joined Home & Garden. Address " + box.address)
        page = get(box).decode()
        assert "<b>%s</b>" % box.address in page
        assert "snmpwalk -v2c -c COMMUNITY %s .1" % box.address in page
        post(box, b"do=restart&token=" + token(page.encode()))
        box.wait_for_text("usnmp serves on port 161")
        expected = dict(OWN, name="cellar", wifi={"ssid": "Home & Garden", "key": KEY})
        assert saved(box) == expected  # with the community and the limits that no page has shown
        assert {path.name for path in box.flash.glob("config*")} == {"config.json"}
