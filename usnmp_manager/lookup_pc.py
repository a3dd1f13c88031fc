# Looking up names within asyncio: for a PC, never for a board, which has no threads. Imports
# response and usnmp_base.udp; aio_pc imports it.

import asyncio
import socket
import threading

from usnmp_base.udp import resolve

from .response import NoResponse

AT_ONCE = 128  # lookups, each in a thread


def is_address(host):
    """Is `host` an address, and no name that somebody is to be asked for?"""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host.split("%")[0])
            return True
        except OSError:
            pass
    return False


class Lookups:
    """The lookups of one event loop: a name that takes long holds up no other."""

    # In threads that nothing waits for: of asyncio's own executor there are few, and asyncio.run()
    # ends only when they do.

    def __init__(self):
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tasks = set()
        self._closed = False

    def close(self):
        """Those that wait for resolve() get NoResponse."""
        self._closed = True
        for task in self._tasks:
            task.cancel()

    async def resolve(self, host, port):
        """usnmp_base.udp.resolve(), to be awaited."""
        look_up = asyncio.ensure_future(self.call(resolve, host, port))
        self._tasks.add(look_up)
        try:
            return await look_up
        except asyncio.CancelledError as e:
            raise NoResponse("closed") if self._closed else e
        finally:
            self._tasks.discard(look_up)

    async def call(self, look_up, *args):
        """What `look_up` returns or raises."""
        async with self._places:
            loop = asyncio.get_running_loop()
            future = loop.create_future()
            args = look_up, args, loop, future
            threading.Thread(target=_call, args=args, daemon=True).start()
            found = await future
        if isinstance(found, Exception):
            raise found
        return found


def _call(look_up, args, loop, future):
    try:
        found = look_up(*args)
    except Exception as e:
        found = e
    try:
        loop.call_soon_threadsafe(_give, future, found)
    except RuntimeError:  # the loop is closed
        pass


def _give(future, found):
    if not future.done():  # cancelled
        future.set_result(found)
