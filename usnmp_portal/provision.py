# What the portal does, from the first page to the restart: the form, what was typed, saving,
# joining. Imports values and http; page and look, build, faults and keys, join and finish where
# they are wanted, and lets go of them; usnmp_portal imports it.

import json

from . import values
from .heap import forget
from .http import empty, head

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Iterator
    from .http import Request

FORM, CHECKING, SAVING, JOINING, JOINED, OVER = 0, 1, 2, 3, 4, 5
NETWORKS = 12  # at most, of those in reach
SHOWN_MS = 60000  # from when the address is there until the restart
_BEFORE_MS = 500  # until keys are made, for seconds: the page that says so goes first


class Provision:
    """check: of usnmp_firmware.config; kinds: of sensors, text with blanks between. station: a
    network.WLAN, or None where Wi-Fi is not to be joined from here; host: the address of the page.
    now: ticks_ms(). old: the configuration so far. token: in the form, or it is not ours. chip:
    raises ValueError for a pin that the chip has not. checks: the modules that check() has loaded,
    to be let go of.

    state: FORM to OVER; then the board is to be restarted.
    """

    def __init__(
        self,
        check: "Callable[[dict[str, Any]], object]",
        kinds: str,
        station: "Any",
        host: str,
        now: "Callable[[], int]",
        old: "dict[str, Any]",
        token: str,
        title: str = "usnmp",
        path: str = "config.json",
        chip: "Callable[[int], object] | None" = None,
        checks: str = "",
    ) -> None:
        self.check = check
        self.kinds = kinds
        self.station = station
        self.host = host
        self.now = now
        self.old = old
        self.token = token
        self.title = title
        self.path = path
        self.chip = chip
        self.checks = checks
        self.scans = bool(station)
        self.networks = []
        self.state = FORM
        self.faults = {}
        self.may_skip = False
        self.doing = self.address = self.line = ""
        self.heard = now()  # when somebody last asked
        self._fields = values.shown(old)
        self._secrets = {}
        self._more = 0
        self._new = None

    # -- what page asks for

    def value(self, field: str) -> str:
        """What the field has in the page; never a secret."""
        found = self._fields.get(field, "")
        if field == "network" and not found:
            found = self._fields.get("ssid", "")
            return found if found in [n for n, _ in self.networks] else ""
        return found

    def hint(self, field: str) -> str:
        """What stands in a secret field that is empty."""
        if self._secrets.get(field):
            return "as you typed it"
        if values.kept(self.old, field):
            return "unchanged"
        return "public" if field == "read_community" or field[0] == "t" else "none"

    def rows(self, letter: str) -> int:
        """How many rows of targets, "t", or sensors, "s", the page has."""
        there = len(self.old.get("targets" if letter == "t" else "sensors") or [])
        return min(there + 1, 3) if letter == "t" else max(2, min(there + 1, 8)) + self._more

    # -- requests

    def answer(self, request: "Request") -> "Iterator[bytes]":
        """The answer to a request, in pieces."""
        self.heard = self.now()
        # Another name is what a phone asks to find out whether it is on the Internet; or a page of
        # somebody's in its browser, which is not to read the token in ours.
        if request.host.split(b":")[0] != self.host.encode():
            return empty("302 Found", "Location: http://%s/" % self.host)
        if request.method == b"POST":
            if request.path == b"/" and request.fields.pop("token", "") == self.token:
                self._take(request.fields)
            return empty("303 See Other", "Location: /")
        if request.path != b"/":
            return empty("302 Found", "Location: /")
        return self._page()

    def _page(self):
        yield head(
            "200 OK",
            "Content-Type: text/html; charset=utf-8",
            "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; "
            "form-action 'self'; base-uri 'none'",
        )
        if self.state == FORM:
            from usnmp_portal.page import form as make
        elif self.state == JOINED:
            from usnmp_portal.look import joined as make
        else:
            from usnmp_portal.look import joining as make
        for piece in make(self):
            yield piece.encode()

    def _take(self, fields):
        if self.state == JOINED and fields.get("do") == "restart":
            self.state = OVER
        if self.state != FORM:
            return
        do = fields.pop("do", "save")
        self._fields = {}
        for name, given in fields.items():
            if given:  # most are empty
                (self._secrets if values.secret(name) else self._fields)[name] = given
        self.faults = {}
        if do == "scan":
            self.scan()
        elif do == "more":
            self._more = min(self._more + 2, 8)
        else:
            self.state = CHECKING  # once this request is out of the heap

    def scan(self) -> None:
        """Look for networks: names are what others say, of any octets."""
        best = {}
        try:
            for found in self.station.scan():
                name = _name(found[0])
                if name and (name not in best or found[3] > best[name][0]):
                    best[name] = found[3], found[4]
        except OSError:  # the next time may do better
            pass
        order = sorted([(-best[name][0], name) for name in best])
        self.networks = []
        for strength, name in order[:NETWORKS]:
            words = " (strong" if strength < 60 else " (fair" if strength < 75 else " (weak"
            self.networks.append((name, words + (")" if best[name][1] else ", open)")))

    # -- saving and joining

    def _check(self):
        # By functions of their own, so that what is wanted once is gone when the next comes.
        forget("usnmp_portal.page usnmp_portal.look")
        self.state = FORM
        config = _build(self.old, self._fields, self._secrets, self.rows("t"), self.rows("s"))
        forget("usnmp_portal.build")
        try:
            self.faults = _find(config, self.check, self.chip)
        except MemoryError:
            self.faults = {"": "too little heap to check it: fewer sensors may do"}
        forget("usnmp_portal.faults " + self.checks)
        for name in self.faults:  # one that is wrong is to be typed anew
            self._secrets.pop(name, None)
        if not self.faults:
            self._new = config
            self.state = SAVING
            self.doing = "Saving ..."
            self._began = self.now()

    def step(self) -> bool:
        """What is due besides requests: keys, the file, joining. Was there something?"""
        if self.state == CHECKING:
            self._check()
            return True
        if self.state == SAVING and self._since(_BEFORE_MS):
            self._keep()
            return True
        if self.state == JOINING:
            return self._follow()
        if self.state == JOINED and self._since(SHOWN_MS):
            self.state = OVER
        return False

    def _since(self, ms):
        return self.now() - self._began & 0x3FFFFFFF >= ms

    def _keep(self):
        # The whole of it beside the old one, so that it is known to fit; then it is tried out.
        try:
            if self._new.get("users"):
                _localise(self._new)
            with open(self.path + ".new", "w") as f:
                json.dump(self._new, f)
        except (OSError, MemoryError, ValueError, ImportError) as e:
            self.faults = {"": "It cannot be saved: %r" % e}
            self.state = FORM
            return
        if self.station is None or self._fields.get("anyway"):
            self._finish("Saved.")
            return
        self.doing = "Joining %s ..." % self._new["wifi"]["ssid"]
        self.state = JOINING
        self._trial = _join(self.station, self._new["wifi"], self.now)

    def _follow(self):
        fault = self._trial.step()
        if fault is None:
            return False
        self._trial = None
        forget("usnmp_portal.join")
        if fault:
            self.state = FORM
            self.faults = {fault[0]: fault[1]}
            self._secrets.pop(fault[0], None)
            self.may_skip = True
            return True
        self.address = self.station.ifconfig()[0]
        self._finish("Joined %s." % self._new["wifi"]["ssid"])
        return True

    def _finish(self, doing):
        self.doing = doing
        self.line = _finish(self.path, self._new, self.address)
        self.state = JOINED
        self._began = self.now()


def _build(old, fields, secrets, targets, sensors):
    from usnmp_portal.build import build

    given = dict(fields)
    given.update(secrets)
    return build(old, given, targets, sensors)


def _find(config, check, chip):
    from usnmp_portal.faults import find

    return find(config, check, chip)


def _localise(config):
    from usnmp_portal.keys import localise

    localise(config)


def _join(station, wifi, now):
    from usnmp_portal.join import Join

    return Join(station, wifi, now)


def _finish(path, config, address):
    from usnmp_portal.finish import line, replace

    replace(path + ".new", path)
    return line(config, address) if address else ""


def _name(octets):
    # The name of a network, if it is one that config.json can have.
    try:
        name = octets.decode()
    except ValueError:  # a name of octets that are no text
        return ""
    return "" if [c for c in name if c < " " or c == "\x7f"] else name
