# createUser lines of a snmptrapd.conf, and `usnmp trapd` that takes users from them.

import json
import subprocess
import sys

import pytest
from conftest import ROOT, free_port, run, tool
from usnmp_pc.create_user import read
from usnmp_v3.keys import localize, password_to_key

ENGINE = "80001f8805736e64"


def test_users_have_the_protocols_and_keys_of_their_lines():
    found = read(
        "# snmptrapd.conf\n"
        "createUser nobody\n"
        "createUser a MD5 maplesyrup\n"
        'createUser -e 0x%s "b c" SHA-512 "maple syrup" AES256 syrupmaple # why\n'
        "createuser d sha1 maplesyrup aes\n"
        "createUser e SHA -m 0x%s DES -m 0x%s\n"
        "traphandle default /bin/true\n" % (ENGINE, "61" * 20, "62" * 20)
    )
    assert [(u.name, u.auth, u.priv, level, id) for u, level, id in found] == [
        (b"nobody", None, None, None, None),
        (b"a", "MD5", None, None, None),
        (b"b c", "SHA-512", "AES-256", None, bytes.fromhex(ENGINE)),
        (b"d", "SHA", "AES", None, None),
        (b"e", "SHA", "DES", None, None),
    ]
    key = password_to_key("SHA", "maplesyrup")
    assert found[3][0].master_keys() == [key, key]  # one password for both
    assert found[4][0].master_keys() == [b"a" * 20, b"b" * 20]


def test_localised_keys_want_their_engine():
    key = localize("SHA", password_to_key("SHA", "maplesyrup"), bytes.fromhex(ENGINE)).hex()
    ((user, level, id),) = read("createUser -e %s f SHA -l 0x%s" % (ENGINE, key))
    assert user.engine_id == id == bytes.fromhex(ENGINE)
    assert user.localized(id).mac.digest(b"") and level is None


def test_auth_user_lines_say_who_is_taken_and_at_which_level():
    users = "createUser a SHA maplesyrup AES\ncreateUser b SHA maplesyrup\ncreateUser c\n"
    lines = "authUser log a priv\nauthUser log,execute -s usm b\n"
    assert [(u.name, level) for u, level, _ in read(users + lines)] == [
        (b"a", "authPriv"), (b"b", "authNoPriv"),
    ]  # fmt: skip
    found = read(users + "disableAuthorization yes\n")
    assert [level for _, level, _ in found] == ["noAuthNoPriv"] * 3


@pytest.mark.parametrize(
    "line, why",
    [
        ("createUser", "too soon"),
        ("createUser a SHA", "too soon"),
        ("createUser a SHA -m", "too soon"),
        ("createUser a WHAT maplesyrup", "protocol"),
        ("createUser a SHA s3cret", "8 octets"),
        ("createUser a SHA -m 0xs3cret", "hex digits"),
        ("createUser a SHA -l 0x00", "-e"),
        ("createUser a SHA maplesyrup AES maplesyrup s3cret", "too many"),
        ("authUser log a loud", "noauth, auth or priv"),
        ('createUser a SHA "s3cret', "quotation"),
    ],
)
def test_a_line_that_is_wrong_is_named_without_its_secret(line, why):
    with pytest.raises(ValueError) as e:
        read("\n" + line)
    assert "line 2" in str(e.value) and why in str(e.value)
    assert "s3cret" not in str(e.value)


def test_trapd_shows_whose_a_trap_is(tmp_path):
    port = free_port()
    conf = tmp_path / "snmptrapd.conf"
    conf.write_text("createUser ops SHA-256 maplesyrup AES syrupmaple\nauthUser log ops priv\n")
    for more in ([], ["--json"]):
        process = subprocess.Popen(
            [sys.executable, "-m", "usnmp_pc.cli", "trapd", "-p", str(port), "--host",
             "127.0.0.1", "--users", str(conf), "-n", "1", *more],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
        )  # fmt: skip
        try:
            for _ in range(40):  # until it listens
                done = run(
                    tool("snmpinform"), "-v3", "-u", "ops", "-l", "authPriv", "-a", "SHA-256",
                    "-A", "maplesyrup", "-x", "AES", "-X", "syrupmaple", "-t1", "-r0",
                    "127.0.0.1:%d" % port, "4711", "1.3.6.1.6.3.1.1.5.3",
                )  # fmt: skip
                if done.returncode == 0:
                    break
            out, _ = process.communicate(timeout=20)
        finally:
            process.kill()
            process.wait(timeout=20)
        if more:
            found = json.loads(out)
            assert (found["version"], found["user"], found["context"]) == ("3", "ops", "")
            assert found["security_level"] == "authPriv" and "community" not in found
        else:
            assert "SNMPv3, user ops, authPriv, engine 80001f88" in out, out


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    conf = tmp_path / "conf"
    conf.write_text("createUser ops SHA s3cret\n")
    for path, why in ((conf, "line 1: "), (tmp_path / "none", "No such file")):
        done = run(
            sys.executable, "-m", "usnmp_pc.cli", "trapd", "-p", free_port(), "--users", path
        )
        assert done.returncode and why in done.stderr and "s3cret" not in done.stderr, done
