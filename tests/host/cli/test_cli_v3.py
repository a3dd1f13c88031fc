# The command with SNMPv3: against snmpd and beside net-snmp's tools, and our own agent.

import json
import subprocess
import threading

import pytest
from clibox import compare, netsnmp, usnmp_command
from conftest import free_port, tool
from usnmp_agent import Agent
from usnmp_manager import Manager
from usnmp_mib import INT, OCTSTR, Mib
from usnmp_v3 import User
from usnmp_v3.engine import Engine
from v3snmpd import AUTH, NAME, PRIV, Snmpd

SNMPD = pytest.mark.slow
USER = ("-v3", "-u", "SHA_AES", "-a", "SHA", "-x", "AES")
SECRETS = ("-A", AUTH, "-X", PRIV)
FULL = (*USER, "-l", "authPriv", *SECRETS)
ENGINE = "80001f880561626364"
A = "1.3.6.1.2.1.1.5.0"


@pytest.fixture(scope="module")
def snmpd(tmp_path_factory):
    running = Snmpd(tmp_path_factory.mktemp("snmpd"))
    yield running
    running.stop()


@pytest.fixture
def agent():
    """Our agent with the users secure (SHA-256, AES) and open: its host and port."""
    mib = Mib()
    mib.scalar(A, OCTSTR, "ours", write=True)
    mib.table("1.3.6.1.4.1.9.2.1", {1: INT, 2: OCTSTR}, {1: {1: 10, 2: "one"}})
    served = Agent(mib, None)
    served.engine = Engine(ENGINE, 3)
    served.allow(User("secure", "SHA-256", AUTH, "AES", PRIV), None, write=True)
    open_ = User("open")
    served.allow(open_, None)
    served.allow(open_, None, context="side")
    port = free_port()
    served.bind("127.0.0.1", port)
    going = [True]

    def serve():
        while going:
            served.poll(20)

    thread = threading.Thread(target=serve)
    thread.start()
    yield "127.0.0.1:%d" % port
    going.clear()
    thread.join(20)
    served.close()


# --- beside net-snmp ---


@SNMPD
@pytest.mark.parametrize(
    "options",
    [
        FULL,
        ("-v", "3", "-u", "MD5_DES", "-l", "AP", "-a", "md5", "-A", AUTH, "-x", "des", "-X", PRIV),
        ("-v3", "-u", "SHA_AES", "-l", "authNoPriv", "-a", "sha1", "-A", AUTH),
        ("-v3", "-u", "SHA-256_AES-192", "-l", "anp", "-a", "SHA256", "-A", AUTH),
        (
            "-v3",
            "-u",
            "SHA-512_AES-256-C",
            "-l",
            "ap",
            "-a",
            "SHA-512",
            "-x",
            "AES-256-C",
            *SECRETS,
        ),
        ("-v3", "-u", "SHA-384_AES-256", "-l", "ap", "-a", "SHA384", "-x", "AES256", *SECRETS),
        ("-v3", "-u", "SHA_AES", "-l", "noAuthNoPriv"),
        ("-v3", "-u", "open", "-l", "nanp", "-E", "0x8000000001020304"),
        ("-v3", "-u", "open", "-l", "nanp", "-n", ""),
    ],
)
def test_what_net_snmp_prints_with_the_same_options(options, snmpd):
    more = (*options, "-On", snmpd.host)
    compare("get", *more, NAME, "1.3.6.1.2.1.1.2.0", "1.3.6.1.2.1.1.99.0")
    compare("getnext", *more, "1.3.6.1.2.1.1.4")
    compare("bulkget", *more, "1.3.6.1.2.1.1.4")
    compare("walk", *more, "1.3.6.1.2.1.1.9.1.3")
    compare("bulkwalk", *more, "1.3.6.1.2.1.1.9.1.2")
    compare("set", *more, NAME, "s", " ".join(options))


@SNMPD
def test_keys_are_those_of_net_snmp(snmpd):
    found = usnmp_command("keys", "--json", *USER[3:], *SECRETS, snmpd_engine(snmpd))
    keys = json.loads(found[1])
    masters = "-3m", "0x" + keys["auth_master_key"], "-3M", "0x" + keys["priv_master_key"]
    locals = "-3k", "0x" + keys["auth_key"], "-3K", "0x" + keys["priv_key"]
    for more in (masters, locals, (*locals, "-e", keys["engine_id"])):
        compare("get", *USER, "-l", "authPriv", *more, "-On", snmpd.host, NAME)
    compare("get", *USER[:5], "-l", "authNoPriv", *locals[:2], "-On", snmpd.host, NAME)


def snmpd_engine(snmpd):
    with Manager("127.0.0.1", port=snmpd.port, user=User("open")) as m:
        m.get(NAME)
        return m.wrapper.peer.engine.id.hex()


