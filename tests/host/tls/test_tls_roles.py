# SNMP over TLS (RFC 6353): agent, manager, notifier and receiver, and who is refused. The
# certificates are made here, by openssl.

import asyncio
import socket
import ssl
import subprocess
import time

import pytest
from conftest import Polled, free_port, tool
from tcpagent import BASE, agent
from usnmp_agent.tsm_pc import Tsm
from usnmp_agent.view import View
from usnmp_manager import AsyncManager, Manager, SnmpError
from usnmp_manager.v3 import Refused
from usnmp_mib import OCTSTR
from usnmp_notify import Notifier
from usnmp_notify.tsm_pc import TlsTarget
from usnmp_receiver import Receiver
from usnmp_receiver.tsm_pc import Tsm as ReceiverTsm
from usnmp_v3.engine import Engine
from usnmp_v3.tsm_pc import Tls, pack, scope_of

LINK_UP = "1.3.6.1.6.3.1.1.5.4"
NAME = BASE + ".2.0"


def openssl(folder, *words):
    done = subprocess.run(
        ["openssl", *words], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert not done.returncode, done.stderr
    return done.stdout


def certificate(folder, name, *more):
    openssl(
        folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-subj", "/CN=" + name, "-addext", "subjectAltName=DNS:%s.example,IP:127.0.0.1" % name,
        "-keyout", name + ".key", "-out", name + ".crt", *(more or ("-days", "30")),
    )  # fmt: skip


@pytest.fixture(scope="module")
def box(tmp_path_factory):
    """A folder with certificates that signed themselves, and one, `signed`, that `ca` signed."""
    folder = tmp_path_factory.mktemp("tls")
    for name in ("agent", "manager", "stranger", "ca"):
        certificate(folder, name)
    openssl(
        folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-subj", "/CN=signed", "-keyout", "signed.key", "-out", "signed.csr",
    )  # fmt: skip
    openssl(folder, "x509", "-req", "-in", "signed.csr", "-CA", "ca.crt", "-CAkey", "ca.key",
            "-CAcreateserial", "-days", "30", "-out", "signed.crt")  # fmt: skip
    openssl(folder, "x509", "-in", "agent.crt", "-signkey", "agent.key", "-days", "-1",
            "-out", "expired.crt")  # fmt: skip
    return folder


def tls(box, name, **more):
    more = {k: str(box / v) if v.endswith(".crt") else v for k, v in more.items()}
    key = "agent" if name == "expired" else name
    return Tls(str(box / (name + ".crt")), str(box / (key + ".key")), **more)


class Served(Polled):
    # An agent by TLS, in a thread; `ops` may write, `looker` may see one object.

    def __init__(self, box, name="agent", rows=(("manager", "ops", None),), **more):
        self.port = free_port()
        self.host = "tlstcp:127.0.0.1:%d" % self.port
        self.tls = tls(box, name, **more)
        for file, user, by in rows:
            self.tls.map(str(box / (file + ".crt")), user, by)
        self.agent = agent()
        self.tsm = Tsm(self.agent, self.tls)
        self.tsm.allow("ops", write=True)
        self.tsm.allow("looker", View([NAME]))
        self.doors = self.agent.bind(self.tls.listen(self.host))

    def step(self):
        self.agent.poll(50)

    def close(self):
        self.agent.close()

    def manager(self, user, **more):
        return Manager(self.host, user=user, timeout_ms=20000, retries=0, **more)


def test_the_manager_reads_writes_and_walks_and_learns_the_engine_id(box):
    with Served(box) as served:
        with served.manager(tls(box, "manager", server="agent.crt")) as m:
            assert m.get(BASE + ".1.7.0").value == 7
            assert m.set(NAME, OCTSTR, "by tls").value == m.get(NAME).value == "by tls"
            assert len(list(m.walk(BASE + ".1"))) == 200
            assert m.wrapper.peer.engine.id == served.agent.engine.id and not m.strays


def test_many_are_asked_at_once_by_one_connection(box):
    async def main(served):
        async with AsyncManager() as manager:
            me = tls(box, "manager", server="agent.crt")
            targets = [manager.target(served.host, user=me, timeout_ms=20000) for _ in range(3)]
            found = await asyncio.gather(*[t.get(BASE + ".1.7.0") for t in targets * 20])
            assert {vb.value for vb in found} == {7}
            (door,) = manager._udps.values()
            assert len(door._of) == 1

    with Served(box) as served:
        asyncio.run(main(served))


@pytest.mark.parametrize(
    "row, user",
    [("specified", "ops"), ("cn", "manager"), ("dns", "manager.example"), ("ip", "127.0.0.1")]
    + [("any", "manager.example")],
)
def test_a_row_makes_the_name_of_a_user_of_a_certificate(box, row, user):
    rows = [("manager", "ops", None) if row == "specified" else ("manager", None, row)]
    with Served(box, rows=rows) as served:
        served.tsm.allow(user, View([NAME]))
        with served.manager(tls(box, "manager", server="agent.crt")) as m:
            assert m.get(NAME).value == "x" * 200


def test_of_rows_the_first_that_tells_anything_counts_and_a_ca_stands_for_what_it_signed(box):
    rows = [("ca", None, "dns"), ("ca", "looker", None), ("signed", "ops", None)]
    with Served(box, rows=rows) as served:  # `signed` has no name of DNS
        with served.manager(tls(box, "signed", server="agent.crt")) as m:
            assert m.get(NAME).value == "x" * 200
            assert m.get(BASE + ".1.7.0").type == 128  # that looker does not see


@pytest.mark.parametrize(
    "mine, more, why",
    [
        ("manager", {"server": "stranger.crt"}, "not the one that was asked for: fingerprint 04:"),
        ("manager", {"trust": "ca.crt"}, "not to be trusted"),
        ("manager", {"trust": "agent.crt", "identity": "other.example"}, "not valid for"),
        ("stranger", {"server": "agent.crt"}, "does not take our certificate"),
    ],
)
def test_who_is_not_who_it_should_be_is_refused_at_once_and_told_why(box, mine, more, why):
    with Served(box) as served:
        with served.manager(tls(box, mine, **more)) as m:
            with pytest.raises(Refused, match=why):
                m.get(NAME)
        with served.manager(tls(box, "manager", trust="agent.crt")) as m:  # the others are served
            assert m.get(NAME)
    assert (mine == "stranger") == (served.tls.stats[7] == 1 and not m.strays)


def test_an_expired_server_is_refused_even_by_its_fingerprint(box):
    with Served(box, "expired") as served:
        with served.manager(tls(box, "manager", server="expired.crt")) as m:
            with pytest.raises(Refused, match="expired at"):
                m.get(NAME)


def test_a_client_is_never_without_a_check_of_the_server(box):
    with pytest.raises(ValueError, match="to know it by"):
        Manager("tlstcp:127.0.0.1:9", user=tls(box, "manager"))


def test_without_access_it_is_an_authorization_error(box):
    with Served(box, rows=[("manager", "nobody", None)]) as served:
        with served.manager(tls(box, "manager", server="agent.crt")) as m:
            with pytest.raises(SnmpError, match="authorizationError"):
                m.get(NAME)


@pytest.mark.parametrize("way", ["udp", "tcp"])
def test_a_message_of_this_model_by_another_way_is_dropped_and_counted(box, way):
    with Served(box) as served:
        served.agent.close()
        served.agent.bind("%s:127.0.0.1:%d" % (way, served.port))
        pdu = b"\xa0\x0b\x02\x01\0\x02\x01\0\x02\x01\0\x30\0"
        data = pack(7, pdu, scope_of(served.agent.engine.id, ""))
        kind = socket.SOCK_DGRAM if way == "udp" else socket.SOCK_STREAM
        with socket.socket(socket.AF_INET, kind) as sock:
            sock.connect(("127.0.0.1", served.port))
            sock.send(data)
            end = time.monotonic() + 60
            while not served.tsm.invalid_caches:
                assert time.monotonic() < end
                time.sleep(0.01)


def test_what_is_for_tls_leaves_by_no_other_way(box):
    who = tls(box, "manager", server="agent.crt")
    for host in ("127.0.0.1", "tcp:127.0.0.1"):
        with Served(box) as served:
            served.agent.close()
            served.agent.bind("udp:127.0.0.1:%d,tcp:127.0.0.1:%d" % (served.port, served.port))
            with Manager(host, user=who, timeout_ms=50, retries=0, port=served.port) as m:
                with pytest.raises(TypeError):
                    m.get(NAME)
            assert not served.tsm.invalid_caches


def test_handshakes_that_are_slow_or_cut_hold_up_nobody(box):
    with Served(box) as served:
        idle = [socket.create_connection(("127.0.0.1", served.port), 20) for _ in range(50)]
        for sock in idle[:20]:
            sock.sendall(b"\x16\x03\x01\x02\0\x01")  # a hello that never ends
        for sock in idle[20:30]:
            sock.close()
        with served.manager(tls(box, "manager", server="agent.crt")) as m:
            for _ in range(20):
                assert m.get(NAME)
        for sock in idle:
            sock.close()


def test_200_idle_connections_and_the_next_is_answered(box):
    with Served(box) as served:
        context = tls(box, "manager", server="agent.crt").asking()
        idle = []
        for _ in range(200):
            sock = socket.create_connection(("127.0.0.1", served.port), 30)
            idle.append(context.wrap_socket(sock))
        with served.manager(tls(box, "manager", server="agent.crt")) as m:
            assert m.get(NAME)
        for sock in idle:
            sock.close()


def test_a_connection_that_was_closed_is_made_again(box):
    with Served(box) as served:
        with served.manager(tls(box, "manager", server="agent.crt")) as m:
            for _ in range(3):
                assert m.get(NAME)
                served.doors.make_room()


def test_hostile_octets_by_tls_end_in_a_counter(box):
    with Served(box) as served:
        context = tls(box, "manager", server="agent.crt").asking()
        good = pack(7, b"\xa0\x0b\x02\x01\0\x02\x01\0\x02\x01\0\x30\0", scope_of(b"12345", ""))
        cases = [b"\0", b"GET / HTTP/1.0\r\n\r\n", bytes.fromhex("30847fffffff")]
        cases += [good[:n] for n in range(1, len(good), 5)]
        cases += [bytes((c ^ 255 if i == n else c) for i, c in enumerate(good)) for n in range(30)]
        for data in cases:
            with socket.create_connection(("127.0.0.1", served.port), 30) as raw:
                with context.wrap_socket(raw) as sock:
                    sock.sendall(data)
                    try:
                        sock.unwrap()
                    except (OSError, ssl.SSLError):
                        pass
        with served.manager(tls(box, "manager", server="agent.crt")) as m:
            assert m.get(NAME)


class Receiving(Polled):
    def __init__(self, box, **more):
        self.port = free_port()
        self.host = "tlstcp:127.0.0.1:%d" % self.port
        by = tls(box, "agent", **more)
        by.map(str(box / "manager.crt"), "sensor")
        self.receiver = Receiver(by.listen(self.host, 162))
        self.tsm = ReceiverTsm(self.receiver, by)
        self.got = []

    def step(self):
        n = self.receiver.poll(50)
        if n:
            self.got.append(n)

    def close(self):
        self.receiver.close()


@pytest.mark.parametrize("inform", [False, True])
def test_notifications_arrive_with_the_name_of_the_certificate(box, inform):
    with Receiving(box) as served:
        me = tls(box, "manager", server="agent.crt")
        target = TlsTarget(served.host, me, inform=inform, timeout_ms=20000)
        notify = Notifier([target], lambda: 7, engine=Engine())
        for i in range(3):
            notify.send(LINK_UP, [(BASE + ".1", 2, i)])
        while notify.pending or len(served.got) < 3:
            notify.poll(50)
        assert notify.acknowledged == 3 * inform and not notify.failed
        notify.close()
    assert [(n.user, n.varbinds[-1].value) for n in served.got] == [
        ("sensor", i) for i in (0, 1, 2)
    ]
    assert {n.security_level for n in served.got} == {"authPriv"}


@pytest.fixture
def netsnmp(box, tmp_path):
    """Runs a tool of net-snmp with its own store of certificates. It speaks TLS 1.0 alone."""
    (tmp_path / "tls/certs").mkdir(parents=True)
    (tmp_path / "tls/private").mkdir()
    for name in ("agent", "manager"):
        for kind, folder in (("crt", "certs"), ("key", "private")):
            octets = (box / ("%s.%s" % (name, kind))).read_bytes()
            path = tmp_path / "tls" / folder / ("%s.%s" % (name, kind))
            path.write_bytes(octets)
            path.chmod(0o600)  # it refuses a key that others can read
    (tmp_path / "snmp.conf").write_text("tlsAlgorithms DEFAULT:@SECLEVEL=0\n")
    env = {"SNMPCONFPATH": str(tmp_path), "SNMP_PERSISTENT_DIR": str(tmp_path), "MIBS": ""}

    def asked(command, host, *words):
        who = ["-T", "our_identity=manager", "-T", "their_identity=agent"]
        done = subprocess.run(
            [tool(command), "-v3", *who, "-On", "-t20", "-r0", host, *words],
            env=env, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return [line for line in done.stdout.splitlines() if line[:1] == "."]

    return asked


@pytest.mark.slow
def test_tools_of_net_snmp_read_write_and_notify(box, netsnmp):
    with Served(box, oldest="1.0") as served:
        assert netsnmp("snmpget", served.host, BASE + ".1.7.0") == [
            ".%s.1.7.0 = INTEGER: 7" % BASE
        ]
        found = netsnmp("snmpbulkwalk", served.host, BASE + ".1")
        assert len([line for line in found if "INTEGER" in line]) == 200
        assert netsnmp("snmpset", served.host, NAME, "s", "set") == ['.%s = STRING: "set"' % NAME]
    with Receiving(box, oldest="1.0") as served:
        netsnmp("snmpinform", served.host, "7", LINK_UP)
    assert [n.user for n in served.got] == ["sensor"]
