# The history in a file: what is read back, how it grows old, its bounds, its versions.

import os
import sqlite3
import stat

import pytest
from usnmp_pc.history import HistoryError, Store, schema

T = 1.7e9 // 3600 * 3600  # an hour begins
DAY = 86400


def store(folder, **kw):
    return Store(str(folder / "h.db"), **kw)


def put(s, values, at=T, every=10, name="Room", now=None):
    rows = [(at + i * every, "attic", name, "celsius", v) for i, v in enumerate(values)]
    s.write(rows[-1][0] if now is None else now, rows)


def means(points):
    return [p.mean for p in points]


def counts(folder):
    db = sqlite3.connect(str(folder / "h.db"))
    found = dict(db.execute("select step, count(*) from points group by step"))
    db.close()
    return found


def test_values_are_read_back_as_they_were(tmp_path):
    s = store(tmp_path)
    put(s, [20.5, 21, None, 22])
    assert s.names() == [("attic", "Room", "celsius")]
    assert means(s.series("attic", "Room", T, T + 60)) == [20.5, 21, None, 22]
    assert [p.time for p in s.series("attic", "Room", T, T + 10)] == [T, T + 10]
    s.close()
    s = store(tmp_path, write=False)
    assert means(s.series("attic", "Room", T, T + 60)) == [20.5, 21, None, 22]
    assert s.series("attic", "none", T, T + 60) == []
    s.close()


def test_more_points_than_are_wanted_are_put_together_with_their_extremes(tmp_path):
    s = store(tmp_path)
    put(s, [i % 10 for i in range(1000)])
    found = s.series("attic", "Room", T, T + 9990, most=10)
    assert len(found) == 10
    assert all((p.least, p.most) == (0, 9) for p in found)
    assert all(4.4 < p.mean < 4.6 for p in found)
    assert [p.time for p in found] == sorted(p.time for p in found)
    assert len(s.series("attic", "Room", T, T + 9990, most=1)) == 1
    s.close()


def test_where_nobody_answered_there_is_a_gap_after_folding_too(tmp_path):
    s = store(tmp_path)
    put(s, [20] * 30 + [None] * 60 + [22] * 30)
    assert means(s.series("attic", "Room", T, T + 1199, most=4)) == [20, None, None, 22]
    put(s, [1], at=T + 2 * DAY)
    assert means(s.series("attic", "Room", T, T + 1199)) == [20, None, None, 22]
    s.close()


def test_a_day_later_there_are_five_minutes_a_month_later_hours_and_years_later_nothing(tmp_path):
    s = store(tmp_path)
    put(s, [0, 10, 20] * 240)  # two hours
    assert counts(tmp_path) == {0: 720}
    s.write(T + DAY + 7200, [])
    assert counts(tmp_path) == {300: 24}
    found = s.series("attic", "Room", T, T + 7200)
    assert {(p.least, p.mean, p.most) for p in found} == {(0, 10, 20)} and len(found) == 24
    assert found[0].time == T + 150  # its middle
    s.write(T + 32 * DAY, [])
    assert counts(tmp_path) == {3600: 2}
    found = s.series("attic", "Room", T, T + 7200)
    assert [(p.least, p.mean, p.most) for p in found] == [(0, 10, 20)] * 2
    s.write(T + 6 * 366 * DAY, [])
    assert counts(tmp_path) == {} and s.names() == []
    s.close()


def test_what_comes_late_is_joined_with_what_was_folded(tmp_path):
    s = store(tmp_path)
    put(s, [10] * 10)
    s.write(T + 2 * DAY, [])
    put(s, [40] * 20, at=T + 100, now=T + 2 * DAY + 900)  # the clock was wrong
    (found,) = s.series("attic", "Room", T, T + 300)
    assert (found.least, found.mean, found.most) == (10, 30, 40)
    s.close()


def test_a_file_never_grows_beyond_its_size_and_keeps_the_newest_as_they_were(tmp_path):
    size = 400000
    s = store(tmp_path, size=size)
    now = T
    for _ in range(60):  # ten days of ten values every ten seconds would take 30 MB
        rows = []
        for _ in range(144):
            now += 100
            rows += [(now, "attic", "Room %d" % n, "", n) for n in range(10)]
        s.write(now, rows)
        assert os.path.getsize(tmp_path / "h.db") < 1.5 * size
    assert means(s.series("attic", "Room 7", now - 1000, now)) == [7] * 11
    assert s.series("attic", "Room 7", T, T + DAY)  # and the oldest as means
    s.close()


