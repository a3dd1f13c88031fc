# net-snmp's snmpusm against our agent: keys changed, users made, cloned and removed by SET; what
# it says when that is refused; and what is in force after a restart.

import pytest
from conftest import run, tool
from test_v3_netsnmp import KEYS, NAME, SEEN, SHA256, serving

OLD, NEW = "maplesyrup", "newsyrup1"
READER = ("reader", "SHA", "AES")
KU = {"SHA": KEYS["SHA"], "SHA-256": SHA256}
# Each with a port that has it.
BOTH = [
    ("cpython", "SHA", "AES"),
    ("cpython", "SHA-256", "AES"),
    ("cpython", "MD5", "DES"),
    ("micropython32", "SHA", "AES"),
    ("micropython32", "SHA-256", "AES"),
]


def users(auth="SHA", priv="AES"):
    key = KU.get(auth, "")
    return ["reader,%s,%s,authNoPriv,%s" % (auth, priv, key), "plain,,,"]


@pytest.fixture
def agent(build, tmp_path):
    """serving() with a table that can be written; to be called again after a restart."""

    def start(name="cpython", auth="SHA", priv="AES", more=()):
        return serving(name, build, "store=%s" % (tmp_path / "store"), *users(auth, priv), *more)

    return start


def usm(snmp, user, *arguments, **how):
    """snmpusm, which is to succeed."""
    done = snmp("usm", user, *arguments, **how)
    assert (done.returncode, done.stderr) == (0, ""), done
    return done


def refused(snmp, user, *arguments, **how):
    """What snmpusm says, which is to fail; its exit status does not tell."""
    done = snmp("usm", user, *arguments, **how)
    assert done.stderr and "successfully" not in done.stdout, done
    return done.stderr


def get(snmp, user, password=OLD, priv_password=OLD):
    return snmp("get", user, NAME, password=password, priv_password=priv_password)


def works(snmp, user, *passwords):
    return get(snmp, user, *passwords).stdout.splitlines() == [SEEN]


@pytest.mark.parametrize("name, auth, priv", BOTH)
def test_passwd(name, auth, priv, agent):
    user = ("reader", auth, priv)
    with agent(name, auth, priv) as snmp:
        assert works(snmp, user)
        done = usm(snmp, user, "passwd", OLD, NEW, options=("-Ca",))
        assert "SNMPv3 Key(s) successfully changed" in done.stdout
        before = counter(snmp, user)
        assert "Authentication failure" in get(snmp, user).stderr  # the report of a wrong digest
        assert works(snmp, user, NEW, OLD)
        assert counter(snmp, user) > before
        usm(snmp, user, "passwd", OLD, NEW, password=NEW, options=("-Cx",))
        assert "Decryption error" in get(snmp, user, NEW, OLD).stderr
        assert works(snmp, user, NEW, NEW)
        new = {"password": NEW, "priv_password": NEW}
        usm(snmp, user, "passwd", NEW, OLD, options=("-Ca", "-Cx"), **new)
        assert works(snmp, user)
        usm(snmp, user, "passwd", OLD, NEW)  # both, as without options
        assert works(snmp, user, NEW, NEW)
    with agent(name, auth, priv) as snmp:
        assert "Authentication failure" in get(snmp, user).stderr
        assert works(snmp, user, NEW, NEW)


def counter(snmp, user):
    arguments = {"password": NEW, "priv_password": OLD}
    return int(snmp.lines("get", user, "1.3.6.1.6.3.15.1.1.5.0", **arguments)[0].split()[-1])


def test_a_key_instead_of_a_password(agent):
    key = "0x" + "5a" * 20
    with agent() as snmp:
        usm(snmp, READER, "passwd", OLD, key, options=("-Ca", "-Ck"))
        done = run(
            tool("snmpget"), "-v3", "-On", "-u", "reader", "-l", "authPriv", "-a", "SHA", "-3k",
            key, "-x", "AES", "-X", OLD, snmp.target, NAME,
        )  # fmt: skip
        assert done.stdout.splitlines() == [SEEN], done


@pytest.mark.parametrize("name", ["cpython", "micropython32"])
def test_a_user_is_made_changed_and_removed(name, agent):
    wes = ("wes", "SHA", "AES")
    with agent(name) as snmp:
        assert "Unknown user name" in get(snmp, wes).stderr
        done = usm(snmp, READER, "create", "wes", "reader")
        assert "User successfully created" in done.stdout
        assert works(snmp, wes)
        # for himself, and by another
        usm(snmp, wes, "passwd", OLD, NEW)
        assert works(snmp, wes, NEW, NEW) and works(snmp, READER)
        usm(snmp, READER, "passwd", NEW, OLD, "wes")
        assert works(snmp, wes)
        usm(snmp, READER, "passwd", OLD, NEW, "wes", options=("-Ca",))
        assert works(snmp, wes, NEW, OLD)
    with agent(name) as snmp:
        assert works(snmp, wes, NEW, OLD)
        usm(snmp, READER, "deactivate", "wes")
        assert "Unknown user name" in get(snmp, wes, NEW).stderr
        usm(snmp, READER, "activate", "wes")
        assert works(snmp, wes, NEW, OLD)
        done = usm(snmp, READER, "delete", "wes")
        assert "User successfully deleted" in done.stdout
        assert "Unknown user name" in get(snmp, wes, NEW).stderr
        usm(snmp, READER, "delete", "wes")  # RFC 2579 2: what is not there can be destroyed
    with agent(name) as snmp:
        assert "Unknown user name" in get(snmp, wes, NEW).stderr


