# What somebody wants who has proved the key: to know whether a version is on trial, to keep it, or
# a session. Imports proof, keep, link and session as they are wanted; knock imports it.

import gc
import os
import sys

if 0 & 1:  # for type checkers alone
    import socket
    from typing import Any
    from usnmp_firmware import Firmware

_ROOM = 16384  # octets of heap for a session beside an agent


def _answer(sock, secret, answer):
    # 17 octets, on a connection that nothing else was sent on: they are taken at once.
    from usnmp_update.proof import tag

    sock.send(answer + tag(secret, b"board", answer))


def obey(order: bytes, secret: bytes, sock: "socket.socket", firmware: "Firmware") -> "Any":
    """Do what an order says, and answer. "s": is there a version on trial? "k": keep it. "o": a
    session. What knock's turn() is to return. Raises OSError.
    """
    names = os.listdir("/")
    names = os.listdir("update") if "update" in names else names
    if "trial" in names:
        _answer(sock, secret, order if order == b"k" else b"t")
        if order != b"k":
            return False
        return _kept(sock)
    if order != b"o":
        _answer(sock, secret, b"-")
        return False
    sys.modules.pop("usnmp_update.knock", None)
    gc.collect()
    if gc.mem_free() < _ROOM and firmware.agent:
        open("usnmp_update.alone", "w").close()  # boot: without the agent, for a session
        _answer(sock, secret, b"!")
        from usnmp_update.keep import restart

        restart(firmware, sock)
    if "done" in names:  # the power went before all of it was gone
        from usnmp_update.keep import Left

        while Left(sock).turn():
            pass
    _answer(sock, secret, b"+")
    from usnmp_update.link import Link
    from usnmp_update.session import Session

    return Link(sock, firmware, Session(secret))


def _kept(sock):
    from usnmp_update.keep import Left, keep

    keep()
    timer = sys.modules["usnmp_update"].trial
    sys.modules["usnmp_update"].trial = None
    if timer:
        timer.deinit()
    return Left(sock)
