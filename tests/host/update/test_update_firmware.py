# Another MicroPython over the network, for chips with two partitions for it: by a stand-in of
# esp32.Partition in the board in a box, which tries a new one once as the bootloader does.

import json
import os
import struct
import sys

import pytest
from boardbox import DEPLOY, ESP32, Updated
from conftest import run
from usnmp_tools.image import Image
from usnmp_tools.terminal import Fault

SIZE = 40960  # of a partition


def firmware(length, chip=0, first=0xE9, magic=0xABCD5432):
    """An image as a chip's number and length make it."""
    head = struct.pack("<BBBBI8s2sH8x", first, 1, 0, 0, 0x40080000, b"", b"", 0)
    head = bytearray(head[:24].ljust(24, b"\0"))
    head[12:14] = struct.pack("<H", chip)
    return bytes(head) + bytes(8) + struct.pack("<I", magic) + os.urandom(length - 36)


@pytest.fixture
def board(tmp_path):
    with Updated(tmp_path, **ESP32) as board:
        control = board.box._control
        old = firmware(30000)
        (control / "ota_0").write_bytes(old.ljust(SIZE, b"\xff"))
        (control / "ota_1").write_bytes(b"\xff" * SIZE)
        board.image = tmp_path / "new.app-bin"
        board.image.write_bytes(firmware(33333))
        board.start()
        yield board


def runs(board):
    return (board.box._control / "otadata").read_text().split()


pytestmark = pytest.mark.slow


def test_a_firmware_is_written_started_and_stays_when_the_agent_answers(board):
    board.value(22)
    out = board.updates("--flash", board.image)
    assert board.served() == 22 and "the agent answers" in out
    assert runs(board) == ["ota_1", "ota_1", "0"]  # and the bootloader was told that it is good
    written = (board.box._control / "ota_1").read_bytes()
    assert written[:33333] == board.image.read_bytes()
    board.box.hard_reset()
    board.box.wait_for_text("usnmp serves")
    assert board.served() == 22 and runs(board)[0] == "ota_1"
    assert "runs %s already" % board.image in board.updates("--flash", board.image)


def test_a_fleet_gets_a_firmware_as_one_board_does(board, tmp_path):
    boards = {"boards": {"attic": board.box.address}}
    (tmp_path / "fleet.json").write_text(json.dumps(boards))
    command = [sys.executable, DEPLOY, "--fleet", tmp_path / "fleet.json", "--main", board.main]
    command += ["--key-file", board.key, "--flash", board.image]
    first = run(*command, timeout=200)
    assert first.returncode == 0 and "attic: done" in first.stdout, first.stderr
    assert runs(board) == ["ota_1", "ota_1", "0"] and board.served() == 21
    assert "attic: had it already" in run(*command, timeout=200).stdout


def test_a_firmware_that_does_not_answer_is_left_with_the_files_that_came_with_it(board):
    before = board.files()
    board.main.write_text("import nonsense\n")
    process = board.updating("--flash", board.image)
    board.box.wait_for_text("no module named 'nonsense'")
    assert runs(board) == ["ota_1", "ota_1", "1"]
    board.box.advance(61000)
    _, error = process.communicate(timeout=120)
    assert process.returncode == 1 and "runs the old version again" in error
    assert runs(board)[0] == "ota_0" and board.files() == before and board.served() == 21


def test_the_power_goes_when_the_other_firmware_is_chosen_and_old_and_new_are_not_mixed(board):
    # Wherever it is then; test_update_cuts.py sweeps each operation.
    board.value(22)
    before = board.files()
    process = board.updating("--flash", board.image)
    board.box.wait(lambda: "update/swap" in board.files())
    board.box.wait(lambda: "update/swap" not in board.files())
    process.kill()
    process.communicate()
    for _ in range(2):  # the first finds it on trial at the most, the second not any more
        start = len(board.box.log)
        board.box.power_cut()
        board.box.power_on()
        board.box.wait(lambda start=start: "usnmp serves" in board.box.log[start:])
        new = board.served() == 22
        assert runs(board)[0] == ("ota_1" if new else "ota_0")
    assert not new and board.files() == before


def test_what_is_no_firmware_for_this_chip_is_refused_and_nothing_is_written(board, tmp_path):
    path = tmp_path / "x.bin"

    def refused(data, why):
        path.write_bytes(data)
        done = board.update("--flash", path)
        assert done.returncode == 1 and why in done.stderr, done.stderr
        assert (board.box._control / "ota_1").read_bytes() == b"\xff" * SIZE

    refused(firmware(20000, first=0x00), "no firmware for an ESP chip")
    refused(firmware(20000, magic=0), "takes the .app-bin")
    refused(firmware(20000, chip=5), "is for an ESP32-C3, and this is an ESP32")
    refused(firmware(SIZE + 1), "and the partition %d" % SIZE)


def test_a_file_with_another_sha256_is_refused(tmp_path):
    path = tmp_path / "x.app-bin"
    path.write_bytes(firmware(5000))
    with pytest.raises(Fault, match="is not that file"):
        Image(str(path), "00" * 32)
    assert Image(str(path), Image(str(path)).sha256).chip == "ESP32"


def test_a_board_without_a_second_partition_says_so(tmp_path):
    with Updated(tmp_path, **ESP32) as board:
        board.start()
        path = tmp_path / "x.app-bin"
        path.write_bytes(firmware(5000))
        done = board.update("--flash", path)
        assert done.returncode == 1 and "no second partition" in done.stderr
