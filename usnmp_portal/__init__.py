# The portal: a board without a configuration asks for it, on a page of its own access point.
# Imports access_point, before, dns, http and provision; usnmp_firmware.portal imports it where a
# board has nothing to serve.

import os
import time

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable

_WPA2 = 3  # as all ports have it


def run(
    check: "Callable[[dict[str, Any]], object]", checks: str = "", path: str = "config.json"
) -> bool:
    """Open the access point, and serve the page until the board is configured, when it restarts.

    check: of usnmp_firmware.config; checks: names of the modules that it loads. path: what is
    written. If nobody asks for the page for the minutes of portal.json, 10, it closes: the board
    restarts with the configuration that it had, if it had one; else False is returned.
    """
    import machine
    import network

    from . import http  # what stays comes first, to end up side by side
    from .dns import Server as Dns
    from .heap import forget
    from .provision import OVER, Provision
    from usnmp_portal import before

    try:
        settings = before.settings()
        old, dropped = before.known(check, path)
        kinds = before.kinds()
    except ValueError as e:
        print("portal: %s" % e)
        return False
    before = None
    forget("usnmp_portal.before usnmp_sensors.kinds " + checks)
    station = network.WLAN(network.STA_IF)
    station.active(True)
    name = "usnmp-%02X%02X" % tuple(machine.unique_id()[-2:])  # as its MAC address ends
    ap, address = opened(name, settings["key"])
    token = "".join(["%02x" % c for c in os.urandom(8)])
    p = Provision(
        check, kinds, station, address, time.ticks_ms, old, token, name, path, machine.Pin, checks
    )
    if dropped:
        p.faults[""] = "what the board had of this is of no use: " + dropped
    p.scan()
    server = http.Server(listen(address), p.answer, time.ticks_ms)
    dns = Dns(address)
    print("portal: join %s, %s, then open http://%s/" % (
        name, "key " + settings["key"] if settings["key"] else "without a key", address
    ))  # fmt: skip
    try:
        serve(p, server, dns, 60000 * settings["minutes"])
    finally:
        server.close()
        dns.close()
        ap.active(False)
    from .before import left

    over = p.state == OVER
    print("portal: %s" % (p.doing + " The board restarts." if over else "nobody came"))
    if left(path, over) or over:
        machine.reset()
    return False


def serve(p, server, dns, patience):
    # Until the board is to restart, or nobody has asked for that long.
    import gc

    from .provision import FORM, OVER

    told = ""
    while p.state != OVER or server.open:  # the last answer is to arrive
        busy = server.step()
        busy = dns.step() or busy
        busy = p.step() or busy
        if p.address and p.address != told:
            told = p.address
            print("portal: %s Address %s" % (p.doing, told))
        if not busy:
            if p.state == FORM and time.ticks_ms() - p.heard & 0x3FFFFFFF > patience:
                return
            gc.collect()
            time.sleep_ms(10)


def opened(name: str, key: str) -> "tuple[object, str]":
    """Open the access point: (its network.WLAN, the board's address in it)."""
    import network

    ap = network.WLAN(network.AP_IF)
    ap.active(True)
    if key:
        ap.config(ssid=name, key=key, security=_WPA2)
    else:
        ap.config(ssid=name, security=0)
    return ap, ap.ifconfig()[0]


def listen(address: str, port: int = 80) -> "Any":
    """A listening TCP socket that does not block."""
    import socket

    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((address, port))
    s.listen(4)
    s.setblocking(False)
    return s
