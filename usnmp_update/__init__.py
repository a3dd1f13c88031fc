# Updates over the network, on boards that have a key for them. Imports boot, and listener; on a
# board with a key boot.py imports it, and usnmp_firmware.board. With boot and flash it brings an
# old version back: no update over the network replaces these three.

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_firmware import Firmware
    from .listener import Listener

KEY = "usnmp_update.key"  # the file: whoever knows what is in it may update this board
trial: "Any" = None  # the timer that brings the old version back, while a new one is on trial


def listen(firmware: "Firmware", port: int = 9161) -> "Listener":
    """Take updates in turns of the loop of `firmware`, from whoever knows the key in the file KEY;
    the Listener that does. port: of TCP. Raises OSError, ValueError for a key that is too short.
    """
    from usnmp_update.listener import Listener

    with open(KEY) as f:
        key = f.read().strip()
    if len(key) < 16:
        raise ValueError("%s: a key has 16 characters or more" % KEY)

    def confirmed():
        global trial
        if trial:
            trial.deinit()
            trial = None

    return Listener(firmware, key.encode(), port, confirmed)


def resume() -> None:
    """First of all at a boot: go on with an update that is under way. For boot.py of a board."""
    import machine
    from usnmp_update import boot

    def watch():
        # A new version that does not answer, hangs or ends at the prompt
        global trial
        trial = machine.Timer(-1)
        mode = machine.Timer.ONE_SHOT
        trial.init(period=boot.TRIAL_MS, mode=mode, callback=lambda timer: machine.reset())

    state = boot.run(watch, machine.reset)
    if state:
        names = {"trial": "a new version, on trial", "back": "the version of before is back"}
        print("update: %s" % names.get(state, "done"))
