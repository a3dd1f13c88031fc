# Access, status and description of objects: portable, runs on CPython and MicroPython.

from tablebox import ask
from usnmp_agent import Agent
from usnmp_mib import INT, Mib
from usnmp_mib.metadata import scalar
from util import raises

BASE = "1.3.6.1.9.%d.0"


def test_access_says_what_may_be_read_and_written():
    written = []
    mib = Mib()
    agent = Agent(mib, "public", "private", max_size=200)
    scalar(mib, BASE % 1, INT, 5, "write-only", write=written.append)
    scalar(mib, BASE % 2, INT, 5, "not-accessible")
    scalar(mib, BASE % 3, INT, 5, "read-write", write=True, range=(0, 9))
    scalar(mib, BASE % 4, INT, 5, "read-only")
    scalar(mib, BASE % 5, INT, 5)
    for i, get, put, put_v1 in (
        (1, (129, None), 0, 0),
        (2, (129, None), 17, 2),
        (3, (2, 5), 0, 0),
        (4, (2, 5), 17, 2),
        (5, (2, 5), 17, 2),
    ):
        oid = BASE % i
        assert ask(agent, 0xA0, oid).varbinds[oid] == get, i
        assert ask(agent, 0xA0, oid, ver=0).err_status == (2 if i < 3 else 0), i
        assert ask(agent, 0xA3, (oid, (2, 7)), "private").err_status == put, i
        assert ask(agent, 0xA3, (oid, (2, 7)), "private", 0).err_status == put_v1, i
    assert written == [7, 7]
    assert list(ask(agent, 0xA1, "1.3").varbinds) == [BASE % 3]  # a walk passes them by


def test_what_does_not_agree_is_refused():
    for access, write in (
        ("write-only", None),
        ("write-only", True),
        ("read-write", None),
        ("read-only", True),
        ("anything", True),
    ):
        e = raises(ValueError, scalar, Mib(), BASE % 4, INT, 5, access, write=write)
        assert BASE % 4 in str(e)


def test_descriptions_are_kept_only_where_one_asks_for_them():
    notes = {}
    scalar(Mib(), BASE % 1, INT, 5, status="deprecated", description="old", notes=notes)
    assert notes == {BASE % 1: ("read-only", "deprecated", "old")}
