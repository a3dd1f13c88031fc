# Walks and tables of an AsyncManager with max_rows and to_end.

from asyncbox import Agent, Net, run

ENTRY = "1.3.6.1.4.1.9.2.1"


def test_targets_of_an_async_manager_take_them():
    found = [("%s.%d.%d" % (ENTRY, c, i), (2, c * i)) for c in (1, 2) for i in range(1, 5)]

    async def main(manager, t):
        walked = []
        async for vb in t.walk("1.3.6.1.4.1.9.2.1.1", 3, max_rows=5, to_end=True):
            walked.append(vb.oid)
        read = []
        async for index, _ in t.table(ENTRY, max_rows=2):
            read.append(index)
        return walked, read

    walked, read = run(Net({1: Agent(found)}), main)
    assert walked == [oid for oid, _ in found[:5]] and read == ["1", "2"]
