# Our receiver beside net-snmp's snmptrapd, in one run: informs acknowledged per second in SNMPv2c,
# and traps of SNMPv3 at authPriv (SHA-1, AES-128) taken per second of the process's own time: that
# is what can be seen of a trap. Informs are counted in both: what else the machine does is not in
# the process's own. bench.py runs it; it prints JSON: [receiver, informs, traps, informs per
# second of its own time].
#   bench_receiver.py ROUNDS SNMPTRAPD

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from bench_agent import WINDOWS, connect, free_port  # noqa: E402

NAME, AUTH, PRIV = "bench", "authenticate", "keep it secret"
ENGINE = bytes.fromhex("80001f880562656e6368")
OURS = """
import sys
sys.path.insert(0, %r)
from usnmp_receiver import Receiver
from usnmp_v3 import User
from usnmp_v3.engine import Engine
user = User(%r, "SHA", %r, "AES", %r)
receiver = Receiver("127.0.0.1", %d, users=[user], engine=Engine("80001f88057265637631", 1))
receiver.v3.add(user, engine_id=bytes.fromhex("%s"))
for notification in receiver:
    pass
"""
CONF = """
createUser -e 0x%s %s SHA "%s" AES "%s"
authCommunity log public
authUser log %s priv
disableAuthorization no
"""
TRAPS = 300
INFORMS = 2000


def informs(n, first=0x1000000):
    """So many datagrams of SNMPv2c, each with an id of its own: none is taken for a copy."""
    from usnmp import SnmpPacket

    made = range(first, first + n)
    return [SnmpPacket(0xA6, ver=1, id=i, varbinds=varbinds()).tobytes() for i in made]


def varbinds():
    return {
        "1.3.6.1.2.1.1.3.0": (0x43, 4711),
        "1.3.6.1.6.3.1.1.4.1.0": (6, "1.3.6.1.6.3.1.1.5.4"),
        "1.3.6.1.2.1.2.2.1.1.2": (2, 2),
        "1.3.6.1.2.1.2.2.1.2.2": (4, "eth0"),
    }


def traps(n):
    """So many datagrams of SNMPv3, each with its own numbers."""
    from usnmp import SnmpPacket
    from usnmp_v3 import User
    from usnmp_v3.message import Message
    from usnmp_v3.pack import message_id, pack, scope_of
    from usnmp_codec import tobytes_tv

    class Own:
        id = ENGINE
        boots = 1
        head = tobytes_tv(4, ENGINE) + tobytes_tv(2, 1)

        def time(self):
            return int(time.time()) & 0x7FFFFFFF

    who = User(NAME, "SHA", AUTH, "AES", PRIV).localized(ENGINE)
    found = []
    for i in range(n):
        packet = SnmpPacket(0xA7, ver=1, id=i + 1, varbinds=varbinds()).tobytes()
        p = 5 if packet[1] < 128 else packet[1] - 123
        pdu = packet[p + 2 + packet[p + 1] :]
        id = tobytes_tv(2, message_id())
        found.append(pack(Message(65507), id, pdu, Own(), who, 3, scope_of(ENGINE, b"")))
    return found


def acknowledged(process, sock, datagrams, window):
    """Informs acknowledged per second, with so many under way; and of processor time."""
    before = used(process)
    start = time.perf_counter()
    for datagram in datagrams[:window]:
        sock.send(datagram)
    for datagram in datagrams[window:]:
        sock.recv(2000)
        sock.send(datagram)
    for _ in range(window):
        sock.recv(2000)
    n = len(datagrams)
    return n / (time.perf_counter() - start), n / (used(process) - before)


def used(process):
    """The seconds of processor time of a process, to the nanosecond."""
    with open("/proc/%d/schedstat" % process.pid) as f:
        return int(f.read().split()[0]) / 1e9


def taken(process, sock, probe, datagrams):
    """Traps per second of processor time; what it takes when it is done answers an inform."""
    start = used(process)
    for i, datagram in enumerate(datagrams):
        sock.send(datagram)
        if i % 50 == 49:  # or they overflow the socket's queue
            sock.send(probe)
            sock.recv(2000)
    return len(datagrams) / (used(process) - start)


def main(rounds, snmptrapd):
    best = {}
    (request,) = informs(1, 1)
    with tempfile.TemporaryDirectory() as folder:
        conf = Path(folder, "snmptrapd.conf")
        conf.write_text(CONF % (ENGINE.hex(), NAME, AUTH, PRIV, NAME))
        ports = {"usnmp": free_port(), "snmptrapd": free_port()}
        code = OURS % (str(ROOT), NAME, AUTH, PRIV, ports["usnmp"], ENGINE.hex())
        commands = {
            "usnmp": [sys.executable, "-c", code],
            "snmptrapd": [
                snmptrapd, "-f", "-Lf", "/dev/null", "-C", "-c", str(conf), "-m", "",
                "udp:127.0.0.1:%d" % ports["snmptrapd"],
            ],
        }  # fmt: skip
        env = dict(os.environ, SNMP_PERSISTENT_DIR=str(Path(folder, "var")))
        processes = {}
        try:
            socks = {}
            for name, command in commands.items():
                out = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
                processes[name] = subprocess.Popen(command, env=env, cwd=folder, **out)
            for name in commands:
                socks[name] = connect(name, processes[name], ports[name], request)
                socks[name].settimeout(30)
            for k in range(rounds):
                sent = traps(TRAPS)
                asked = informs(INFORMS * len(WINDOWS), (k + 2) << 16)
                for name, sock in socks.items():
                    found = [
                        acknowledged(processes[name], sock, asked[i * INFORMS :][:INFORMS], window)
                        for i, window in enumerate(WINDOWS)
                    ]
                    wall, own = map(max, zip(*found))
                    found = [wall, taken(processes[name], sock, request, sent), own]
                    best[name] = [max(a, b) for a, b in zip(found, best.get(name, found))]
        finally:
            for process in processes.values():
                process.kill()
                process.wait()
    print(json.dumps([[name, *map(round, rates)] for name, rates in best.items()]))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
