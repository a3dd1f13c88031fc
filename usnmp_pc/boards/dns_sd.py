# Which agents announce themselves in this machine's networks: one question by mDNS, as who has no
# responder of its own may ask it (RFC 6762 5.1). Imports usnmp_base.mdns.

import socket
import time

from usnmp_base.mdns import GROUP, PORT, PTR, SERVICE, SRV, A, name, name_at, two

_QUESTION = b"\0\0\0\0\0\1\0\0\0\0\0\0" + name(SERVICE) + two(PTR) + two(1)
_MOST = 9000  # octets of a message, RFC 6762 17


def announced(seconds: float = 1.0, interfaces: "tuple[str, ...]" = ()) -> "list[tuple[str, int]]":
    """[(IPv4 address, port)] of the agents that say within `seconds` that they are there.

    interfaces: addresses of this machine, of the networks that are asked; by default the system's
    choice. A network that cannot be asked has none.
    """
    found = {}
    for own in interfaces or ("0.0.0.0",):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            try:
                option = socket.IP_MULTICAST_IF
                sock.setsockopt(socket.IPPROTO_IP, option, socket.inet_aton(own))
                sock.sendto(_QUESTION, (GROUP, PORT))
                _listen(sock, time.monotonic() + seconds, found)
            except OSError:  # no network
                pass
    return sorted(found)


def _listen(sock, end, found):
    while True:
        left = end - time.monotonic()
        if left <= 0:
            return
        sock.settimeout(left)
        try:
            octets, _ = sock.recvfrom(_MOST)
        except socket.timeout:
            return
        try:
            found.update(dict.fromkeys(places(octets)))
        except (ValueError, IndexError):  # no message of DNS
            pass


def places(octets: bytes) -> "list[tuple[str, int]]":
    """[(IPv4 address, port)] of the agents in a message of DNS: who has both SRV and A in it.
    Raises ValueError or IndexError for what is no message.
    """
    i = 12
    for _ in range(octets[4] << 8 | octets[5]):
        i = name_at(octets, i)[1] + 4
    hosts = {}  # labels: address
    services = []  # (labels of the host, port)
    for _ in range(sum(octets[n] << 8 | octets[n + 1] for n in (6, 8, 10))):
        labels, i = name_at(octets, i)
        kind = octets[i] << 8 | octets[i + 1]
        at = i + 10
        i = at + (octets[i + 8] << 8 | octets[i + 9])
        if i > len(octets):
            raise ValueError
        if kind == A and i - at == 4:
            hosts[labels] = socket.inet_ntoa(octets[at:i])
        elif kind == SRV and labels[1:] == SERVICE:
            services.append((name_at(octets, at + 6)[0], octets[at + 4] << 8 | octets[at + 5]))
    return [(hosts[host], port) for host, port in services if host in hosts]
