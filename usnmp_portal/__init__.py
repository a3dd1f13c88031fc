# The portal: a board without a configuration asks for it, on a page of its own access point.
# Imports heap and provision; known, opening, serving and before while they are wanted, and lets go
# of them; usnmp_firmware.portal imports it where a board has nothing to serve.

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
    try:
        p, ap, listener, dns, patience = _opened(check, checks, path)
    except ValueError as e:
        print("portal: %s" % e)
        return
    forget("usnmp_portal.opening")
    try:
        # What is typed is checked with all the heap there is: nobody is answered meanwhile.
        while _serve(p, listener, dns, patience):
            forget("usnmp_portal.serving usnmp_portal.answer usnmp_portal.http usnmp_portal.form")
            forget("usnmp_portal.dns")
            try:
                p.step()
            except Exception as e:  # out of memory; the page says so
                print("portal: %r" % e)
    finally:
        listener.close()
        dns.close()
        ap.active(False)
    over = _is_over(p)
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


def _is_over(p):
    from usnmp_portal.provision import OVER

    return p.state == OVER


def _left(path, over):
    from usnmp_portal.before import left

    return left(path, over)


def _serve(p, listener, dns, patience):
    from usnmp_portal.serving import serve

    return serve(p, listener, dns, patience)
