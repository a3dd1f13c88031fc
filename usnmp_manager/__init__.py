# The manager: asks agents. Imports response for the errors; blocking or aio when its manager is
# wanted, so that a board has only the one that it uses. For a user's program.

from .response import (  # noqa: F401 - shown
    BadResponse,
    NoResponse,
    NotIncreasing,
    SnmpError,
)


def __getattr__(name):
    # PEP 562, as MicroPython's asyncio does it.
    if name == "Manager":
        from usnmp_manager.blocking import Manager as found
    elif name == "AsyncManager":
        from usnmp_manager.aio import AsyncManager as found
    elif name == "Refused":
        from usnmp_manager.v3 import Refused as found
    else:
        raise AttributeError(name)
    return found