def test_more_names_than_there_is_room_for_do_not_fill_the_disk(tmp_path):
    size = 200000
    s = store(tmp_path, size=size)
    told = []
    for n in range(20):
        rows = [(T + n, "hostile", "%d/%d %s" % (n, i, "x" * 10000), "", i) for i in range(100)]
        told.append(s.write(T + n, rows))
    assert not all(told) and os.path.getsize(tmp_path / "h.db") < 3 * size
    s.write(T + 99, [(T + 99, "attic", "Room", "", 1)])
    assert means(s.series("attic", "Room", T, T + 99)) == [1]
    s.close()


def test_a_long_name_is_found_by_its_whole_and_octets_that_are_no_text_do_no_harm(tmp_path):
    s = store(tmp_path)
    name = "\u202e<script>\udcff" + "x" * 10000
    put(s, [1], name=name)
    assert means(s.series("attic", name, T, T)) == [1]
    s.close()


def test_units_that_change_are_those_of_now(tmp_path):
    s = store(tmp_path)
    s.write(T, [(T, "attic", "Room", "kelvin", 1)])
    s.write(T, [(T + 1, "attic", "Room", "celsius", 2)])
    assert s.names() == [("attic", "Room", "celsius")]
    assert len(s.series("attic", "Room", T, T + 9)) == 2
    s.close()


def test_it_is_one_file_that_only_its_owner_reads(tmp_path):
    s = store(tmp_path)
    put(s, [1, 2, 3])
    assert os.listdir(tmp_path) == ["h.db"]  # while it is open, too
    assert stat.S_IMODE(os.stat(tmp_path / "h.db").st_mode) == 0o600
    s.close()


def test_a_copy_made_while_it_is_written_is_whole(tmp_path):
    s = store(tmp_path)
    put(s, [1, 2, 3])
    (tmp_path / "copy.db").write_bytes((tmp_path / "h.db").read_bytes())
    put(s, [4], at=T + 60)
    copy = Store(str(tmp_path / "copy.db"), write=False)
    assert means(copy.series("attic", "Room", T, T + 99)) == [1, 2, 3]
    copy.close()
    s.close()


def test_another_process_reads_while_it_is_open_to_be_written(tmp_path):
    s = store(tmp_path)
    put(s, [1, 2])
    reader = store(tmp_path, write=False, patience=0)
    assert means(reader.series("attic", "Room", T, T + 99)) == [1, 2]
    put(s, [3], at=T + 60)
    assert means(reader.series("attic", "Room", T, T + 99)) == [1, 2, 3]
    reader.close()
    s.close()


# --- versions ---


def made(folder, *statements):
    db = sqlite3.connect(str(folder / "h.db"))
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()
    return (folder / "h.db").read_bytes()


@pytest.mark.parametrize(
    "statements, why",
    [
        (["create table other (x)"], "no history of usnmp"),
        (
            ["pragma application_id = %d" % schema.APPLICATION, "pragma user_version = 999"],
            "later",
        ),
    ],
)
def test_a_file_that_is_anothers_or_of_a_later_version_stays_as_it_is(tmp_path, statements, why):
    before = made(tmp_path, *statements)
    for write in (True, False):
        with pytest.raises(HistoryError) as e:
            store(tmp_path, write=write)
        assert why in str(e.value)
    assert (tmp_path / "h.db").read_bytes() == before


def test_an_upgrade_happens_as_a_whole_and_keeps_what_is_there(tmp_path, monkeypatch):
    s = store(tmp_path)
    put(s, [1, 2])
    s.close()
    before = (tmp_path / "h.db").read_bytes()
    more = ["alter table series add column note text", "insert into none values (1)"]
    monkeypatch.setattr(schema, "STEPS", schema.STEPS + (more,))
    with pytest.raises(sqlite3.OperationalError):  # there is no such table
        store(tmp_path)
    assert (tmp_path / "h.db").read_bytes() == before
    monkeypatch.setattr(schema, "STEPS", schema.STEPS[:1] + (more[:1],))
    with pytest.raises(HistoryError):
        store(tmp_path, write=False)
    s = store(tmp_path)
    assert means(s.series("attic", "Room", T, T + 99)) == [1, 2]
    s.close()


def test_who_only_reads_makes_no_file(tmp_path):
    with pytest.raises(HistoryError):
        store(tmp_path, write=False)
    assert os.listdir(tmp_path) == []
