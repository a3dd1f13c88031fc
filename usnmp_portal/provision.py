# What the portal does, from the first page to the restart: the form, what was typed, saving,
# joining. Imports page, values, http, and faults and keys when something is to be saved;
# usnmp_portal imports it.

import json
import os

from . import page, values
from .http import empty, head

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Iterator
    from .http import Request

FORM, SAVING, JOINING, JOINED, OVER = range(5)
NETWORKS = 12  # at most, of those in reach
JOIN_MS = 40000
SHOWN_MS = 60000  # from when the address is there until the restart
_BEFORE_MS = 500  # until keys are made, for seconds: the page that says so goes first
_SETTLE_MS = 5000  # a status that says why it failed lasts that long if it is true


class Provision:
    """check: of usnmp_firmware.config; kinds: gives the names of the kinds of sensors. station: a
    network.WLAN, or None where Wi-Fi is not to be joined from here; host: the address of the page.
    now: ticks_ms(). old: the configuration so far. token: in the form, or it is not ours. chip:
    raises ValueError for a pin that the chip has not. done: called before the first page of what
    was joined.

    state: FORM to OVER; then the board is to be restarted.
    """

    def __init__(
        self,
        check: "Callable[[dict[str, Any]], object]",
        kinds: "Callable[[], list[str]]",
        station: "Any",
        host: str,
        now: "Callable[[], int]",
        old: "dict[str, Any]",
        token: str,
        title: str = "usnmp",
        path: str = "config.json",
        chip: "Callable[[int], object] | None" = None,
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
        self.scans = bool(station)
        self.networks = []
        self.state = FORM
        self.faults = {}
        self.may_skip = False
        self.doing = self.address = self.line = ""
        self.heard = now()  # when somebody last asked
        self._shown = values.shown(old)
        self._typed = None
        self._secrets = {}
        self._more = 0
        self._new = None

    # -- what page asks for

    @property
    def name(self) -> str:
        """The board's own name, as configured."""
        return (self._new or self.old).get("name", "usnmp")

    def value(self, field: str) -> str:
        """What the field has in the page; never a secret."""
        if self._typed is not None and field in self._typed:
            return self._typed[field]
        if self._typed is not None and field.split(".")[-1] in ("inform", "user_write", "anyway"):
            return ""  # a box without its mark is not sent
        if field == "network":
            found = self.value("ssid")
            return found if found in [n for n, _ in self.networks] else ""
        return self._shown.get(field, "")

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
        host = request.host.split(b":")[0].decode()
        if host != self.host:
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
        make = {FORM: page.form, JOINED: page.joined}.get(self.state, page.joining)
        for piece in make(self):
            yield piece.encode()

    def _take(self, fields):
        if self.state == JOINED and fields.get("do") == "restart":
            self.state = OVER
        if self.state != FORM:
            return
        for name in list(fields):
            if values.secret(name):
                given = fields.pop(name)
                if given:
                    self._secrets[name] = given
        do = fields.pop("do", "save")
        self._typed = fields
        self.faults = {}
        if do == "scan":
            self.scan()
        elif do == "more":
            self._more = min(self._more + 2, 8)
        else:
            self._save(fields)

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

    def _save(self, fields):
        from .faults import find

        given = dict(fields)
        given.update(self._secrets)
        config = values.build(self.old, given)
        self.faults = find(config, self.check, self.chip)
        if self.faults:
            return
        self._new = config
        self.state = SAVING
        self.doing = "Saving ..."
        self._began = self.now()

    def step(self) -> bool:
        """What is due besides requests: keys, the file, joining. Was there something?"""
        if self.state == SAVING and self._since(_BEFORE_MS):
            self._keep()
        elif self.state == JOINING:
            return self._follow()
        elif self.state == JOINED and self._since(SHOWN_MS):
            self.state = OVER
        return False

    def _since(self, ms):
        return self.now() - self._began & 0x3FFFFFFF >= ms

    def _keep(self):
        # The whole of it beside the old one, so that it is known to fit; then it is tried out.
        self.state = FORM
        try:
            if self._new.get("users"):
                from .keys import localise

                localise(self._new)
            with open(self.path + ".new", "w") as f:
                json.dump(self._new, f)
        except (OSError, MemoryError, ValueError, ImportError) as e:
            self.faults = {"": "It cannot be saved: %r" % e}
            return
        wifi = self._new["wifi"]
        if self.station is None or self._typed.get("anyway"):
            self._finish("Saved.")
            return
        self.doing = "Joining %s ..." % wifi["ssid"]
        self.state = JOINING
        self._began = self.now()
        self._status = self._failing = None
        try:
            self.station.disconnect()
        except OSError:
            pass
        try:
            self.station.connect(wifi["ssid"], wifi.get("key", ""))
        except (OSError, ValueError) as e:
            self._failed("ssid", "the port refuses it: %r" % e)

    def _follow(self):
        if self.station.isconnected():
            self.address = self.station.ifconfig()[0]
            self.line = line(self._new, self.address)
            self._finish("Joined %s." % self._new["wifi"]["ssid"])
            return True
        status = self.station.status()
        if status != self._status:
            self._status = status
            self._failing = self.now()
        why = _REASONS.get(_meaning(status))
        lasting = self.now() - self._failing & 0x3FFFFFFF >= _SETTLE_MS
        if (why and lasting) or self._since(JOIN_MS):
            self._failed(*(why or ("ssid", "did not answer within %d seconds" % (JOIN_MS // 1000))))
            return True
        return False

    def _failed(self, field, why):
        try:
            self.station.disconnect()
        except OSError:
            pass
        self.state = FORM
        self.faults = {field: why}
        self.may_skip = True

    def _finish(self, doing):
        replace(self.path + ".new", self.path)
        self.doing = doing
        self.state = JOINED
        self._began = self.now()


def _name(octets):
    # The name of a network, if it is one that config.json can have.
    try:
        name = octets.decode()
    except ValueError:  # a name of octets that are no text
        return ""
    return "" if [c for c in name if c < " " or c == "\x7f"] else name


_REASONS = {
    "STAT_WRONG_PASSWORD": ("key", "the network refuses this key"),
    "STAT_HANDSHAKE_TIMEOUT": ("key", "the network does not take this key"),
    "STAT_NO_AP_FOUND": ("ssid", "there is no such network in reach"),
}


def _meaning(status):
    # The name in `network` of a status: each port has numbers of its own.
    import network

    for name in _REASONS:
        if getattr(network, name, None) == status:
            return name
    return None


def replace(new: str, path: str) -> None:
    """Have the file `new` stand in place of that at `path`."""
    try:
        os.rename(new, path)
    except OSError:  # FAT has no such renaming
        os.remove(path)
        os.rename(new, path)


def line(config: "dict[str, Any]", address: str) -> str:
    """What to type on a PC to read the board, without a password in it."""
    users = config.get("users")
    port = config.get("port", 161)
    where = address if port == 161 else "%s:%d" % (address, port)
    if not users:
        community = config.get("read_community", "public")
        return "snmpwalk -v2c -c %s %s .1" % (
            "public" if community == "public" else "COMMUNITY", where
        )  # fmt: skip
    name = users[0]["name"].replace("'", "'\\''")
    return (
        "snmpwalk -v3 -u '%s' -l authPriv -a %s -A PASSWORD -x %s -X PASSWORD %s .1"
        % (name, users[0]["auth"], users[0]["priv"], where)
    )
