# By TLS: who gets a session and as whom, what we say of a server that is another, and peers that
# are slow, cut off, many, or speak something else.

import contextlib
import socket
import ssl
import sys

import pytest
from clibox import usnmp_command
from conftest import ROOT, run
from tls_box import NAME, Served, certificates, path, tls
from usnmp import SnmpPacket
from usnmp_base import certs_pc as certs
from usnmp_manager import Manager
from usnmp_manager.response import NoResponse, SnmpError
from usnmp_manager.v3 import Refused
from usnmp_pc.tls_file import TlsFile
from usnmp_v3 import User

OPENS, ACCEPTS, BAD_CLIENTS, UNKNOWN, BAD_SERVERS = 1, 4, 7, 8, 9


def asked(box, who="manager", **more):
    """sysName of the box, as who has that certificate."""
    more = more or {"server": path("agent")}
    with Manager(box.target, user=tls(who, **more), timeout_ms=20000, retries=0) as m:
        return m.get(NAME).value


# --- fingerprints and names ---


def test_a_fingerprint_is_read_as_openssl_and_net_snmp_write_it():
    for kind, name in (("-sha1", 2), ("-sha256", 4), ("-sha384", 5), ("-sha512", 6)):
        done = run("openssl", "x509", "-in", path("agent"), "-noout", "-fingerprint", kind)
        found = certs.fingerprint(done.stdout.strip())
        assert found == certs.taken(certs.read(path("agent"))[0], name)
        assert certs.fingerprint(certs.shown(found)) == found
        assert certs.fingerprint(found[1:].hex()) == found


@pytest.mark.parametrize("text", ["", "04", "zz", "04:" + "AA" * 20, "AA" * 16, "05" + "AA" * 32])
def test_what_is_no_fingerprint_is_told(text):
    with pytest.raises(ValueError, match="no fingerprint of SHA-1 or SHA-2"):
        certs.fingerprint(text)


@pytest.mark.parametrize(
    "row, name",
    [
        (("manager", "ops", None), "ops"),
        (("manager", None, "cn"), "manager"),
        (("manager", None, "rfc822"), "manager@example.org"),
        (("manager", None, "dns"), "localhost"),
        (("manager", None, "ip"), "127.0.0.1"),
        (("manager", None, "any"), "manager@example.org"),
        (("stranger", "ops", None), None),
    ],
)
def test_whose_a_certificate_is(row, name):
    who, given, by = row
    rows = [(path(who), given, by)]
    with Served(rows=rows) as box:
        box.tsm.allow(name or "ops")
        if name:
            assert asked(box) == "box"
        else:
            with pytest.raises(Refused):
                asked(box)
            box.until(lambda: box.tls.stats[BAD_CLIENTS] == 1)


def test_the_first_row_that_tells_anything_counts():
    rows = [(path("stranger"), "you"), (path("manager"), None, "cn"), (path("manager"), "ops")]
    with Served(rows=rows) as box:
        box.tsm.allow("manager")
        assert asked(box) == "box"
        box.tsm.users.clear()
        box.tsm.allow("ops")
        with pytest.raises(SnmpError, match="authorizationError"):
            asked(box)


def test_who_is_signed_by_an_authority_is_its_row_s():
    with Served(rows=[(path("ca"), None, "cn")]) as box:
        box.tsm.allow("signed")
        assert asked(box, "signed") == "box"
        with pytest.raises(SnmpError, match="authorizationError"):
            asked(box, "other")  # of the same authority, and allowed nothing
        with pytest.raises(Refused):
            asked(box, "manager")


# --- who the server is ---


@pytest.mark.parametrize(
    "more",
    [
        {"server": "agent"},
        {"trust": ["agent"]},
        {"trust": ["agent"], "identity": "localhost"},
        {"server": "agent", "trust": ["agent"]},
    ],
)
def test_a_server_is_known_by_its_fingerprint_or_by_who_signed_it(more):
    more = dict(more)
    if "server" in more:
        more["server"] = path(more["server"])
    if "trust" in more:
        more["trust"] = [path(name) for name in more["trust"]]
    with Served() as box:
        assert asked(box, **more) == "box"


