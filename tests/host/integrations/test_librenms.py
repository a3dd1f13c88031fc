# The walks of LibreNMS and Observium, replayed with net-snmp's commands on a board at 32 bit in
# 38 KiB, and their rules (tools/usnmp_tools/librenms.py).

import pytest
from board_box import fleet
from usnmp_tools import librenms

pytestmark = pytest.mark.slow

KINDS = "temperature humidity voltage current power frequency fanspeed".split()
SHOWN = {str(i + 2): ("Room %d" % i, KINDS[i % 7], i + 0.5) for i in range(20)}


@pytest.fixture
def box(build, tmp_path):
    with fleet.board(build, tmp_path) as box:
        box.advance(3600000)
        yield box


def shown(sensors):
    return {i: (s.name, s.kind, pytest.approx(s.value)) for i, s in sensors.items()}


def test_librenms_discovers_and_polls_20_of_20_sensors_memory_and_uptime(box):
    peer = fleet.netsnmp(box)
    device = librenms.discover(peer.walk, peer.get)
    assert shown(device.sensors) == SHOWN
    assert list(device.ports.values()) == ["Wi-Fi wlan0"]
    (heap,) = device.memory.values()
    assert heap.name == "Heap" and 0 < heap.used < heap.size
    (flash,) = device.flash.values()
    assert flash.name == "Flash" and 0 <= flash.used < flash.size
    assert 0 <= device.processors["1"] <= 100
    seconds, values = librenms.poll(peer.walk, peer.get, device)
    assert values == {i: pytest.approx(value) for i, (_, _, value) in SHOWN.items()}
    # None of the three uptimes is ahead of the others.
    again, _ = librenms.poll(peer.walk, peer.get, device)
    uptimes = librenms.SYSTEM + "3.0", librenms.HR_UPTIME, librenms.ENGINE_TIME
    ticks, host, engine = (int(text) for text in peer.get(*uptimes))
    assert ticks == host and 3600 <= seconds <= again <= round(ticks / 100)
    assert 3600 <= engine <= ticks / 100
    print("free, largest block: %s" % (box.census(),))


def test_a_broken_sensor_is_polled_with_its_neighbours_and_not_discovered(box):
    peer = fleet.netsnmp(box)
    device = librenms.discover(peer.walk, peer.get)
    box.pin(5, 0)
    box.advance(1001)
    _, values = librenms.poll(peer.walk, peer.get, device)
    assert values == {i: pytest.approx(value) for i, (_, _, value) in SHOWN.items()}
    broken = str(fleet.BROKEN + 2)
    without = {i: sensor for i, sensor in SHOWN.items() if i != broken}
    assert shown(librenms.sensors(peer.walk)) == without
    assert shown(librenms.observium(peer.walk)) == without


def test_observium_shows_20_of_20_sensors(box):
    assert shown(librenms.observium(fleet.netsnmp(box).walk)) == SHOWN
