# usnmp trapd: shows traps and informs, which it acknowledges. Imports usnmp_receiver and its
# reasons_pc, cli's other modules; what passes them on, cli.passing imports.

import errno
import signal
import sys

from usnmp_receiver import Receiver
from usnmp_receiver.reasons_pc import REASONS

from . import logs, passing, tls, trapformat, users
from .arguments import community, port, positive
from .dump import peer, show
from .faults import Failure, guarded, tell
from .listen import PORT, Listening, Place
from .options import Parser
from .plain import is_terminal
from .trapshow import address, as_json, pretty


def _parser(name):
    text = "Show traps and informs that come in, until Ctrl-C.\nADDRESS: [udp:]PORT or "
    text += "[udp:]HOST[:PORT], also udp6:, tcp:, tcp6:, tlstcp: and tlstcp6:; several: at all."
    parser = Parser(name, "[ADDRESS]...", text, asks=False)
    add = parser.add_argument
    add("addresses", metavar="ADDRESS", nargs="*", type=Place, help="default 0.0.0.0:162")
    add("-p", "--port", type=port, help="without an ADDRESS: default 162")
    text = "without an ADDRESS: listen there; default 0.0.0.0; ::, by IPv6 as well"
    add("--host", help=text)
    more = {"action": "append", "type": community, "help": "only these; default any"}
    add("-c", "--community", dest="communities", metavar="COMMUNITY", **more)
    users.add(parser)
    tls.add(parser)
    add("-n", dest="count", type=positive, help="end after so many")
    more = {"metavar": "FORMAT", "type": trapformat.parsed}
    add("-F", dest="format", help="how to show one, in snmptrapd's language", **more)
    add("-o", dest="file", metavar="FILE", help="append to it, as -Lf FILE")
    more = {"action": "append", "default": [], "metavar": "{o,e,f FILE,n,s FACILITY}"}
    add("-L", dest="logs", type=logs.target, help=logs.HELP, **more)
    passing.add(parser)
    text = "what is refused, and why, on standard error"
    add("--refused", action="store_true", help=text)
    text = "all octets that come and go, on standard error; what is encrypted, decrypted as well"
    add("-d", dest="dump", action="store_true", help=text)
    return parser


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = _parser(name)
    args = parser.parse(argv)
    if args.addresses and (args.port or args.host):
        parser.error("an ADDRESS, or --host and -p")
    if args.format is not None and args.json:
        parser.error("-F or --json")
    log = logs.Log(args.logs + ([("f", args.file)] if args.file else []) or [("o", "")])
    places = args.addresses or [_place(args)]
    forward = passing.started(parser, args)
    try:
        receiver = _bound(parser, args, places)
    except BaseException:
        forward.close()
        raise

    def shown(n):
        refused = forward.put(n)
        if refused:
            return refused
        try:
            log.write(_text(args, n, receiver))
        except OSError as e:
            raise _Unwritten(e)

    receiver.on_trap = receiver.on_inform = shown  # before an inform is acknowledged
    # SIGTERM ends it as Ctrl-C does: what is not shown by then is not acknowledged.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    left = args.count
    try:
        while left is None or left > 0:
            came = receiver.poll(forward.patience_ms)
            if not came:
                forward.flush()
            elif left is not None:
                left -= 1
    except _Unwritten as e:
        raise e.args[0]
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)
        receiver.close()
        forward.close(drained=left == 0)
    return 0


def _text(args, n, receiver):
    if args.format is not None:
        at = receiver.bind().at
        return trapformat.render(args.format, n, args.style, at)
    return (as_json(n, args.names.mibs) if args.json else pretty(n, args.style)) + "\n"


class _Unwritten(BaseException):
    # What was shown to nobody, as with a full disk. It ends the program: to a receiver an
    # Exception would be a reason to refuse the inform, and its sender would not try again.
    pass


def _place(args):
    place = Place(str(args.port or PORT))
    place.host = args.host or "0.0.0.0"
    return place


def _bound(parser, args, places):
    if args.version and args.communities:
        parser.error("SNMPv3 has no communities")
    by_tls = _tls(parser, args) if any(place.kind == "tlstcp" for place in places) else None
    if by_tls and args.user is None:  # the file is for TLS; or for both, if it has createUser
        more, senders = users.of_file(args)
    else:
        more, senders = users.options(parser, args)
    taken = [] if args.version else args.communities
    receiver = Receiver(communities=taken, log=tell, **more)
    receiver.opener = lambda *at: Listening(places, by_tls)
    for sender in senders:
        receiver.v3.add(*sender)
    if by_tls:
        from usnmp_receiver.tsm_pc import Tsm

        Tsm(receiver, by_tls, more.get("engine"))
    if args.refused:
        receiver.on_bad = _refused
    if args.dump:
        receiver.on_packet = lambda *what: _dumped(receiver, *what)
        if receiver.v3:
            receiver.v3.on_plain = _decrypted
    try:
        receiver.bind()
    except (OSError, ValueError) as e:
        raise Failure(_why(getattr(e, "place", places[0]), e))
    if is_terminal(sys.stderr):
        at = ", ".join(map(str, places))
        tell("usnmp trapd: listening on %s, Ctrl-C ends" % at)
    return receiver


def _tls(parser, args):
    # The Tls to listen with: of -T, snmp.conf and the certSecName lines of --users.
    from usnmp_pc.tls_file import TlsFile

    if not args.users:
        parser.error("tlstcp: needs --users FILE with certSecName lines, which say who may send")
    try:
        return TlsFile(args.users).tls(**tls.given(parser, args))
    except OSError as e:
        raise Failure("%s: %s" % (e.filename or args.users, e.strerror or e))
    except ValueError as e:
        raise Failure(str(e))


def _why(place, reason):
    if getattr(reason, "errno", 0) in (errno.EACCES, errno.EPERM):
        text = "port %d: permission denied; ports below 1024 are root's, try -p 1162"
        return text % place.port
    return "%s: %s" % (place, getattr(reason, "strerror", 0) or reason)


def _refused(datagram, source, reason):
    tell(
        "usnmp trapd: refused, from %s port %d: %s"
        % (address(source[0]), source[1], REASONS[reason])
    )


def _dumped(receiver, direction, octets, source):
    text = "Received %d byte packet from %s" if direction == "in" else "Sending %d bytes to %s"
    at = peer((address(source[0]), source[1]), receiver.bind().at)
    show(text % (len(octets), at), octets)


def _decrypted(direction, octets, source):
    text = "Decrypted, %d bytes " + ("received" if direction == "in" else "sent")
    show(text % len(octets), octets)
