# How the portal opens: what the board was before, the access point, its page's socket. Imports
# heap and provision; before and air where they are wanted, and lets go of them; usnmp_portal
# imports it at its start, and lets go of it.

import os
import time

from .heap import forget

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from .provision import Provision


def opened(
    check: "Callable[[dict[str, Any]], object]", checks: str, path: str
) -> "tuple[Provision, Any, Any, Any, int]":
    """Open it: (what it does, its access point, the sockets of its page and of its DNS, ms until
    it closes if nobody comes). Raises ValueError for a portal.json that is of no use.
    """
    import machine

    settings, old, dropped = _before(check, path)  # which takes most, so it comes first
    forget("usnmp_portal.before")
    forget(checks)
    kinds = _kinds()
    forget("usnmp_portal.before usnmp_sensors.kinds")
    from .provision import Provision

    key = settings["key"]
    name = "usnmp-%02X%02X" % tuple(machine.unique_id()[-2:])  # as its MAC address ends
    ap, address, station, listener, dns = _opened(name, key)
    forget("usnmp_portal.air")
    token = "".join(["%02x" % c for c in os.urandom(8)])
    p = Provision(
        check, kinds, station, address, time.ticks_ms, old, token, name, path, machine.Pin, checks
    )
    if dropped:
        p.faults[""] = "what the board had of this is of no use: " + dropped
    p.networks = _scan(station)
    forget("usnmp_portal.scan")
    print("portal: join %s, %s, then open http://%s/" % (
        name, "key " + key if key else "without a key", address
    ))  # fmt: skip
    return p, ap, listener, dns, 60000 * settings["minutes"]


def _before(check, path):
    from usnmp_portal import before

    settings = before.settings()
    old, dropped = before.known(check, path)
    return settings, old, dropped


def _kinds():
    from usnmp_portal.before import kinds

    return kinds()


def _scan(station):
    from usnmp_portal.scan import scan

    return scan(station)


def _opened(name, key):
    from usnmp_portal.air import answers, listen, opened

    ap, address, station = opened(name, key)
    return ap, address, station, listen(address), answers(address)
