# The access point, and the sockets of its page and its DNS. Imports nothing of ours;
# usnmp_portal.opening imports it, and lets go of it.

if 0 & 1:  # for type checkers alone
    from typing import Any

_WPA2 = 3  # as all ports have it


def opened(name: str, key: str) -> "tuple[Any, str, Any]":
    """Open the access point: (its network.WLAN, the board's address in it, that of the station,
    which joins nothing by itself: its attempts would be on other channels).
    """
    import network

    station = network.WLAN(network.STA_IF)
    station.active(True)
    try:
        station.disconnect()
    except OSError:  # an ESP32, if it is not connected
        pass
    ap = network.WLAN(network.AP_IF)
    ap.active(True)
    if key:
        ap.config(ssid=name, key=key, security=_WPA2)
    else:
        ap.config(ssid=name, security=0)
    return ap, ap.ifconfig()[0], station


def listen(address: str, port: int = 80) -> "Any":
    """A listening TCP socket that does not block."""
    import socket

    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((address, port))
    s.listen(4)
    s.setblocking(False)
    return s


def answers(address: str, port: int = 53) -> "Any":
    """A UDP socket there, that does not block."""
    import socket

    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((address, port))
    s.setblocking(False)
    return s
