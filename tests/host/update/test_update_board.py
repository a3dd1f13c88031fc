# tools/deploy.py --address to a board in a box: an update over the network, and the way back of
# versions that do not start, do not answer, or are not confirmed.

import json

import pytest
from boardbox import CONFIG, ESP32, LOST, Updated

pytestmark = pytest.mark.slow


@pytest.fixture
def board(tmp_path):
    with Updated(tmp_path, **ESP32) as board:
        board.start()
        yield board


@pytest.mark.parametrize("kw", [{}, ESP32], ids=["esp8266", "esp32"])
def test_an_update_over_the_network_brings_what_changed_and_the_agent_answers(kw, tmp_path):
    with Updated(tmp_path, **kw) as board:
        assert "is a new key" in board.start() and board.served() == 21
        before = board.files()
        board.value(22)
        board.named("attic")
        out = board.updates()
        assert "3 files copied" in out and "the agent answers" in out  # and usnmp.lock
        assert board.served() == 22 and "attic" in board.snmp("snmpwalk", "1.3.6.1.2.1.1.5")
        after = board.files()
        changed = {n for n in {*before, *after} if before.get(n) != after.get(n)}
        assert changed == {"main.py", "config.json", "usnmp.lock"}
        # and a deployment over the serial line finds nothing to do
        assert "0 files copied" in board.start()


def test_a_second_run_copies_nothing_and_starts_nothing_anew(board):
    board.value(22)
    board.updates()
    boots = board.box.boots
    assert "0 files copied" in board.updates()
    assert board.box.boots == boots


def test_a_profile_comes_and_goes_with_its_files_and_folders(board):
    out = board.updates("agent+notify")
    assert "usnmp_notify/__init__.mpy" in board.files() and "the agent answers" in out
    board.updates("agent")
    assert not (board.box.flash / "usnmp_notify").exists()


def test_dry_run_says_what_would_be_done_and_does_nothing(board):
    board.value(22)
    before = board.files()
    out = board.updates("--dry-run")
    assert "main.py" in out and "octets to copy" in out and "copy" in out
    assert board.files() == before and board.served() == 21


def comes_back(board, text, why):
    """The board has the old version again when a minute is over, and deploy.py says why."""
    before = board.files()
    process = board.updating()
    board.box.wait_for_text("a new version, on trial")
    if text:
        board.box.wait_for_text(text)
    board.box.advance(59000)
    board.box.wait(lambda: True)
    assert "is back" not in board.box.log
    board.box.advance(2000)
    board.box.wait_for_text("the version of before is back")
    out, error = process.communicate(timeout=120)
    assert process.returncode == 1, (out, error)
    assert "runs the old version again" in error and why in error
    assert board.files() == before and board.served() == 21
    assert "a new version" not in board.box.log.split("is back")[1]
    # it may be tried again
    board.value(23)
    assert "the agent answers" in board.updates() and board.served() == 23


def test_a_version_that_cannot_be_imported_goes_back_by_itself(board):
    board.main.write_text("import nonsense\n")
    comes_back(board, "no module named 'nonsense'", "did not start")


def test_a_version_that_hangs_goes_back_by_itself(board):
    board.main.write_text("import time\nprint('it hangs')\nwhile True:\n    time.sleep(1)\n")
    comes_back(board, "it hangs", "did not start")


def test_a_version_whose_agent_does_not_answer_goes_back_by_itself(board):
    # The channel is there, but nothing answers where the configuration says that the agent is.
    deaf = "    firmware.agent.answer = lambda *a: print('asked') or 0\n    firmware.mib.scalar("
    board.value(21)
    text = board.main.read_text().replace("    firmware.mib.scalar(", deaf, 1)
    board.main.write_text(text)
    comes_back(board, "asked", "its agent did not answer")


def test_the_power_goes_while_a_version_is_on_trial_and_the_old_one_is_back(board):
    before = board.files()
    board.main.write_text("import nonsense\n")
    process = board.updating()
    board.box.wait_for_text("no module named 'nonsense'")
    board.box.power_cut()
    board.box.power_on()
    board.box.wait_for_text("the version of before is back")
    _, error = process.communicate(timeout=120)
    assert process.returncode == 1 and "runs the old version again" in error
    assert board.files() == before and board.served() == 21


