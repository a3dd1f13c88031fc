# For the tests of the proxy: one in a thread of the test, with snmpd behind it; snmpd and
# snmptrapd, each on a port of its own.

import os
import subprocess
import threading

from conftest import Polled, free_port, tool
from usnmp_pc import proxy

ENGINE = "80001f8805aabbccdd01"
SECRET = {"auth": "SHA", "auth_password": "maplesyrup", "priv": "AES"}
ANNA = dict(SECRET, name="anna", priv_password="keepitsecret")
BERT = {"name": "bert", "auth": "SHA-256", "auth_password": "birchsyrup", "priv": "AES"}
BERT["priv_password"] = "keepthattoo"
WAYS = {
    "1": ("-v1", "-csecret@%s"),
    "2c": ("-v2c", "-csecret@%s"),
    "3": (
        "-v3", "-uanna", "-lauthPriv", "-aSHA", "-Amaplesyrup", "-xAES", "-Xkeepitsecret", "-n%s",
    ),
}  # fmt: skip
ROUTES = [
    {"user": "anna", "to": "*", "write": True},
    {"community": "secret", "to": "*", "write": True},
]


class Snmpd:
    """snmpd with some objects; asked in all versions, by public, private and bert."""

    def __init__(self, folder, more="", port=None):
        self.port = port or free_port()
        folder.mkdir(exist_ok=True)
        config = folder / "snmpd.conf"
        config.write_text(
            "rocommunity public\nrwcommunity private\nsysName behind\nsysServices 72\n"
            "createUser bert SHA-256 birchsyrup AES keepthattoo\nrwuser bert priv\n" + more
        )
        self.process = subprocess.Popen(
            [tool("snmpd"), "-f", "-Lo", "-C", "-r", "-c", str(config)]
            + ["udp:127.0.0.1:%d" % self.port, "tcp:127.0.0.1:%d" % self.port],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "SNMP_PERSISTENT_DIR": str(folder / "state")},
        )  # fmt: skip
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "NET-SNMP version" in line:
                # What it says later is read as well: it stops when the pipe is full.
                self._reader = threading.Thread(target=self.process.stdout.read, daemon=True)
                self._reader.start()
                return
        raise AssertionError("".join(said))

    def stop(self):
        self.process.kill()
        self.process.wait(20)
        self._reader.join(20)
        self.process.stdout.close()


class Proxied(Polled):
    """A proxy for `config`, which listens on a port of its own, polled in a thread."""

    def __init__(self, config, kinds=("udp",), port=None):
        self.port = port or free_port()
        self.host = "127.0.0.1:%d" % self.port
        config.setdefault("listen", ["%s:%s" % (kind, self.host) for kind in kinds])
        config.setdefault("engine_id", ENGINE)
        config.setdefault("users", [ANNA, BERT])
        self.logged = []
        self.proxy = proxy.Proxy(proxy.check(config), log=self.logged.append)
        self.core = self.proxy.core

    def __enter__(self):
        self.proxy.listen()
        return super().__enter__()

    def step(self):
        self.proxy.turn(50)

    def close(self):
        self.proxy.close()


def agents(port, **more):
    """Targets "v1", "v2c" and "v3", all of them the agent at a port of loopback."""
    way = dict({"host": "127.0.0.1", "port": port, "write_community": "private"}, **more)
    return {
        "v1": dict(way, version="1"),
        "v2c": dict(way, version="2c"),
        "v3": dict(way, user="bert"),
    }


def asking(version, target):
    """The options of net-snmp's tools to ask for a target in a version."""
    return [option % target if "%s" in option else option for option in WAYS[version]]
