# Stands for what network and socket have besides where the board opens an access point of its own:
# what is bound to 192.168.4.1 is at an address of this PC that the box has chosen. Only a box that
# is made with portal=True has it, so that no other pays for its names.

import network
import socket as sockets
from _board import mem, put, sh
from micropython import const

# Whether it is wanted, the address, the name and the key with their lengths; and networks in
# reach: how many, then of each the length, the name, dB and security. board_box/portal.py has the
# places too.
_AT = const(1750)
_NAME = const(1755)
_KEY = const(1790)
_NETWORKS = const(3200)
_OWN = "192.168.4.1"


class WLAN(network.WLAN):
    def config(self, what=None, **kw):
        if self._sta or not kw:
            return super().config(what, **kw)
        if not sh.ap:
            raise OSError("Wifi Not Started")
        put(_NAME, kw["ssid"])
        put(_KEY, kw.get("key") or "")

    def scan(self):
        if not self._sta or not sh.sta:
            raise OSError("STA must be active")
        found = super().scan()
        at = _NETWORKS + 1
        for _ in range(mem[_NETWORKS]):
            size = mem[at]
            name = bytes(mem[at + 1 : at + 1 + size])
            found.append((name, bytes(6), 1, -mem[at + 1 + size], mem[at + 2 + size], 0))
            at += size + 3
        return found


network.WLAN = WLAN


class socket(sockets.socket):
    _own = False  # at the access point's address

    def bind(self, where):
        if where[0] != _OWN:
            return super().bind(where)
        if not sh.ap:
            raise OSError(99)  # EADDRNOTAVAIL
        self._own = True
        self._s.bind(sockets._sockaddr("%d.%d.%d.%d" % tuple(mem[_AT + 1 : _AT + 5]), where[1]))

    def accept(self):
        native, where = self._s.accept()
        made = socket(sockets.AF_INET, sockets.SOCK_STREAM, 0, native)
        made._own = self._own
        return made, sockets._tuple(where)

    def _ready(self):
        if not self._own:
            super()._ready()


sockets.socket = socket
