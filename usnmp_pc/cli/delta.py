# usnmp delta: how much objects grow in a period, again and again, as snmpdelta shows it. Imports
# usnmp_manager.response, cli's other modules.

import json
import struct
import sys
import time

from usnmp_manager.response import SnmpError

from .faults import Failure, guarded, tell, told
from .logs import Log
from .options import Parser, host, manager

_UPTIME = "1.3.6.1.2.1.1.3.0"
_COUNTER64, _NUMBERS = 70, (2, 65, 66, 67, 70, 71)  # types
_TOOBIG = 1


class Counter:
    """An object that is watched; an OID of "" is the sum of the others."""

    def __init__(self, oid, name):
        self.oid = oid
        self.name = name
        self.type = None
        self.last = None
        self.time = 0  # of the last value
        self.most = 0.0
        self.peak = self.total = 0.0
        self.rounds = -1  # of the average; -1 until it begins

    def grown(self, type, value):
        """How much it has grown since the last time, None the first time; of 32 bits or 64."""
        before, self.last, self.type = self.last, value, type
        if before is None:
            return None
        return value - before & (0xFFFFFFFFFFFFFFFF if type == _COUNTER64 else 0xFFFFFFFF)


def _parser(name):
    text = "Show how much objects grow in a period, until Ctrl-C."
    parser = Parser(name, "HOST OID...", text)
    host(parser)
    parser.add_argument("oids", metavar="OID", nargs="*")
    parser.apps(
        F=("more OIDs, a line each, of that file", "FILE"),
        f=("do not ask again without the object that is at fault", False),
        k=("seconds in times, always", False),
        l=("append to files called after host and object", False),
        L=("the name of the sum, default Sum", "NAME"),
        m=("the most that there was as well", False),
        p=("the period in seconds, default 1", True),
        P=("show averages and peaks of so many periods", True),
        s=("the time of day in front", False),
        S=("the sum of all as well", False),
        t=("the period by the agent's uptime; a second's growth", False),
        T=("as a table: a line for each period", False),
        v=("so many objects in a request, default 60", True),
        n=("end after so many periods", True),
    )
    return parser


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = _parser(name)
    args = parser.parse(argv)
    words = args.oids + (_lines(args.app["F"]) if "F" in args.app else [])
    if not words:
        parser.error("no OID")
    for flag in "pPvn":
        if args.app.get(flag) == 0:
            parser.error("-C%s must be more than 0" % flag)
    counters = [Counter(oid, described(args.style.name(oid))) for oid in args.names.oids(words)]
    if "S" in args.app:
        counters.append(Counter("", args.app.get("L", "Sum")))
    with manager(args) as m:
        try:
            return Delta(args, m, counters).run()
        except KeyboardInterrupt:
            return 0


def described(name):
    """The last name of an OID and what is behind it."""
    letters = [i for i, c in enumerate(name) if c.isascii() and c.isalpha()]
    return name[name.rfind(".", 0, letters[-1] + 1) + 1 :] if letters else name


def _lines(path):
    try:
        with open(path, encoding="utf-8") as f:
            lines = [line.strip() for line in f]
    except OSError as e:
        raise Failure("%s: %s" % (path, e.strerror or e))
    return [line for line in lines if line and line[0] != "#"]


def _float(number):
    # As a float of C, which net-snmp counts with.
    return struct.unpack("f", struct.pack("f", number))[0]


