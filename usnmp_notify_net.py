# The sockets of a notifier. Imports usnmp_udp; usnmp_notify imports it unless it is given another.

from usnmp_udp import Udp, resolve, sleep_ms


class Net:
    """One socket for IPv4 and one for IPv6, opened when they are wanted. No method raises."""

    def __init__(self):
        self._udps = {}  # by whether they are of IPv6

    def send(self, target, data):
        """Send `data` to a Target; False if that failed, as when Wi-Fi is down."""
        # The name is looked up now, not at the start, when there may be no network; and again
        # after a failure, since it may have moved.
        try:
            if target.address is None or target.back_off:
                target.ipv6, target.address = resolve(target.host, target.port)
            if target.ipv6 not in self._udps:
                self._udps[target.ipv6] = Udp("::" if target.ipv6 else "0.0.0.0", 0)
            return self._udps[target.ipv6].send(data, target.address)
        except (OSError, MemoryError):
            return False

    def recv(self, size, timeout_ms):
        """(datagram, address) of the next; None if none came within `timeout_ms`."""
        if not self._udps:
            sleep_ms(timeout_ms)
        for udp in self._udps.values():
            found = udp.recv(size, timeout_ms // len(self._udps))
            if found:
                return found
        return None

    def close(self):
        """Close them; they are opened again when they are wanted."""
        for udp in self._udps.values():
            udp.close()
        self._udps = {}
