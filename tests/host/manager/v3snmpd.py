# net-snmp's agent and trap daemon with users of SNMPv3: a user for each pair of protocols.

import os
import subprocess
import time

from conftest import free_port, tool
from usnmp_manager import Manager, SnmpError
from usnmp_v3 import User

AUTHS = ("MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512")
PRIVS = ("DES", "AES", "AES-192", "AES-256", "AES-192-C", "AES-256-C")  # it has no 3DES
LEVELS = ("noAuthNoPriv", "authNoPriv", "authPriv")
AUTH, PRIV = "authenticate", "keep it secret"
UPTIME = "1.3.6.1.2.1.1.3.0"
NAME = "1.3.6.1.2.1.1.5.0"
OR_ENTRY = "1.3.6.1.2.1.1.9.1"  # sysOREntry


def name(auth, priv):
    return "%s_%s" % (auth, priv)


def user(auth="SHA", priv="AES", auth_password=AUTH, priv_password=PRIV):
    return User(name(auth, priv), auth, auth_password, priv, priv_password)


class Snmpd:
    """snmpd on a port of its own; restart() is a reboot: boots + 1."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.host = "127.0.0.1:%d" % self.port
        lines = ["agentAddress udp:" + self.host, "sysServices 72", "createUser open"]
        lines += ["rwuser open noauth", "rocommunity public"]
        for auth in AUTHS:
            for priv in PRIVS:
                who = name(auth, priv)
                lines.append('createUser %s %s "%s" %s "%s"' % (who, auth, AUTH, priv, PRIV))
                lines.append("rwuser %s noauth" % who)
        lines += ["createUser strict SHA %s AES %s" % (AUTH, AUTH), "rwuser strict priv"]
        for part in ("etc", "var"):
            (folder / part).mkdir()
        (folder / "etc/snmpd.conf").write_text("\n".join(lines) + "\n")
        self.start()

    def start(self):
        # It keeps its boots, which it does not read with -C.
        env = dict(os.environ, SNMP_PERSISTENT_DIR=str(self.folder / "var"))
        env["SNMPCONFPATH"] = "%s/etc:%s/var" % (self.folder, self.folder)
        command = [tool("snmpd"), "-f", "-Lf", "log"]
        self.process = subprocess.Popen(command, cwd=self.folder, env=env)
        until = time.monotonic() + 20
        with Manager("127.0.0.1", port=self.port, timeout_ms=100, retries=0) as m:
            while True:
                try:
                    return m.get(UPTIME)
                except SnmpError:
                    log = self.folder / "log"
                    assert self.process.poll() is None and time.monotonic() < until, (
                        log.read_text()
                    )

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def restart(self):
        self.stop()
        self.start()
