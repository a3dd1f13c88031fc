# What is wrong with the file of a Store, and who hears of it. Portable: CPython and MicroPython.

import hashlib
import json
import os
import time

from usnmp_mib import INT, Mib, oid_octets
from usnmp_base.store import Store

PATH = "%s/usnmpf%d.dat" % (os.getenv("TMPDIR") or "/tmp", time.time_ns())
FAILURES = "1.3.6.1.4.1.8072.9999.9999.101.1.1.0"


def put(body, path=PATH):
    # A whole file of these octets.
    with open(path, "wb") as f:
        f.write(hashlib.sha256(body).digest()[:16] + body)


def remove(path=PATH):
    try:
        os.remove(path)
    except OSError:
        pass


def started(path=PATH):
    # (Store, what it said at the start, the failures that a manager sees then)
    said = []
    store = Store(path, log=said.append)
    mib = Mib()
    store.serve(mib, FAILURES)
    type, read = mib.nodes[oid_octets(FAILURES)]
    assert type == 65 and read() == store.failures
    return store, said, read


def test_a_file_that_holds_anything_but_values_by_key_is_damaged():
    for body in (
        b"[]",
        b"[1]",
        b"5",
        b'"text"',
        b"null",
        b"true",
        b"false",
        b"0",
        b'""',
        b"NaN",
        b"1e5",
        b"",
        b'{"a": 1.5}',
        b'{"a": {}}',
        b'{"a": {"b": 1}}',
        b'{"a": [256]}',
        b'{"a": [-1]}',
        b'{"a": ["x"]}',
        b'{"a": [[1]]}',
        b'{"a": [1.0]}',
        b'{"a": NaN}',
        b"[" * 3000,
        b"\xff\xfe",
    ):
        put(body)
        store, said, read = started()
        assert store.damaged and store.value("a", 7)() == 7, body
        assert len(said) == 1 and PATH in said[0] and read() == 1, body
        store.value("a", 7).set(8)
        assert store.flush() and Store(PATH).value("a", 7)() == 8, body
    remove()


def test_a_file_of_an_empty_object_is_whole():
    put(b"{}")
    put(b'{"a": 1}', PATH + ".new")
    store, said, read = started()
    assert not store.damaged and not said and not read() and store.value("a", 7)() == 7
    remove()
    remove(PATH + ".new")


def test_a_value_of_another_type_gives_way_to_the_default():
    oid = "1.3.6.1.4.1.9.1.0"
    for value in ('"x"', "[1]", "null", "99999999999"):
        put(b'{"%s": %s}' % (oid.encode(), value.encode()))
        store, said, read = started()
        mib = Mib()
        mib.scalar(oid, INT, 20, persist=store)
        assert mib.nodes[oid_octets(oid)][1]() == 20 and not said
    remove()


def test_a_folder_or_a_file_in_none_is_told_at_the_start_and_counted():
    os.mkdir(PATH)
    for path in (PATH, PATH + "/missing/x.dat", PATH + "/x.dat/y.dat", "/tmp/\0"):
        if path.find("y.dat") > 0:
            put(b"{}", PATH + "/x.dat")
        store, said, read = started(path)
        assert len(said) == 1 and read() == 1, (path, said)
        store.value("a", 1).set(2)
        assert not store.flush() and read() == 2
        assert store.value("a", 1)() == 2
    os.remove(PATH + "/x.dat")
    remove(PATH + ".new")
    os.rmdir(PATH)


def test_nothing_is_said_of_a_file_that_is_in_order_or_not_there_yet():
    for body in (None, json.dumps({"a": 1}).encode()):
        remove()
        if body:
            put(body)
        store, said, read = started()
        assert not said and not read() and not store.damaged
        assert not exists(PATH + ".new") and exists(PATH) == bool(body)
    remove()


def exists(path):
    try:
        os.stat(path)
        return True
    except OSError:
        return False


def test_a_whole_new_file_is_not_touched_by_the_look_at_the_start():
    put(b'{"a": 5}', PATH + ".new")
    store, said, read = started()
    assert not said and store.value("a", 1)() == 5 and Store(PATH).value("a", 1)() == 5
    remove(PATH + ".new")


def test_writes_that_fail_make_one_line_until_one_succeeds():
    folder = PATH + ".d"
    clock = [0]
    said = []
    store = Store(folder + "/x.dat", 60000, lambda: clock[0], said.append)
    value = store.value("a", 0)
    for times in (1, 2):
        value.set(times)
        for _ in range(500):
            assert not store.poll()
            clock[0] += 1000
        assert len(said) == times and store.failures > 6 * times
        os.mkdir(folder)  # it can be written again
        clock[0] += 60000
        assert store.poll() and Store(store.path).value("a", 0)() == times
        assert len(said) == times
        os.remove(store.path)
        os.rmdir(folder)


def test_a_log_that_fails_is_survived():
    def log(text):
        raise OSError(32)

    store = Store(PATH + ".d/x.dat", log=log)
    store.serve(Mib(), FAILURES)
    store.value("a", 1).set(2)
    assert not store.flush() and store.failures == 2


def test_a_value_that_cannot_be_set_for_want_of_memory_is_unchanged_and_not_written():
    class Full(dict):
        def __setitem__(self, key, value):
            raise MemoryError

    store = Store(PATH)
    store.data = Full()
    try:
        store.value("a", 1).set(2)
    except MemoryError:
        pass
    assert store.value("a", 1)() == 1 and not store.flush() and not exists(PATH)
