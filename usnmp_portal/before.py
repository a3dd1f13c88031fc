# The access point's settings, and what the board was configured as before, to which it may go
# back. Imports usnmp_sensors.kinds, if it is there; usnmp_portal.opening imports it, and
# lets go of it, and usnmp_portal at its end.

import json
import os

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable

SETTINGS = "portal.json"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
LAST = "config.last"  # where usnmp_portal.pin puts the configuration aside


def settings(path: str = SETTINGS) -> "dict[str, str | int]":
    """What `path` says, {"key", "minutes"}, with what it does not say: a key at random, which is
    kept there from then on, and 10. A "key" of "" is for an access point that everybody may join.

    Raises ValueError, without the key in its text, for a key that WPA2 cannot have.
    """
    found = {}
    try:
        with open(path) as f:
            found = json.load(f)
    except (OSError, ValueError):  # there is none, or none of use: a new one
        pass
    if not isinstance(found, dict):
        found = {}
    minutes = found.get("minutes")
    if type(minutes) is not int or not 1 <= minutes <= 1440:
        found["minutes"] = 10
    key = found.get("key")
    if key is None:
        found["key"] = "".join([LETTERS[o % len(LETTERS)] for o in os.urandom(10)])
        try:
            with open(path, "w") as f:
                json.dump(found, f)
        except OSError:  # a full flash: another key the next time
            pass
    elif not isinstance(key, str) or (key and not 8 <= len(key) <= 63):
        raise ValueError('portal.json: "key" must be 8 to 63 characters of ASCII, or ""')
    elif [c for c in key if not " " <= c <= "~"]:
        raise ValueError('portal.json: "key" must be 8 to 63 characters of ASCII, or ""')
    return found


def known(check: "Callable[[dict[str, Any]], object]", path: str) -> "tuple[dict[str, Any], str]":
    """(what the board was configured as, without the keys that are of no use; those keys)."""
    found = {}
    for name in path, LAST:
        try:
            with open(name) as f:
                found = json.load(f)
        except (OSError, ValueError, RuntimeError):  # none, or no JSON
            continue
        if isinstance(found, dict):
            break
        found = {}
    dropped = []
    for key in list(found):
        try:
            if key not in ("users", "targets", "users_writable"):  # which hang on one another
                check({key: found[key]})
        except (ValueError, ImportError):  # ImportError: of modules that are not on this board
            del found[key]
            dropped.append(key)
        except MemoryError:  # that is no fault of its
            pass
    try:
        check(found)
    except MemoryError:
        pass
    except (ValueError, ImportError):
        for key in "users", "targets", "users_writable":
            if found.pop(key, None):
                dropped.append(key)
    return found, ", ".join(dropped)


def kinds() -> str:
    """The kinds of sensors that there are, blanks between."""
    try:
        from usnmp_sensors.kinds import names
    except ImportError:  # they are not on this board
        return ""
    return " ".join(names())


def left(path: str, over: bool) -> bool:
    """At the end. over: is there a new configuration? Else, is there an old one to go back to? One
    that was put aside is in its place then.
    """
    there = os.listdir()
    if path + ".new" in there:  # what was not joined
        os.remove(path + ".new")
    if LAST not in there:
        return False
    if over:
        os.remove(LAST)  # it has passwords in it
    elif path not in there:  # one that is there was of no use
        os.rename(LAST, path)
        return True
    return False
