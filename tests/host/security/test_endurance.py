# Short runs of endure.py and flood.py of tools/trials, and that they would tell. The long ones:
# docs/security.md.

import multiprocessing
import socket
import sys
import threading
from hashlib import sha256

import pytest
from conftest import ROOT, missing, run, tool

import endurance
import endure
import endure_v3
import flood

pytestmark = pytest.mark.slow


def endured(*args):
    tool("micropython32")
    done = run(sys.executable, ROOT / "tools/trials/endure.py", *args, timeout=250)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    return [row for row in rows if len(row) == 3 and row[0][0].isdigit()]


def test_20000_requests_leave_the_heap_as_it_was():
    assert [row[0] for row in endured("--requests", 20000)] == ["1,000", "10,000", "20,000"]


def test_20000_requests_of_snmpv3_leave_the_heap_as_it_was():
    tool("micropython-esp")  # what its interpreter is made with
    assert [row[0] for row in endured("--v3", "--requests", 20000)][-1] == "20,000"


def test_each_kind_of_request_of_snmpv3_is_in_the_mixture():
    some = list(endure_v3.mixture(1, 2))
    kinds = [(o.kind, o.flags, o.status) for _, o, _ in some]
    for flags in (0, 1, 3):
        assert kinds.count(("answer", flags, 0)) > 100
    for i in range(2, 7):
        assert sum(kind[0] == "report" and kind[2] == i for kind in kinds) > 5, i
    assert sum(kind[0] == "dropped" for kind in kinds) > 20
    assert sum(kind[0] == "any" for kind in kinds) > 100


def test_2000_requests_to_main_on_a_board_leave_the_heap_as_it_was():
    rows = endured("--box", "--requests", 2000)
    assert [row[0] for row in rows] == ["1,000", "2,000"]


def test_a_leak_and_a_heap_in_pieces_are_told():
    flat = [(1000, 12640, 10640), (10000, 12640 - 256, 10640)]
    assert not endure.faults(flat)
    assert "less free after 20000" in endure.faults([*flat, (20000, 12640 - 257, 10640)])[0]
    assert "largest block" in endure.faults([*flat, (20000, 12640, 10640 - 16)])[0]


def test_a_reply_that_is_another_is_told(tmp_path):
    path = tmp_path / "requests"
    d, _, source = next(endure.mixture(1))
    head = len(d).to_bytes(2, "big") + b"%c%c" + bytes((source,)) + d
    for n, digest, said in ((1, b"", "request 1: reply"), (len(d), b"x", "other replies")):
        path.write_bytes(head.replace(b"%c%c", n.to_bytes(2, "big")))
        with pytest.raises(RuntimeError, match=said):
            endurance.run(str(path), 6, 1000, sha256(digest).digest())


def test_half_of_the_mixture_is_answered_and_each_kind_is_there():
    some = list(endure.mixture(1, 2))
    answered = sum(isinstance(outcome, endure.Answer) for _, outcome, _ in some)
    assert len(some) == 2000 and 800 < answered < 1400
    for letter in "PC":
        assert sum(outcome == letter for _, outcome, _ in some) > 50
    assert sum(len(d) > 484 for d, *_ in some) > 100


@pytest.fixture
def loopback():
    """Skips where a socket cannot send from all of 127.0.0.0/8, as Linux can."""
    if sys.platform != "linux":
        missing("127.0.0.0/8 is not all of this machine", False)


def test_the_flood_has_1000_sources(loopback):
    stop = threading.Event()
    count = multiprocessing.Value("q", 0, lock=False)
    seen = set()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("127.0.0.1", 0))
        s.settimeout(20)
        args = "strangers", 4000, s.getsockname()[1], count, stop
        thread = threading.Thread(target=flood.send, args=args, daemon=True)
        thread.start()
        for _ in range(20000):
            seen.add(s.recvfrom(100)[1][0])
            if len(seen) == 1000:
                break
        stop.set()
        thread.join(20)
    assert len(seen) == 1000 and "127.0.0.1" not in seen


@pytest.mark.parametrize("setting", flood.SETTINGS)
@pytest.mark.parametrize("name", ["cpython", "micropython32"])
def test_a_manager_is_answered_while_1000_sources_flood(name, setting, loopback):
    if name != "cpython":
        tool(name)
    # 2,000 in a second: what arrives is answered, so that each poll is, after its retries at most.
    r = flood.trial(name, setting, "requests", 2000, polls=50, timeout_ms=2000)
    print(r)
    assert r.answered == r.asked == 50
    assert r.flood > 1000
