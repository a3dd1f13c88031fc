# What the portal does, from the first page to the restart: the form, what was typed, saving,
# joining. Imports heap and http; what is wanted once, such as page, build, faults and join, when
# it is wanted, and lets go of it; usnmp_portal imports it.

import json

from .heap import forget
from .http import empty, head

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Iterator
    from .http import Request

FORM, CHECKING, SAVING, JOINING, JOINED, OVER = 0, 1, 2, 3, 4, 5
_SECRETS = "key read_community write_community auth_password priv_password"
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
        self._fields = _shown(old)
        forget("usnmp_portal.values")
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

    def typed(self, field: str) -> bool:
        """Is there a value of this secret field, typed and not saved yet?"""
        return field in self._secrets

    def rows(self, letter: str) -> int:
        """How many rows of targets, "t", or sensors, "s", the page has."""
        there = len(self.old.get("targets" if letter == "t" else "sensors") or [])
        return min(there + 1, 3) if letter == "t" else max(2, min(there + 1, 8)) + self._more

    # -- requests

    def answer(self, request: "Request") -> "Iterator[bytes]":
        """The answer to a request, in pieces."""
        # Another name is what a phone asks to find out whether it is on the Internet; or a page of
        # somebody's in its browser, which is not to read the token in ours.
        if request.host.split(b":")[0] != self.host.encode():
            return empty("302 Found", "Location: http://%s/" % self.host)
        self.heard = self.now()  # phones ask that other thing for ever
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
                (self._secrets if _secret(name) else self._fields)[name] = given
        self.faults = {}
        if do == "scan":
            self.scan()
        elif do == "more":
            self._more = min(self._more + 2, 8)
        else:
            self.state = CHECKING  # once this request is out of the heap

    def scan(self) -> None:
        """Look for networks."""
        self.networks = _scan(self.station)
        forget("usnmp_portal.scan")

    # -- saving and joining

    def _check(self):
        # By functions of their own, so that what is wanted once is gone when the next comes.
        self.state = FORM
        forget("usnmp_portal.page usnmp_portal.look usnmp_portal.values")
        try:
            config = _build(self.old, self._fields, self._secrets, self.rows("t"), self.rows("s"))
            forget("usnmp_portal.build usnmp_portal.values")
            faults = _rules(config, self.chip)
            forget("usnmp_portal.rules")
            if not faults:
                faults = _find(config, self.check)
        except MemoryError:
            faults = {"": "too little heap to check this: fewer sensors may do"}
        forget("usnmp_portal.build usnmp_portal.rules usnmp_portal.faults " + self.checks)
        self.faults = faults
        for name in faults:  # one that is wrong is to be typed anew
            self._secrets.pop(name, None)
        if not faults:
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
        self.state = FORM  # if it ends here
        try:
            if self._new.get("users"):
                _localise(self._new)
            with open(self.path + ".new", "w") as f:
                json.dump(self._new, f)
        except (OSError, MemoryError, ValueError, ImportError) as e:
            self.faults = {"": "It cannot be saved: %r" % e}
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


def _rules(config, chip):
    from usnmp_portal.rules import find

    return find(config, chip)


def _find(config, check):
    from usnmp_portal.faults import find

    return find(config, check)


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


def _secret(name):
    # Is it a field whose value no page may have in it?
    return name in _SECRETS.split() or name.endswith(".community")


def _shown(config):
    from usnmp_portal.values import shown

    return shown(config)


def _scan(station):
    from usnmp_portal.scan import scan

    return scan(station)
