# How a history grows old: values become means of five minutes, those means of an hour. Imports
# nothing; history.store imports it.

DAY = 86400
# (seconds that a row stands for, how long such rows stay)
LEVELS = ((0, DAY), (300, 31 * DAY), (3600, 5 * 366 * DAY))
_HALVINGS = 14  # until a value's day is five seconds
_ROOM = 0.9  # of the size that is taken when it was too much
# Into a row that is there, for the clock was set back, or a file goes on that was thinned more.
_FOLD = """
insert into points
select series, :wide, cast(time / :wide as integer) * :wide, min(coalesce(least, mean)),
    sum(mean * count) / sum(count), max(coalesce(most, mean)), sum(count)
from points where series = :series and step = :step and time < :until
group by cast(time / :wide as integer)
on conflict do update set
    least = min(coalesce(least, excluded.least), coalesce(excluded.least, least)),
    most = max(coalesce(most, excluded.most), coalesce(excluded.most, most)),
    mean = (coalesce(mean * count, 0) + coalesce(excluded.mean * excluded.count, 0))
        / nullif(count + excluded.count, 0),
    count = count + excluded.count
"""


def settle(db):
    """Put what came last in the order of series."""
    db.execute(
        "insert or replace into points select series, 0, time, null, value, null, "
        "value is not null from fresh order by series, time"
    )
    db.execute("delete from fresh")


def thin(db, now, size, used):
    """Fold what is old at `now`, seconds since 1970, in a transaction of the caller's. If used(),
    in octets, is more than `size` then, what is younger as well, and in the end all goes: whether
    it did not.
    """
    settle(db)
    _fold(db, now, 1)
    if used() > size:
        size *= _ROOM  # so that the next write does not want it again
    for n in range(1, _HALVINGS + 1):
        if used() <= size:
            break
        _fold(db, now, 0.5**n)
    fits = used() <= size
    if not fits:  # more names than there is room for
        db.execute("delete from points")
    db.execute(
        "delete from series where not exists (select 1 from points where series = series.id)"
    )
    return fits


def _fold(db, now, part):
    # With `part` of the time that rows stay otherwise.
    ids = [row[0] for row in db.execute("select id from series")]
    for (step, age), (wide, _) in zip(LEVELS, LEVELS[1:]):
        until = (now - age * part) // wide * wide  # whole rows only
        what = [dict(series=i, step=step, wide=wide, until=until) for i in ids]
        db.executemany(_FOLD, what)
        _drop(db, ids, step, until)
    step, age = LEVELS[-1]
    _drop(db, ids, step, now - age * part)


def _drop(db, ids, step, until):
    sql = "delete from points where series = ? and step = ? and time < ?"
    db.executemany(sql, [(i, step, until) for i in ids])
