# The queue on disk of what is to be passed on: a file of SQLite. Imports nothing of ours;
# usnmp_pc.forward and its worker import it.

import os
import sqlite3
import threading
import uuid

_BATCH = 500  # traps that wait for one commit, at most
_SCHEMA = """
create table if not exists notification (
    id integer primary key autoincrement, source text not null, inform integer not null,
    text text not null);
create index if not exists trap on notification (id) where not inform;
create table if not exists waiting (
    sink text not null, id integer not null, primary key (sink, id)) without rowid;
create index if not exists whose on waiting (id);
create table if not exists known (name text primary key, value text not null);
"""


class Full(Exception):
    """The queue is full, of informs: one more is refused."""


class Queue:
    """The queue in the file `path` for the sinks of those `names` (str), of `size` notifications
    at most. One process has it at a time, any of its threads. tell(text) is told of what is lost.
    Raises OSError.

    uid: str, random, the same as long as the file lives: with an ID it names a notification
    everywhere. on_more(): called when there is more to take. Counters: dropped (traps), refused
    (informs).

    An inform is on the disk when put() returns: the commit waits for the disk (synchronous=FULL).
    Traps, which nobody acknowledges, are committed together.
    """

    on_more = None

    def __init__(self, path, names, size, tell):
        self._names, self._size, self._tell = names, size, tell
        self._lock = threading.RLock()
        self._traps = 0  # not committed
        self._short = False  # is it full?
        self._broken = False  # could the last one not be written?
        self.dropped = self.refused = 0
        try:
            self._open(path)
        except sqlite3.Error as e:
            raise OSError("%s: %s" % (path, e))

    def _open(self, path):
        if not os.path.exists(path):  # what devices tell is nobody else's
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        db = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        self._db = db
        # Alone: two of them would pass on everything twice, and in no order.
        db.execute("pragma locking_mode = exclusive")
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = full")
        db.executescript("begin immediate;" + _SCHEMA + "commit;")
        db.execute("insert or ignore into known values ('uid', ?)", (uuid.uuid4().hex,))
        self.uid = db.execute("select value from known where name = 'uid'").fetchone()[0]
        self._recount()
        self._committed = db.execute("select max(id) from notification").fetchone()[0] or 0
        for name, n in db.execute("select sink, count(*) from waiting group by sink"):
            if name not in self._names:
                self._tell("%d wait in the queue for %s, which no --to names" % (n, name))

    def _recount(self):
        self._rows = self._db.execute("select count(*) from notification").fetchone()[0]

    def put(self, source, text, inform):
        """Add the notification `text` (str) of `source` (str). A full queue loses its oldest trap;
        if it has none, raises Full for an inform. Raises OSError if it cannot be written. A trap
        that is not kept is counted, and raises nothing.
        """
        with self._lock:
            try:
                kept = self._put(source, text, inform)
                if inform or self._traps >= _BATCH:
                    self._commit()
            except sqlite3.Error as e:
                self._lose(e, inform)
                raise OSError(str(e))
        if not kept and inform:
            raise Full()

    def _put(self, source, text, inform):
        if not self._db.in_transaction:
            self._db.execute("begin")
        if not self._room(inform):
            return False
        sql = "insert into notification (source, inform, text) values (?, ?, ?)"
        at = self._db.execute(sql, (source, int(inform), text)).lastrowid
        rows = [(name, at) for name in self._names]
        self._db.executemany("insert into waiting values (?, ?)", rows)
        self._rows += 1
        self._traps += not inform
        return True

    def _room(self, inform):
        # Makes room; whether there is.
        if self._rows < self._size:
            if self._short and self._rows < self._size * 9 // 10:
                self._short = False
                self._again("has room again")
            return True
        if not self._short:
            self._short = True
            text = "the queue is full, %d: the oldest traps are dropped, informs refused"
            self._tell(text % self._rows)
        oldest = self._db.execute("select min(id) from notification where not inform").fetchone()
        if oldest[0] is not None:
            self._db.execute("delete from waiting where id = ?", oldest)
            self._db.execute("delete from notification where id = ?", oldest)
            self._rows -= 1
            self.dropped += 1
            return True
        self.refused += inform
        self.dropped += not inform
        return False

    def _again(self, what):
        text = "the queue %s; so far %d traps dropped, %d informs refused"
        self._tell(text % (what, self.dropped, self.refused))

    def _commit(self):
        # Commits what there is. Workers take nothing before: a number that is rolled back is
        # given to another.
        self._db.execute("commit")
        self._traps = 0
        last = self._db.execute("select max(id) from notification").fetchone()[0]
        more = last is not None and last > self._committed
        if more:
            self._committed = last
            if self._broken:
                self._broken = False
                self._again("can be written again")
            if self.on_more:
                self.on_more()

    def _lose(self, error, inform):
        # What could not be written: all since the last commit.
        if self._db.in_transaction:
            self._db.execute("rollback")
        self._recount()
        lost = self._traps + (inform is False)
        self._traps = 0
        self.dropped += lost
        self.refused += inform is True
        if not self._broken:
            self._broken = True
            self._tell("the queue cannot be written: %s; traps are lost, informs refused" % error)

    def flush(self):
        """Commit the traps that put() was given. Raises OSError: they are lost, and counted."""
        with self._lock:
            if not self._db.in_transaction:
                return
            try:
                self._commit()
            except sqlite3.Error as e:
                self._lose(e, None)
                raise OSError(str(e))

    def take(self, name, after, most):
        """The first `most` of [(ID, source, text)] beyond the ID `after` that wait for the sink of
        that name, in order.
        """
        sql = "select id, source, text from waiting join notification using (id) "
        sql += "where sink = ? and id > ? and id <= ? order by id limit ?"
        return self._rows_of(sql, (name, after, self._committed, most))

    def read(self, name, at):
        """[(ID, source, text)] of one ID; [] if it does not wait for that sink any more."""
        sql = "select id, source, text from waiting join notification using (id) "
        return self._rows_of(sql + "where sink = ? and id = ?", (name, at))

    def _rows_of(self, sql, values):
        with self._lock:
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.Error as e:
                raise OSError(str(e))

    def count(self, name):
        """How many wait for the sink of that name. Raises OSError."""
        sql = "select count(*) from waiting where sink = ? and id <= ?"
        return self._rows_of(sql, (name, self._committed))[0][0]

    def done(self, name, ids):
        """Those IDs need not go to the sink of that name any more. Raises OSError: they may come
        again at the next start.
        """
        with self._lock:
            try:
                if not self._db.in_transaction:
                    self._db.execute("begin")
                for at in ids:
                    self._db.execute("delete from waiting where sink = ? and id = ?", (name, at))
                    sql = "delete from notification where id = ? and "
                    sql += "not exists (select 1 from waiting where waiting.id = ?)"
                    self._rows -= self._db.execute(sql, (at, at)).rowcount
                self._commit()
            except sqlite3.Error as e:
                self._lose(e, None)
                raise OSError(str(e))

    def close(self):
        """Close the file."""
        with self._lock:
            self._db.close()