@SNMPD
def test_snmp_conf_is_read_as_net_snmp_reads_it(snmpd, tmp_path, monkeypatch):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("SNMPCONFPATH", "%s/one:%s/two" % (tmp_path, tmp_path))
    (tmp_path / "one/snmp.conf").write_text(
        "# defaults\n\ndefVersion 3\ndefSecurityName open\nDEFSECURITYLEVEL authPriv\n"
        'defAuthType SHA-256\ndefPrivType AES\n[snmp]\ndefAuthPassphrase   "%s"\n' % AUTH
    )
    (tmp_path / "one/snmp.local.conf").write_text("defPrivPassphrase %s\n" % PRIV)
    (tmp_path / "two/snmp.conf").write_text("defSecurityName SHA_AES\ndefAuthType SHA\n")
    compare("get", "-On", snmpd.host, NAME)
    compare("get", "-On", "-l", "noAuthNoPriv", "-u", "open", snmpd.host, NAME)
    compare("get", "-On", "-v2c", "-c", "public", snmpd.host, NAME)
    (tmp_path / "two/snmp.conf").write_text("defVersion 2c\ndefCommunity public\n")
    compare("get", "-On", snmpd.host, NAME)


@SNMPD
@pytest.mark.parametrize(
    "options, text",
    [
        (("-u", "nobody"), "unknown user"),
        ((*USER, "-A", "another one", "-X", PRIV), "wrong digest"),
        (("-u", "open", "-a", "SHA", "-A", AUTH), "does not support that level"),
        (("-u", "open", "-e", "0x8000000001020304"), "unknown engine ID"),
        ((*USER, "-A", AUTH, "-X", "another one"), "wrong privacy password, key or protocol?"),
        (("-u", "open", "-n", "elsewhere"), "wrong context?"),
    ],
)
def test_what_is_wrong_is_a_line_and_status_1(options, text, snmpd):
    status, out, err = usnmp_command("get", "-t0.3", "-r0", *options, snmpd.host, NAME)
    assert (status, out) == (1, b"") and text in err.decode()
    assert err.decode().count("127.0.0.1") == 1


@SNMPD
def test_a_trap_and_an_inform_reach_snmptrapd(tmp_path):
    port = free_port()
    who = 'SHA "%s" AES "%s"\n' % (AUTH, PRIV)
    (tmp_path / "trapd.conf").write_text(
        "disableAuthorization yes\ncreateUser -e 0x%s u %screateUser u %s" % (ENGINE, who, who)
    )
    command = [tool("snmptrapd"), "-f", "-Lo", "-C", "-c", "trapd.conf", "-On", "-F", "%P|%v\n"]
    command.append("udp:127.0.0.1:%d" % port)
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        try:
            while "NET-SNMP version" not in process.stdout.readline():
                pass
            user = ("-v3", "-u", "u", "-a", "SHA", "-x", "AES", *SECRETS)
            for command, more in (("inform", ()), ("trap", ("-e", ENGINE))):
                words = "127.0.0.1:%d" % port, "5", "1.3.6.1.4.1.9.7", A, "s", command
                assert usnmp_command(command, *user, *more, *words) == (0, b"", b"")
                line = process.stdout.readline()
                while "STRING" not in line:
                    line = process.stdout.readline()
                assert '"%s"' % command in line and "v3" in line
        finally:
            process.terminate()
    status, out, err = usnmp_command("trap", *user, *words)
    assert (status, out) == (1, b"") and b"-e ENGINE-ID" in err


# --- our own agent ---

SECURE = ("-u", "secure", "-a", "SHA-256", "-x", "AES-128")


def test_every_command_with_our_agent(agent):
    more = (*SECURE, *SECRETS, agent)
    line = "iso%s = STRING: " % A[1:]
    assert usnmp_command("get", *more, A) == (0, (line + '"ours"\n').encode(), b"")
    assert usnmp_command("set", *more, A, "s", "x")[1] == (line + '"x"\n').encode()
    assert usnmp_command("getnext", *more, "1.3.6.1.2.1.1")[1] == (line + '"x"\n').encode()
    assert line in usnmp_command("walk", *more, ".")[1].decode()
    assert line in usnmp_command("bulkwalk", *more)[1].decode()
    assert b"one" in usnmp_command("bulkget", *more, A)[1]
    assert b"one" in usnmp_command("table", *more, "1.3.6.1.4.1.9.2")[1]
    status, out, _ = usnmp_command("poll", "-n1", "--context", "", "-o", A, *more)
    assert status == 0 and json.loads(out)["value"] == "x"


def test_passwords_come_from_the_environment(agent, monkeypatch):
    monkeypatch.setenv("USNMP_AUTH_PASSWORD", AUTH)
    monkeypatch.setenv("USNMP_PRIV_PASSWORD", PRIV)
    assert usnmp_command("get", *SECURE, agent, A)[0] == 0
    assert usnmp_command("get", *SECURE, "-A", "another one", agent, A)[0] == 1  # counts more
    monkeypatch.setenv("USNMP_PRIV_PASSWORD", "another one")
    status, _, err = usnmp_command("get", *SECURE, agent, A)
    assert status == 1 and b"cannot be decrypted" in err


