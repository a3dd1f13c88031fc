# The sockets of a notifier. Imports usnmp_base.udp; usnmp_notify imports it unless it is given
# another.

from usnmp_base.udp import Udp, resolve, sleep_ms

if 0 & 1:  # for type checkers alone
    from typing import Any
    from .target import Target


class Net:
    """One socket for IPv4 and one for IPv6, opened when they are wanted, and connections to those
    who are at "tcp:HOST:PORT". send() raises
    ValueError for a host that cannot be one; what the network does raises nothing.
    """

    def __init__(self) -> None:
        self._udps = []

    def send(self, target: "Target", data: bytes, place: "Any" = None) -> "Any":
        """Send `data` to a Target. place: what this gave the last time, to go there; None: its
        name is looked up. A tuple (of IPv6?, address as recvfrom gives it); None if that failed,
        as when Wi-Fi is down.
        """
        try:
            place = place or resolve(target.host, target.port)
            for udp in self._udps:
                if udp.ipv6 == place[0]:
                    break
            else:
                v6 = place[0]
                udp = v6() if callable(v6) else Udp("::" if v6 else "0.0.0.0", 0)
                self._udps.append(udp)
            return place if udp.send(data, place[1]) else None
        except (OSError, MemoryError):
            return None

    def recv(self, size: int, timeout_ms: int) -> "tuple[bytes, Any] | None":
        """(datagram, address) of the next; None if none came within `timeout_ms`."""
        many = len(self._udps)
        if not many:
            sleep_ms(timeout_ms)
        for _ in range(many):
            # By turns: a flood at one does not make the other deaf.
            self._udps = self._udps[1:] + self._udps[:1]
            found = self._udps[0].recv(size, timeout_ms // many)
            if found:
                return found
        return None

    def close(self) -> None:
        """Close them; they are opened again when they are wanted."""
        for udp in self._udps:
            udp.close()
        self._udps = []
