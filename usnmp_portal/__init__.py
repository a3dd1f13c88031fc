# The portal: a board without a configuration asks for it, on a page of its own access point.
# Imports heap and provision; known, opening, http, dns and before while they are wanted, and lets
# go of them; usnmp_firmware.portal imports it where a board has nothing to serve.

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
    from .heap import forget

    _know()
    forget("usnmp_portal.known")
    from .provision import OVER  # what stays comes first, to end up side by side

    try:
        p, ap, listener, dns, patience = _opened(check, checks, path)
    except ValueError as e:
        print("portal: %s" % e)
        return
    forget("usnmp_portal.opening")
    try:
        # What is typed is checked with all the heap there is: nobody is answered meanwhile.
        while _attend(p, listener, dns, patience):
            forget("usnmp_portal.answer usnmp_portal.http usnmp_portal.form usnmp_portal.dns")
            _step(p)
    finally:
        listener.close()
        dns.close()
        ap.active(False)
    over = p.state == OVER
    print("portal: %s" % (p.doing + " The board restarts." if over else "nobody came"))
    if _left(path, over) or over:
        import machine

        machine.reset()


def _know():
    from usnmp_portal.known import know

    know("usnmp_sensors.kinds usnmp_firmware.config usnmp_firmware.sensor_keys")


def _opened(check, checks, path):
    from usnmp_portal.opening import opened

    return opened(check, checks, path)


def _left(path, over):
    from usnmp_portal.before import left

    return left(path, over)


def _attend(p, listener, dns, patience):
    # Until something is to be checked, when it is true; or the board is to restart, or nobody has
    # asked for that long.
    import gc

    from usnmp_portal.answer import answer
    from usnmp_portal.dns import Server as Dns
    from usnmp_portal.http import Server
    from usnmp_portal.provision import CHECKING, FORM, OVER

    server = Server(listener, lambda request: answer(p, request), time.ticks_ms)
    dns = Dns(p.host, dns)
    told = ""
    while p.state != OVER or server.open:  # the last answer is to arrive
        if p.state == CHECKING:
            if server.drained():
                return True
            continue
        busy = False
        for part in server.step, dns.step:
            try:
                busy = part() or busy
            except Exception as e:  # out of memory: the next may do better
                _say(e)
        if p.state == CHECKING:
            continue
        busy = _step(p) or busy
        if p.address and p.address != told:
            told = p.address
            print("portal: %s Address %s" % (p.doing, told))
        if not busy:
            if p.state == FORM and time.ticks_ms() - p.heard & 0x3FFFFFFF > patience:
                return False
            gc.collect()
            time.sleep_ms(10)
    return False


def _step(p):
    try:
        return p.step()
    except Exception as e:
        _say(e)


def _say(e):
    import gc

    gc.collect()
    print("portal: %r" % e)
