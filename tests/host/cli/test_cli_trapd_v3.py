# `usnmp trapd` with users of SNMPv3 from options, the environment, snmp.conf and a file, and what
# it tells of what it refuses; net-snmp's snmptrap and snmpinform are the senders.

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from clibox import netsnmp, usnmp_command
from conftest import ROOT, free_port, run
from usnmp_v3.keys import localize, password_to_key

ENGINE = "80001f880561626364"
OTHER = "80001f880565666768"
AUTH, PRIV = "maplesyrup", "syrupmaple"
LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
OPS = ("-u", "ops", "-a", "SHA-256", "-x", "AES")
SECRETS = ("-A", AUTH, "-X", PRIV)
KU = [password_to_key("SHA", word) for word in (AUTH, PRIV)]
SHA = ("-u", "ops", "-a", "SHA", "-x", "AES")


class Trapd:
    """`usnmp trapd` on a port of its own, in JSON: `with Trapd(...) as t`."""

    def __init__(self, *options, env=()):
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "usnmp_pc.cli", "trapd", "-p", str(self.port), "--host",
             "127.0.0.1", "--json", *map(str, options)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, **dict(env)},
        )  # fmt: skip
        while not netsnmp("snmpinform", "-v2c", "-cx", "-t0.5", "-r0", *self.words)[0] == 0:
            # It listens if it answers discovery, as it does not take v1 or v2c
            done = netsnmp("snmpinform", "-v3", "-u", "nobody", "-t0.5", "-r0", *self.words)
            if b"Unknown user" in done[2]:
                break
            assert self.process.poll() is None, self.process.stderr.read()

    @property
    def words(self):
        return "127.0.0.1:%d" % self.port, "5", LINK_DOWN

    def __enter__(self):
        return self

    def __exit__(self, *args):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def trap(self, *options, id=ENGINE, level="authPriv"):
        """Send one; nobody says whether it was taken."""
        done = netsnmp("snmptrap", "-v3", "-l", level, "-e", "0x" + id, *options, *self.words)
        assert done[0] == 0, done

    def inform(self, *options, level="authPriv"):
        """Was it acknowledged?"""
        how = "-v3", "-l", level, "-t1", "-r1"
        return netsnmp("snmpinform", *how, *options, *self.words)[0] == 0

    def settle(self):
        """Wait until it has looked at the traps: its answer to another message comes after."""
        netsnmp("snmpinform", "-v3", "-u", "nobody", "-t20", "-r0", *self.words)

    def end(self):
        """(the users and engines of what it showed, standard error)"""
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=30)
        found = [json.loads(line) for line in out.splitlines()]
        return [(n["user"], n["engine_id"]) for n in found if n["version"] == "3"], err


def test_a_user_of_options_is_taken_and_others_are_told():
    with Trapd("-v3", *OPS, *SECRETS, "--refused") as t:
        t.trap(*OPS, *SECRETS)
        assert t.inform(*OPS, *SECRETS)
        t.trap(*OPS, "-A", "another word", "-X", PRIV)
        t.trap(*OPS, "-A", AUTH, "-X", "another word", id=OTHER)
        t.trap("-u", "eve", level="noAuthNoPriv")
        assert not t.inform(*OPS[:4], "-A", AUTH, level="authNoPriv")
        done = netsnmp("snmptrap", "-v2c", "-cpublic", *t.words)
        assert done[0] == 0
        t.settle()
        found, err = t.end()
    assert [user for user, _ in found] == ["ops", "ops"] and found[0][1] == ENGINE
    for text in (
        "wrong digest: another authentication password", "another privacy password",
        "unknown user", "below the least", "a community that is not taken",
    ):  # fmt: skip
        assert text in err, err
    assert "refused, from 127.0.0.1 port " in err and AUTH not in err


def test_the_least_level_may_be_less():
    with Trapd("-l", "authNoPriv", *OPS, *SECRETS) as t:
        assert t.inform(*OPS, *SECRETS)
        assert t.inform(*OPS[:4], "-A", AUTH, level="authNoPriv")
        assert not t.inform(*OPS[:2], level="noAuthNoPriv")
        assert t.end()[1] == ""


def test_passwords_come_from_the_environment_and_the_rest_from_snmp_conf(tmp_path):
    (tmp_path / "snmp.conf").write_text(
        "defSecurityName ops\ndefAuthType SHA-256\ndefPrivType AES\ndefPrivPassphrase %s\n" % PRIV
    )
    env = {"USNMP_AUTH_PASSWORD": AUTH, "SNMPCONFPATH": str(tmp_path)}
    with Trapd("-v3", env=env.items()) as t:
        assert t.inform(*OPS, *SECRETS)
        assert not t.inform("-u", "eve", level="noAuthNoPriv")


def keys(letters, made):
    return [
        word for letter, key in zip(letters, made) for word in ("-3" + letter, "0x" + key.hex())
    ]


def test_master_keys_are_of_any_engine_and_localised_ones_of_theirs():
    with Trapd(*SHA, *keys("mM", KU)) as t:
        for id in (ENGINE, OTHER):
            t.trap(*SHA, *SECRETS, id=id)
        assert t.inform(*SHA, *SECRETS)
        assert [id for _, id in t.end()[0][:2]] == [ENGINE, OTHER]
    local = [localize("SHA", key, bytes.fromhex(ENGINE)) for key in KU]
    local[1] = local[1][:16]
    with Trapd(*SHA, *keys("kK", local), "-e", "0x" + ENGINE) as t:
        t.trap(*SHA, *SECRETS, id=OTHER)
        t.trap(*SHA, *keys("kK", local))
        assert not t.inform(*SHA, *SECRETS)
        assert t.end()[0] == [("ops", ENGINE)]


