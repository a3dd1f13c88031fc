# An agent that an AsyncManager asks: a Session whose operations are awaited. Imports session and
# response; aio imports it.

from .response import BadResponse, NoResponse, answer
from .session import Session


class Target(Session):
    """An agent that an AsyncManager asks, awaited."""

    async def ask(self, packet):
        """Send `packet`, of request(), and return what it gets: a VarBind, or a list."""
        return answer(packet, await self.manager.response(self, packet))

    def _all(self, walk):
        return _All(self, walk)


class _All:
    # Iterates over a Walk or a Table: MicroPython has no asynchronous generators.
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
