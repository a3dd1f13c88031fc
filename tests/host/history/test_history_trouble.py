# A history whose file is locked, full, damaged, moved: it is told in a line, and it goes on.

import os
import sqlite3
import subprocess
import sys

import pytest
from conftest import ROOT
from usnmp_pc.history import History

T = 1.7e9


def history(folder, said):
    return History(str(folder / "h.db"), said.append, patience=0)


def put(h, *values, at=T):
    for i, value in enumerate(values):
        h.add(at + i, "attic", "Room", "celsius", value)
    return h.flush(at + len(values))


def means(h):
    return [p.mean for p in h.series("attic", "Room", T - 99, T + 999)]


@pytest.mark.parametrize("lock", ["exclusive", "immediate"])
def test_while_it_is_locked_values_wait_and_come_later(tmp_path, lock):
    said = []
    h = history(tmp_path, said)
    assert put(h, 1, 2)
    other = sqlite3.connect(str(tmp_path / "h.db"), isolation_level=None)
    other.execute("begin " + lock)
    assert not put(h, 3, at=T + 10) and not put(h, 4, at=T + 20)
    assert len(said) == 1 and "database is locked" in said[0] and "\n" not in said[0]
    other.execute("rollback")
    assert put(h, 5, at=T + 30)
    assert means(h) == [1, 2, 3, 4, 5]
    assert len(said) == 2 and said[1].endswith("can be written again") and h.trouble == ""
    other.close()
    h.close()


def test_one_that_is_locked_when_it_begins_is_opened_later(tmp_path):
    said = []
    h = history(tmp_path, said)
    other = sqlite3.connect(str(tmp_path / "h.db"), isolation_level=None)
    other.execute("begin exclusive")
    assert not put(h, 1) and means(h) == [] and h.names() == []
    other.execute("rollback")
    other.close()
    assert put(h, 2, at=T + 10) and means(h) == [1, 2] and len(said) == 2
    h.close()


def test_what_waits_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[History.__module__], "_PENDING", 5)
    said = []
    h = history(tmp_path, said)
    other = sqlite3.connect(str(tmp_path / "h.db"), isolation_level=None)
    other.execute("begin exclusive")
    put(h, *range(9))
    other.execute("rollback")
    other.close()
    assert h.flush(T + 20) and means(h) == [4, 5, 6, 7, 8]
    h.close()


# No octet beyond 60 kB is written, as on a disk that is full.
FULL = """
import resource, signal, sys
from usnmp_pc.history import History
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
h = History(sys.argv[1], print, patience=0)
h.add(0, "attic", "Room", "", 1)
h.flush(0)
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (60000, hard))
for i in range(1, 5000):
    h.add(i, "attic", "Room", "", i)
print(h.flush(5000), len(h.series("attic", "Room", 0, 9999)))
print(h.flush(5001), bool(h.trouble))
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
print(h.flush(5002), len(h.series("attic", "Room", 0, 9999, 9999)))
h.close()
"""


def test_a_full_disk_is_told_once_and_what_waits_is_written_when_there_is_room(tmp_path):
    command = [sys.executable, "-c", FULL, str(tmp_path / "h.db")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert "until then values wait" in lines[0] and lines[0].startswith(str(tmp_path))
    assert lines[1:3] == ["False 1", "False True"]
    assert lines[3].endswith("can be written again") and lines[4] == "True 5000"
    assert len(lines) == 5


def damage(path, how):
    octets = bytearray(path.read_bytes())
    if how == "head":
        octets[:16] = b"no file of SQL!!"
    elif how == "cut":
        del octets[len(octets) // 2 :]
    elif how == "pages":
        octets[24:28] = b"\xff\xff\xff\xff"  # as if another process had written it
        octets[4096:] = b"\xff" * (len(octets) - 4096)
    path.write_bytes(octets)


@pytest.mark.parametrize("how", ["head", "cut", "pages"])
def test_a_damaged_file_is_told_once_stays_as_it_is_and_nothing_is_kept(tmp_path, how):
    said = []
    h = history(tmp_path, said)
    assert put(h, *range(2000))
    h.close()
    path = tmp_path / "h.db"
    damage(path, how)
    before = path.read_bytes()
    h = history(tmp_path, said)
    assert not put(h, 1, at=T + 9000) and not put(h, 2, at=T + 9010)
    assert h.lost and means(h) == [] and h.names() == []
    assert len(said) == 1 and "damaged" in said[0] and "going on without a history" in said[0]
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["h.db"]
    h.close()


def test_one_that_is_damaged_while_it_is_open_is_told_too(tmp_path):
    said = []
    h = history(tmp_path, said)
    assert put(h, *range(2000))
    damage(tmp_path / "h.db", "pages")
    assert not put(h, 1, at=T + 9000) and h.lost and "damaged" in said[0]
    h.close()


def test_when_the_file_is_moved_away_a_new_one_begins(tmp_path):
    said = []
    h = history(tmp_path, said)
    assert put(h, 1, 2)
    os.rename(tmp_path / "h.db", tmp_path / "old.db")
    assert put(h, 3, at=T + 10) and means(h) == [3]
    old = History(str(tmp_path / "old.db"), said.append)
    assert old.flush(T + 20) and means(old) == [1, 2] and said == []
    old.close()
    h.close()


@pytest.mark.parametrize("name", ["none/h.db", "."])
def test_a_place_where_no_file_can_be_is_told(tmp_path, name):
    said = []
    h = History(str(tmp_path / name), said.append, patience=0)
    assert not put(h, 1) and not put(h, 2, at=T + 9) and len(said) == 1
    h.close()


@pytest.mark.parametrize("name", ["ä b?c#d%41.db", "\udcff.db"])
def test_a_file_may_have_any_name(tmp_path, name):
    said = []
    h = History(str(tmp_path / name), said.append)
    assert put(h, 1) and means(h) == [1] and said == []
    assert os.listdir(tmp_path) == [name]
    h.close()
