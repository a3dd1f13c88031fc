# What the portal is doing, from the first page to the restart: what the page shows, and what is
# due besides requests. Imports heap; values and saving, when they are wanted, and lets go of them;
# usnmp_portal, its opening, serving and answer, and usnmp_firmware.page import it.

from .heap import forget

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable

FORM, CHECKING, SAVING, JOINING, JOINED, OVER = 0, 1, 2, 3, 4, 5
SHOWN_MS = 60000  # from when the address is there until the restart
_BEFORE_MS = 500  # until keys are made, for seconds: the page that says so goes first
_SHOWS = "usnmp_portal.page usnmp_portal.look usnmp_portal.values"
_CHECKS = "usnmp_portal.build usnmp_portal.rules usnmp_portal.faults usnmp_portal.values"
_SAVES = "usnmp_portal.saving usnmp_portal.keys usnmp_portal.finish"


class Provision:
    """check: of usnmp_firmware.config; kinds: of sensors, text with blanks between. station: a
    network.WLAN, or None where Wi-Fi is not to be joined from here; host: the address of the page.
    now: ticks_ms(). old: the configuration so far. token: in the form, or it is not ours. chip:
    raises ValueError for a pin that the chip has not. checks: the modules that check() has loaded,
    to be let go of.

    state: FORM to OVER; then the board is to be restarted. CHECKING: who typed it is still to be
    answered; then step() checks it, for which who is short of heap lets go of all else before.
    fields, secrets: what was typed; faults: what is wrong with it; new: what is made of it.
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
        self.networks = ""
        self.state = FORM
        self.faults = {}
        self.may_skip = False
        self.doing = self.address = self.line = ""
        self.heard = now()  # when somebody last asked
        self.fields = _shown(old)
        forget("usnmp_portal.values")
        self.secrets = {}
        self.more = 0
        self.new = self.trial = None
        self.began = 0  # of what goes on: when

    # -- what page asks for

    def value(self, field: str) -> str:
        """What the field has in the page; never a secret."""
        found = self.fields.get(field, "")
        if field == "network" and not found:
            found = self.fields.get("ssid", "")
            return found if found in [line[1:] for line in self.networks.split("\n")] else ""
        return found

    def typed(self, field: str) -> bool:
        """Is there a value of this secret field, typed and not saved yet?"""
        return field in self.secrets

    def rows(self, letter: str) -> int:
        """How many rows of targets, "t", or sensors, "s", the page has."""
        there = len(self.old.get("targets" if letter == "t" else "sensors") or [])
        return min(there + 1, 3) if letter == "t" else max(2, min(there + 1, 8)) + self.more

    # -- what is due besides requests

    def step(self) -> bool:
        """Check what was typed, make keys, write the file, join: was there something?"""
        if self.state == CHECKING:
            self.state = FORM  # if it ends here
            self.faults = {"": "too little heap to check this"}
            forget(_SHOWS)
            try:
                _saving(self, "check")
            finally:  # one by one: to join the texts takes heap
                forget(_SAVES)
                forget(_CHECKS)
                forget(self.checks)
        elif self.state == SAVING and self._since(_BEFORE_MS):
            self.state = FORM
            self.faults = {"": "too little heap to save this"}
            forget(_SHOWS)
            try:
                _saving(self, "keep")
            finally:
                forget(_SAVES)
        elif self.state == JOINING:
            fault = self.trial.step()
            if fault is None:
                return False
            self.trial = None
            forget("usnmp_portal.join")
            _saving(self, "joined", fault)
            forget(_SAVES)
        elif self.state == JOINED and self._since(SHOWN_MS):
            self.state = OVER
        else:
            return False
        return True

    def _since(self, ms):
        return self.now() - self.began & 0x3FFFFFFF >= ms


def _saving(p, step, *rest):
    from usnmp_portal import saving

    getattr(saving, step)(p, *rest)


def _shown(config):
    from usnmp_portal.values import shown

    return shown(config)
