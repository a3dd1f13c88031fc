# The history of a dashboard: a thread of its own has the file, for a disk may be slow. Imports
# usnmp_pc.history; dash.server imports it.

import asyncio
import contextlib
import time
from concurrent.futures import ThreadPoolExecutor

from usnmp_pc.history import History

_EVERY = 5  # seconds between two writes
_MOST = 100000  # values that wait for the thread


class Past:
    """Keeps what boards say in the file `path`, or nothing if it is None. tell(text) is told what
    goes wrong, which is `trouble` too, "" if nothing does.
    """

    def __init__(self, path, tell):
        self.path = path
        self._history = History(path, tell) if path else None
        self._thread = ThreadPoolExecutor(1, "history") if path else None
        self._rows = []

    @property
    def trouble(self):
        return self._history.trouble if self._history else ""

    def add(self, now, board):
        """Take what `board`, a model.Board, has now."""
        if self._history and not self._history.lost and len(self._rows) < _MOST:
            for series in board.series.values():
                value = None if board.lost else series.value
                self._rows.append((now, board.host, series.name, series.units, value))

    async def run(self):
        """Write again and again, until it is cancelled; then what there is, and close it."""
        if not self._history:
            return
        try:
            while True:
                await asyncio.sleep(_EVERY)
                await self._call(self._write, self._taken())
        finally:
            rows = self._taken()
            with contextlib.suppress(RuntimeError):  # it is closed
                self._thread.submit(self._write, rows)
                self._thread.submit(self._history.close)
            self._thread.shutdown(wait=True)

    def _taken(self):
        rows, self._rows = self._rows, []
        return rows

    def _write(self, rows):
        for row in rows:
            self._history.add(*row)
        self._history.flush(time.time())

    def _call(self, call, *args):
        return asyncio.get_running_loop().run_in_executor(self._thread, call, *args)

    async def series(self, host, name, start, end, most=400):
        """As History.series(), with what is not written yet."""
        if not self._history:
            return []
        rows = self._taken()
        if rows:
            await self._call(self._write, rows)
        return await self._call(self._history.series, host, name, start, end, most)
