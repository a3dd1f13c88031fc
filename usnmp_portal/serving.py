# The portal's loop, while its page is there. Imports answer, dns, http and provision; usnmp_portal
# imports it, and lets go of all of them when something is to be checked.

import gc
import time

from .answer import answer
from .dns import Server as Dns
from .http import Server
from .provision import CHECKING, FORM, OVER

if 0 & 1:  # for type checkers alone
    from typing import Any
    from .provision import Provision


def serve(p: "Provision", listener: "Any", sock: "Any", patience: int) -> bool:
    """Answer at these sockets until something is to be checked, when it is true; or the board is
    to restart, or nobody has asked for `patience` ms.
    """
    server = Server(listener, lambda request: answer(p, request), time.ticks_ms)
    dns = Dns(p.host, sock)
    told = ""
    while p.state != OVER or server.open:  # the last answer is to arrive
        if p.state == CHECKING:
            if server.drained():
                return True
            time.sleep_ms(10)
            continue
        busy = False
        for part in server, dns, p:
            try:
                if part != p or p.state != CHECKING:
                    busy = part.step() or busy
            except Exception as e:  # out of memory: the next may do better
                gc.collect()
                print("portal: %r" % e)
        if p.address and p.address != told:
            told = p.address
            print("portal: %s Address %s" % (p.doing, told))
        if not busy:
            if p.state == FORM and time.ticks_ms() - p.heard & 0x3FFFFFFF > patience:
                return False
            gc.collect()
            time.sleep_ms(10)
    return False
