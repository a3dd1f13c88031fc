# Many requests under way at once: 5,000, none answered to the wrong asker; an agent that is dead
# and its neighbour; two proxies that ask each other; how much is kept.

import asyncio
import random
import socket
import threading
import time

import pytest
import usnmp
from proxybox import ANNA, Proxied
from usnmp_codec import frombytes_tvat
from usnmp_manager.aio import AsyncManager
from usnmp_v3 import User

BASE = "1.3.6.1.4.1.8072.9999.1."
MANY = 4000  # in v1 and v2c, by SOCKETS sockets, whose request-ids are the same
SOCKETS = 40
MORE = 1000  # in v3
ROUTES = [{"user": "anna", "to": "*", "write": True}, {"community": "x", "to": "*", "write": True}]


def udp():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for option in (33, socket.SO_RCVBUF):  # SO_RCVBUFFORCE, for root
        try:
            sock.setsockopt(socket.SOL_SOCKET, option, 1 << 23)
            break
        except OSError:
            pass
    sock.bind(("127.0.0.1", 0))
    sock.settimeout(30)
    return sock


def request(community, id, oid, ver=1, type=0xA0):
    p = usnmp.SnmpPacket(type, ver=ver, community=community, id=id)
    p.varbinds[oid] = None
    return p.tobytes()


class Agent:
    """Takes requests in a thread until there are `many` different ones, then answers all, in
    random order: to each the last sub-identifier of what was asked for.
    """

    def __init__(self, many):
        self.sock = udp()
        self.port = self.sock.getsockname()[1]
        self.many = many
        self.kept = {}
        self.came = 0
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *args):
        self.many = -1
        self.thread.join(40)
        self.sock.close()

    def run(self):
        self.sock.settimeout(0.2)
        while self.many >= 0:
            try:
                d, source = self.sock.recvfrom(65535)
            except OSError:
                continue
            self.came += 1
            self.kept[d] = source
            if len(self.kept) >= self.many:
                all_of_them = list(self.kept.items())
                random.shuffle(all_of_them)
                self.kept = {}
                self.many = 0
                for d, source in all_of_them:
                    self.sock.sendto(self.answer(d), source)

    def answer(self, d):
        p = usnmp.SnmpPacket(d)
        p.type = 0xA2
        for oid in list(p.varbinds):
            p.varbinds[oid] = 2, int(oid.rsplit(".", 1)[1])
        return p.tobytes()


def until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def way(port, version, **more):
    return dict({"host": "127.0.0.1", "port": port, "version": version}, **more)


