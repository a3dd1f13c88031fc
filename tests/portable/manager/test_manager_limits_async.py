# Walks of an AsyncManager with max_rows and to_end.

from aiobox import Net, run
from asyncbox import Agent

ENTRY = "1.3.6.1.4.1.9.2.1"


def test_a_walk_ends_after_so_many_objects_past_its_root():
    found = [("%s.%d.%d" % (ENTRY, c, i), (2, c * i)) for c in (1, 2) for i in range(1, 4)]

    async def main(manager, t):
        walked = []
        async for vb in t.walk(ENTRY + ".1", 3, max_rows=4, to_end=True):
            walked.append(vb.oid)
        return walked

    assert run(Net({1: Agent(found)}), main) == [oid for oid, _ in found[:4]]
