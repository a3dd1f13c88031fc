# From config.json to the portal's fields and back; which field a fault belongs to; what is said at
# the end. Imports usnmp_portal.values, build, faults, rules, finish and look.

from usnmp_portal.build import build
from usnmp_portal.faults import field_of, find
from usnmp_portal.finish import line
from usnmp_portal.look import escape
from usnmp_portal.rules import find as own
from usnmp_portal.values import kept, shown

OLD = {
    "wifi": {"ssid": "home", "key": "old secret", "timeout": 30},
    "read_community": "old community",
    "port": 1161,
    "name": "cellar",
    "targets": [{"host": "192.0.2.9", "community": "trap", "version": "1"}],
    "sensors": [
        {"kind": "bme280", "scl": 5, "sda": 4, "address": "0x77", "above": 30, "clear_below": 28},
        {"kind": "chip"},
    ],
}


def test_what_is_shown_and_not_changed_is_what_was_there():
    fields = shown(OLD)
    for secret in "old secret", "old community", "trap":
        assert secret not in str(fields)
    assert build(OLD, fields, 2, 3) == OLD


def test_another_network_has_another_key():
    fields = dict(shown(OLD), ssid="other")
    assert build(OLD, fields, 2, 3)["wifi"] == {"ssid": "other"}
    fields = dict(shown(OLD), network="third", key="new secret")
    assert build(OLD, fields, 2, 3)["wifi"] == {"ssid": "third", "key": "new secret"}


def test_a_dash_takes_away_and_what_is_empty_stays():
    fields = dict(shown(OLD), read_community="-", key="-", name="")
    made = build(OLD, fields, 2, 3)
    assert "read_community" not in made and "name" not in made
    assert made["wifi"] == {"ssid": "home", "timeout": 30}


def test_rows_that_the_page_has_not_stay():
    assert build(OLD, {"ssid": "home"}, 0, 1)["sensors"] == [{"kind": "chip"}]
    assert build(OLD, {"ssid": "home"}, 0, 1)["targets"] == OLD["targets"]


def test_another_kind_of_sensor_keeps_nothing():
    fields = dict(shown(OLD))
    fields["s0.kind"] = "dht22"
    fields["s0.pin"] = "14"
    fields["s0.above"] = "0"
    sensor = build(OLD, fields, 2, 3)["sensors"][0]
    assert sensor == {"kind": "dht22", "pin": 14, "above": 0}


def test_a_user_of_snmpv3_takes_the_place_of_communities():
    fields = dict(shown(OLD), access="3", user="bob", auth_password="a" * 8, user_write="1")
    made = build(OLD, fields, 2, 3)
    assert made["read_community"] is None
    assert made["users"][0]["write"] == ["1.3"] and made["targets"][0]["user"] == "bob"
    back = build(made, dict(shown(made), access="2c"), 2, 3)
    assert (
        "users" not in back and "read_community" not in back and "user" not in back["targets"][0]
    )


def test_what_a_field_has_is_known_without_its_value():
    assert kept(OLD, "key") and kept(OLD, "read_community") and kept(OLD, "t0.community")
    assert not kept(OLD, "write_community") and not kept(OLD, "t1.community")


def test_a_fault_belongs_to_the_field_of_its_key():
    for path, field in (
        ("wifi.key", "key"),
        ("wifi.ssid", "ssid"),
        ("targets[1].port", "t1.port"),
        ("targets[0].user", "t0.host"),
        ("sensors[10].scl", "s10.pin"),
        ("sensors[0].kind", "s0.kind"),
        ("users[0]", "user"),
        ("location", "location"),
        ("object_id", ""),
    ):
        assert field_of(path) == field, path


def test_each_key_is_checked_by_itself_first():
    def check(config):
        for key in "name", "location", "persist":
            if key in config:
                raise ValueError('"%s" must be text' % key)

    found = find({"wifi": {}, "name": 1, "location": 2, "persist": 3}, check)
    persist = '"persist" must be text'
    assert found == {"name": "must be text", "location": "must be text", "": persist}


def test_the_rules_of_configure_py():
    def chip(pin):
        if pin > 16:
            raise ValueError

    config = {
        "wifi": {"ssid": "x" * 33, "key": "short"},
        "users": [{"name": "", "auth_password": "short", "priv_key": "00"}],
        "targets": [{"host": "a b"}, {"host": "tcp:192.0.2.9"}],
        "sensors": [{"pin": 16}, {"scl": 5, "sda": 17}, {"pin": "x"}],
    }
    found = own(config, chip)
    fields = "auth_password key priv_password s1.pin ssid t0.host user".split()
    assert sorted(found) == fields
    assert own({"wifi": {"ssid": "home"}}) == {}


def test_the_line_at_the_end_has_no_secret():
    assert line({}, "192.0.2.7") == "snmpwalk -v2c -c public 192.0.2.7 .1"
    assert line(OLD, "192.0.2.7") == "snmpwalk -v2c -c COMMUNITY 192.0.2.7:1161 .1"
    user = {"name": "bob's", "auth": "SHA-256", "priv": "AES", "auth_password": "secret"}
    said = line({"users": [user]}, "192.0.2.7")
    assert "secret" not in said and "-u 'bob'\\''s' -l authPriv -a SHA-256" in said


def test_what_is_typed_is_text_in_a_page():
    assert escape('<a href="x">&amp;') == "&lt;a href=&quot;x&quot;&gt;&amp;amp;"
