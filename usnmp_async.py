# Waiting for a datagram within asyncio. Imports asyncio (which an ESP8266 of 512K has not) and
# nothing of usnmp; Agent.run() imports it.

import asyncio


def _queue_read(sock):
    # MicroPython: what its own streams yield to wait for a socket (extmod/asyncio/stream.py).
    yield asyncio.core._io_queue.queue_read(sock)


class Waiter:
    """Waits until `sock`, a non-blocking socket, has something to read."""

    def __init__(self, sock):
        self.sock = sock
        self._ready = None
        if not hasattr(asyncio, "core"):  # CPython
            self._ready = asyncio.Event()
            asyncio.get_running_loop().add_reader(sock, self._ready.set)

    async def wait(self):
        if self._ready is None:
            await _queue_read(self.sock)
        else:
            await self._ready.wait()
            self._ready.clear()

    def close(self):
        """To be called before the socket is closed."""
        if self._ready is not None:
            asyncio.get_running_loop().remove_reader(self.sock)
