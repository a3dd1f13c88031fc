# usnmp proxy: asked in one version of SNMP, it asks agents in theirs, as a file says. Imports
# usnmp_agent for its version, usnmp_pc.proxy, and cli's other modules.

import argparse
import contextlib
import errno
import json
import signal
import sys
import time

from usnmp_agent import VERSION
from usnmp_pc import proxy

from .arguments import seconds
from .faults import Failure, guarded, tell
from .options import Parser
from .plain import plain
from .screen import align

_TEXT = """Pass requests on to agents, and their notifications to managers, in the version of each,
as CONFIG says, a JSON file: docs/proxy.md. Who asked what of whom is told at the end, on SIGUSR1,
and every SECONDS with --every."""
_WAYS = "requests", "answers", "errors", "timeouts", "drops", "repeats", "ms"
_TARGETS = "asked", "answered", "timeouts", "repeats", "reports", "ms"


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = Parser(name, "CONFIG", _TEXT, asks=False, shows=False)
    add = parser.add_argument
    add("--check", action="store_true", help="say what is wrong in CONFIG, and end")
    add("--json", action="store_true", help="the tables: a JSON object per line, and nothing else")
    text = "the tables so often; default as CONFIG says, or at the end alone"
    add("--every", metavar="SECONDS", type=seconds, help=text)
    add("config", metavar="CONFIG", help=argparse.SUPPRESS)
    args = parser.parse(argv)
    config = _config(args.config)
    made = _made(config)
    if args.check:
        return 0
    try:
        _listen(made)
        # SIGTERM ends it as Ctrl-C does.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            _serve(made, args, args.every or config["interval"])
        _show(made, args.json)
    finally:
        made.close()
    return 0


def _config(path):
    try:
        return proxy.load(path)
    except OSError as e:
        raise Failure("%s: %s" % (path, e.strerror or e))
    except ValueError as e:  # of Unicode, too
        raise Failure("%s: %s" % (path, e))


def _made(config):
    try:
        return proxy.Proxy(config, log=lambda text: tell("usnmp proxy: " + text))
    except (OSError, ValueError) as e:
        raise Failure("%s: %s" % (getattr(e, "name", "host"), getattr(e, "strerror", 0) or e))


def _listen(made):
    try:
        made.listen()
    except (OSError, ValueError) as e:
        text = getattr(e, "strerror", None) or str(e)
        if getattr(e, "errno", 0) in (errno.EACCES, errno.EPERM):
            text += "; ports below 1024 are root's"
        raise Failure("cannot listen on %s: %s" % (e.place, text))


def _opening(made):
    places = ["%s:%s:%d" % (k, "[%s]" % h if ":" in h else h, p) for k, h, p in made.net.places]
    what = "%d target%s" % (len(made.targets), "s" * (len(made.targets) != 1))
    if made.managers:
        what += ", %d manager%s" % (len(made.managers), "s" * (len(made.managers) != 1))
    return "usnmp %s: a proxy for %s, on %s (Ctrl-C ends this)" % (
        VERSION,
        what,
        ", ".join(places),
    )


def _serve(made, args, every):
    # For ever.
    wanted = []
    if hasattr(signal, "SIGUSR1"):
        signal.signal(signal.SIGUSR1, lambda *_: wanted.append(1))
    if not args.json:
        print(plain(_opening(made)))
        sys.stdout.flush()
    due = time.monotonic() + every
    while True:
        made.turn(500)
        if wanted or every and time.monotonic() >= due:
            wanted.clear()
            due = time.monotonic() + every
            _show(made, args.json)


def _show(made, as_json):
    # The three tables: askers, targets, and what was not forwarded.
    rows, counters = made.core.table.rows(), made.counters()
    targets = [_target(t) for t in [*made.targets.values(), *made.managers.values()]]
    if as_json:
        for kind, found in (("askers", rows), ("targets", targets), ("counters", [counters])):
            for one in found:
                print(json.dumps(dict({"table": kind}, **one)))
    else:
        _table([(*_asker(row), *[row[name] for name in _WAYS]) for row in rows])
        _targets(targets)
        print(", ".join("%s %d" % item for item in counters.items()))
    sys.stdout.flush()


def _asker(row):
    who = row["asker"] + (" v" + row["version"] if row["version"] else "")
    return who + (" " + row["user"] if row["user"] else ""), row["target"]


def _target(target):
    ms = round(target.ms / target.answered, 2) if target.answered else None
    found = {"target": target.name, "host": "%s:%d" % target.host}
    for name in _TARGETS[:-1]:
        found[name] = getattr(target, name)
    found["ms"] = ms
    if target.report:
        found["report"] = target.report
    return found


def _table(rows):
    if rows:
        _print([("asker", "target", *_WAYS), *rows], 2)


def _targets(targets):
    rows = [("target", "host", *_TARGETS)]
    rows += [tuple([one[name] for name in rows[0]]) for one in targets if one["asked"]]
    if rows[1:]:
        _print(rows, 2)
    for one in targets:
        if "report" in one:
            print(plain("%s: %s" % (one["target"], one["report"])))


def _print(rows, first):
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    for line in align(texts, range(first, len(rows[0]))):
        print(plain(line))
