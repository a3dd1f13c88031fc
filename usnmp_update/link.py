# A connection to who wants to update the board: first the proof of the key, then a session, if
# there is room for it. Imports proof, and keep and session when they are asked for; door imports
# it while somebody is connected.

import gc
import os
import select
import sys
import time

from .proof import ANSWERED, ASKED, HELLO, KEY, NONCE, same, secret, tag

if 0 & 1:  # for type checkers alone
    import socket
    from usnmp_firmware import Firmware

_PROOF_MS = 5000  # until the key is proved,
_IDLE_MS = 30000  # between two messages then,
_LEAVE_MS = 3000  # and for the last answer to be taken
_ROOM = 1  # octets of heap for a session beside an agent


class Link:
    """A connection, `sock`, to the board of `firmware`. proved: is the key known there?"""

    proved = restart = False

    def __init__(self, sock: "socket.socket", firmware: "Firmware") -> None:
        self._sock = sock
        self._firmware = firmware
        sock.setblocking(False)
        self._poll = select.poll()
        self._poll.register(sock, 1)
        self._nonce = os.urandom(NONCE)
        self._out = HELLO + self._nonce
        self._in = b""
        self._wants = ASKED
        self._session = None
        self._work = None  # a generator with something to do in turns, and an answer in the end
        self._since = time.ticks_ms()

    def turn(self) -> bool:
        """One turn of the firmware's loop; False: it is over."""
        waited = time.ticks_ms() - self._since & 0x3FFFFFFF
        if self._out:
            self._out = self._out[self._sock.send(self._out) :]
        elif self._work:
            self._go_on()
        elif self.restart:
            return waited < _LEAVE_MS and self._read() != b""
        elif waited > (_IDLE_MS if self.proved else _PROOF_MS):
            return False
        else:
            return self._hear()
        return True

    def _say(self, answer):
        self._out = answer
        self._since = time.ticks_ms()

    def _go_on(self):
        try:
            answer = next(self._work)
        except StopIteration:
            self._work = answer = None
        if answer:
            self._work = None
            self.restart = self.restart or self._session.restart
            self._say(answer)

    def _read(self):
        # What has come, at most what is wanted; None if nothing has, b"" at the end.
        for _ in self._poll.ipoll(0):
            return self._sock.recv(self._wants - len(self._in))
        return None

    def _hear(self):
        data = self._read()
        if data is None:
            return True
        if not data:
            return False
        self._in += data
        if len(self._in) < self._wants:
            return True
        data, self._in = self._in, b""
        return self._message(data) if self._session else self._proof(data)

    def _message(self, data):
        session = self._session
        answer = session.take(data)
        self._wants = session.wants
        if answer:
            self._say(answer)
        self._work = session.work
        self.restart = session.restart
        return answer is not None

    def _proof(self, data):
        with open(KEY) as f:
            key = f.read().strip().encode()
        s = secret(key, self._nonce, data[:NONCE])
        order = data[NONCE : NONCE + 1]
        if len(key) < 16 or not same(tag(s, b"pc", order), data[NONCE + 1 :]):
            return False
        self.proved = True
        answer = self._order(order, s)
        self._say(answer + tag(s, b"board", answer))
        return len(self._out) == ANSWERED

    def _order(self, order, s):
        # "s": is there a version on trial? "k": keep it. "o": open a session.
        names = os.listdir("/")
        names = os.listdir("update") if "update" in names else names
        if "trial" in names:
            if order != b"k":
                return b"t"
            from usnmp_update.keep import clean, keep

            keep()
            stop = sys.modules["usnmp_update"].trial
            sys.modules["usnmp_update"].trial = None
            if stop:
                stop.deinit()
            self._work = clean()
            return b"k"
        if order != b"o":
            return b"-"
        gc.collect()
        if gc.mem_free() < _ROOM and self._firmware.agent:
            open("usnmp_update.alone", "w").close()  # boot: without the agent, for a session
            self.restart = True
            return b"!"
        from usnmp_update.session import Session

        if "done" in names:  # the power went before all of it was gone
            from usnmp_update.keep import clean

            self._work = clean()
        self._session = session = Session(s)
        self._wants = session.wants
        return b"+"

    def close(self) -> None:
        """It is over; the board starts anew if that is to be."""
        try:
            if self._session:
                self._session.close()
        except OSError:
            pass
        self._sock.close()
        if self.restart:
            import machine

            if self._firmware.store:
                self._firmware.store.flush()
            print("update: the board starts anew")
            machine.reset()
