# What an update has to do before anything else of a board runs: new files into their places, or
# the old ones back. Imports usnmp_update, door for what comes later and, when they are wanted,
# flash and alone; boot.py imports it as tools/deploy.py writes that for a board with a key.

# All of it is in the folder "update". Its journal has a line for each file, KIND STAGED SHA PATH:
# "=" a new one in place of another, "+" a new one, "-" one that goes; and "*" the firmware, the
# label of its partition as PATH and that of the one before as STAGED. The journal's name is how
# far it came, and each step ends with its renaming, which is whole or not done at all:
#   journal  being brought: nothing is done yet
#   swap     all is there: files go to their places, those of before to update/oldN, N the line
#   ready    the same, and the new firmware is to be started
#   trial    the new version runs; with the next boot it is over, unless somebody says "done"
#   back     the old files return
#   done     what is left of it goes
# A power cut repeats a step; what a line did already it does not do again.

import os

if 0 & 1:  # for type checkers alone
    from typing import Callable

FOLDER = "update/"
ALONE = "usnmp_update.alone"  # a file: this boot is for a session alone, link made it
_TRIAL_MS = 60000  # how long a new version has to be confirmed


def _exists(path):
    try:
        os.stat(path)
        return True
    except OSError:
        return False


def _lines(state):
    # (number, kind, staged, path) of each line.
    with open(FOLDER + state) as f:
        number = 0
        for line in f:
            kind, staged, _, path = line.strip().split(" ", 3)
            yield number, kind, FOLDER + staged, path
            number += 1


def _folder(path, act):
    # Make, or remove if nothing is in it, the folders that `path` is in. An empty one is not to
    # stay: MicroPython would import it.
    ends = [i for i in range(len(path)) if path[i] == "/"]
    for i in ends if act == os.mkdir else ends[::-1]:
        try:
            act(path[:i])
        except OSError:
            pass


def _new(number, kind, staged, path):
    # Put the file of a line in its place, and keep the one that was there.
    old = "%sold%d" % (FOLDER, number)
    if kind == "-":
        if _exists(path):
            os.rename(path, old)
        _folder(path, os.rmdir)
    elif kind != "*" and _exists(staged):
        if kind == "=" and not _exists(old):
            os.rename(path, old)
        _folder(path, os.mkdir)
        os.rename(staged, path)


def _old(number, kind, staged, path):
    # Undo what _new() did, all of it.
    old = "%sold%d" % (FOLDER, number)
    if kind == "+":
        if _exists(path):
            os.remove(path)
        _folder(path, os.rmdir)
    elif _exists(old):
        _folder(path, os.mkdir)
        if _exists(path):  # FAT does not replace
            os.remove(path)
        os.rename(old, path)


def _clean(state):
    # Remove what is left in the folder, last the journal, which is named `state`.
    for name in os.listdir("update"):
        if name != state:
            os.remove(FOLDER + name)
    os.remove(FOLDER + state)
    os.rmdir("update")


def _found():
    # How far an update came: a state, as above; "" if there is none that has to go on.
    try:
        names = os.listdir("update")
    except OSError:
        return ""
    for state in ("swap", "ready", "trial", "back", "done"):
        if state in names:
            return state
    return ""


def _move(state, to):
    os.rename(FOLDER + state, FOLDER + to)
    return to


def _forward(state, reset):
    # All into its place. Is it the new version that runs from here on?
    firmware = ""
    try:
        for line in _lines(state):
            if line[1] == "*":
                firmware = line[3]
            elif state == "swap":
                _new(*line)
        if firmware:
            from usnmp_update import flash

            if flash.running() != firmware:
                if state == "ready":  # it was started, and the bootloader did not take it
                    return False
                flash.start(firmware)
                _move(state, "ready")
                reset()
    except (OSError, ValueError):  # the flash is worn out, or that is no firmware
        return False
    return True


def _return(reset):
    # All back into its place.
    firmware = ""
    for line in _lines("back"):
        if line[1] == "*":
            from usnmp_update import flash

            firmware = line[2][len(FOLDER) :]
            if flash.running() == firmware:  # the bootloader went back by itself
                firmware = ""
            else:
                flash.start(firmware)
        else:
            _old(*line)
    _clean("back")
    if firmware:
        reset()


def run(watch: "Callable[[], object]", reset: "Callable[[], object]") -> str:
    """Go on with an update, if there is one; "trial", "back" or "done" if there was one, or "".

    watch: called before a new version is on trial, to see to its end. reset: starts the board
    anew, and does not return; called for another firmware to run. Raises OSError if the flash
    does not do.
    """
    state = _found()
    if state in ("swap", "ready"):
        if _forward(state, reset):
            watch()
            return _move(state, "trial")
        state = _move(state, "back")
    elif state == "trial":  # and nobody confirmed it
        state = _move(state, "back")
    if state == "back":
        _return(reset)
    elif state == "done":
        _clean(state)
    else:
        try:
            os.rmdir("update")  # the last step of cleaning
        except OSError:  # there is none, or a version that is being brought
            pass
    return state


def resume() -> None:
    """First of all at a boot of a board: go on with an update that is under way."""
    import machine
    import sys

    import usnmp_update

    try:  # now: what stays is to be side by side, before the agent comes
        import usnmp_update.door  # noqa: F401
    except Exception:  # of a new version, perhaps: it does not answer, then
        pass

    def watch():
        # The end of a new version that does not answer, hangs or ends at the prompt.
        usnmp_update.trial = machine.Timer(-1)
        mode = machine.Timer.ONE_SHOT
        usnmp_update.trial.init(period=_TRIAL_MS, mode=mode, callback=usnmp_update.over)

    state = run(watch, machine.reset)
    if state:
        names = {"trial": "a new version, on trial", "back": "the version of before is back"}
        print("update: %s" % names.get(state, "done"))
    del sys.modules["usnmp_update.boot"], usnmp_update.boot


def alone() -> None:
    """When a board has its network: take an update without an agent beside it, if that is what it
    was started for.
    """
    if _exists(ALONE):
        os.remove(ALONE)
        from usnmp_update.alone import serve

        serve()
