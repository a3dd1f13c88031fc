# The addresses in the configuration file that requests must come from: portable. A module of its
# own, for with the agent, which knows what they are, the rest would not fit.

from usnmp_firmware.config import check
from util import raises


def test_addresses_and_prefixes_are_taken():
    assert check({"sources": ["10.0.0.0/8", "192.0.2.7"]})["sources"]


def test_what_is_neither_is_an_error_that_names_the_key():
    for bad in (
        ["10.0.0.0/33"],
        ["here"],
        "10.0.0.1",
        [5],
        ["10.0.0.0/8", "1:2:3"],
        ["::g"],
        ["::/129"],
        ["fe80::1%eth0"],
        ["::\0"],
        ["10.0.0.0/8/8"],
        ["10.0.0.0/+8"],
        ["10.0.0.0/1_0"],
        [" 10.0.0.1"],
        [[]],
        [None, {}],
    ):
        assert '"sources"' in str(raises(ValueError, check, {"sources": bad})), bad
