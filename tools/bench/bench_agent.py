# Requests per second over loopback: our agent on each interpreter, a bare echo in the same, snmpd
# and a pysnmp agent. bench.py runs it; it prints JSON: [server, operation, per second].
#   bench_agent.py ROUNDS SECONDS MPY_FOLDER MICROPYTHON64 MICROPYTHON32 SNMPD PEERS_PYTHON
# ("-": none; SECONDS: of one round). "agent" is as main.py makes it on a PC; "native" the same in
# machine code (micropython -X emit=native); "board" as on a board, and the MicroPythons then have
# the heap of an ESP8266, that of 64 bit twice as much: its words are.
# Rates over loopback depend on how the scheduler wakes two processes: so many short rounds with
# several windows alternate between all servers, and the best of each counts.

import asyncio
import json
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
BASE = "1.3.6.1.4.1.8072.9999.9999"
NAME = "1.3.6.1.2.1.1.5.0"
WINDOWS = (1, 4, 16)
PYSNMP = "GET", "GETNEXT", "GETBULK 25"  # what its agent here is asked

# Portable, for all interpreters; KIND, PORT and BASE are set before it.
SERVER = """
import sys
if KIND == "echo":
    import socket
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(socket.getaddrinfo("127.0.0.1", PORT)[0][-1])
    print("ready")
    if hasattr(sys.stdout, "flush"):
        sys.stdout.flush()
    while True:
        d, a = s.recvfrom(1472)
        s.sendto(d, a)
import gc
if hasattr(gc, "threshold"):
    gc.threshold(2048)
from usnmp_agent import Agent
from usnmp_mib import COUNTER, GAUGE, INT, OCTSTR, TIMETICKS, Mib
mib = Mib()
mib.scalar("1.3.6.1.2.1.1.1.0", OCTSTR, "a bench")
mib.scalar("1.3.6.1.2.1.1.3.0", TIMETICKS, lambda: 4711)
mib.scalar("1.3.6.1.2.1.1.5.0", OCTSTR, "a bench", write=True)
for i in range(1, 9):
    mib.scalar("%s.3.%d.0" % (BASE, i), GAUGE, lambda: 2140)
for i in range(1, 31):
    mib.scalar("%s.1.%d.0" % (BASE, i), COUNTER, i * 1000)
mib.scalar(BASE + ".2.1.0", INT, 1, write=True)
agent = Agent(mib, "public", "private")
udp = agent.bind("127.0.0.1", PORT)
if KIND != "board":
    from usnmp_pc.speed import quicken
    quicken(agent, udp)
print("ready")
if hasattr(sys.stdout, "flush"):
    sys.stdout.flush()
while True:
    agent.poll(1000)
"""
SNMPD = """
rocommunity public 127.0.0.1
rwcommunity private 127.0.0.1
sysDescr a bench
sysName a bench
%s
override -rw .%s.2.1.0 integer 1
"""


def requests():
    """{operation: datagram}"""
    from usnmp import SnmpPacket

    def make(t, oid, value=(5, None), **kw):
        return many(t, {oid: value}, **kw)

    def many(t, varbinds, **kw):
        return SnmpPacket(t, ver=1, id=0x1234567, varbinds=varbinds, **kw).tobytes()

    polled = ["1.3.6.1.2.1.1.3.0", NAME, *("%s.3.%d.0" % (BASE, i) for i in range(1, 9))]

    return {
        "GET": make(0xA0, "1.3.6.1.2.1.1.1.0"),
        "GETNEXT": make(0xA1, BASE + ".1.7.0"),
        "GETBULK 25": make(0xA5, BASE + ".1.1.0", err_id=25),
        "GET of 10": many(0xA0, dict.fromkeys(polled)),  # what a network manager polls
        "GET of a writable text": make(0xA0, NAME),
        "SET": make(0xA3, BASE + ".2.1.0", (2, 7), community="private"),
    }


def pysnmp_agent(port):
    # As pysnmp's own examples make one, with the scalars of SERVER.
    from pysnmp.carrier.asyncio.dgram import udp
    from pysnmp.entity import config, engine
    from pysnmp.entity.rfc3413 import cmdrsp, context
    from pysnmp.proto.api import v2c

    async def main():
        e = engine.SnmpEngine()
        config.add_transport(
            e, udp.DOMAIN_NAME, udp.UdpTransport().open_server_mode(("127.0.0.1", port))
        )
        config.add_v1_system(e, "all", "public")
        config.add_vacm_user(e, 2, "all", "noAuthNoPriv", (1, 3, 6), (1, 3, 6))
        ctx = context.SnmpContext(e)
        builder = ctx.get_mib_instrum().get_mib_builder()
        scalar, instance = builder.import_symbols("SNMPv2-SMI", "MibScalar", "MibScalarInstance")
        arcs = tuple(map(int, BASE.split(".")))
        for i in range(1, 31):
            name = arcs + (1, i)
            builder.export_symbols(
                "BENCH%d" % i,
                scalar(name, v2c.Counter32()),
                instance(name, (0,), v2c.Counter32(i * 1000)),
            )
        for responder in (cmdrsp.GetCommandResponder, cmdrsp.NextCommandResponder):
            responder(e, ctx)
        cmdrsp.BulkCommandResponder(e, ctx)
        print("ready", flush=True)
        await asyncio.sleep(3600)

    asyncio.run(main())


