# What stream waits with on CPython: epoll where there is one, which takes thousands of sockets and
# is itself one that asyncio can wait for. Imports poll_pc; stream imports it. Not for boards.

import socket

from .poll_pc import select


class _Epoll:
    # As select.poll(), and wake().

    def __init__(self):
        epoll = select.epoll()
        self._epoll = epoll
        self.register, self.modify, self.fileno = epoll.register, epoll.modify, epoll.fileno
        self.unregister = epoll.unregister
        self._bell = None  # a pair of sockets of which one can always be read
        self._rings = False

    def poll(self, timeout_ms):
        return self._epoll.poll(timeout_ms / 1000)

    def wake(self, yes):
        """Is it to be readable even if nothing comes?"""
        if yes == self._rings:
            return
        self._rings = yes
        if self._bell is None:
            self._bell = socket.socketpair()
            self._bell[0].send(b"!")
            self._epoll.register(self._bell[1], select.EPOLLIN)
        else:
            self._epoll.modify(self._bell[1], select.EPOLLIN if yes else 0)

    def silence(self):
        """Close what wake() made."""
        for sock in self._bell or ():
            sock.close()
        self._bell = None
        self._rings = False


def poll() -> "object":
    """One that has the methods of select.poll(), its times in milliseconds."""
    return _Epoll() if hasattr(select, "epoll") else select.poll()
