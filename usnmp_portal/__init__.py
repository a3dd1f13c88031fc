# The portal: a board without a configuration asks for it, on a page of its own access point.
# Imports access_point, dns, http and provision, and values of theirs; usnmp_firmware.board imports
# it where a board has nothing to serve.

import json
import os
import time

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable

LAST = "config.last"  # where usnmp_portal.pin puts the configuration aside


def run(check: "Callable[[dict[str, Any]], object]", path: str = "config.json") -> None:
    """Open the access point, and serve the page until the board is configured, when it restarts.

    check: of usnmp_firmware.config. path: what is written. If nobody asks for the page for the
    minutes of portal.json, 10, it closes: the board restarts with the configuration that it had,
    if it had one; else this returns. Raises KeyboardInterrupt.
    """
    import machine
    import network

    from . import access_point, http, provision
    from .dns import Server as Dns

    try:
        settings = access_point.settings()
    except ValueError as e:
        print("portal: %s" % e)
        return
    station = network.WLAN(network.STA_IF)
    station.active(True)
    name = access_point.ssid(machine.unique_id())
    ap, address = access_point.opened(name, settings["key"])
    token = "".join(["%02x" % c for c in os.urandom(8)])
    old, dropped = known(check, path)
    p = provision.Provision(
        check, kinds, station, address, time.ticks_ms, old, token, name, path, machine.Pin
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
    if p.state == provision.OVER:
        print("portal: %s The board restarts." % p.doing)
        if LAST in os.listdir():  # what it was before: it has passwords in it
            os.remove(LAST)
        machine.reset()
    print("portal: nobody came")
    if last(path):
        machine.reset()
    print("portal: closed, until the next reset")


def serve(p, server, dns, patience):
    # Until the board is to restart, or nobody has asked for that long.
    import gc

    from .provision import FORM, OVER

    told = ""
    while p.state != OVER:
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


def listen(address: str, port: int = 80) -> "Any":
    """A listening TCP socket that does not block."""
    import socket

    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((address, port))
    s.listen(4)
    s.setblocking(False)
    return s


def kinds() -> "list[str]":
    """The kinds of sensors that this board has drivers' names for."""
    try:
        from usnmp_sensors.kinds import names
    except ImportError:
        return []
    return names()


def known(check: "Callable[[dict[str, Any]], object]", path: str) -> "tuple[dict[str, Any], str]":
    """(what the board was configured as, without the keys that are of no use; those keys)."""
    found = {}
    for name in path, LAST:
        try:
            with open(name) as f:
                found = json.load(f)
        except (OSError, ValueError, RuntimeError):  # none, or no JSON
            continue
        if isinstance(found, dict):
            break
        found = {}
    dropped = []
    for key in list(found):
        try:
            if key not in ("users", "targets", "users_writable"):  # which hang on one another
                check({key: found[key]})
        except ValueError:
            del found[key]
            dropped.append(key)
    try:
        check(found)
    except ValueError:
        for key in "users", "targets", "users_writable":
            if found.pop(key, None):
                dropped.append(key)
    return found, ", ".join(dropped)


def last(path: str) -> bool:
    """Is there a configuration to go back to? One that was put aside is in its place then."""
    there = os.listdir()
    if path in there or LAST not in there:  # one that is there was of no use
        return False
    os.rename(LAST, path)
    return True
