# Walks and tables within asyncio. Imports response; aio imports it for one.

from .response import BadResponse, NoResponse


class All:
    """Iterates over `walk`, a Walk or a Table, of a Target: MicroPython has no asynchronous
    generators.
    """

    def __init__(self, target, walk):
        self._target = target
        self._walk = walk
        self._found = ()

    def __aiter__(self):
        return self

    async def __anext__(self):
        while True:
            for found in self._found:
                return found
            if self._walk.done:
                raise StopAsyncIteration
            packet = self._walk.packet()
            try:
                response = await self._target.manager.response(self._target, packet)
            except (NoResponse, BadResponse) as e:
                if not self._walk.lost(packet):
                    raise e
                continue
            self._found = self._walk.take(packet, response)