def test_of_five_thousand_requests_none_is_answered_to_the_wrong_asker():
    with Agent(MANY + MORE) as agent:
        targets = {
            "one": way(agent.port, "1", timeout=3, retries=20),
            "two": way(agent.port, "2c", timeout=3, retries=20),
        }
        with Proxied({"targets": targets, "routes": ROUTES}) as box:
            socks = [udp() for _ in range(SOCKETS)]
            for n in range(MANY):
                sock = socks[n % SOCKETS]
                community = "x@" + ("one", "two")[n // SOCKETS % 2]
                d = request(community, n // SOCKETS + 1, BASE + str(n), ver=n % 2)
                sock.sendto(d, ("127.0.0.1", box.port))
                if n % 50 == 49:
                    until(lambda n=n: box.core.flights.count > n)
            answers = asyncio.run(by_v3(box.port))
            most = box.core.flights
            assert answers == list(range(MANY, MANY + MORE))
            seen = set()
            for i, sock in enumerate(socks):
                for _ in range(MANY // SOCKETS):
                    p = usnmp.SnmpPacket(sock.recv(65535))
                    n = (p.id - 1) * SOCKETS + i
                    assert (p.ver, p.type, p.err_status) == (n % 2, 0xA2, 0)
                    assert dict(p.varbinds.items()) == {BASE + str(n): (2, n)}
                    seen.add(n)
                sock.close()
            assert seen == set(range(MANY))
            assert most.count == 0 and not most._ids and not most._messages and not box.core._same


async def by_v3(port):
    user = User("anna", "SHA", "maplesyrup", "AES", ANNA["priv_password"])
    async with AsyncManager(in_flight=4 * MORE) as manager:
        asked = []
        for n in range(MANY, MANY + MORE):
            if n % 100 == 0:
                more = {"user": user, "context": ("one", "two")[n // 100 % 2]}
                target = manager.target(
                    "127.0.0.1", port=port, timeout_ms=1000, retries=30, **more
                )
                if n == MANY:  # whose engine the others know
                    first = manager.target("127.0.0.1", port=port, user=user, context="nobody")
                    with pytest.raises(Exception, match="unknown context"):
                        await first.get(BASE + "0")
            asked.append(asyncio.create_task(target.get(BASE + str(n))))
            await asyncio.sleep(0)
        return [varbind.value for varbind in await asyncio.gather(*asked)]


def test_a_dead_agent_harms_no_neighbour():
    dead = udp()
    with Agent(0) as agent:
        targets = {
            "dead": way(dead.getsockname()[1], "2c", timeout=0.2, retries=1),
            "alive": way(agent.port, "2c", timeout=5),
        }
        config = {"targets": targets, "routes": ROUTES, "in_flight": 400}
        with Proxied(config) as box, udp() as flood, udp() as sock:
            for i in range(500):
                for n in range(4):
                    d = request("x@dead", 4 * i + n, BASE + str(n + 4 * i))
                    flood.sendto(d, ("127.0.0.1", box.port))
                sock.sendto(request("x@alive", i, BASE + str(i)), ("127.0.0.1", box.port))
                p = usnmp.SnmpPacket(sock.recv(65535))
                assert p.id == i and dict(p.varbinds.items()) == {BASE + str(i): (2, i)}
            core = box.core
            assert core.flights.count <= 400 and core.busy > 0
            until(lambda: core.flights.count == 0)
            target = box.proxy.targets["dead"]
            assert target.timeouts > 0 and target.flying == 0 and not core._same
            assert box.proxy.targets["alive"].timeouts == 0
            flood.settimeout(0.01)
            with pytest.raises(OSError):  # what has no answer gets none
                flood.recv(100)
    dead.close()


def test_who_asks_again_while_it_is_open_is_answered_once_and_the_agent_asked_once():
    with Agent(2) as agent:
        targets = {"two": way(agent.port, "2c", timeout=20, write_community="y")}
        with Proxied({"targets": targets, "routes": ROUTES}) as box, udp() as a, udp() as b:
            there = "127.0.0.1", box.port
            for _ in range(5):
                a.sendto(request("x@two", 7, BASE + "1"), there)
                b.sendto(request("x@two", 8, BASE + "1"), there)
            until(lambda: box.core.flights.count == 2)
            b.sendto(request("x@two", 9, BASE + "2"), there)
            assert usnmp.SnmpPacket(a.recv(999)).id == 7
            assert sorted(usnmp.SnmpPacket(b.recv(999)).id for _ in range(2)) == [8, 9]
            assert agent.came == 2
            rows = box.core.table.rows()
            assert sum(row["repeats"] for row in rows) == 8
            assert sum(row["answers"] for row in rows) == 3


def test_the_same_set_of_two_is_done_twice_one_after_the_other():
    with Agent(1) as agent:
        targets = {"two": way(agent.port, "2c", timeout=20)}
        with Proxied({"targets": targets, "routes": ROUTES}) as box, udp() as a, udp() as b:
            there = "127.0.0.1", box.port
            for sock, id in ((a, 1), (b, 2)):
                p = usnmp.SnmpPacket(0xA3, ver=1, community="x@two", id=id)
                p.varbinds[BASE + "5"] = 2, 1
                sock.sendto(p.tobytes(), there)
            assert usnmp.SnmpPacket(a.recv(999)).id == 1
            assert usnmp.SnmpPacket(b.recv(999)).id == 2
            assert agent.came == 2


def test_an_agent_that_bears_few_is_asked_so_many_at_once():
    with Agent(3) as agent:
        targets = {"two": way(agent.port, "2c", timeout=20, in_flight=3)}
        with Proxied({"targets": targets, "routes": ROUTES}) as box, udp() as sock:
            there = "127.0.0.1", box.port
            for n in range(2):
                sock.sendto(request("x@two", n, BASE + str(n)), there)
            until(lambda: len(agent.kept) == 2)
            for n in range(2, 20):
                sock.sendto(request("x@two", n, BASE + str(n)), there)
            found = {usnmp.SnmpPacket(sock.recv(999)).id for _ in range(20)}
            assert found == set(range(20)) and agent.came == 20


def test_an_answer_is_only_taken_from_the_agent_that_was_asked():
    with udp() as agent, udp() as other, udp() as sock:
        targets = {"two": way(agent.getsockname()[1], "2c", timeout=30)}
        with Proxied({"targets": targets, "routes": ROUTES}) as box:
            sock.sendto(request("x@two", 5, BASE + "1"), ("127.0.0.1", box.port))
            d, source = agent.recvfrom(999)
            assert frombytes_tvat(d, 5)[1] == "public"
            good = Agent.answer(None, d)
            p = usnmp.SnmpPacket(good)
            wrong = []
            for name, value in (
                ("id", p.id ^ 1),
                ("community", "x@two"),
                ("ver", 0),
                ("type", 0xA0),
            ):
                p = usnmp.SnmpPacket(good)
                setattr(p, name, value)
                wrong.append(p.tobytes())
            other.sendto(good, source)
            for d in wrong:
                agent.sendto(d, source)
            until(lambda: box.core.strays == 5)
            agent.sendto(good, source)
            agent.sendto(good, source)
            assert usnmp.SnmpPacket(sock.recv(999)).id == 5
            until(lambda: box.core.strays == 6)
