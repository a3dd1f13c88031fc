# An engine through deep sleep, no reboot of it (RFC 3414 2.2): what the memory of the RTC keeps.
# Imports boots and engine; usnmp_firmware.sleep imports it.
#
# The record stands behind what the memory holds of others, from falling asleep until the start
# that it was written for. So one is not used twice, and none that is older than the last boot.

import hashlib

from .boots import read
from .engine import MOST

if 0 & 1:  # for type checkers alone
    from typing import Any
    from .engine import Engine

try:
    from micropython import const
except ImportError:  # CPython
    from usnmp_base.pc import const

_BODY = const(16)
SIZE = const(24)  # octets that it takes
_YEARS = const(1 << 28)  # seconds, 8 years: more is a clock that was set


def _seal(id, body):
    return hashlib.sha256(b"asleep" + id + body).digest()[:8]


def _found(id, data):
    # Where the record of the engine begins in `data`; its end if there is none.
    n = len(data) - SIZE
    if n < 0 or data[n + _BODY :] != _seal(id, data[n : n + _BODY]):
        return len(data)
    return n


def keep(engine: "Engine", rtc: "Any", ms: int, now: int) -> bool:
    """Note in `rtc`, a machine.RTC, that `engine` falls asleep for `ms`, 0 if it is a pin that
    wakes it, at `now`, the clock's seconds. False if its memory has no room.
    """
    time = engine.time()
    data = rtc.memory()
    data = data[: _found(engine.id, data)]
    body = b""
    for i in (engine.boots, time, (ms + 999) // 1000, now & 0xFFFFFFFF):
        body += i.to_bytes(4, "big")
    try:
        rtc.memory(data + body + _seal(engine.id, body))
        return True
    except ValueError:
        return False


def woken(
    path: str, engine_id: "bytes | None", rtc: "Any", now: int
) -> "tuple[bytes, int, int] | None":
    """After deep sleep: the engine ID, boots and snmpEngineTime to go on with, which may be ahead
    of what has passed, never behind. None if this is to be counted as a boot: no keep() was before
    it, or nobody can tell how long it slept. path, engine_id: as boots.boot() has them.
    """
    id, boots, _ = read(path, engine_id)
    if id is None:
        return None
    data = rtc.memory()
    n = _found(id, data)
    if n == len(data):
        return None
    rtc.memory(data[:n])
    last, time, slept, asleep = [
        int.from_bytes(data[i : i + 4], "big") for i in range(n, n + _BODY, 4)
    ]
    passed = (now & 0xFFFFFFFF) - asleep
    if passed < slept or passed >= _YEARS:
        passed = slept  # the clock stood still, or was set; or a pin woke it before its time
    time += passed + 1
    if not 0 < boots == last < MOST or time >= MOST or not passed:
        return None
    return id, boots, time
