# How long AsyncManager takes to ask N agents one question each; bench.py runs it. The agents
# are N sockets of another process. Prints JSON: [in flight, ms, agents per second, retries,
# microseconds of the process's own time per agent], the least of each.
#   bench_poll.py N ROUNDS        "bare" is one socket with 200 in flight, and nothing else

import asyncio
import json
import selectors
import socket
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
OID = "1.3.6.1.2.1.1.3.0"


def serve(n):
    from usnmp_agent import Agent
    from usnmp_mib import TIMETICKS, Mib

    mib = Mib()
    mib.scalar(OID, TIMETICKS, lambda: 4711)
    agent = Agent(mib)
    selector = selectors.DefaultSelector()
    ports = []
    for _ in range(n):
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind(("127.0.0.1", 0))
        selector.register(sock, selectors.EVENT_READ)
        ports.append(sock.getsockname()[1])
    print(json.dumps(ports), flush=True)
    while True:
        for key, _ in selector.select():
            datagram, source = key.fileobj.recvfrom(1500)
            reply = agent.respond(datagram, source)
            if reply:  # not to what others look for on such a port
                key.fileobj.sendto(reply, source)


async def ask(ports, in_flight):
    from usnmp_manager.aio import AsyncManager

    async with AsyncManager(in_flight) as manager:
        sent = [0]
        send = manager._send

        def counted(request):
            sent[0] += 1
            send(request)

        manager._send = counted
        targets = [manager.target("127.0.0.1", port=port) for port in ports]
        start, own = time.perf_counter(), time.process_time()
        found = await asyncio.gather(*[t.get(OID) for t in targets])
        took, own = time.perf_counter() - start, time.process_time() - own
        assert [vb.value for vb in found] == [4711] * len(ports)
        return took * 1000, own * 1e6 / len(ports), sent[0] - len(ports)


def bare(ports):
    """Milliseconds of the system calls alone: one GET to each, 200 in flight; microseconds of
    processor time per agent.
    """
    from usnmp import SnmpPacket

    request = SnmpPacket(0xA0, ver=1, id=0x12345678, varbinds={OID: None}).tobytes()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)  # room for all in flight
        sock.settimeout(5)
        start, own = time.perf_counter(), time.process_time()
        for i, port in enumerate(ports):
            if i >= 200:
                sock.recvfrom(1500)
            sock.sendto(request, ("127.0.0.1", port))
        for _ in range(min(200, len(ports))):
            sock.recvfrom(1500)
        took, own = time.perf_counter() - start, time.process_time() - own
        return took * 1000, own * 1e6 / len(ports), 0


def main(n, rounds):
    import resource

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # the agents have it from here
    agents = subprocess.Popen(
        [sys.executable, __file__, "serve", str(n)], stdout=subprocess.PIPE, text=True
    )
    try:
        ports = json.loads(agents.stdout.readline())
        rows = {}
        for _ in range(rounds):  # by turns: what else the machine does meets all of them
            for kind in ("bare", 1, 4, 16, 64, 200):
                found = bare(ports) if kind == "bare" else asyncio.run(ask(ports, kind))
                rows[kind] = list(map(min, zip(found, rows.get(kind, found))))
        rows["bare"] = rows.pop("bare")  # last
        print(
            json.dumps(
                [
                    [kind, round(ms, 1), round(n / ms * 1000), retries, round(own, 2)]
                    for kind, (ms, own, retries) in rows.items()
                ]
            )
        )
    finally:
        agents.kill()
        agents.wait()


if __name__ == "__main__":
    serve(int(sys.argv[2])) if sys.argv[1] == "serve" else main(*map(int, sys.argv[1:]))
