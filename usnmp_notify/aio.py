# A notifier within asyncio. Imports asyncio (which an ESP8266 of 512K has not) and
# delivery; usnmp_notify imports it when it is wanted.

import asyncio

from .delivery import const

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_notify import Notifier, Target

_RESULT = const(2)  # of a notification: delivery


async def run(notify: "Notifier") -> None:
    """`await notify.run()`: poll() for ever. Closes the sockets when it is cancelled."""
    # To look ten times a second needs no reader in the loop; what is sent does not wait for it.
    try:
        while True:
            notify.poll()
            await asyncio.sleep(0.1)
    finally:
        notify.close()


async def deliver(notify: "Notifier", *args: "Any", **kw: "Any") -> "list[tuple[Target, bool]]":
    """`await notify.deliver(kind, varbinds=(), keep=False)`: send() and wait for the outcome, a
    list of (target, ok); an empty one if it was suppressed. Whether run() is a task or not.
    Raises ValueError as send().
    """
    results = []

    def told(target, ok):
        results.append((target, ok))

    if notify.send(*args, result=told, **kw):
        # Not until there are as many as targets: one may have been taken away meanwhile.
        while told in [n[_RESULT] for n in notify._queue] + [f for f, _ in notify._done]:
            await asyncio.sleep(0.02)
            notify.poll()
    return results