def test_contexts_engines_and_clocks(agent):
    for more in (
        ("-n", "side"),
        ("--context", "side"),
        ("-e", ENGINE, "-E", "0x" + ENGINE),
        ("-e", ENGINE, "-Z", "3,10"),
    ):
        assert usnmp_command("get", "-u", "open", *more, agent, A)[0] == 0
    assert usnmp_command("get", *SECURE, *SECRETS, "-e", ENGINE, "-Z", "3,0", agent, A)[0] == 0
    status, _, err = usnmp_command("get", "-u", "open", "-n", "other", agent, A)
    assert status == 1 and b"unknown context" in err
    status, _, err = usnmp_command("poll", "-n1", "-u", "nobody", agent)
    assert status == 1


def test_a_list_of_hosts_has_no_communities_in_snmpv3(agent, tmp_path):
    hosts = tmp_path / "hosts"
    hosts.write_text(agent + "\n")
    assert usnmp_command("poll", "-n1", "-u", "open", "-o", A, "-f", hosts)[0] == 0
    hosts.write_text(agent + " public\n")
    status, _, err = usnmp_command("poll", "-n1", "-u", "open", "-f", hosts)
    assert status == 1 and b"line 1: SNMPv3 has no communities" in err


# --- arguments ---


@pytest.mark.parametrize(
    "args, text",
    [
        (("-v3",), "needs -u USER, or defSecurityName"),
        (("-u", "u", "-l", "authNoPriv", "-A", "s3cretpw"), "needs -a PROTOCOL, or defAuthType"),
        (("-u", "u", "-l", "authNoPriv", "-a", "SHA"), "USNMP_AUTH_PASSWORD, defAuthPassphrase"),
        (("-u", "u", "-l", "authPriv", "-a", "SHA", "-A", "s3cretpw"), "privacy needs -x"),
        (("-u", "u", "-a", "SHA", "-A", "s3cret"), "8 octets"),
        (("-u", "u", "-a", "SHA-1024"), "there are MD5, SHA, SHA-224"),
        (("-u", "u", "-x", "s3cret"), "there are DES, 3DES, AES"),
        (("-u", "u", "-l", "s3cret"), "noAuthNoPriv, authNoPriv or authPriv"),
        (("-u", "u", "-a", "SHA", "-3m", "s3cret"), "not hex"),
        (("-u", "u", "-a", "SHA", "-3m", "0011"), "key of SHA has 20 octets"),
        (("-u", "u", "-3s", "s3cret"), "-3m, -3M, -3k or -3K"),
        (("-u", "u", "-e", "0x01"), "5 to 32 octets"),
        (("-u", "u", "-Z", "1"), "BOOTS,TIME"),
        (("-u", "u", "-Z", "1,1"), "-Z needs -e"),
        (("-u", "u" * 33), "1 to 32 octets"),
        (
            ("-u", "u", "-a", "SHA", "-x", "AES", "-3k", "00" * 20, "-X", "s3cretpw"),
            "for authentication and privacy, or for neither",
        ),
    ],
)
def test_wrong_options_are_told_without_what_is_secret(args, text):
    status, out, err = usnmp_command("get", *args, "127.0.0.1", A)
    assert (status, out) == (2, b"") and text in err.decode() and b"s3cret" not in err


def test_keys_of_the_rfc():
    # RFC 3414 A.3
    args = "-A", "maplesyrup", "00" * 11 + "02"
    text = usnmp_command("keys", "-a", "MD5", *args)[1].decode()
    assert "9faf3283884e92834ebc9847d8edd963" in text
    assert "526f5eed9fcce26f8964c2930787d82b" in text
    text = usnmp_command("keys", "-a", "sha", *args)[1].decode()
    assert "9fb5cc0381497b3793528939ff788d5d79145211" in text
    assert "6695febc9288e36282235fc7151f128497b38f3f" in text


def test_keys_without_passwords_protocols_or_to_be_localised_twice_are_refused():
    for args in ((), ("-a", "SHA"), ("-A", AUTH), ("-a", "SHA", "-X", PRIV)):
        status, out, err = usnmp_command("keys", *args)
        assert (status, out) == (2, b"") and b"missing" in err
    status, out, err = usnmp_command("keys", "-a", "SHA", "-3k", "00" * 20)
    assert (status, out) == (2, b"") and b"localised" in err
    assert usnmp_command("keys", "-a", "SHA", "-A", "short", ENGINE)[0] == 2


@SNMPD
def test_a_level_without_its_password_is_no_lower_level(snmpd):
    # net-snmp sends what is lower; here what was asked for is what is sent, or nothing
    status, _, err = usnmp_command("get", *USER, "-l", "authPriv", "-A", AUTH, snmpd.host, NAME)
    assert status == 2 and b"USNMP_PRIV_PASSWORD" in err
    assert netsnmp("snmpget", *FULL, snmpd.host, NAME)[0] == 0
