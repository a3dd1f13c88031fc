# The portal from the firmware's side: when it opens, and by which rules it checks. Imports
# usnmp_portal, and config when something is to be checked; boot.py and board import it where there
# is nothing to serve, by __import__: a board without the portal is not to know its names.

import os
import sys

if 0 & 1:  # for type checkers alone
    from typing import Any

# What the start before has asked for: "open" or "closed". A file, which every port has.
ASKED = "portal.now"
_CHECKS = (
    "usnmp_firmware.config usnmp_firmware.sensor_keys usnmp_sensors.kinds usnmp_firmware.users"
    " usnmp_agent.view usnmp_v3.user usnmp_v3.auth usnmp_v3.privacy usnmp_v3.keys usnmp_v3.engine"
    " usnmp_mib"
)


def run(boot: bool = False) -> None:
    """Open the portal. boot: is this boot.py? It has the heap for it: main.py restarts the board
    for boot.py to find it wanted. So a program that is copied onto the board, which has boot.py
    run as well, does not find the portal in its way. Raises ImportError if usnmp_portal is not
    there.
    """
    import usnmp_portal  # now: nothing is to be asked for in vain

    del usnmp_portal  # it comes anew, when there is room

    try:
        _run(boot)
    except OSError as e:  # a flash that is full
        print("portal: %r" % e)


def _run(boot):
    asked = ""
    if ASKED in os.listdir():
        with open(ASKED) as f:
            asked = f.read()
        os.remove(ASKED)
    if asked == "open":  # and in main.py: boot.py is another, which does not look for it
        if boot:
            _make_room(True)
        try:
            _serve()
        except KeyboardInterrupt:
            print("\nstopped")
        except Exception as e:  # no access point, no heap: this is not to go round and round
            print("portal: %r" % e)
        if boot:
            _ask("closed")  # main.py is to leave it at that,
            _make_room(False)  # and to import anew what it wants
    elif boot:  # not wanted; or "closed", of a start that was cut off
        pass
    elif asked == "closed":
        print("portal: closed until the next reset")
    else:
        import machine

        _ask("open")
        machine.reset()


def _serve():
    from usnmp_portal import run

    run(check, _CHECKS)


def _ask(what):
    with open(ASKED, "w") as f:
        f.write(what)


def check(config: "dict[str, Any]") -> "dict[str, Any]":
    """check() of config, which is imported for it; and whether the notifier is here, if it is to
    have targets.
    """
    from usnmp_firmware.config import check

    if config.get("targets") and not _there("usnmp_notify"):
        raise ValueError('"targets[0].host": the notifier, usnmp_notify, is not on this board')
    return check(config)


def _there(name):
    # Is there such a package? To import it would take heap, but where it is frozen.
    for path in sys.path:
        try:
            os.stat(path + "/" + name if path else name)
            return True
        except OSError:
            pass
    try:
        __import__(name)
        return True
    except (ImportError, MemoryError):
        return False


def _make_room(keep):
    # Let go of all that is ours. keep: the firmware stays as an empty folder, so that check() does
    # not import it again; nothing of the agent runs, boot.py has imported it with config.
    import gc

    for name in list(sys.modules):
        if name == "usnmp_firmware" and keep:
            names = sys.modules[name].__dict__
            for key in list(names):
                if key not in ("__path__", "__name__"):
                    del names[key]
        elif name[:6] == "usnmp_" and not (keep and name == "usnmp_firmware.portal"):
            del sys.modules[name]
    gc.collect()
