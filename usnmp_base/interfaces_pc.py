# The network interfaces of a PC, as usnmp_mibs.if_mib and ip_mib ask for them: with Linux what the
# kernel tells of each, elsewhere one, of which little is known. Imports nothing; if_mib imports it
# where there is no module network.

import os

_FOLDER = "/sys/class/net/"
_STATISTICS = {
    10: "rx_bytes", 11: "rx_packets", 13: "rx_dropped", 14: "rx_errors",
    16: "tx_bytes", 17: "tx_packets", 19: "tx_dropped", 20: "tx_errors",
    106: "rx_bytes", 110: "tx_bytes",
}  # fmt: skip
# Of the kernel's ARPHRD_ numbers those that IANAifType has a number for of its own
_TYPES = {1: 6, 772: 24, 512: 23, 65534: 131, 768: 131, 776: 131}


class Nic:
    """An interface of Linux, by its name; `folder` has what the kernel tells."""

    def __init__(self, name: str, folder: str = _FOLDER) -> None:
        self.name = name
        self.folder = folder

    def _read(self, name, default="0"):
        try:
            with open(self.folder + self.name + "/" + name) as f:
                return f.read().strip()
        except OSError:  # it has gone; or there is no such thing of an interface that is down
            return default

    def active(self) -> bool:
        return bool(int(self._read("flags"), 16) & 1)  # IFF_UP

    def isconnected(self) -> bool:
        state = self._read("operstate")  # of a loopback unknown
        return self.active() and state in ("up", "unknown")

    def config(self, what: str) -> bytes:
        """The MAC address, whatever is asked."""
        address = bytes.fromhex(self._read("address", "").replace(":", ""))
        return address if any(address) else b""  # a loopback's is all zeros

    def told(self, column: int) -> "int | str | None":
        """What IF-MIB has in this column, of ifXTable 100 more; None if it is as of a board."""
        if column in _STATISTICS:
            value = int(self._read("statistics/" + _STATISTICS[column]))
            return value if column > 100 else value & 0xFFFFFFFF
        if column == 2 or column == 101:
            return self.name
        if column == 3:
            if self._read("wireless/status", ""):
                return 71  # ieee80211
            return _TYPES.get(int(self._read("type")), 1)
        if column == 4:
            return int(self._read("mtu"))
        if column == 5 or column == 115:
            speed = max(0, int(self._read("speed")))  # -1: unknown
            return speed if column > 100 else min(speed * 1000000, 0xFFFFFFFF)
        return None

    def ifconfig(self) -> "tuple[str, str, str, str]":
        """Address and mask, as of network.WLAN; of IPv4, the first that it has."""
        try:
            import fcntl
            import socket
            import struct

            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                name = struct.pack("256s", self.name.encode()[:15])
                found = [fcntl.ioctl(sock, n, name)[20:24] for n in (0x8915, 0x891B)]
        except (ImportError, OSError):  # MicroPython; or it has no address
            found = [bytes(4)] * 2
        address, mask = [".".join([str(octet) for octet in octets]) for octets in found]
        return address, mask, "0.0.0.0", "0.0.0.0"


class Unknown:
    """The network of a system that is not asked: it is there."""

    name = "network"

    def active(self) -> bool:
        return True

    isconnected = active

    def config(self, what: str) -> bytes:
        return b""

    def ifconfig(self) -> "tuple[str, str, str, str]":
        return ("0.0.0.0",) * 4

    def told(self, column: int) -> "int | str | None":
        """As of a Nic."""
        if column == 2 or column == 101:
            return self.name
        return 1 if column == 3 else 0 if column not in (1, 4, 6, 7, 8, 9, 118) else None


def nics(folder: str = _FOLDER) -> "list[Nic | Unknown]":
    """Those of this machine, in the order of their names."""
    try:
        return [Nic(name, folder) for name in sorted(os.listdir(folder))]
    except OSError:
        return [Unknown()]
