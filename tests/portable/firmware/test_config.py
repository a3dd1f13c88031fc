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
        ([], "object"),
    ):
        assert word in str(raises(ValueError, check, bad)), bad


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
