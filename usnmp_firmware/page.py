# Has a Firmware show the portal's page in the network, on request: lines in sensors() of main.py,
# for a board with the heap for it, an ESP32. Imports portal, usnmp_portal's http, air, before and
# provision, when the page opens.

import time

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_firmware import Firmware

_TURN_MS = 20  # of the loop, while it is open
_MOST = 10  # wrong passwords until it closes


class Page:
    """The page that changes config.json, at http://ADDRESS/ of the board, for who has `password`,
    of 8 characters or more; the user's name is any. It is closed until open() is called, or the
    pin `pin` is connected to ground; and again when nobody has asked for it for `minutes`, or when
    ten have had a wrong password. Raises ValueError.

    It is HTTP: the password goes through the network as it is. When something is saved the board
    restarts.
    """

    def __init__(
        self,
        firmware: "Firmware",
        password: str,
        pin: "int | None" = None,
        minutes: int = 10,
        port: int = 80,
    ) -> None:
        if len(password.encode()) < 8:
            raise ValueError("the page's password has 8 characters or more")
        self._firmware = firmware
        self._password = password.encode()
        self._patience = 60000 * minutes
        self._port = port
        self._pin = None
        self._server: "Any" = None
        self._provision: "Any" = None
        self._wrong = 0
        if pin is not None:
            from machine import Pin

            self._pin = Pin(pin, Pin.IN, Pin.PULL_UP)
        before = firmware.turn

        def turn():
            self.poll()
            if before:
                before()

        firmware.turn = turn

    def open(self) -> None:
        """Open it. Raises OSError, as where something else has the port."""
        if self._server:
            return
        import os
        from machine import Pin

        from usnmp_firmware.portal import check
        from usnmp_portal import before
        from usnmp_portal.air import listen
        from usnmp_portal.http import Server
        from usnmp_portal.provision import Provision

        old, _ = before.known(check, "config.json")
        token = "".join(["%02x" % c for c in os.urandom(8)])
        name = old.get("name", "usnmp")
        self._provision = Provision(
            check, before.kinds(), None, "", time.ticks_ms, old, token, name, chip=Pin
        )
        self._wrong = 0
        self._server = Server(listen("0.0.0.0", self._port), self._answer, time.ticks_ms)
        self._turn_ms, self._firmware.turn_ms = self._firmware.turn_ms, _TURN_MS
        self._firmware.log("page: open at http://%s/" % self._address())

    def close(self) -> None:
        """Close it."""
        if self._server:
            self._server.close()
            self._server = self._provision = None
            self._firmware.turn_ms = self._turn_ms
            self._firmware.log("page: closed")

    def poll(self) -> None:
        """What is due now, without waiting; the loop of the firmware calls it."""
        if not self._server:
            if self._pin and not self._pin.value():
                self.open()
            return
        from usnmp_portal.provision import OVER

        p = self._provision
        p.host = self._address()
        while self._server.step():
            pass
        p.step()
        if p.state == OVER and not self._server.open:
            import machine

            if self._firmware.store:
                self._firmware.store.flush()
            machine.reset()
        if self._wrong >= _MOST or time.ticks_ms() - p.heard & 0x3FFFFFFF > self._patience:
            self.close()

    def _address(self):
        link = self._firmware.link
        if link:
            return link.address()
        import network

        return network.WLAN(network.STA_IF).ifconfig()[0]

    def _answer(self, request):
        from usnmp_portal.answer import answer
        from usnmp_portal.http import empty

        if not self._may(request.authorization):
            if request.authorization:
                self._wrong += 1
            return empty("401 Unauthorized", 'WWW-Authenticate: Basic realm="usnmp"')
        return answer(self._provision, request)

    def _may(self, authorization):
        # The time that it takes tells nothing of the password (RFC 7617 has how it is sent).
        from binascii import a2b_base64

        given = b""
        if authorization[:6].lower() == b"basic ":
            try:
                given = a2b_base64(authorization[6:]).split(b":", 1)[-1]
            except ValueError:
                pass
        wrong = len(given) ^ len(self._password)
        for i in range(len(given)):
            wrong |= given[i] ^ self._password[i % len(self._password)]
        return not wrong
