# The queue of `usnmp trapd --to`: its bounds, a full disk, a restart, a file that is none.

import resource
import socket

import pytest
from clibox import usnmp_command
from conftest import free_port
from forwarding import TRAP, Senders, Trapd, message, number, program, tcp_port, wait
from usnmp_pc.forward.queue import Full, Queue

HOST = "127.0.0.1"


def queue(folder, size=10, names=("a",), said=None):
    return Queue(str(folder / "queue.db"), names, size, (said if said is not None else []).append)


def texts(found):
    return [text for _, _, text in found]


def nowhere():
    """The URL of a server that is not there."""
    return "http://127.0.0.1:%d/" % tcp_port()


def got(folder):
    """The numbers that the program was given, in order."""
    path = folder / "got"
    return [number(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_what_was_put_is_there_after_it_is_opened_again(tmp_path):
    q = queue(tmp_path)
    q.put("h", "one", True)
    q.put("h", "two", False)
    q.flush()
    uid = q.uid
    q.close()
    q = queue(tmp_path)
    assert texts(q.take("a", 0, 9)) == ["one", "two"] and q.uid == uid
    q.close()


def test_traps_are_taken_once_they_are_committed_and_informs_at_once(tmp_path):
    q = queue(tmp_path)
    q.put("h", "trap", False)
    assert q.take("a", 0, 9) == []
    q.put("h", "inform", True)
    assert texts(q.take("a", 0, 9)) == ["trap", "inform"]
    q.close()


def test_a_full_queue_drops_its_oldest_traps_and_then_refuses_informs(tmp_path):
    said = []
    q = queue(tmp_path, 3, said=said)
    for text in ("t1", "i1", "t2", "t3"):
        q.put("h", text, text[0] == "i")
    q.put("h", "i2", True)
    q.put("h", "i3", True)
    assert texts(q.take("a", 0, 9)) == ["i1", "i2", "i3"] and (q.dropped, q.refused) == (3, 0)
    with pytest.raises(Full):
        q.put("h", "i4", True)
    q.put("h", "t4", False)
    assert texts(q.take("a", 0, 9)) == ["i1", "i2", "i3"] and (q.dropped, q.refused) == (4, 1)
    assert said == ["the queue is full, 3: the oldest traps are dropped, informs refused"]
    q.done("a", [at for at, _, _ in q.take("a", 0, 9)])
    q.put("h", "i5", True)
    assert said[1:] == ["the queue has room again; so far 4 traps dropped, 1 informs refused"]
    q.close()


def test_one_is_kept_until_each_sink_has_it(tmp_path):
    q = queue(tmp_path, 1, ("a", "b"))
    q.put("h", "one", True)
    ((at, _, _),) = q.take("a", 0, 9)
    q.done("a", [at])
    assert q.take("a", 0, 9) == [] and texts(q.take("b", 0, 9)) == ["one"]
    with pytest.raises(Full):
        q.put("h", "two", True)
    q.done("b", [at])
    q.put("h", "two", True)
    q.close()


def test_what_waits_for_a_sink_that_is_not_named_any_more_is_told(tmp_path):
    q = queue(tmp_path, 9, ("a", "b"))
    q.put("h", "one", True)
    q.close()
    said = []
    queue(tmp_path, 9, ("b",), said).close()
    assert said == ["1 wait in the queue for a, which no --to names"]


def test_a_queue_has_one_process_at_a_time(tmp_path):
    with Trapd(tmp_path, to=[nowhere()]) as trapd:
        status, _, errors = usnmp_command(
            "trapd", "--queue", trapd.queue, "--to", nowhere(), free_port()
        )
        assert status == 1 and b"database is locked" in errors
        assert b"Traceback" not in errors


def test_a_file_that_is_no_queue_is_told_and_kept(tmp_path):
    path = tmp_path / "queue.db"
    path.write_text("what somebody wrote" * 100)
    status, _, errors = usnmp_command("trapd", "--queue", path, "--to", nowhere(), free_port())
    assert status == 1
    assert errors == b"usnmp trapd: %s: file is not a database\n" % bytes(path)
    assert path.read_text() == "what somebody wrote" * 100


def test_to_wants_a_queue():
    status, _, errors = usnmp_command("trapd", "--to", "http://127.0.0.1/", free_port())
    assert status == 2 and b"--to and --queue FILE belong together" in errors


def test_the_oldest_traps_are_dropped_counted_and_told(tmp_path):
    to = program(tmp_path, '[ -e "%s" ] && cat >>GOT' % (tmp_path / "open"))
    with Trapd(tmp_path, "--queue-size", 5, to=[to]) as trapd:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind((HOST, 0))
            for n in range(8):
                s.sendto(message(n, TRAP), (HOST, trapd.port))
        wait(lambda: "the queue is full, 5: the oldest traps are dropped" in trapd.said(), "word")
        senders = Senders(trapd.port, [HOST], 1)
        senders.run()  # behind them
        assert senders.answers == {HOST: [0]}
        (tmp_path / "open").touch()
        wait(lambda: len(got(tmp_path)) == 5, "five", trapd.said)
        assert trapd.stop() == 0
    assert got(tmp_path) == [4, 5, 6, 7, 0]
    assert "the queue: 4 traps dropped, 0 informs refused" in trapd.said()


def test_a_full_queue_refuses_informs_and_what_it_acknowledged_arrives(tmp_path):
    to = program(tmp_path, '[ -e "%s" ] && cat >>GOT' % (tmp_path / "open"))
    with Trapd(tmp_path, "--queue-size", 5, to=[to]) as trapd:
        senders = Senders(trapd.port, [HOST], 8)
        senders.run()
        assert senders.answers == {HOST: [0] * 5 + [13] * 3}
        (tmp_path / "open").touch()
        wait(lambda: len(got(tmp_path)) == 5, "five", trapd.said)
        assert trapd.stop() == 0
    assert got(tmp_path) == list(range(5))
    assert "the queue: 0 traps dropped, 3 informs refused" in trapd.said()


def bounded():
    """Of a process: its files cannot grow beyond, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))


def filled(trapd):
    """The numbers of the informs that are acknowledged before and while the disk is full."""
    senders = Senders(trapd.port, [HOST], 200, text="x" * 1000)
    senders.run()
    answers = senders.answers[HOST]
    assert set(answers) == {0, 13} and trapd.said().count("the queue cannot be written") == 1
    return [n for n, status in enumerate(answers) if status == 0]


@pytest.mark.parametrize("again", (False, True))
def test_a_full_disk_refuses_informs_and_what_was_acknowledged_arrives(tmp_path, again):
    to = program(tmp_path, '[ -e "%s" ] && cat >>GOT' % (tmp_path / "open"))
    with Trapd(tmp_path, to=[to], before=bounded) as trapd:
        kept = filled(trapd)
        if again:  # it is full, trapd is started again
            trapd.kill()
            trapd.start()
        (tmp_path / "open").touch()
        wait(lambda: len(got(tmp_path)) >= len(kept), "all", trapd.said)
        assert trapd.stop() == 0
    assert got(tmp_path) == kept
