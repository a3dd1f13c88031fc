# net-snmp's tools with SNMPv3 against our agent, run by CPython and by MicroPython at 32 bit.

import contextlib
import os
import subprocess

import pytest
from conftest import ROOT, Running, free_port, interpreter, run, tool
from v3_agent import BASE, ENGINE

KEYS = {  # Ku of "maplesyrup", as the portable test_keys has them
    "SHA": "9fb5cc0381497b3793528939ff788d5d79145211",
}
AUTHS = ("MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512")
PRIVS = ("DES", "AES", "AES-192", "AES-256", "AES-192-C", "AES-256-C")  # net-snmp has no 3DES
SERVER = ROOT / "tests/host/agent/v3_agent.py"


@contextlib.contextmanager
def serving(name, build, *users):
    port = free_port()
    folder, script = (ROOT, SERVER) if name == "cpython" else (build, SERVER.name)
    command = interpreter(name)
    # As .mpy files: see test_micropython
    command = ["heapsize=160k" if part == "heapsize=38k" else part for part in command]
    process = subprocess.Popen(
        [str(c) for c in (*command, script, port, *users)],
        cwd=folder,
        env=dict(os.environ, PYTHONPATH="%s:%s" % (ROOT, ROOT / "tests/portable/agent")),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        running = Running(process, port)
        assert running.banner[-1:] == ["snmpwalk ready"], running.banner
        yield Tools(running.target)
        assert running.stop() == (0, "")  # nothing was logged
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


class Tools:
    def __init__(self, target):
        self.target = target

    def __call__(self, name, user, *arguments, context="", **other):
        # user: (name, auth, priv), the level follows
        who, auth, priv = user
        options = ["-v3", "-On", "-t1", "-r2", "-n", context, "-u", who]
        options += ["-l", ("noAuthNoPriv", "authNoPriv", "authPriv")[bool(auth) + bool(priv)]]
        if auth:
            options += ["-a", auth, "-A", other.get("password", "maplesyrup")]
        if priv:
            options += ["-x", priv, "-X", other.get("priv_password", "maplesyrup")]
        options += other.get("options", ())
        return run(tool("snmp" + name), *options, self.target, *arguments)

    def lines(self, *a, **kw):
        done = self(*a, **kw)
        assert done.returncode == 0, done
        return done.stdout.splitlines()


READER = ("reader", "SHA", "AES")
NAME = "1.3.6.1.2.1.1.5.0"
SEEN = '.%s = STRING: "box"' % NAME


@pytest.fixture(scope="module", params=("cpython", "micropython32"))
def snmp(request, build):
    key = "," + KEYS["SHA"]
    users = [
        "reader,SHA,AES," + key,
        "plain,,,",
        "half,SHA,," + key,
        "any,SHA,AES,noAuthNoPriv" + key,
    ]
    with serving(request.param, build, *users) as tools:
        yield tools


def test_get_at_each_level(snmp):
    for user in (
        READER,
        ("plain", "", ""),
        ("half", "SHA", ""),
        ("any", "", ""),
        ("any", "SHA", ""),
        ("any", "SHA", "AES"),
    ):
        assert snmp.lines("get", user, NAME) == [SEEN]


def test_walks_find_the_same(snmp):
    walk = snmp.lines("walk", READER, "1.3.6.1.4.1.8072")
    assert len(walk) == 1 + 4 + 20
    for n in ("1", "10", "50"):
        assert snmp.lines("bulkwalk", READER, "1.3.6.1.4.1.8072", options=("-Cr" + n,)) == walk
    assert snmp.lines("bulkget", READER, BASE + ".2", options=("-Cr2",))[0].endswith("Gauge32: 5")
    assert snmp.lines("getnext", READER, "1.3.6.1.2.1.1.5") == [SEEN]


def test_set(snmp):
    for value in ("9", "7"):
        assert snmp.lines("set", READER, BASE + ".1.0", "u", value)[0].endswith(
            "Gauge32: " + value
        )
        assert snmp.lines("get", READER, BASE + ".1.0")[0].endswith("Gauge32: " + value)
    done = snmp("set", READER, BASE + ".1.0", "s", "x")
    assert "wrongType" in done.stderr


def test_table(snmp, tmp_path):
    mib = """V3-TEST-MIB DEFINITIONS ::= BEGIN
v3Test OBJECT IDENTIFIER ::= { iso 3 6 1 4 1 8072 9999 9999 }
v3Table OBJECT-TYPE SYNTAX SEQUENCE OF V3Entry ACCESS not-accessible STATUS mandatory
    ::= { v3Test 2 }
v3Entry OBJECT-TYPE SYNTAX V3Entry ACCESS not-accessible STATUS mandatory INDEX { v3Number }
    ::= { v3Table 1 }
v3Number OBJECT-TYPE SYNTAX Gauge ACCESS read-only STATUS mandatory ::= { v3Entry 1 }
v3Text OBJECT-TYPE SYNTAX OCTET STRING ACCESS read-only STATUS mandatory ::= { v3Entry 2 }
END
"""
    (tmp_path / "V3-TEST-MIB.txt").write_text(mib)
    options = ("-M%s" % tmp_path, "-mV3-TEST-MIB", "-Cf", ",", "-OS")
    lines = snmp.lines("table", READER, "v3Table", options=options)
    assert lines[-2:] == ['5,"five"', '6,"six"']


def test_a_context_has_its_own_view(snmp):
    assert snmp.lines("get", READER, NAME, context="names") == [SEEN]
    (line,) = snmp.lines("get", READER, BASE + ".1.0", context="names")
    assert "No Such Object" in line


# What is wrong -> what net-snmp says, and the counter that goes up
WRONG = [
    (("reader", "SHA", "AES"), {"password": "wrongwrong"}, "Authentication failure", 5),
    (("reader", "MD5", "AES"), {}, "Authentication failure", 5),
    (("reader", "SHA-256", ""), {}, "Authentication failure", 5),
    (("nobody", "SHA", "AES"), {}, "Unknown user name", 3),
    (("nobody", "", ""), {}, "Unknown user name", 3),
    (("plain", "SHA", ""), {}, "Unsupported security level", 1),
    (("half", "SHA", "AES"), {}, "Unsupported security level", 1),
    (("reader", "SHA", "AES"), {"priv_password": "wrongwrong"}, "Decryption error", 6),
    (("reader", "SHA", "DES"), {}, "Decryption error", 6),
    (("reader", "SHA", "AES"), {"context": "nowhere"}, "Bad context specified", 0),
    (("reader", "SHA", ""), {}, "authorizationError", 0),
    (("reader", "", ""), {}, "authorizationError", 0),
]


@pytest.mark.parametrize("user, how, text, arc", WRONG)
def test_each_wrong_thing_is_told(snmp, user, how, text, arc):
    stat = "1.3.6.1.6.3.15.1.1.%d.0" % (arc or 1)
    before = snmp.lines("get", READER, stat)[0].split()[-1]
    done = snmp("get", user, NAME, **how)
    assert text.lower() in (done.stdout + done.stderr).lower(), done
    assert done.returncode != 0
    after = snmp.lines("get", READER, stat)[0].split()[-1]
    assert (int(after) > int(before)) == bool(arc)


def test_a_wrong_engine_id_and_a_clock_that_is_wrong_are_put_right(snmp):
    assert snmp.lines("get", READER, NAME, options=("-e", "0x" + ENGINE)) == [SEEN]
    assert snmp.lines("get", READER, NAME, options=("-Z", "3,100")) == [SEEN]


def test_v1_and_v2c_get_no_answer(snmp):
    for version in ("-v1", "-v2c"):
        done = run(tool("snmpget"), version, "-cpublic", "-t1", "-r0", snmp.target, NAME)
        assert "Timeout" in done.stderr


# --- the MIBs about it ---


def walk(snmp, oid):
    found = {}
    for line in snmp.lines("walk", READER, oid, options=("-Ox",)):
        name, value = line.split(" = ", 1)
        found[name[len(oid) + 2 :]] = value
    return found


def test_snmp_engine(snmp):
    found = walk(snmp, "1.3.6.1.6.3.10.2.1")
    assert found["1.0"].replace(" ", "").upper() == "HEX-STRING:" + ENGINE.upper()
    assert found["2.0"] == "INTEGER: 5"
    assert 0 <= int(found["3.0"].split()[1]) < 600
    assert found["4.0"] == "INTEGER: 1472"
    assert len(found) == 4


def test_counters_are_all_there(snmp):
    assert list(walk(snmp, "1.3.6.1.6.3.15.1.1")) == ["%d.0" % i for i in range(1, 7)]
    assert list(walk(snmp, "1.3.6.1.6.3.11.2.1")) == ["1.0", "2.0", "3.0"]
    assert list(walk(snmp, "1.3.6.1.6.3.12.1")) == ["4.0", "5.0"]


def arcs(octets):
    return ".".join(map(str, [len(octets), *octets]))


def test_users_are_listed_without_what_is_secret(snmp):
    found = walk(snmp, "1.3.6.1.6.3.15.1.2.2.1")
    assert len(found) == 4 * 11
    row = "%s.%s" % (arcs(bytes.fromhex(ENGINE)), arcs(b"reader"))
    assert found["5." + row] == "OID: .1.3.6.1.6.3.10.1.1.3"
    assert found["8." + row] == "OID: .1.3.6.1.6.3.10.1.2.4"
    for column in ("6", "7", "9", "10"):
        assert found["%s.%s" % (column, row)] == '""'
    assert found["13." + row] == "INTEGER: 1"
    row = row.replace(arcs(b"reader"), arcs(b"plain"))
    assert found["5." + row] == "OID: .1.3.6.1.6.3.10.1.1.1"
    assert found["8." + row] == "OID: .1.3.6.1.6.3.10.1.2.1"


def test_access_is_listed(snmp):
    contexts = walk(snmp, "1.3.6.1.6.3.16.1.1")
    assert list(contexts) == ["1.1.0", "1.1." + arcs(b"names")]
    groups = walk(snmp, "1.3.6.1.6.3.16.1.2")
    assert "1.3.3." + arcs(b"reader") in groups and len(groups) == 4 * 3
    access = walk(snmp, "1.3.6.1.6.3.16.1.4")
    assert len(access) == 4 * 2 * 6
    reads = "1.5.%s.0.3.3" % arcs(b"reader")
    assert access[reads].replace(" ", "") in ("Hex-STRING:616C6C", "STRING:all")
    views = walk(snmp, "1.3.6.1.6.3.16.1.5.2")
    included = [oid for oid in views if oid.startswith("1.4.")]
    assert "1.4.3.97.108.108.1.1" in included  # of "all", what is below .1
    assert any(
        oid.endswith("." + arcs(b"+\x06\x01\x02\x01\x01\x05").replace("7.43", "8.1.3"))
        for oid in included
    )
    assert walk(snmp, "1.3.6.1.6.3.16.1.5.1") == {"0": "INTEGER: 0"}


def test_a_walk_of_it_all_ends(snmp):
    lines = snmp.lines("walk", READER, ".1")
    assert lines[-1].endswith(
        "No more variables left in this MIB View (It is past the end of the MIB tree)"
    )
    assert len(lines) > 170


# --- protocols ---


@pytest.mark.slow
@pytest.mark.parametrize("auth", AUTHS)
def test_each_authentication_with_each_privacy_at_each_level(auth, build):
    users = ["u,%s,,noAuthNoPriv" % auth]
    users += ["%s,%s,%s,noAuthNoPriv" % (priv, auth, priv) for priv in PRIVS]
    with serving("cpython", build, *users) as snmp:
        assert snmp.lines("get", ("u", "", ""), NAME) == [SEEN]
        assert snmp.lines("get", ("u", auth, ""), NAME) == [SEEN]
        for priv in PRIVS:
            for user in ((priv, "", ""), (priv, auth, ""), (priv, auth, priv)):
                assert snmp.lines("get", user, NAME) == [SEEN], user
            done = snmp("get", (priv, auth, priv), NAME, password="wrongwrong")
            assert "Authentication failure" in done.stderr


@pytest.mark.slow
def test_those_that_a_board_has(build):
    # Ku, so that no board hashes a MiB
    users = []
    both = [(auth, priv) for auth in ("SHA", "SHA-256") for priv in ("AES", "AES-256")]
    for auth, priv in both:
        ku = {"SHA": KEYS["SHA"], "SHA-256": SHA256}[auth]
        users.append("%s%s,%s,%s,,%s" % (auth, priv, auth, priv, ku))
    with serving("micropython32", build, *users) as snmp:
        for auth, priv in both:
            assert snmp.lines("get", (auth + priv, auth, priv), NAME) == [SEEN]
            walk = snmp.lines("bulkwalk", (auth + priv, auth, priv), BASE)
            assert len(walk) == 25


SHA256 = "ab51014d1e077f6017df2b12bee5f5aa72993177e9bb569c4dff5a4ca0b4afac"
