# The sockets of a notifier. Imports usnmp_base.udp; usnmp_notify imports it unless it is given
# another.

from usnmp_base.udp import Udp, resolve, sleep_ms

if 0 & 1:  # for type checkers alone
    from typing import Any
    from .target import Target


class Net:
    """One socket for IPv4 and one for IPv6, opened when they are wanted. send() raises
    ValueError for a host that cannot be one; what the network does raises nothing.
    """

    def __init__(self) -> None:
        self._udps = []

    def send(self, target: "Target", data: bytes) -> bool:
        """Send `data` to a Target; False if that failed, as when Wi-Fi is down."""
        # The name is looked up now, not at the start, when there may be no network; and again
        # after a failure, since it may have moved.
        try:
            if target.address is None or target.back_off:
                target.ipv6, target.address = resolve(target.host, target.port)
            for udp in self._udps:
                if udp.ipv6 == target.ipv6:
                    break
            else:
                udp = Udp("::" if target.ipv6 else "0.0.0.0", 0)
                self._udps.append(udp)
            return udp.send(data, target.address)
        except (OSError, MemoryError):
            return False

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