class Delta:
    """Asks again and again for `counters`, a list of Counter."""

    def __init__(self, args, manager, counters):
        self._args = args
        self._app = args.app
        self._manager = manager
        self._counters = counters
        self._period = args.app.get("p", 1)
        self._peaks = args.app.get("P", 0)
        self._most = args.app.get("v", 60)  # objects in a request
        self._by_uptime = "t" in args.app
        self._tabular = "T" in args.app and not args.json
        self._next = None

    def run(self):
        """Show what has grown until there is no end of it; the exit status."""
        if self._tabular:
            head = self._args.peer.text if "s" in self._app else ""
            sys.stdout.write(head + "".join(["\t" + c.name for c in self._counters]))
        left = self._app.get("n", 0) + 1 if "n" in self._app else None
        while left != 0:
            self._wait()
            status = self._round()
            if status:
                return status
            if self._tabular:
                sys.stdout.write("\n")
            sys.stdout.flush()
            left = left and left - 1
        return 0

    def _wait(self):
        # Periods begin with the hours.
        now = time.time()
        if self._next is None:
            self._next = now - now % self._period
        self._next += self._period
        time.sleep(max(0, self._next - now))

    def _round(self):
        total = 0
        asked = [c for c in self._counters if c.oid]
        shown = []
        while asked:
            some = asked[: max(1, self._most - self._by_uptime)]
            try:
                found, at = self._ask(some)
            except SnmpError as e:
                status = self._failed(e, some)
                if status:
                    return status
                asked = [c for c in asked if c in self._counters]
                continue
            asked = asked[len(some) :]
            for counter, varbind in zip(some, found):
                if varbind.type not in _NUMBERS:
                    tell("Missing variable in reply")
                    break
                grown = counter.grown(varbind.type, varbind.value)
                if grown is not None:
                    total += grown if varbind.type != _COUNTER64 else 0
                    shown.append((counter, grown, self._elapsed(counter, at)))
                counter.time = at
        for counter in self._counters:
            if not counter.oid:
                if counter.time:
                    shown.append((counter, total & 0xFFFFFFFF, self._elapsed(counter, at)))
                counter.time = at
        for i, one in enumerate(shown):
            self._show(i, *one)
        return 0

    def _ask(self, counters):
        oids = [_UPTIME] * self._by_uptime + [c.oid for c in counters]
        found = self._manager.get(*oids)
        found = [found] if isinstance(found, tuple) else found
        return found[self._by_uptime :], found[0].value if self._by_uptime else 1

    def _failed(self, error, some):
        # The exit status, or 0 if it is to be tried with what is left.
        if error.status == _TOOBIG and len(some) > 1:
            self._most = len(some) // 2 + self._by_uptime
            return 0
        status = told(self._args, error)
        i = error.index - 1 - self._by_uptime
        if not error.status or "f" in self._app or not 0 <= i < len(some):
            return status
        self._counters.remove(some[i])
        return 0 if any(c.oid for c in self._counters) else status

    def _elapsed(self, counter, at):
        # Hundredths of a second; those of the period do not count.
        elapsed = at - counter.time
        return elapsed if elapsed > 0 else 100

    def _clock(self):
        if "s" not in self._app:
            return ""
        period = self._period
        seconds = period % 60 and (not self._peaks or period * self._peaks % 60)
        now = time.localtime()
        text = "%H:%M:%S" if seconds or "k" in self._app else "%H:%M"
        return " [%s %d/%d]" % (time.strftime(text, now), now.tm_mon, now.tm_mday)

    def _show(self, i, counter, grown, elapsed):
        rate = float(_float(grown))
        if self._by_uptime or self._tabular:
            rate = _float(_float(_float(grown) * 100) / _float(elapsed))
        if self._args.json:
            now = {"time": round(time.time(), 3), "oid": counter.oid, "name": counter.name}
            print(json.dumps(dict(now, grown=grown, rate=rate)))
            return
        text = self._clock()[1:] if not i else ""
        if not self._tabular:
            text = self._clock() + " " + counter.name
        if not self._peaks:
            text += self._value(grown, rate)
        else:
            peak = self._peak(counter, rate)
            if peak is None:
                return
            text += peak
        if "m" in self._app:
            counter.most = max(counter.most, rate)
            text += ("\t(Max: %.2f)" if self._by_uptime else "\t(Max: %.0f)") % counter.most
        if "l" in self._app:
            name = "%s-%s" % (self._args.peer.text, counter.name)
            Log([("f", name)]).write(text[1:] + "\n")
        elif self._tabular:
            sys.stdout.write(text)
        else:
            print(text[1:])

    def _value(self, grown, rate):
        if self._tabular:
            return "\t%.2f" % rate
        if self._by_uptime:
            return " /sec: %.2f" % rate
        return " /%d sec: %d" % (self._period, grown)

    def _peak(self, counter, rate):
        # The average and the peak of so many periods, when they are over.
        if counter.rounds == -1:
            now = time.localtime()
            if (3600 - now.tm_min * 60 - now.tm_sec) % (self._period * self._peaks) == 0:
                counter.rounds = 0
            return None
        counter.total = _float(counter.total + rate)
        counter.peak = max(counter.peak, rate)
        counter.rounds += 1
        if counter.rounds < self._peaks:
            return None
        average = _float(counter.total / counter.rounds)
        form = " /sec: %.2f\t(%d sec Peak: %.2f)"
        found = average, self._period, counter.peak
        if not self._by_uptime:
            form = " /%d sec: %.0f\t(%d sec Peak: %.0f)"
            found = (self._period, *found)
        counter.total = counter.peak = 0.0
        counter.rounds = 0
        return form % found
