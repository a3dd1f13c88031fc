# The file of a history: what tables it has, how one of an earlier version is brought up to date.
# Imports nothing of ours; history.store imports it.

import os
import sqlite3
from urllib.parse import quote

APPLICATION = 0x75534E4D  # "uSNM", in the head of the file: what it is
# What makes version N + 1 of version N. Nothing here is changed once it was released: a file of
# any version goes through what follows it.
STEPS = (
    (
        "create table series (id integer primary key, host text not null, name text not null, "
        "units text not null, unique (host, name))",
        # What came last, in the order of time: a round of 2,000 values changes a dozen pages, and
        # not one for each series, which is what wears out a card.
        "create table fresh (time real not null, series integer not null, value real, "
        "primary key (time, series)) without rowid",
        # What is older, in the order of series. step: seconds that a row stands for, beginning
        # with its time; 0: one value. mean is null where there was no answer.
        "create table points (series integer not null, step integer not null, "
        "time real not null, least real, mean real, most real, count integer not null, "
        "primary key (series, step, time)) without rowid",
    ),
)


class HistoryError(Exception):
    """The file is of no use as it is: its text says why."""


def connect(path, write, patience):
    """A connection to the file `path`, which is made if it is to be written. patience: seconds to
    wait for another process. Raises HistoryError, and sqlite3.Error for what may pass.

    It has no write-ahead log: a rollback journal is gone after each commit, so that between two of
    them the file is whole and alone, and may be copied or moved. It also works on the file systems
    of a network, where a log does not. Readers wait for the milliseconds of a commit.
    """
    if write:
        if not os.path.exists(path):  # what boards tell is nobody else's
            try:
                os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
            except OSError as e:
                raise sqlite3.OperationalError(e.strerror)
    elif not os.path.exists(path):
        raise HistoryError("no such file")
    uri = "file:%s?mode=%s" % (quote(os.fsencode(path)), "rw" if write else "ro")
    db = sqlite3.connect(uri, patience, isolation_level=None, check_same_thread=False, uri=True)
    try:
        _settle(db, write)
    except BaseException:
        db.close()
        raise
    return db


def _settle(db, write):
    # Have the tables of this version in it.
    version = _pragma(db, "user_version")
    if version > len(STEPS):
        raise HistoryError("it is of a later version of usnmp")
    tables = db.execute("select count(*) from sqlite_master").fetchone()[0]
    if (tables or version) and _pragma(db, "application_id") != APPLICATION:
        raise HistoryError("it is no history of usnmp")
    if version < len(STEPS) and write:
        upgrade(db)
    elif version < len(STEPS):
        raise HistoryError(
            "there is nothing in it" if not version else "it is of an earlier version"
        )


def upgrade(db):
    """Bring it up to date, all of it or nothing: the version is in the same transaction."""
    db.execute("begin immediate")
    try:
        for step in STEPS[_pragma(db, "user_version") :]:
            for statement in step:
                db.execute(statement)
        db.execute("pragma application_id = %d" % APPLICATION)
        db.execute("pragma user_version = %d" % len(STEPS))
        db.execute("commit")
    except BaseException:
        if db.in_transaction:
            db.execute("rollback")
        raise


def _pragma(db, name):
    return db.execute("pragma " + name).fetchone()[0]