def rate(sock, request, window, seconds):
    """Answers per second, with `window` requests under way; None if one is lost."""
    sock.settimeout(0.5)
    try:
        for _ in range(window):
            sock.send(request)
        n = 0
        start = time.perf_counter()
        end = start + seconds
        while time.perf_counter() < end:
            for _ in range(50):
                sock.recv(2000)
                sock.send(request)
            n += 50
        took = time.perf_counter() - start
        for _ in range(window):
            sock.recv(2000)
        return n / took
    except (socket.timeout, ConnectionError):
        return None


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def servers(folder, mpy, micropython64, micropython32, snmpd, python):
    """[(name, command, port)] of what is there, each on a port of its own."""
    found = []
    for name, program, heap in (
        ("CPython", sys.executable, None),
        ("MicroPython 64 bit", micropython64, "heapsize=76k"),
        ("MicroPython 32 bit", micropython32, "heapsize=38k"),
    ):
        options = {"echo": [], "agent": []}
        if heap:
            options["native"] = ["-X", "emit=native"]  # compiles sources only
        options["board"] = ["-X", heap] if heap else []
        for kind, more in options.items():
            port = free_port()
            path = mpy if heap and kind != "native" else ROOT
            code = "import sys\nsys.path.insert(0, %r)\n" % str(path)
            code += "KIND, PORT, BASE = %r, %d, %r\n" % (kind, port, BASE)
            command = [program, *more, "-c", code + SERVER]
            found.append(("%s, %s" % (kind, name), command, port))
    port = free_port()
    lines = ["override .%s.1.%d.0 counter %d" % (BASE, i, i * 1000) for i in range(1, 31)]
    lines += ["override .%s.3.%d.0 gauge 2140" % (BASE, i) for i in range(1, 9)]
    conf = Path(folder, "snmpd.conf")
    conf.write_text(SNMPD % ("\n".join(lines), BASE))
    options = ["-f", "-Lo", "-C", "-I", "system_mib,override,vacm_conf", "-c", str(conf)]
    found.append(("snmpd", [snmpd, *options, "udp:127.0.0.1:%d" % port], port))
    port = free_port()
    found.append(("pysnmp", [python, __file__, "pysnmp", str(port)], port))
    return [f for f in found if f[1][0] != "-"]


def connect(name, process, port, request):
    """A socket whose peer answers. Raises RuntimeError if it does not within 20 s."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.connect(("127.0.0.1", port))
    sock.settimeout(0.2)
    for _ in range(100):
        try:
            sock.send(request)
            sock.recv(2000)
            return sock
        except (socket.timeout, ConnectionError):
            if process.poll() is not None:
                break
            time.sleep(0.05)
    raise RuntimeError("%s does not answer" % name)


def main(rounds, seconds, *programs):
    asked = requests()
    started = []
    best = {}
    with tempfile.TemporaryDirectory() as folder:
        try:
            for name, command, port in servers(folder, *programs):
                process = subprocess.Popen(
                    command,
                    cwd=folder,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                started.append((name, process, port))
            sockets = []
            for name, process, port in started:
                try:
                    sockets.append((name, connect(name, process, port, asked["GET"])))
                except RuntimeError as e:
                    print("bench: %s, left out" % e, file=sys.stderr)
            for _ in range(rounds):
                for operation, request in asked.items():
                    for name, sock in sockets:
                        if name == "pysnmp" and operation not in PYSNMP:
                            continue
                        for window in WINDOWS:
                            found = rate(sock, request, window, seconds)
                            at = name, operation
                            best[at] = max(found or 0, best.get(at, 0))
        finally:
            for _, process, _ in started:
                process.kill()
                process.wait()
    print(json.dumps([[name, operation, round(r)] for (name, operation), r in best.items()]))


if __name__ == "__main__":
    if sys.argv[1] == "pysnmp":
        pysnmp_agent(int(sys.argv[2]))
    else:
        main(int(sys.argv[1]), float(sys.argv[2]), *sys.argv[3:])