@pytest.mark.parametrize(
    "who, more, said",
    [
        ("stranger", {"server": "agent"}, "is not the one that was asked for: fingerprint 04:"),
        ("stranger", {"trust": "agent"}, "is not to be trusted: self"),
        ("elsewhere", {"trust": "ca"}, "is not valid for '127.0.0.1'"),
        ("signed", {"trust": "ca", "identity": "other.example.org"}, "is not valid for 'other"),
        ("expired", {"server": "expired"}, "it expired at "),
        ("expired", {"trust": "expired"}, "certificate has expired"),
    ],
)
def test_a_server_that_is_another_is_told_and_gets_no_request(who, more, said):
    more = {k: path(v) if k != "identity" else v for k, v in more.items()}
    with Served(who) as box:
        with pytest.raises(Refused, match=said):
            asked(box, **more)
        assert box.agent.counters[1] == 0


def test_nothing_is_asked_without_a_way_to_know_the_server():
    with pytest.raises(ValueError, match="fingerprint or certificate, or trust"):
        Manager("tlstcp:127.0.0.1:1", user=tls("manager"))


def test_an_expired_client_gets_no_session():
    with Served(rows=[(path("expired"), "ops")]) as box:
        with pytest.raises(Refused):
            asked(box, "expired")
        box.until(lambda: box.tls.stats[BAD_CLIENTS] == 1)


# --- what else comes ---


def test_a_client_without_a_certificate_gets_no_session():
    with Served() as box:
        with contextlib.suppress(ssl.SSLError, OSError):
            with box.connected(None) as sock:  # in TLS 1.3 it learns that later
                sock.sendall(b"0")
                assert sock.recv(1) == b""
        box.until(lambda: box.tls.stats[BAD_CLIENTS] == 1)
        assert box.tls.stats[ACCEPTS] == 0


def test_older_tls_is_taken_where_it_is_asked_for_alone():
    with Served() as box:
        with pytest.raises((ssl.SSLError, OSError)):
            box.connected("manager", ssl.TLSVersion.TLSv1_1)
        with box.connected("manager", ssl.TLSVersion.TLSv1_2) as sock:
            assert sock.version() == "TLSv1.2"


def test_half_open_handshakes_and_what_is_no_tls_hold_up_nobody():
    with Served() as box, contextlib.ExitStack() as stack:

        def connection():
            made = socket.create_connection(("127.0.0.1", box.port), 30)
            return stack.enter_context(made)

        hello = ssl.MemoryBIO()
        context = ssl.create_default_context()
        client = context.wrap_bio(ssl.MemoryBIO(), hello, server_hostname="localhost")
        with contextlib.suppress(ssl.SSLWantReadError):
            client.do_handshake()
        hello = hello.read()
        for n in (0, 1, 5, 100, len(hello)):  # and then nothing
            connection().sendall(hello[:n])
        plain = connection()
        plain.sendall(SnmpPacket(0xA0, ver=1, id=7, varbinds={NAME: None}).tobytes())
        assert asked(box) == "box"
        try:
            assert plain.recv(100)[:1] in (b"", b"\x15")  # an alert
        except OSError:
            pass


def test_200_idle_connections_are_kept_and_a_201st_is_answered():
    with Served() as box, contextlib.ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(box.connected())
        assert asked(box) == "box"
        box.until(lambda: box.tls.stats[ACCEPTS] == 201)


def test_a_connection_that_was_cut_is_made_anew():
    with Served() as box:
        who = tls("manager", server=path("agent"))
        with Manager(box.target, user=who, timeout_ms=5000, retries=3) as m:
            assert m.get(NAME).value == "box"
            for stream in [s for s in box.doors._of.values() if hasattr(s, "by")]:
                stream.sock.shutdown(socket.SHUT_RDWR)
            assert m.get(NAME).value == "box"
        assert who.stats[OPENS] == 2


def test_messages_of_the_model_are_taken_by_tls_alone():
    places = "tlstcp:127.0.0.1:0,tcp:127.0.0.1:0,udp:127.0.0.1:0"
    with Served(places=places) as box:
        from usnmp_v3.pack import scope_of
        from usnmp_v3.tsm_pc import pack

        pdu = SnmpPacket(0xA0, ver=1, id=7, varbinds={NAME: None}).tobytes()
        pdu = pdu[pdu.index(b"\xa0") :]
        message = pack(7, pdu, scope_of(box.agent.engine.id, ""))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.sendto(message, ("127.0.0.1", box.ports["udp"]))
            box.until(lambda: box.tsm.invalid_caches == 1)
        with socket.create_connection(("127.0.0.1", box.ports["tcp"]), 30) as tcp:
            tcp.sendall(message)
            box.until(lambda: box.tsm.invalid_caches == 2)
        with box.connected() as sock:
            sock.sendall(message)
            assert b"box" in sock.recv(1500)


