# usnmp dash: boards on a web page of this machine. Imports usnmp_pc (dash, history.place, loops),
# usnmp_receiver, cli's other modules; nicegui, which `usnmp[dash]` brings.

import ipaddress
import os
import socket
import ssl

from usnmp_pc import loops
from usnmp_pc.history.place import default, make

from . import users
from .arguments import Peer, community, port, seconds
from .faults import Failure, guarded, tell
from .listen import Listening, Place
from .options import Parser, session

MISSING = "needs nicegui: pip install usnmp[dash]"
_BACKLOG = 128


def _parser(name):
    parser = Parser(
        name,
        "HOST...",
        "Show boards on a web page: their sensors, charts, alarms and traps, tables by name.\n"
        "This machine alone sees it, unless --listen says more, which asks for a password.",
    )
    add = parser.add_argument
    add("peers", metavar="HOST", nargs="*", type=Peer)
    add("-p", "--port", type=port, default=9717, help="default 9717")
    text = "an address of this machine that others reach; needs --password-file"
    add("--listen", metavar="ADDRESS", default="127.0.0.1", help=text)
    add("--password-file", metavar="FILE", help="its first line is the password of the page")
    add("--certificate", metavar="FILE", help="PEM with its key: the page by HTTPS")
    text = "seconds between two requests to a board; default 10"
    add("-i", dest="interval", metavar="SECONDS", type=seconds, default=10.0, help=text)
    text = "show traps and informs that come to it: PORT or HOST:PORT; several"
    add("--traps", metavar="ADDRESS", type=Place, action="append", default=[], help=text)
    text = "who may send those of SNMPv3: createUser lines, as snmptrapd.conf has them"
    add("--users", metavar="FILE", help=text)
    add("--history", metavar="FILE", help="default %s" % default().replace("%", "%%"))
    add("--no-history", action="store_true", help="keep nothing")
    add("--allow-set", action="store_true", help="SET on the page; needs --password-file")
    more = {"type": community, "metavar": "COMMUNITY", "help": "of SET; default that of -c"}
    add("--set-community", **more)
    return parser


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = _parser(name)
    args = parser.parse(argv)
    if not args.peers:
        parser.error("no HOST")
    alone = _loopback(args.listen)
    password = _password(args.password_file) if args.password_file else None
    if password is None and not alone:
        parser.error("--listen %s: others may see it, it needs --password-file" % args.listen)
    if args.users and not args.traps:
        parser.error("--users is of --traps")
    if password is None and args.allow_set:
        parser.error("--allow-set needs --password-file: all on this machine could SET")
    if args.certificate:
        _readable(args.certificate)
    try:
        from usnmp_pc.dash.past import Past
        from usnmp_pc.dash.server import Dashboard
    except ImportError as e:
        if (e.name or "").split(".")[0] not in ("nicegui", "fastapi", "uvicorn", "starlette"):
            raise
        raise Failure(MISSING) from None
    past = Past(_history(args), lambda text: tell("usnmp dash: " + text))
    dash = Dashboard(
        [peer.text for peer in args.peers],
        [_reach(args, peer) for peer in args.peers],
        args.interval,
        past,
        args.names.mibs,
        args.style,
        [_reach(args, peer, args.set_community) for peer in args.peers]
        if args.allow_set
        else None,
        password,
    )
    if not args.traps:
        dash.waiting = "no board has been lost; --traps PORT shows traps as well"
    try:
        loops.run(_serve(args, dash))
    except KeyboardInterrupt:
        pass
    return 0


async def _serve(args, dash):
    receiver = _receiver(args)
    with _bound(args) as sock:
        at = sock.getsockname()[1]
        host = "[%s]" % args.listen if ":" in args.listen else args.listen
        scheme = "https" if args.certificate else "http"

        def started():
            tell_out("usnmp dash at %s://%s:%d/, Ctrl-C ends" % (scheme, host, at))

        names = {"localhost", "127.0.0.1", "::1", args.listen}
        await dash.run(sock, names, receiver, started, args.certificate)


def tell_out(text):
    """Print a line that whoever started it may wait for."""
    print(text, flush=True)


def _bound(args):
    try:
        found = socket.getaddrinfo(args.listen, args.port, type=socket.SOCK_STREAM)[0]
        sock = socket.socket(found[0], socket.SOCK_STREAM)
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind(found[4])
            sock.listen(_BACKLOG)
            return sock
        except OSError:
            sock.close()
            raise
    except OSError as e:
        text = "cannot listen on %s port %d: %s" % (args.listen, args.port, e.strerror or e)
        raise Failure(text) from None


def _receiver(args):
    if not args.traps:
        return None
    from usnmp_receiver import Receiver

    args.own = None  # informs are for an engine of this run
    more, senders = users.of_file(args) if args.users else ({}, [])
    receiver = Receiver(log=tell, **more)
    receiver.opener = lambda *at: Listening(args.traps)
    for sender in senders:
        receiver.v3.add(*sender)
    try:
        receiver.bind()
    except (OSError, ValueError) as e:
        place = getattr(e, "place", args.traps[0])
        raise Failure("%s: %s" % (place, getattr(e, "strerror", "") or e)) from None
    return receiver


def _loopback(host):
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _password(path):
    try:
        with open(path, "rb") as f:
            lines = f.read(4096).splitlines()
            exposed = os.fstat(f.fileno()).st_mode & 0o044
    except OSError as e:
        raise Failure("%s: %s" % (path, e.strerror or e)) from None
    if not lines or not lines[0]:
        raise Failure("%s: no password in its first line" % path)
    if exposed:
        tell("usnmp dash: others can read the password in %s: chmod 600" % path)
    return lines[0]


def _readable(path):
    # The web server would tell of what is wrong in a traceback.
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(path)
    except OSError as e:  # SSLError, too
        raise Failure("%s: %s" % (path, e.strerror or e)) from None


def _history(args):
    if args.no_history:
        return None
    if args.history:
        return args.history
    try:
        make(default())
    except OSError as e:
        tell("usnmp dash: %s: %s; going on without a history" % (default(), e.strerror or e))
        return None
    return default()


def _reach(args, peer, own=None):
    # What asker.Asker takes: the address may be looked up, which may take seconds.
    more = dict(session(args), port=peer.port)
    if own is not None and "community" in more:
        more["community"] = own

    def reach():
        try:
            return peer.address(), more
        except Failure as e:
            raise OSError(str(e)) from None

    return reach
