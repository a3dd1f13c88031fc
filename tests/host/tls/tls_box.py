# For the tests of SNMP over TLS: certificates that are made once, an agent that listens by TLS in
# a thread of the test, net-snmp's tools with those certificates.

import datetime
import functools
import ipaddress
import os
import socket
import ssl
import subprocess
import tempfile
import time
from pathlib import Path

from conftest import Polled, run, tool
from usnmp_agent import Agent
from usnmp_agent.tsm_pc import Tsm
from usnmp_base.uptime import Uptime
from usnmp_mib import INT, Mib
from usnmp_mibs.snmpv2_mib import system
from usnmp_v3.engine import Engine
from usnmp_v3.tsm_pc import Tls

BASE = "1.3.6.1.4.1.8072.9999.9999"
NAME = "1.3.6.1.2.1.1.5.0"
ENGINE = "80001f88050102030405060708"
# net-snmp 5.9 has TLS 1.0 alone, whose hashes OpenSSL 3 has to be told to take.
_OLD = """openssl_conf = init
[init]
ssl_conf = ssl
[ssl]
system_default = old
[old]
MinProtocol = TLSv1
CipherString = DEFAULT@SECLEVEL=0
"""


@functools.cache
def certificates():
    """A folder with NAME.crt and NAME.key: agent, manager and stranger signed their own; `signed`
    is of `ca`, as is `elsewhere`, which is nobody's address; `expired` was valid last year.
    """
    folder = Path(tempfile.mkdtemp(prefix="usnmp-tls"))
    ca = _make(folder, "ca", authority=True)
    for name in ("agent", "manager", "stranger"):
        _make(folder, name)
    for name in ("signed", "other"):
        _make(folder, name, by=ca)
    _make(folder, "elsewhere", by=ca, hosts=("elsewhere.example.org",))
    _make(folder, "expired", days=(-400, -30))
    return folder


def _make(
    folder, name, by=None, authority=False, days=(-1, 3650), hosts=("localhost", "127.0.0.1")
):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = [x509.RFC822Name("%s@Example.ORG" % name)]
    for host in hosts:
        is_name = host[-1].isalpha()
        names.append(x509.DNSName(host) if is_name else x509.IPAddress(ipaddress.ip_address(host)))
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by[0].subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=days[0]))
        .not_valid_after(now + datetime.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), True)
        .add_extension(x509.SubjectAlternativeName(names), False)
        .sign(by[1] if by else key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / (name + ".crt")).write_bytes(made.public_bytes(pem))
    (folder / (name + ".key")).write_bytes(
        key.private_bytes(
            pem, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )
    return made, key


def path(name):
    return str(certificates() / (name + ".crt"))


def tls(name, **more):
    """The Tls of who has that certificate."""
    found = certificates()
    return Tls(str(found / (name + ".crt")), str(found / (name + ".key")), **more)


class Served(Polled):
    """An agent by TLS: with Served() as box; box.agent, box.tsm, box.tls, box.doors, box.target.

    who: its certificate. rows: of Tls.map(). places: where it listens besides.
    """

    def __init__(self, who="agent", rows=None, places="tlstcp:127.0.0.1:0", **more):
        mib, uptime = Mib(), Uptime()
        system(mib, uptime, name="box")
        for i in range(1, 201):
            mib.scalar("%s.1.%d.0" % (BASE, i), INT, i)
        self.agent = Agent(mib, "public", uptime=uptime)
        self.agent.engine = Engine(ENGINE, 5, uptime)
        self.tls = tls(who, **more)
        for row in rows or [(path("manager"), "ops")]:
            self.tls.map(*row)
        self.tsm = Tsm(self.agent, self.tls)
        self.tsm.allow("ops", write=True)
        self.doors = self.tls.listen(places)
        self.agent.bind(self.doors, 161)
        ports = {kind: port for kind, _, port in self.doors.places()}
        self.ports = ports
        self.port = ports["tlstcp"]
        self.target = "tlstcp:127.0.0.1:%d" % self.port

    def step(self):
        self.agent.poll(20)

    def close(self):
        self.agent.close()

    def until(self, condition):
        """Wait for what its thread is to bring about."""
        end = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < end
            time.sleep(0.01)

    def connected(self, who="manager", version=None):
        """A socket with TLS, whose handshake is over for the client."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        if who:
            context.load_cert_chain(path(who), path(who).replace(".crt", ".key"))
        if version:
            context.maximum_version = version
        return context.wrap_socket(socket.create_connection(("127.0.0.1", self.port), 30))


class NetSnmp:
    """net-snmp's tools with the certificates, in a folder of their own."""

    def __init__(self, folder):
        self.folder = folder
        tools = folder / "tls"
        (tools / "certs").mkdir(parents=True)
        (tools / "private").mkdir()
        for found in certificates().iterdir():
            kind = "private" if found.suffix == ".key" else "certs"
            made = tools / kind / found.name
            made.write_bytes(found.read_bytes())
            made.chmod(0o600)
        (folder / "state" / "cert_indexes").mkdir(parents=True)  # or it says that it makes it
        (folder / "openssl.cnf").write_text(_OLD)
        self.environment = {**os.environ, "OPENSSL_CONF": str(folder / "openssl.cnf")}
        self.environment["SNMPCONFPATH"] = str(folder)
        self.environment["SNMP_PERSISTENT_DIR"] = str(folder / "state")

    def run(self, name, who, target, *words, peer="agent"):
        """(exit status, standard output, standard error)"""
        options = "-v3", "--defSecurityModel=tsm", "-On", "-t5", "-r1"
        options += ("-T", "our_identity=" + who, "-T", "their_identity=" + peer)
        done = run(tool(name), *options, target, *words, env=self.environment)
        return done.returncode, done.stdout, done.stderr

    def start(self, name, *words):
        """A daemon, once it has said its version."""
        command = [tool(name), "-f", "-Lo", "-C", *words]
        process = subprocess.Popen(
            [str(word) for word in command],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=self.environment, text=True,
        )  # fmt: skip
        for line in process.stdout:
            if "NET-SNMP version" in line:
                break
        return process
