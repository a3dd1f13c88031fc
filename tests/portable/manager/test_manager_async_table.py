# Tables with an AsyncManager: portable, runs on CPython and MicroPython.

from asyncbox import Agent
from aiobox import Net, run

ENTRY = "1.3.6.1.4.1.9.2.1"


def test_a_table_is_an_async_iterator():
    cells = [("%s.%d.%d" % (ENTRY, c, i), (2, c * i)) for c in (1, 2) for i in range(1, 5)]

    async def main(manager, t):
        rows = []
        async for index, row in t.table(ENTRY, max_repetitions=4):
            rows.append((index, row[1].value, row[2].value))
        return rows

    rows = run(Net({1: Agent(cells)}), main)
    assert rows == [(str(i), i, 2 * i) for i in range(1, 5)]