def test_step_by_step(agent):
    wes = ("wes", "SHA", "AES")
    with agent() as snmp:
        usm(snmp, READER, "create", "wes")
        assert status(snmp) == "3"
        assert "Unknown user name" in get(snmp, wes).stderr
        assert "inconsistentValue" in refused(snmp, READER, "activate", "wes")
    with agent() as snmp:
        assert status(snmp) == "3"
        usm(snmp, READER, "cloneFrom", "wes", "reader")
        assert status(snmp) == "1" and works(snmp, wes)
        usm(snmp, READER, "create", "wim", "reader", options=("-Cw",))
        assert "Unknown user name" in get(snmp, ("wim", "SHA", "AES")).stderr
        usm(snmp, READER, "activate", "wim")
        assert works(snmp, ("wim", "SHA", "AES"))


def status(snmp):
    walk = snmp.lines("walk", READER, "1.3.6.1.6.3.15.1.2.2.1.13")
    (line,) = [line for line in walk if ".3.119.101.115 =" in line]
    return line.split()[-1]


def test_the_clone_of_a_user_with_less(agent):
    # authNoPriv, as the manual page of snmpusm has it
    with agent(more=["initial,SHA,,," + KU["SHA"]]) as snmp:
        initial = ("initial", "SHA", "")
        usm(snmp, initial, "create", "wes", "initial")
        usm(snmp, ("wes", "SHA", ""), "passwd", OLD, NEW, options=("-Ca",))
        assert works(snmp, ("wes", "SHA", ""), NEW)
        assert "Unsupported security level" in get(snmp, ("wes", "SHA", "AES"), NEW).stderr


# What is wrong -> what snmpusm says
WRONG = [
    (READER, ("passwd", OLD, NEW, "nobody"), {}, "inconsistentName"),
    (READER, ("delete", "reader"), {}, "wrongValue"),
    (READER, ("deactivate", "plain"), {}, "wrongValue"),
    (READER, ("activate", "nobody"), {}, "inconsistentValue"),
    (READER, ("create", "wes", "nobody"), {}, "inconsistentName"),
    (READER, ("create", "plain"), {}, "inconsistentValue"),
    (READER, ("cloneFrom", "wes", "reader"), {}, "inconsistent"),
    (READER, ("create", "wes", "reader"), {"context": "names"}, "noAccess"),
    (READER, ("create", "wes"), {"options": ("-CE", "0x80001f8805aabb")}, "noCreation"),
    (READER, ("create", "x" * 33, "reader"), {}, "noCreation"),
    (("plain", "", ""), ("create", "wes", "reader"), {}, "noAccess"),
    (("nobody", "SHA", "AES"), ("create", "wes", "reader"), {}, "Unknown user name"),
    (READER, ("create", "wes", "reader"), {"password": "wrongwrong"}, "Authentication failure"),
    (READER, ("changekey",), {}, "doesn't support the SNMP-USM-DH-OBJECTS-MIB"),
]


def test_each_refusal_is_told(agent):
    with agent() as snmp:
        for user, arguments, how, text in WRONG:
            said = refused(snmp, user, *arguments, **how)
            assert text.lower() in said.lower(), (arguments, said)
            assert works(snmp, READER)
        lines = snmp.lines("walk", READER, "1.3.6.1.6.3.15.1.2.2.1.13")
        assert len(lines) == 2
        # one with the lock of before
        lock = "1.3.6.1.6.3.15.1.2.1.0"
        n = int(snmp.lines("get", READER, lock)[0].split()[-1])
        public = lines[0].split(" = ")[0].replace(".2.2.1.13.", ".2.2.1.11.")
        set = [lock, "i", str(n), public, "s", "mine"]
        assert len(snmp.lines("set", READER, *set)) == 2
        done = snmp("set", READER, *set)
        assert "inconsistentValue" in done.stderr and lock in done.stderr
        assert snmp.lines("get", READER, public)[0].endswith('"mine"')


def test_a_wrong_old_password_makes_a_key_of_nobody(agent):
    # Only who knows the old key can choose the new one (RFC 3414 5): the agent cannot tell.
    with agent() as snmp:
        usm(snmp, READER, "create", "wes", "reader")
        usm(snmp, READER, "passwd", "wrongwrong", NEW, "wes", options=("-Ca",))
        for password in (OLD, NEW, "wrongwrong"):
            done = get(snmp, ("wes", "SHA", "AES"), password)
            assert "Authentication failure" in done.stderr
