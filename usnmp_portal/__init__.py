# The portal: a board without a configuration asks for it, on a page of its own access point.
# Imports heap, http, dns and provision; known, before and air where they are wanted, and lets go
# of them; usnmp_firmware.portal imports it where a board has nothing to serve.

import os
import time

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable


def run(
    check: "Callable[[dict[str, Any]], object]", checks: str = "", path: str = "config.json"
) -> None:
    """Open the access point, and serve the page until the board is configured, when it restarts.

    check: of usnmp_firmware.config; checks: names of the modules that it loads. path: what is
    written. If nobody asks for the page for the minutes of portal.json, 10, it closes: the board
    restarts with the configuration that it had, if it had one; else this returns.
    """
    import machine

    from .heap import forget

    _know()
    forget("usnmp_portal.known")
    from . import http  # what stays comes first, to end up side by side
    from .dns import Server as Dns
    from .provision import OVER, Provision

    try:
        settings, old, dropped, kinds = _before(check, path)
    except ValueError as e:
        print("portal: %s" % e)
        return
    forget("usnmp_portal.before usnmp_sensors.kinds " + checks)
    name = "usnmp-%02X%02X" % tuple(machine.unique_id()[-2:])  # as its MAC address ends
    ap, address, station, listener = _opened(name, settings["key"])
    forget("usnmp_portal.air")
    token = "".join(["%02x" % c for c in os.urandom(8)])
    p = Provision(
        check, kinds, station, address, time.ticks_ms, old, token, name, path, machine.Pin, checks
    )
    if dropped:
        p.faults[""] = "what the board had of this is of no use: " + dropped
    p.scan()
    server = http.Server(listener, p.answer, time.ticks_ms)
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


def _know():
    from usnmp_portal.known import know

    know("usnmp_sensors.kinds usnmp_firmware.config usnmp_firmware.sensor_keys")


def _before(check, path):
    from usnmp_portal import before

    settings = before.settings()
    old, dropped = before.known(check, path)
    return settings, old, dropped, before.kinds()


def _opened(name, key):
    from usnmp_portal.air import listen, opened

    ap, address, station = opened(name, key)
    return ap, address, station, listen(address)


def serve(p, server, dns, patience):
    # Until the board is to restart, or nobody has asked for that long.
    import gc

    from .provision import FORM, OVER

    told = ""
    while p.state != OVER or server.open:  # the last answer is to arrive
        busy = False
        for part in server, dns, p:
            try:
                busy = part.step() or busy
            except Exception as e:  # out of memory: the next may do better
                gc.collect()
                print("portal: %r" % e)
        if p.address and p.address != told:
            told = p.address
            print("portal: %s Address %s" % (p.doing, told))
        if not busy:
            if p.state == FORM and time.ticks_ms() - p.heard & 0x3FFFFFFF > patience:
                return
            gc.collect()
            time.sleep_ms(10)
