# What tcp waits with on CPython: epoll where there is one, which takes thousands of sockets and is
# itself one that asyncio can wait for. Imports nothing; tcp imports it. Not for boards.

import select


class _Epoll:
    # As select.poll().

    def __init__(self):
        epoll = select.epoll()
        self._epoll = epoll
        self.register, self.modify, self.fileno = epoll.register, epoll.modify, epoll.fileno

    def unregister(self, sock):
        self._epoll.unregister(sock)

    def poll(self, timeout_ms):
        return self._epoll.poll(timeout_ms / 1000)


def poll() -> "object":
    """One that has the methods of select.poll(), its times in milliseconds."""
    return _Epoll() if hasattr(select, "epoll") else select.poll()
