# Waiting for a datagram within asyncio. Imports asyncio (which an ESP8266 of 512K has not) and
# nothing of usnmp; the roles' own aio import it.

import asyncio

if 0 & 1:  # for type checkers alone
    from .udp import Udp


def _queue_read(sock):
    # MicroPython: what its own streams yield to wait for a socket (extmod/asyncio/stream.py).
    yield asyncio.core._io_queue.queue_read(sock)


def _readable(future):
    if not future.done():  # cancelled in the same turn
        future.set_result(None)


async def wait(udp: "Udp", idle: bool = False) -> None:
    """Wait until `udp`, a udp.Udp, is worth a poll: it has something to read, or its socket
    is to be opened again. It may be that nothing has come. idle: for 0.2 s, whatever comes.
    """
    # Nothing stays registered from one call to the next: the socket may then be another.
    sock = None if idle else udp.sock
    if sock is None:
        await asyncio.sleep(0.2)
    elif hasattr(asyncio, "core"):  # MicroPython
        await _queue_read(sock)
    else:
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        try:
            loop.add_reader(sock, _readable, future)
        except (OSError, ValueError):  # somebody closed it: poll() finds out
            await asyncio.sleep(0.2)
            return
        # Of a descriptor that is closed meanwhile epoll says nothing more.
        timer = loop.call_later(1, _readable, future)
        try:
            await future
        finally:
            timer.cancel()
            loop.remove_reader(sock)


async def pause() -> None:
    """Give the other tasks a turn."""
    await asyncio.sleep(0)