def test_a_user_at_one_engine_is_taken_from_there_alone():
    with Trapd(*SHA, *SECRETS, "-e", ENGINE) as t:
        t.trap(*SHA, *SECRETS, id=OTHER)
        t.trap(*SHA, *SECRETS)
        t.settle()
        assert t.end()[0] == [("ops", ENGINE)]


def test_an_engine_id_of_our_own_stays_and_its_boots_grow(tmp_path):
    conf = tmp_path / "users"
    conf.write_text("createUser two SHA %s\n" % AUTH)
    clocks = []
    for _ in range(2):
        with Trapd(*SHA, *SECRETS, "--engine-id", OTHER, "--users", conf, "-d") as t:
            assert t.inform(*SHA, *SECRETS)
            assert t.inform("-u", "two", "-a", "SHA", "-A", AUTH, level="authNoPriv")
            found, err = t.end()
        assert found == [("ops", OTHER), ("two", OTHER)]
        shown = "".join([line[6:58] for line in err.splitlines() if line[4:6] == ": "])
        after = shown.replace(" ", "").lower().split("0409" + OTHER + "0204")[1]
        clocks.append(int(after[:8], 16))
        time.sleep(1.1)  # who starts again within a second is within the time window
    assert clocks[1] > clocks[0] > 2**27


def test_the_trace_shows_what_was_encrypted():
    with Trapd(*SHA, *SECRETS, "-d") as t:
        done = netsnmp(
            "snmpinform", "-v3", "-l", "authPriv", *SHA, *SECRETS, *t.words,
            "1.3.6.1.2.1.1.6.0", "s", "Cellar",
        )  # fmt: skip
        assert done[0] == 0
        _, err = t.end()
    shown, way = {}, ""
    for line in err.splitlines():
        if line[4:6] == ": ":
            shown[way][-1] += line[60:]
        elif line:
            way = " ".join([w for w in line.split() if w.isalpha() or w == "Decrypted,"])
            shown.setdefault(way, []).append("")
    plain = "Decrypted, bytes received", "Decrypted, bytes sent"
    sealed = "Received byte packet from", "Sending bytes to"
    assert set(shown) == {*plain, *sealed}
    assert all("Cellar" in text for way in plain for text in shown[way])
    assert not any("Cellar" in text for way in sealed for text in shown[way])


@pytest.mark.parametrize(
    "options, text",
    [
        (("-v", "2c"), "-v: it must be 3"),
        (("-v3",), "-u USER or --users FILE"),
        (("-a", "SHA"), "-u USER or --users FILE"),
        (("-A", "s3cretpw"), "-u USER or --users FILE"),
        (("-e", ENGINE), "-u USER or --users FILE"),
        (("--engine-id", ENGINE), "-u USER or --users FILE"),
        (("-u", "u", "-a", "SHA"), "authentication needs a password"),
        (("-u", "u", "-a", "SHA", "-A", "s3cretpw", "-x", "AES"), "privacy needs a password"),
        (("-u", "u", "-l", "authPriv"), "needs -a PROTOCOL"),
        (("-u", "u", "-a", "SHA", "-A", "s3cret"), "8 octets"),
        (("-u", "u", "-a", "SHA", "-3k", "00" * 20), "-e ENGINE-ID"),
        (("-u", "u", "-3m", "00" * 20), "needs -a PROTOCOL"),
        (("-u", "u", "-v3", "-c", "s3cret"), "no communities"),
        (("-u", "u", "--engine-id", "0x00"), "5 to 32 octets"),
        (("-u", ""), "1 to 32 octets"),
        (("-u",), "needs a value"),
        (("-Z", "1,1"), "no such option"),
        (("-u", "u", "s3cret"), "argument ADDRESS: it must be"),
    ],
)
def test_wrong_options_of_trapd_are_told_without_what_is_secret(options, text):
    status, out, err = usnmp_command("trapd", *options)
    assert (status, out) == (2, b"") and text in err.decode() and b"s3cret" not in err, err


@pytest.mark.parametrize("command", ["get", "trap", "inform"])
def test_a_protocol_without_its_password_is_no_wish_for_less(command):
    more = ("5", LINK_DOWN) if command != "get" else (LINK_DOWN,)
    for options in (("-a", "SHA"), ("-a", "SHA", "-A", AUTH, "-x", "AES")):
        status, out, err = usnmp_command(command, "-u", "u", *options, "127.0.0.1:9", *more)
        assert (status, out) == (2, b"") and b"needs a password" in err


def test_options_may_stand_before_the_command():
    done = run(
        sys.executable, "-m", "usnmp_pc.cli", "--users", "/none/x", "trapd", "-p", free_port()
    )
    assert done.returncode == 1 and "/none/x" in done.stderr


def test_our_own_trap_and_inform_are_taken_by_passwords_and_by_keys():
    local = [localize("SHA", key, bytes.fromhex(ENGINE)) for key in KU]
    with Trapd("-v3", *SHA, *SECRETS, "--engine-id", OTHER) as t:
        own = [localize("SHA", key, bytes.fromhex(OTHER)) for key in KU]
        for command, more in (
            ("trap", (*SECRETS, "-e", ENGINE)),
            ("trap", (*keys("mM", KU), "-e", ENGINE, "-n", "here")),
            ("trap", (*keys("kK", local), "-e", ENGINE, "-E", OTHER)),
            ("inform", SECRETS),
            ("inform", keys("mM", KU)),
            ("inform", keys("kK", own)),
            ("inform", (*SECRETS, "-e", OTHER)),
        ):
            assert usnmp_command(command, *SHA, *more, *t.words) == (0, b"", b""), (command, more)
        found, err = t.end()
    assert found == [("ops", ENGINE)] * 3 + [("ops", OTHER)] * 4 and err == ""