def test_other_models_by_tls_go_their_way():
    with Served() as box:
        with box.connected() as sock:  # v2c by TLS is what its community may do
            sock.sendall(SnmpPacket(0xA0, ver=1, id=7, varbinds={NAME: None}).tobytes())
            assert b"box" in sock.recv(1500)
    with pytest.raises(NoResponse):
        Manager("tcp:127.0.0.1:1", user=User("ops"), timeout_ms=10, retries=0).get(NAME)


def test_a_message_cut_at_each_octet_by_tls_is_answered_when_it_is_whole():
    with Served() as box:
        message = SnmpPacket(0xA0, ver=1, id=7, varbinds={NAME: None}).tobytes()
        with box.connected() as sock:
            for n in range(1, len(message)):
                sock.sendall(message[:n])
                sock.sendall(message[n:])
                assert b"box" in sock.recv(1500)


# --- the command and the file ---


@pytest.mark.parametrize(
    "options, status, said",
    [
        ((), 2, "needs -T localCert=FILE"),
        (("-T", "localCert=/none"), 2, "needs -T peerCert=FILE"),
        (("-T", "localCert=/none", "-T", "peerCert=AA"), 2, "no fingerprint"),
        (
            ("-T", "localCert=/none.crt", "-T", "trust_cert=/none.crt"),
            2,
            "/none.crt: No such file",
        ),
        (("-T", "colour=red"), 2, "KEY=VALUE, with a KEY of localCert"),
        (("-u", "ops"), 2, "has no -u"),
        (("-v2c",), 2, "has SNMPv3 alone"),
    ],
)
def test_what_is_missing_is_told(options, status, said):
    found = usnmp_command("get", *options, "tlstcp:127.0.0.1:1", NAME)
    assert (found[0], found[1]) == (status, b"") and said in found[2].decode(), found


@pytest.mark.parametrize(
    "lines, said",
    [
        ("", "localCert is missing"),
        ("localCert", "line 1: it ends too soon"),
        ("certSecName 10 AA --sn", "line 1: it ends too soon"),
        ("certSecName x AA --sn ops", "line 1: invalid literal"),
        ("certSecName 10 AA --who ops", "line 1: certSecName: --sn NAME"),
        ("certSecName 10 AA --cn ops", "too many words"),
        ("localCert %(agent)s\nkey %(manager)s", "no certificate and its private key"),
        ("localCert %(agent)s\ncertSecName 10 AABB --sn x", "no fingerprint"),
        ("localCert %(agent)s\noldest 1.1", "oldest: one of 1.0, 1.2, 1.3"),
        ("localCert %(agent)s", "wants certificates to know its clients by"),
        ("localCert %(agent)s\ncertSecName 10 %(manager)s --sn ops", "nobody may ask"),
    ],
)
def test_a_file_that_will_not_do_is_told(lines, said, tmp_path):
    conf = tmp_path / "tls.conf"
    conf.write_text(lines % {"agent": path("agent"), "manager": path("manager")})
    done = run(sys.executable, "main.py", "--host", "tlstcp:1", "--tls", conf, cwd=ROOT)
    assert (done.returncode, done.stdout) == (2, "") and said in done.stderr, done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "options, said",
    [
        (("--host", "tlstcp:1"), "cannot listen: tlstcp: wants --tls FILE"),
        (("--tls",), "--tls wants a value"),
        (("--tls", "none"), "as --host tlstcp:10161"),
        (("--host", "tlstcp:1", "--tls", "none"), "cannot read none: No such file"),
        (("--host", "tlstcp:1", "--tls", "x", "--agentx"), "exclude each other"),
        (("--host", "tlstcp:1", "--workers", "2"), "--workers"),
    ],
)
def test_options_of_main_py_that_will_not_do_are_told(options, said):
    done = run(sys.executable, "main.py", *options, cwd=ROOT)
    assert done.returncode in (1, 2) and said in done.stderr and done.stderr.count("\n") == 1


def test_a_file_is_read_in_the_order_of_its_priorities(tmp_path):
    conf = tmp_path / "tls.conf"
    for name in ("agent", "manager"):
        (tmp_path / (name + ".crt")).write_bytes((certificates() / (name + ".crt")).read_bytes())
    lines = "certSecName 20 manager.crt --cn\ncertSecName 10 agent.crt --sn 'a b'\nsysName x\n"
    conf.write_text(lines + "rouser -s tsm a\nrwuser -s tsm b\nrouser c\ntrustCert agent.crt\n")
    found = TlsFile(str(conf))
    assert [row[1:] for row in found.rows] == [("a b", None), (None, "cn")]
    assert found.users == {"a": False, "b": True}
    assert found.trust == [str(tmp_path / "agent.crt")]
