# Walks and tables with an AsyncManager: portable, runs on CPython and MicroPython.

from asyncbox import Agent, Net, run

ENTRY = "1.3.6.1.4.1.9.2.1"


def test_walk_and_table_are_async_iterators():
    cells = [("%s.%d.%d" % (ENTRY, c, i), (2, c * i)) for c in (1, 2) for i in range(1, 5)]

    async def main(manager, t):
        walked = []
        async for vb in t.walk("1.3", 3):
            walked.append(vb.oid)
        rows = []
        async for index, row in t.table(ENTRY, max_repetitions=4):
            rows.append((index, row[1].value, row[2].value))
        return walked, rows

    walked, rows = run(Net({1: Agent(cells)}), main)
    assert walked == [oid for oid, _ in cells]
    assert rows == [(str(i), i, 2 * i) for i in range(1, 5)]
