# The power goes at any octet and any operation of an update: afterwards a board has the old files
# or the new ones, all of them, on LittleFS as on FAT; and the firmware that goes with them.

import sys

import pytest
import usnmp_update
from updatebox import (
    NEW, OLD, Cut, Flash, Talk, boot, confirm, install, power_on, update, whole,
)  # fmt: skip

TORN = pytest.mark.parametrize("torn", [False, True], ids=["littlefs", "fat"])


def updated(monkeypatch, torn, at=None):
    """(the flash, was it cut) after an update whose power goes before operation `at`."""
    flash = Flash(OLD, torn)
    install(monkeypatch, flash)
    flash.cut(at)
    try:
        assert update(Talk()) == b"+"
    except Cut:
        return flash, True
    finally:
        flash.cut(None)
    return flash, False


def booted(flash, at=None):
    """The state after a boot whose power goes before operation `at`; None: it went."""
    flash.cut(at)
    try:
        return power_on()
    except Cut:
        return None
    finally:
        flash.cut(None)


def operations(flash, act):
    flash.cut(None)
    flash.counted = 0
    act()
    return flash.counted


@TORN
def test_an_update_replaces_adds_and_removes_and_the_next_boot_without_a_word_undoes_it(
    torn, monkeypatch
):
    flash, _ = updated(monkeypatch, torn)
    assert flash.visible() == whole(OLD)  # nothing before the boot
    watched = []
    assert power_on(watched) == "trial" and watched == [1]
    assert flash.visible() == whole(NEW)
    assert power_on() == "back"
    assert flash.visible() == whole(OLD)
    assert "update" not in flash.folders
    assert power_on() == ""


@TORN
def test_a_confirmed_version_stays_and_nothing_is_left_of_the_update(torn, monkeypatch):
    flash, _ = updated(monkeypatch, torn)
    assert power_on() == "trial"
    confirm()
    for _ in range(2):
        assert flash.visible() == whole(NEW) and "update" not in flash.folders
        assert power_on() == ""


@TORN
def test_a_cut_at_any_octet_of_what_is_brought_leaves_the_old_version(torn, monkeypatch):
    flash = Flash(OLD, torn)
    install(monkeypatch, flash)
    total = operations(flash, lambda: update(Talk()))
    assert total > 1500
    for at in range(total):
        flash, cut = updated(monkeypatch, torn, at)
        assert cut
        assert booted(flash) == "" and flash.visible() == whole(OLD), at
    # the last one is the renaming that decides
    flash, cut = updated(monkeypatch, torn, total)
    assert not cut and booted(flash) == "trial" and flash.visible() == whole(NEW)


@TORN
def test_after_a_cut_at_any_octet_the_same_update_goes_on_and_succeeds(torn, monkeypatch):
    for at in range(0, 1500, 7):
        flash, _ = updated(monkeypatch, torn, at)
        booted(flash)
        assert update(Talk()) == b"+", at
        assert booted(flash) == "trial" and flash.visible() == whole(NEW)


@TORN
def test_two_cuts_at_any_operations_of_the_boot_leave_it_whole_once_it_boots(torn, monkeypatch):
    flash, _ = updated(monkeypatch, torn)
    total = operations(flash, power_on)
    assert total >= 12
    for first in range(total):
        for second in range(total):
            flash, _ = updated(monkeypatch, torn)
            assert booted(flash, first) is None
            state = booted(flash, second) or booted(flash)
            expected = {"trial": NEW, "back": OLD}[state]
            assert flash.visible() == whole(expected), (first, second)
            # and from there it goes back, however often the power fails on the way
            for at in (second, first):
                booted(flash, at)
            booted(flash)
            assert flash.visible() == whole(OLD) and booted(flash) == ""


@TORN
def test_two_cuts_at_any_operations_of_the_way_back_leave_the_old_version(torn, monkeypatch):
    def trial():
        flash, _ = updated(monkeypatch, torn)
        assert booted(flash) == "trial"
        return flash

    total = operations(trial(), power_on)
    for first in range(total):
        for second in range(total + 1):
            flash = trial()
            assert booted(flash, first) is None
            if booted(flash, second) is None:
                booted(flash)
            assert flash.visible() == whole(OLD), (first, second)
            assert booted(flash) == "" and "update" not in flash.folders


