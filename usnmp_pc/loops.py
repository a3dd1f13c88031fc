# asyncio's loop for the commands: one that can wait for a UDP socket on every system. Imports
# nothing of usnmp; cli.discover, .exporter and .poll import it.

import asyncio
import sys


def run(main):
    """As asyncio.run(), in a loop that has add_reader(): that of Windows by default, the proactor,
    has not.
    """
    if sys.version_info >= (3, 12):
        return asyncio.run(main, loop_factory=asyncio.SelectorEventLoop)
    policy = getattr(asyncio, "WindowsSelectorEventLoopPolicy", None)
    if policy:
        asyncio.set_event_loop_policy(policy())
    return asyncio.run(main)
