# Notifications by a format in snmptrapd's language, `usnmp trapd -F`. Imports usnmp_base.trap,
# cli.dump, .output and .trapshow; trapd imports it.

import re
import time

from usnmp_base.trap import SNMP_TRAPS

from .dump import peer
from .output import Style, octets
from .trapshow import address

_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ESCAPES.update({c: c for c in "\\?%'\""})
_FIELD = re.compile(r"([-0#]*)([0-9]*)(?:\.([0-9]*))?")
_LOCAL = {"y": "%Y", "m": "%m", "l": "%d", "h": "%H", "j": "%M", "k": "%S"}
_NUMBERS = "ymlhjktYMLHJKTws"
_KINDS = [
    "Cold Start",
    "Warm Start",
    "Link Down",
    "Link Up",
    "Authentication Failure",
    "EGP Neighbor Loss",
    "Enterprise Specific",
]
_TRAP, _INFORM = 0xA4, 0xA6
_PDUS = {_TRAP: "TRAP", _INFORM: "INFORM", 0xA7: "TRAP2"}
_VERSIONS = {"1": (0, 1, "v1"), "2c": (1, 2, "v2c"), "3": (2, 3, "v3")}  # field, model, name


def _escape(match):
    return _ESCAPES.get(match.group(1), match.group())


class _Field:
    # One %-sequence.
    def __init__(self, letter, flags, width, precision, separator):
        self.letter = letter
        self.alternate = "#" in flags
        self._left = "-" in flags
        self._zero = "0" in flags
        self._width = int(width or 0)
        self._precision = None if precision is None else int(precision or 0)
        self.separator = separator or (", " if self.alternate else "\t")

    def fit(self, text):
        """`text` as wide as it is to be."""
        n = self._precision
        if n is not None:
            if self.letter not in _NUMBERS:
                text = text[:n]
            elif self.letter in "yY" and n:
                text = text[-n:].rjust(n, "0")
            else:
                text = text.rjust(n, "0")
        if self._left:
            return text.ljust(self._width)
        return text.rjust(self._width, "0" if self._zero else " ")


def parsed(text):
    """The format `text` as a list of texts and fields."""
    found = []
    separator = ""
    at = 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text):
            found.append(_ESCAPES.get(text[at + 1], text[at : at + 2]))
            at += 2
        elif text[at] == "%":
            flags = ["", "", None]
            at += 1
            while True:
                match = _FIELD.match(text, at)
                flags = [
                    flags[0] + match.group(1),
                    match.group(2) or flags[1],
                    flags[2] if match.group(3) is None else match.group(3),
                ]
                at = match.end()
                if text[at : at + 1] != "V":
                    break
                until = re.compile(r"((?:\\.|[^%\\])*)%?", re.S).match(text, at + 1)
                separator = re.sub(r"(?s)\\(.)", _escape, until.group(1))
                at = until.end()
            if at < len(text):
                found.append(_Field(text[at], *flags, separator))
            at += 1
        else:
            end = re.compile(r"[^%\\]+|.", re.S).match(text, at).end()
            found.append(text[at:end])
            at = end
    return found


def render(pieces, n, style, local=("0.0.0.0", 162), now=None):
    """The Notification `n` in the format `pieces`, of parsed(). style: a cli.output.Style; local:
    (address, port) that it came to; now: seconds, of time.time().
    """
    now = time.time() if now is None else now
    view = _View(n, style, local, now)
    return "".join([p if isinstance(p, str) else p.fit(view.text(p)) for p in pieces])


def _visible(value):
    return "".join([chr(c) if 32 <= c < 127 else "." for c in octets(value)])


class _View:
    # What the letters mean of a notification.
    def __init__(self, n, style, local, now):
        self._n = n
        self._style = style
        self._local = local
        self._now = now

    def text(self, field):
        letter = field.letter
        if letter == "v":
            return self._varbinds(field)
        if letter in _LOCAL:
            moment = (time.gmtime if field.alternate else time.localtime)(self._now)
            return str(int(time.strftime(_LOCAL[letter], moment)))
        if letter == "T":
            ticks = self._n.uptime or 0
            return Style().value(67, ticks).split(") ")[-1] if field.alternate else str(ticks)
        if letter in "YMLHJK":
            return self._uptime(letter)
        method = getattr(self, "_" + letter, None)
        return method() if method else letter

    def _varbinds(self, field):
        n = self._n
        varbinds = n.varbinds if n.pdu_type == _TRAP else n.raw_varbinds
        text = field.separator.join([self._style.line(varbind) for varbind in varbinds])
        return field.separator + text if field.alternate and text else text

    def _uptime(self, letter):
        # There are no months and years in it.
        seconds = (self._n.uptime or 0) // 100
        parts = {"L": seconds // 86400, "H": seconds // 3600 % 24, "J": seconds // 60 % 60}
        parts["K"] = seconds % 60
        return str(parts.get(letter, 0))

    def _generic(self):
        # (generic-trap, specific-trap, enterprise), in v2c and v3 as RFC 3584 3.2 makes them
        n = self._n
        if n.pdu_type == _TRAP:
            return n.generic_trap, n.specific_trap, n.enterprise
        head, last = n.trap_oid.rsplit(".", 1)
        if head == SNMP_TRAPS and 0 < int(last) < 7:
            return int(last) - 1, 0, n.enterprise or SNMP_TRAPS
        return 6, int(last), n.enterprise or (head[:-2] if head.endswith(".0") else head)

    def _a(self):
        return self._n.agent_addr

    _A = _a

    def _b(self):
        return peer((self._B(), self._n.source[1]), self._local)

    def _B(self):
        return address(self._n.source[0])

    def _E(self):
        return "".join(["%02X " % c for c in self._n.context_engine_id or b""])

    def _t(self):
        return str(int(self._now))

    def _N(self):
        return self._style.name(self._generic()[2])

    def _P(self):
        n = self._n
        text = "%s, SNMP %s, " % (_PDUS[n.pdu_type], _VERSIONS[n.version][2])
        if n.user is None:
            return text + "community " + _visible(n.community)
        return text + "user %s, context %s" % (_visible(n.user), _visible(n.context))

    def _q(self):
        generic, specific, enterprise = self._generic()
        if generic < 6:
            return str(specific)
        # The end of the trap's own name: it is its number where no MIB has it.
        trap = self._n.trap_oid
        if self._n.pdu_type == _TRAP:
            zero = "" if enterprise.endswith(".0") else ".0"
            trap = "%s%s.%d" % (enterprise, zero, specific)
        name = self._style.name(trap)
        return name[max(name.rfind("."), 0) :]

    def _s(self):
        return str(_VERSIONS[self._n.version][0])

    def _S(self):
        return str(_VERSIONS[self._n.version][1])

    def _u(self):
        return _visible(self._n.community if self._n.user is None else self._n.user)

    def _w(self):
        return str(self._generic()[0])

    def _W(self):
        return _KINDS[self._generic()[0]]
