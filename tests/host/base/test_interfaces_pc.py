# The interfaces of a PC, usnmp_base.interfaces_pc: of a folder as the kernel's, and its own.

import sys
from pathlib import Path

import pytest
from usnmp_base.interfaces_pc import Nic, Unknown, nics

FILES = {
    "flags": "0x1003", "operstate": "up", "address": "02:00:00:00:00:07", "mtu": "1400",
    "type": "1", "speed": "2500", "statistics/rx_bytes": str(2**32 + 5),
    "statistics/tx_bytes": "7", "statistics/rx_errors": "3",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    for name in ("eth0", "lo", "gone"):
        (tmp_path / name / "statistics").mkdir(parents=True)
    for name, text in FILES.items():
        (tmp_path / "eth0" / name).write_text(text + "\n")
    for name, text in (("flags", "0x9"), ("operstate", "unknown"), ("type", "772")):
        (tmp_path / "lo" / name).write_text(text + "\n")
    (tmp_path / "lo" / "address").write_text("00:00:00:00:00:00\n")
    return str(tmp_path) + "/"


def test_what_the_kernel_tells_is_what_if_mib_has(folder):
    there = nics(folder)
    assert [nic.name for nic in there] == ["eth0", "gone", "lo"]
    eth = there[0]
    assert eth.active() and eth.isconnected() and eth.config("mac") == b"\2\0\0\0\0\7"
    told = {c: eth.told(c) for c in (2, 3, 4, 5, 10, 14, 16, 17, 101, 106, 115)}
    assert told == {
        2: "eth0", 3: 6, 4: 1400, 5: 2500000000, 10: 5, 14: 3, 16: 7, 17: 0, 101: "eth0",
        106: 2**32 + 5, 115: 2500,
    }  # fmt: skip
    assert eth.told(7) is None
    Path(folder, "eth0/speed").write_text("10000")
    assert eth.told(5) == 0xFFFFFFFF and eth.told(115) == 10000
    Path(folder, "eth0/speed").write_text("-1")  # unknown
    assert eth.told(5) == eth.told(115) == 0


def test_a_loopback_is_up_and_has_no_address(folder):
    lo = nics(folder)[2]
    assert lo.isconnected() and lo.told(3) == 24 and lo.config("mac") == b""


def test_an_interface_that_has_gone_is_down(folder):
    gone = nics(folder)[1]
    assert not gone.active() and not gone.isconnected()
    assert gone.ifconfig()[:2] == ("0.0.0.0", "0.0.0.0") and gone.told(10) == 0


def test_a_system_that_tells_nothing_has_one():
    (only,) = nics("/there/is/no/such/")
    assert type(only) is Unknown and only.isconnected()
    assert only.told(101) == "network" and only.told(10) == 0 and only.told(8) is None


def test_the_loopback_of_this_machine_has_its_address():
    if sys.platform != "linux":
        assert type(nics()[0]) is Unknown
        return
    found = [nic for nic in nics() if nic.name == "lo"]
    assert found and found[0].ifconfig()[:2] == ("127.0.0.1", "255.0.0.0")
    assert isinstance(found[0], Nic) and found[0].told(106) >= 0
