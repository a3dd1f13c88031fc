# The options of `usnmp trapd` that pass on what comes in: --to, --queue. Imports cli.arguments,
# faults, plain and trapshow, usnmp_pc.forward; trapd imports it.

import sys

from .arguments import positive
from .faults import Failure
from .plain import plain
from .trapshow import address, as_json

_TO = "pass them on, as JSON, at least once: nats://HOST/SUBJECT, mqtt://HOST/TOPIC, http: or "
_TO += "https: (a webhook), alertmanager+http://HOST, syslog://HOST, syslog+tcp://HOST or "
_TO += "exec:/PROGRAM; several: to each; docs/forward.md"


def add(parser):
    """Add the options."""
    add = parser.add_argument
    add("--to", action="append", default=[], metavar="URL", help=_TO)
    add("--queue", metavar="FILE", help="where those wait that were not passed on yet")
    text = "the most that wait there; then the oldest traps are dropped, informs refused; "
    more = {"type": positive, "default": 100000, "metavar": "N", "help": text + "default 100000"}
    add("--queue-size", **more)


def started(parser, args):
    """What passes on what put() is given. Raises Failure."""
    if bool(args.to) != bool(args.queue):
        parser.error("--to and --queue FILE belong together")
    return _Passing(args) if args.to else _Nothing()


class _Nothing:
    # Without --to.
    patience_ms = 1000

    def put(self, n):
        return None

    def flush(self):
        pass

    def close(self, drained=False):
        pass


class _Passing:
    def __init__(self, args):
        from usnmp_pc.forward import Forward  # SQLite is not for those without --to

        self._mibs = args.names.mibs
        self.patience_ms = 1000
        try:
            self._forward = Forward(args.to, args.queue, args.queue_size, _said)
        except (ValueError, OSError) as e:
            raise Failure(str(e))

    def put(self, n):
        """None, or the error-status that the inform is refused with."""
        inform = n.pdu_type == 0xA6
        self.patience_ms = 0  # what comes at once is kept together
        return self._forward.put(address(n.source[0]), as_json(n, self._mibs), inform)

    def flush(self):
        """Nothing more has come."""
        self._forward.flush()
        self.patience_ms = 1000

    def close(self, drained=False):
        """End; drained: once each was tried."""
        self._forward.close(drained)


def _said(text):
    # Of any thread, none of which is to end because nobody reads it.
    try:
        print("usnmp trapd: " + plain(text), file=sys.stderr, flush=True)
    except (OSError, ValueError):
        pass