@TORN
def test_a_cut_at_any_operation_of_the_confirmation_leaves_one_of_the_two(torn, monkeypatch):
    def confirmed(at):
        flash, _ = updated(monkeypatch, torn)
        booted(flash)
        flash.cut(at)
        try:
            confirm()
        except Cut:
            pass
        return flash

    total = confirmed(None).counted
    assert total >= 5
    for at in range(total + 1):
        flash = confirmed(at)
        booted(flash)
        # before the first operation, the renaming that decides, it was not confirmed
        assert flash.visible() == whole(NEW if at else OLD), at
        assert booted(flash) == "" and flash.visible() == whole(NEW if at else OLD)
        assert "update" not in flash.folders


def test_a_flash_that_fails_half_way_has_the_old_version_again(monkeypatch):
    flash, _ = updated(monkeypatch, False)
    worn = flash.rename

    def rename(old, new):
        if new == "usnmp_agent/__init__.mpy" and old.startswith("update/") and "old" not in old:
            raise OSError(5)
        worn(old, new)

    flash.rename = rename
    assert power_on() == "back"
    assert flash.visible() == whole(OLD) and power_on() == ""


def test_the_lengths_and_contents_that_are_swept_are_those_of_an_update(monkeypatch):
    flash, _ = updated(monkeypatch, False)
    lines = flash.files["update/swap"].decode().splitlines()
    assert sorted(line[0] for line in lines) == sorted("==++=-")
    assert set(NEW) - set(OLD) and set(OLD) - set(NEW)


# -- a firmware with the files


class Reset(BaseException):
    """The board starts anew."""


class Chip:
    """Stands for usnmp_update.flash, with a bootloader that tries a new firmware once."""

    def __init__(self, flash):
        self._flash = flash
        self.runs = self.next = "ota_0"
        self.tried = False

    def reset(self):
        if self.next != self.runs:
            self.runs, self.tried = self.next, True
        elif self.tried:
            self.runs = self.next = "ota_1" if self.runs == "ota_0" else "ota_0"
            self.tried = False

    def running(self):
        return self.runs

    def start(self, label):
        self._flash.count()
        self.next = label
        self.tried = self.tried and label == self.runs

    def keep(self):
        self._flash.count()
        self.tried = False


def committed(monkeypatch):
    """(a flash, a chip) with an update of both that is to be done at the next boot."""
    flash, _ = updated(monkeypatch, False)
    flash.files["update/swap"] += b"* ota_0 00:5 ota_1\n"
    chip = Chip(flash)
    monkeypatch.setitem(sys.modules, "usnmp_update.flash", chip)
    monkeypatch.setattr(usnmp_update, "flash", chip, raising=False)
    return flash, chip


def boots(flash, chip, at=None):
    """The state after the board has started, as often as it wants; None: the power went."""
    flash.cut(at)

    def reset():
        raise Reset

    try:
        while True:
            chip.reset()
            try:
                return boot.run(lambda: None, reset)
            except Reset:
                pass
    except Cut:
        return None
    finally:
        flash.cut(None)


def test_files_and_firmware_are_of_one_version_wherever_the_power_goes_twice(monkeypatch):
    flash, chip = committed(monkeypatch)
    assert boots(flash, chip) == "trial" and chip.runs == "ota_1"
    assert flash.visible() == whole(NEW)
    total = flash.before
    assert total >= 14
    seen = set()
    for first in range(total):
        for second in range(total):
            flash, chip = committed(monkeypatch)
            boots(flash, chip, first)
            state = boots(flash, chip, second) or boots(flash, chip) or boots(flash, chip)
            new = state == "trial"
            seen.add(state)
            assert flash.visible() == whole(NEW if new else OLD), (first, second)
            assert chip.runs == ("ota_1" if new else "ota_0"), (first, second)
            boots(flash, chip, second)
            boots(flash, chip)
            assert flash.visible() == whole(OLD) and chip.runs == "ota_0", (first, second)
    assert "trial" in seen


def test_a_firmware_that_was_confirmed_stays_and_one_that_the_bootloader_refuses_does_not(
    monkeypatch,
):
    flash, chip = committed(monkeypatch)
    assert boots(flash, chip) == "trial"
    confirm()
    for _ in range(2):
        assert boots(flash, chip) == ""
        assert flash.visible() == whole(NEW) and chip.runs == "ota_1"
    flash, chip = committed(monkeypatch)

    def start(label):
        raise OSError(5379)

    chip.start = start
    assert boots(flash, chip) == "back" and flash.visible() == whole(OLD)
    flash, chip = committed(monkeypatch)
    chip.reset = lambda: None  # it does not start
    assert boots(flash, chip) == "back"
    assert flash.visible() == whole(OLD) and chip.runs == "ota_0"
