# Why joining failed, by the status that each port gives, on a made-up station. Imports
# usnmp_portal.join.

import importlib
import sys
import types

import pytest

NAMES = "CONNECTING WRONG_PASSWORD NO_AP_FOUND CONNECT_FAIL GOT_IP HANDSHAKE_TIMEOUT"
PORTS = {  # the numbers of MicroPython's ports
    "esp8266": dict(zip(NAMES.split(), (1, 2, 3, 4, 5))),
    "esp32": dict(zip(NAMES.split(), (1001, 202, 201, 203, 1010, 204))),
}


class Station:
    status_now = None
    joined = False
    refused = None
    gone = 0

    def connect(self, ssid, key):
        self.asked = ssid, key
        if self.refused:
            raise self.refused

    def disconnect(self):
        self.gone += 1
        if self.gone == 1:
            raise OSError("it was not connected")

    def config(self, **kw):
        raise ValueError("unknown config param")

    def isconnected(self):
        return self.joined

    def status(self):
        return self.status_now


@pytest.fixture(params=PORTS)
def joining(request, monkeypatch):
    """(the statuses of a port, a station, a list with the time, what makes a Join)."""
    network = types.ModuleType("network")
    for name, number in PORTS[request.param].items():
        setattr(network, "STAT_" + name, number)
    monkeypatch.setitem(sys.modules, "network", network)
    monkeypatch.delitem(sys.modules, "usnmp_portal.join", raising=False)
    module = importlib.import_module("usnmp_portal.join")
    monkeypatch.delitem(sys.modules, "usnmp_portal.join")
    station, clock = Station(), [0]

    def make():
        return module.Join(station, {"ssid": "home", "key": "secret"}, lambda: clock[0])

    return PORTS[request.param], station, clock, make


def after(join, clock, ms):
    """What `join` says when `ms` have gone by, looked at each second."""
    end = clock[0] + ms
    while True:
        found = join.step()
        if found is not None or clock[0] >= end:
            return found
        clock[0] += 1000


def test_a_network_that_takes_the_board_is_joined(joining):
    status, station, clock, make = joining
    join = make()
    station.status_now = status["CONNECTING"]
    assert after(join, clock, 20000) is None
    station.joined = True
    assert join.step() is False and station.asked == ("home", "secret")


@pytest.mark.parametrize(
    "name, field",
    [("WRONG_PASSWORD", "key"), ("HANDSHAKE_TIMEOUT", "key"), ("NO_AP_FOUND", "ssid")],
)
def test_a_status_that_lasts_says_why_not(joining, name, field):
    status, station, clock, make = joining
    join = make()
    station.status_now = status.get(name, status["WRONG_PASSWORD"])
    assert join.step() is None  # it may be that of the attempt before
    found, why = after(join, clock, 10000)
    assert found == field and why and clock[0] < 10000
    assert station.gone == 2


def test_15_is_a_key_that_an_esp32_found_wrong_and_nothing_on_an_esp8266(joining):
    status, station, clock, make = joining
    join = make()
    station.status_now = 15
    found = after(join, clock, 10000)
    assert found and found[0] == "key" if status["CONNECTING"] > 1000 else found is None


def test_a_status_that_comes_and_goes_says_nothing_yet(joining):
    status, station, clock, make = joining
    join = make()
    for _ in range(5):
        station.status_now = status["NO_AP_FOUND"]
        assert after(join, clock, 3000) is None
        station.status_now = status["CONNECTING"]
        assert after(join, clock, 3000) is None


def test_for_ever_has_an_end(joining):
    status, station, clock, make = joining
    join = make()
    station.status_now = status["CONNECTING"]
    found = after(join, clock, 60000)
    assert found == ("ssid", "no answer within 40 s (status %d)" % status["CONNECTING"])


def test_what_the_port_refuses_is_said(joining):
    _, station, _, make = joining
    station.refused = OSError("Wifi Internal Error")
    assert make().step() == ("ssid", "the port refuses it: OSError('Wifi Internal Error')")
