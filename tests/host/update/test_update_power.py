# The power of a board in a box goes while it takes an update: each operation of the boot that puts
# files in their places, and octets of what is brought. test_update_cuts.py sweeps all of them, in
# memory.

import random
import shutil

import pytest
from boardbox import ESP32, Updated

pytestmark = pytest.mark.slow


@pytest.fixture
def board(tmp_path):
    with Updated(tmp_path, **ESP32) as board:
        board.start()
        yield board


def cut_at_boot(box, operations):
    """At each start from here on the power goes before that many operations; None: not at all."""
    spawn = type(box)._spawn

    def spawned(*args):
        box.memory.cut_ops = -1 if operations is None else operations
        spawn(box, *args)

    box._spawn = spawned


def content(board):
    return {n: d for n, d in board.files().items() if not n.startswith("update/")}


def test_the_power_goes_at_each_operation_of_the_boot_that_takes_an_update(board, tmp_path):
    box = board.box
    old = board.files()
    board.value(22)
    board.named("attic")
    cut_at_boot(box, 0)  # before the first: all is there, and nothing done
    process = board.updating("agent+notify")
    box.wait_off()
    process.kill()
    process.communicate()
    committed = tmp_path / "committed"
    shutil.copytree(box.flash, committed)
    assert (committed / "update" / "swap").exists() and content(board) == old

    def booted():
        cut_at_boot(box, None)
        start = len(box.log)
        box.power_on()
        box.wait(lambda: "usnmp serves" in box.log[start:])
        return box.log[start:]

    assert "a new version, on trial" in booted()
    new = content(board)
    assert set(new) > set(old) and new["main.py"] != old["main.py"]
    states = []
    for operations in range(60):
        box.power_cut()
        for path in box.flash.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(committed, box.flash, dirs_exist_ok=True)
        cut_at_boot(box, operations)
        try:
            box.power_on()
            box.wait(lambda: box.off or box.state == "main")
        except Exception:
            assert box.off
        if not box.off:  # all of it was done before
            break
        said = booted()
        states.append("on trial" in said)
        assert content(board) == (new if states[-1] else old), operations
        box.power_cut()
        booted()
        assert content(board) == old and board.served() == 21, operations
    assert len(states) > 20 and states.count(True) == len(states)


def test_the_power_goes_while_files_are_brought_and_the_next_run_goes_on(board):
    box = board.box
    rng = random.Random(20)
    old = board.files()
    for number, octets in enumerate(rng.sample(range(2500), 4)):
        board.value(22)
        box.power_cut(octets=octets)
        process = board.updating("agent+notify")
        box.wait_off()
        _, error = process.communicate(timeout=200)
        assert process.returncode == 1, (number, error)
        start = len(box.log)
        box.power_on()
        box.wait(lambda start=start: "usnmp serves" in box.log[start:])
        assert content(board) == old and board.served() == 21, octets
    assert "the agent answers" in board.updates("agent+notify")
    assert board.served() == 22 and "usnmp_notify/__init__.mpy" in board.files()
