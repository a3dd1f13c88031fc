# What snmp.conf and the environment give to `usnmp`, with snmpget reading the same files.

import os

import pytest
from clibox import OIDS, TRAP2, Box, compare, netsnmp, usnmp_command
from usnmp_pc.snmpconf import Conf, ConfError


@pytest.fixture
def conf(tmp_path, monkeypatch):
    """Writes snmp.conf, which is the only one there is; gives its folder."""
    monkeypatch.setenv("SNMPCONFPATH", str(tmp_path))
    monkeypatch.delenv("USNMP_COMMUNITY", raising=False)

    def write(text, name="snmp.conf"):
        (tmp_path / name).write_text(text)
        return tmp_path

    return write


@pytest.mark.parametrize(
    "text, community",
    [
        ("defCommunity secret\n", "secret"),
        ("  DEFCOMMUNITY\tsecret  \n", "secret"),
        ("defCommunity 'a b'\n", "'a b'"),
        ('defCommunity "a b" # no\n', "a b"),
        ('"defCommunity" "a \\"b"\n', 'a "b'),
        ("defCommunity a # b\n", "a # b"),
        ("defCommunity one\ndefCommunity two\n", "two"),
        ("defCommunity one\n[snmp]\ndefCommunity two\n", "two"),
        ("[snmp] defCommunity one\n", "one"),
        ("defCommunity one\n[snmp] defCommunity two\ndefCommunity three\n", "three"),
        ("defCommunity one\nincludeFile more\n", "more"),
        ("includeFile more\ndefCommunity one\n", "one"),
        ("includeSearch more.conf\n", "searched"),
        ("defCommunity one\n# defCommunity two\n", "one"),
    ],
)
def test_communities_are_read_as_snmpget_reads_them(conf, text, community):
    conf("defVersion 2c\n" + text)
    conf("defCommunity more\n", "more")
    conf("defCommunity searched\n", "more.conf")
    with Box() as box:
        for run in (netsnmp, usnmp_command):
            name = "snmpget" if run is netsnmp else "get"
            assert run(name, "-On", box.host, OIDS[0])[0] == 0
            assert box.requests[-1].community == community


def test_sections_of_others_are_none_of_ours(conf):
    conf("[snmpd]\ndefCommunity one\n[snmp]\ntimeout 7\n[snmptrapd] retries 3\n")
    found = Conf()
    assert "defCommunity" not in found and "retries" not in found
    assert found.get("timeout", int) == 7


def test_an_option_counts_more_than_the_environment_and_that_more_than_a_file(conf, monkeypatch):
    conf("defCommunity file\n")
    with Box() as box:
        usnmp_command("get", box.host, OIDS[0])
        monkeypatch.setenv("USNMP_COMMUNITY", "environment")
        usnmp_command("get", box.host, OIDS[0])
        usnmp_command("get", "-c", "option", box.host, OIDS[0])
        assert [r.community for r in box.requests] == ["file", "environment", "option"]


def test_a_community_of_the_environment_may_be_any_octets(conf, monkeypatch):
    monkeypatch.setitem(os.environb, b"USNMP_COMMUNITY", b"\xff\xfe")
    with Box() as box:
        assert usnmp_command("get", box.host, OIDS[0])[0] == 0
        assert box.requests[0].community == b"\xff\xfe"


def test_retries_and_the_timeout_come_from_the_file(conf):
    conf("defVersion 2c\ndefCommunity public\nretries 2\ntimeout 1\n")
    with Box() as box:
        box.reply = lambda request: None
        compare("get", "-t0.2", "-On", box.host, OIDS[0])
        assert len(box.requests) == 6
        conf("defVersion 2c\ndefCommunity public\nretries 0\ntimeout 0.2\n")
        assert usnmp_command("get", box.host, OIDS[0])[0] == 1
        assert len(box.requests) == 7


def test_trap_and_poll_take_the_community_too(conf):
    conf("defCommunity file\n")
    with Box() as box:
        usnmp_command("trap", box.host, "5", "1.3.6.1.4.1.9.7")
        usnmp_command("poll", "-n1", "-t5", "-o", OIDS[0], box.host)
        assert [r.community for r in box.requests] == ["file", "file"]
        assert box.requests[0].type == TRAP2


@pytest.mark.parametrize(
    "text",
    ["defVersion 4", "retries many", "timeout no", "dumpPacket perhaps"],
)
def test_what_is_no_value_is_told_with_file_and_line(conf, text):
    path = conf("# one\n\n%s\n" % text) / "snmp.conf"
    status, out, err = usnmp_command("get", "127.0.0.1:1", OIDS[0])
    assert (status, out) == (2, b"")
    assert "%s line 3: %s: " % (path, text.split()[0]) in err.decode()


def test_lists_grow_by_plus_and_minus(conf):
    conf("mibs A\nmibs +B:C\nmibs -D\nmibdirs /x\nmibdirs +/y\n")
    assert Conf().get("mibs") == "D:A:B:C"
    assert Conf().get("mibdirs") == "/x:/y"


def test_tokens_of_printing_are_flags(conf):
    conf("printNumericOids yes\nquickPrinting 1\nprintHexText false\nsuffixPrinting 1\n")
    assert sorted(Conf().flags()) == ["n", "q", "s"]
    conf("oidOutputFormat 7\n")
    with pytest.raises(ConfError, match="oidOutputFormat: it must be one of"):
        Conf().flags()


def test_a_passphrase_that_everybody_can_read_is_known(conf):
    path = conf("defPassphrase secret phrase\n") / "snmp.conf"
    path.chmod(0o644)
    assert Conf().exposed() == [str(path)]
    path.chmod(0o640)
    assert Conf().exposed() == []
    conf("defCommunity public\n")
    path.chmod(0o644)
    assert Conf().exposed() == []


def test_files_that_include_each_other_end(conf):
    conf("includeFile snmp.conf\ndefCommunity one\nincludeDir /no/such\ninclude x\n")
    assert Conf().get("defCommunity") == "one"
