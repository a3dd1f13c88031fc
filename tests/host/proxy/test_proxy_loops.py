# Two proxies that ask each other, in all versions; a proxy that asks itself; traps that go round.

import time

import pytest
from clibox import netsnmp
from conftest import free_port
from proxybox import Proxied, asking

pytestmark = pytest.mark.slow

ROUTES = [{"user": "anna", "to": "*", "write": True}, {"community": "secret", "to": "*"}]
NAME = "1.3.6.1.2.1.1.5.0"
LINK_UP = "1.3.6.1.6.3.1.1.5.4"
ENGINES = "80001f8805aabbccdd01", "80001f8805aabbccdd02"


def until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def to(port, version):
    """A target "x" that leads to the target "x" of a proxy at a port."""
    way = {"host": "127.0.0.1", "port": port, "timeout": 0.3, "retries": 1}
    if version == "3":
        return dict(way, user="anna", context="x")
    return dict(way, version=version, community="secret@x")


@pytest.mark.parametrize("there", ["1", "2c", "3"])
@pytest.mark.parametrize("back", ["1", "2c", "3"])
def test_a_request_does_not_go_round_and_the_loop_is_told(there, back):
    ports = free_port(), free_port()
    boxes = [
        Proxied({"targets": {"x": to(ports[1 - i], v)}, "routes": ROUTES, "engine_id": ENGINES[i]},
                port=ports[i])
        for i, v in enumerate((there, back))
    ]  # fmt: skip
    with boxes[0] as a, boxes[1] as b:
        way = asking("2c", "x")
        status, _, err = netsnmp("snmpget", *way, "-t1", "-r0", "-On", a.host, NAME)
        assert status == 1 and b"Timeout" in err
        until(lambda: a.core.loops.found + b.core.loops.found)
        # Once round, each try once, what asks for the loop, and discovery
        for box in (a, b):
            target = box.proxy.targets["x"]
            assert target.asked + target.repeats < 20
        until(lambda: a.core.flights.count + b.core.flights.count == 0)
        logged = a.logged + b.logged
        assert logged and "a loop: what goes to x comes back" in logged[0]


def test_a_proxy_that_asks_itself_tells_it():
    port = free_port()
    config = {"targets": {"x": to(port, "2c")}, "routes": ROUTES}
    with Proxied(config, port=port) as box:
        status, _, err = netsnmp("snmpget", *asking("2c", "x"), "-t1", "-r0", box.host, NAME)
        assert status == 1
        until(lambda: box.core.loops.found)
        assert box.proxy.targets["x"].asked + box.proxy.targets["x"].repeats < 10


@pytest.mark.parametrize("version", ["1", "2c"])
def test_a_trap_goes_round_a_few_times_at_most(version):
    ports = free_port(), free_port()
    boxes = []
    for i in range(2):
        manager = {"host": "127.0.0.1", "port": ports[1 - i], "version": version}
        notifications = [{"community": "public", "to": "nms"}]
        config = {"managers": {"nms": manager}, "notifications": notifications}
        boxes.append(Proxied(config, port=ports[i]))
    with boxes[0] as a, boxes[1] as b:
        done = netsnmp("snmptrap", "-v2c", "-cpublic", a.host, "4711", LINK_UP)
        assert done == (0, b"", b"")
        until(lambda: a.core.notices.circling + b.core.notices.circling)
        assert a.core.notices.forwarded + b.core.notices.forwarded < 40


def test_an_inform_that_goes_round_ends():
    ports = free_port(), free_port()
    boxes = []
    for i in range(2):
        manager = {"host": "127.0.0.1", "port": ports[1 - i], "inform": True, "timeout": 0.2}
        notifications = [{"community": "public", "to": "nms"}]
        config = {"managers": {"nms": manager}, "notifications": notifications}
        boxes.append(Proxied(config, port=ports[i]))
    with boxes[0] as a, boxes[1] as b:
        done = netsnmp("snmpinform", "-v2c", "-cpublic", "-t1", "-r0", a.host, "4711", LINK_UP)
        assert done[0] == 1
        until(lambda: a.core.notices.circling + b.core.notices.circling)
        until(lambda: a.core.flights.count + b.core.flights.count == 0)


def test_the_same_trap_of_a_device_without_a_clock_is_passed_on_each_time():
    port = free_port()
    manager = {"host": "127.0.0.1", "port": free_port()}
    config = {
        "managers": {"nms": manager},
        "notifications": [{"community": "public", "to": "nms"}],
    }
    with Proxied(config, port=port) as box:
        for _ in range(5):
            netsnmp("snmptrap", "-v2c", "-cpublic", box.host, "0", LINK_UP)
        until(lambda: box.core.notices.forwarded == 5)
        assert not box.core.notices.circling