def test_a_pc_that_dies_after_the_restart_leaves_the_old_version_unless_it_returns(
    board,
):
    # The agent does not answer yet, so the PC waits: it is ended there.
    def died():
        process = board.updating()
        board.box.wait_for_text("it is slow")
        process.kill()
        process.communicate()

    slow = "import time\nprint('it is slow')\ntime.sleep(5)\n"
    board.value(22)
    board.main.write_text(slow + board.main.read_text())
    died()
    board.box.advance(61000)
    board.box.wait_for_text("the version of before is back")
    board.box.wait_for_text("usnmp serves")
    assert board.served() == 21
    died()
    board.box.advance(6000)
    out = board.updates()  # it finds a version on trial
    assert "first its end" in out and "0 files copied" in out
    assert board.served() == 22
    before = len(board.box.log)
    board.box.hard_reset()
    board.box.wait(lambda: "it is slow" in board.box.log[before:])
    board.box.advance(6000)
    board.box.wait(lambda: "usnmp serves" in board.box.log[before:])
    assert board.served() == 22


def test_an_update_that_was_interrupted_goes_on_where_it_was(board):
    process = board.updating("everything")
    staged = board.box.flash / "update"
    board.box.wait(lambda: len(list(staged.glob("*"))) > 5)
    process.send_signal(2)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130 and "goes on where it was" in error
    brought = {p.stat().st_ino for p in staged.iterdir()}
    assert len(brought) > 3 and board.served() == 21
    board.updates("everything")
    # those that were there were not brought again, but for the one under way: they are the same
    # files in their places
    assert len(brought - {p.stat().st_ino for p in board.box.flash.rglob("*")}) <= 1
    assert "usnmp_manager/__init__.mpy" in board.files()


def test_what_brings_old_versions_back_is_not_replaced_over_the_network(board, tmp_path):
    flash = board.box.flash
    (flash / "usnmp_update" / "boot.mpy").write_bytes(b"another")
    out = board.updates()
    assert "usnmp_update/boot.mpy differs, and stays" in out
    assert (flash / "usnmp_update" / "boot.mpy").read_bytes() == b"another"


def test_what_was_edited_on_the_board_stays_unless_force_replaces_it(board):
    (board.box.flash / "main.py").write_text(board.main.read_text().replace("21)", "30)"))
    board.value(22)
    assert "main.py was edited on the board and stays as it is" in board.updates()
    board.updates("--force")
    assert board.served() == 22


def test_without_a_configuration_the_board_keeps_its_own_and_its_modules(tmp_path):
    sensors = {**CONFIG, "sensors": [{"kind": "chip"}]}
    with Updated(tmp_path, config=sensors, **ESP32) as board:
        board.start()
        board.value(22)
        board.updates("--no-config")
        assert board.served() == 22
        assert json.loads(board.files()["config.json"]) == sensors
        assert "usnmp_sensors/chip.mpy" in board.files()


def test_too_little_flash_is_said_before_anything_is_brought(tmp_path):
    with Updated(tmp_path, **{**ESP32, "flash_size": 280 << 10}) as board:
        board.start()
        before = board.files()
        done = board.update("everything")
        assert done.returncode == 1
        assert "octets of flash are free, and" in done.stderr
        assert "the old version stays beside the new one" in done.stderr
        assert board.files() == before


def test_without_a_key_no_port_is_open_and_no_file_of_updates_is_there(tmp_path):
    with Updated(tmp_path, **ESP32) as board:
        board.well()
        assert not [n for n in board.files() if "update" in n]
        board.key.write_text("0123456789abcdef\n")
        done = board.update()
        assert done.returncode == 1 and LOST in done.stderr
        # and a board that had one gives it up with the next deployment without
        board.start()
        board.well()
        assert not [n for n in board.files() if "update" in n]
