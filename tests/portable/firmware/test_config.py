# The configuration file: portable, runs on CPython and MicroPython.

from usnmp_firmware.config import check
from util import raises


def test_an_empty_configuration_reads_with_public_and_writes_with_nothing():
    c = check({})
    assert (c["port"], c["read_community"], c["write_community"]) == (161, "public", None)


def test_what_is_given_is_kept():
    c = check({"port": 1161, "name": "x", "read_community": None})
    assert (c["port"], c["name"], c["read_community"], c["location"]) == (1161, "x", None, "")


def test_errors_name_the_key():
    for bad, word in (
        ({"prot": 1}, '"prot"'),
        ({"port": "1161"}, '"port"'),
        ({"port": 0}, '"port"'),
        ({"port": 65536}, '"port"'),
        ({"port": True}, '"port"'),
        ({"port": None}, '"port"'),
        ({"name": 5}, '"name"'),
        ({"max_size": 483}, '"max_size"'),
        ({"max_size": 65508}, '"max_size"'),
        ({"max_size": "1472"}, '"max_size"'),
        ({"persist": ""}, '"persist"'),
        ({"name": "x" * 256}, '"name"'),
        ({"read_community": ""}, '"read_community"'),
        ({"write_community": ["x"]}, '"write_community"'),
        ({"write_community": "public"}, '"write_community"'),
        ({"mibs": "if_mib"}, '"mibs" must be a list'),
        ({"mibs": ["if_mib", "ifmib"]}, "'ifmib'"),
        ({"mibs": ["if_mib", 1]}, "host_resources_mib"),
        ({"object_id": "1.3.x"}, '"object_id"'),
        ({"object_id": "1.3"}, '"object_id"'),
        ({"object_id": 5}, '"object_id"'),
        ({"descr": ""}, '"descr"'),
        ({"descr": "x" * 256}, '"descr"'),
        ([], "object"),
    ):
        assert word in str(raises(ValueError, check, bad)), bad


def test_sections_are_filled_in():
    c = check({"wifi": {"ssid": "home"}, "targets": [{"host": "192.0.2.9", "inform": True}]})
    assert c["wifi"] == {"ssid": "home", "key": "", "timeout": 20}
    assert c["targets"] == [
        {
            "host": "192.0.2.9", "port": 162, "community": "public", "version": "2c",
            "inform": True, "user": "", "level": "",
        }
    ]  # fmt: skip
    c = check({"sensors": [{"kind": "adc", "name": "light", "above": 300, "clear_below": 28.5}]})
    assert c["sensors"][0]["above"] == 300 and c["sensors"][0]["below"] is None
    assert c["sensors"][0]["clear_below"] == 28.5
    assert check({})["wifi"] == check({"wifi": None})["wifi"] == {}
    assert check({})["sources"] == check({"sources": None})["sources"] == []


def test_mibs_and_what_the_system_group_says():
    c = check({})
    assert c["mibs"] == [] and c["descr"] is None and c["object_id"] is None
    c = check({"mibs": ["ip_mib"], "object_id": "1.3.6.1.4.1.9.1", "descr": "a box"})
    assert c["mibs"] == ["ip_mib"] and c["object_id"] == "1.3.6.1.4.1.9.1"
    assert c["descr"] == "a box" and check({"mibs": None})["mibs"] == []


def test_errors_in_sections_name_the_key():
    for bad, word in (
        ({"wifi": {"key": "x"}}, '"wifi.ssid"'),
        ({"wifi": {"ssid": ""}}, '"wifi.ssid"'),
        ({"wifi": {"ssid": "x", "pass": "y"}}, '"wifi.pass"'),
        ({"wifi": "home"}, '"wifi"'),
        ({"wifi": {"ssid": "x", "timeout": 0}}, '"wifi.timeout"'),
        ({"targets": {}}, '"targets"'),
        ({"targets": ["192.0.2.9"]}, '"targets[0]"'),
        ({"targets": [{"host": "a"}, {}]}, '"targets[1].host"'),
        ({"targets": [{"host": "a", "version": "3"}]}, '"targets[0].version"'),
        ({"targets": [{"host": "a", "version": "1", "inform": True}]}, '"targets[0].inform"'),
        ({"targets": [{"host": "a", "inform": 1}]}, '"targets[0].inform"'),
        ({"sensors": [{"kind": "sonar"}]}, '"sensors[0].kind"'),
        ({"sensors": [{"kind": "adc", "above": "hot"}]}, '"sensors[0].above"'),
        ({"sensors": [{"kind": "adc", "above": 1e10}]}, '"sensors[0].above"'),
        ({"sensors": [{"kind": "adc", "below": True}]}, '"sensors[0].below"'),
        ({"sensors": [{"kind": "adc", "pin": 4.5}]}, '"sensors[0].pin"'),
        ({"sensors": [{"kind": "pin", "pin": -1}]}, '"sensors[0].pin"'),
        ({"watchdog": "no"}, '"watchdog"'),
        ({"hostname": ""}, '"hostname"'),
        ({"users_writable": 1}, '"users_writable"'),
        ({"users_writable": True}, '"users_writable" wants "users"'),
        ({"users_writable": True, "users": [{"name": "u"}]}, '"users" and "persist"'),
        ({"users_writable": True, "persist": "x.dat"}, '"users" and "persist"'),
    ):
        assert word in str(raises(ValueError, check, bad)), bad


def test_users_are_changed_by_set_only_if_that_is_asked_for():
    assert check({})["users_writable"] is False
    c = check({"users_writable": True, "users": [{"name": "u"}], "persist": "x.dat"})
    assert c["users_writable"] is True


def test_a_community_that_is_none_is_in_no_error():
    for key in ("read_community", "write_community", "targets"):
        for secret in (48151623, [48151623], {"a": 48151623}, 48151623.5, "48151623" * 40):
            value = [{"host": "a", "community": secret}] if key == "targets" else secret
            e = raises(ValueError, check, {key: value})
            assert key in str(e) and "48151623" not in repr(e), e


def test_text_that_cannot_be_encoded_or_is_longer_than_255_octets_is_named():
    halves = ["\ud800", "48151623\ud800"] if hasattr("", "casefold") else []  # CPython
    for text in halves + ["\xe9" * 128]:
        for key in ("read_community", "write_community", "name"):
            e = raises(ValueError, check, {key: text})
            assert '"%s"' % key in str(e) and not getattr(e, "__context__", None)
    assert check({"name": "\xe9" * 127})["name"]
