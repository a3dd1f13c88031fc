# usnmp trapd: shows traps and informs, which it acknowledges. Imports usnmp_receiver and its
# reasons_pc, cli's other modules.

import argparse
import errno
import json
import re
import signal
import sys
import time

from usnmp_base.trap import SNMP_TRAPS
from usnmp_receiver import Receiver
from usnmp_receiver.reasons_pc import REASONS

from . import users
from .arguments import community, count, positive
from .faults import Failure, guarded, tell
from .options import Parser
from .output import jsonable
from .plain import is_terminal

_TRAP, _INFORM = 0xA4, 0xA6
_NAMES = "coldStart warmStart linkDown linkUp authenticationFailure egpNeighborLoss".split()


def _port(text):
    if not 0 < count(text) < 65536:
        raise argparse.ArgumentTypeError("%s: no such port" % text)
    return count(text)


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = Parser(name, "", "Show traps and informs that come in, until Ctrl-C.", asks=False)
    add = parser.add_argument
    add("-p", "--port", type=_port, default=162, help="default 162")
    add("--host", default="0.0.0.0", help="listen there; default 0.0.0.0; ::, by IPv6 as well")
    more = {"action": "append", "type": community, "help": "only these; default any"}
    add("-c", "--community", dest="communities", metavar="COMMUNITY", **more)
    users.add(parser)
    add("-n", dest="count", type=positive, help="end after so many")
    text = "what is refused, and why, on standard error"
    add("--refused", action="store_true", help=text)
    text = "all octets that come and go, on standard error; what is encrypted, decrypted as well"
    add("-d", dest="dump", action="store_true", help=text)
    args = parser.parse(argv)
    receiver = _bound(parser, args)

    def show(n):
        text = as_json(n) if args.json else pretty(n, args.style)
        try:
            print(text)
            sys.stdout.flush()
        except OSError as e:
            raise _Unwritten(e)

    receiver.on_trap = receiver.on_inform = show  # before an inform is acknowledged
    # SIGTERM ends it as Ctrl-C does: what is not shown by then is not acknowledged.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    left = args.count
    try:
        while left is None or left > 0:
            if receiver.poll(1000) and left is not None:
                left -= 1
    except _Unwritten as e:
        raise e.args[0]
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)
        receiver.close()
    return 0


class _Unwritten(BaseException):
    # What was shown to nobody, as with a full disk. It ends the program: to a receiver an
    # Exception would be a reason to refuse the inform, and its sender would not try again.
    pass


def _bound(parser, args):
    if args.version and args.communities:
        parser.error("SNMPv3 has no communities")
    more, senders = users.options(parser, args)
    taken = [] if args.version else args.communities
    receiver = Receiver(args.host, args.port, taken, log=tell, **more)
    for sender in senders:
        receiver.v3.add(*sender)
    if args.refused:
        receiver.on_bad = _refused
    if args.dump:
        receiver.on_packet = _dumped
        if receiver.v3:
            receiver.v3.on_plain = _decrypted
    try:
        receiver.bind()
    except OSError as e:
        if e.errno in (errno.EACCES, errno.EPERM):
            raise Failure(
                "port %d: permission denied; ports below 1024 are root's, try -p 1162" % args.port
            )
        raise Failure("%s port %d: %s" % (args.host, args.port, e.strerror or e))
    except ValueError as e:
        raise Failure("%s port %d: %s" % (args.host, args.port, e))
    if is_terminal(sys.stderr):
        tell("usnmp trapd: listening on %s port %d, Ctrl-C ends" % (args.host, args.port))
    return receiver


def _refused(datagram, source, reason):
    tell(
        "usnmp trapd: refused, from %s port %d: %s"
        % (_host(source[0]), source[1], REASONS[reason])
    )


def _dumped(direction, octets, source, what=""):
    text = "%s%s: %d octets, %s port %d"
    lines = [text % (direction, what, len(octets), _host(source[0]), source[1])]
    for i in range(0, len(octets), 16):
        some = octets[i : i + 16]
        text = "".join([chr(c) if 32 <= c < 127 else "." for c in some])
        lines.append("%04x: %-47s  %s" % (i, some.hex(" "), text))
    tell("\n".join(lines))


def _decrypted(direction, octets, source):
    _dumped(direction, octets, source, ", decrypted")


def _host(text):
    # An IPv4 address that came in by a socket of IPv6 looks like ::ffff:192.0.2.1
    return text[7:] if text.startswith("::ffff:") and "." in text else text


def _source(n):
    return _host(n.source[0]), n.source[1]


def _kind(n):
    return "inform" if n.pdu_type == _INFORM else "trap"


def _plain(value):
    # A community in a line of text.
    return value if isinstance(value, str) and value.isprintable() else repr(value)


def _whose(n):
    if n.user is None:
        return "community " + _plain(n.community)
    text = "user %s, %s, engine %s" % (_plain(n.user), n.security_level, n.engine_id.hex())
    return text + (", context " + _plain(n.context) if n.context else "")


def trap_name(oid):
    """The name of a generic trap, "" for others."""
    head, last = oid.rsplit(".", 1)
    return _NAMES[int(last) - 1] if head == SNMP_TRAPS and 0 < int(last) < 7 else ""


def pretty(n, style):
    """A Notification as lines of text."""
    lines = [
        "%s %s from %s port %d, SNMPv%s, %s"
        % (time.strftime("%Y-%m-%d %H:%M:%S"), _kind(n), *_source(n), n.version, _whose(n))
    ]
    name = trap_name(n.trap_oid)
    uptime = "" if n.uptime is None else ", uptime " + style.value(67, n.uptime).split(") ")[-1]
    lines.append("  .%s%s%s" % (n.trap_oid, " " + name if name else "", uptime))
    if n.pdu_type == _TRAP:
        lines.append(
            "  enterprise .%s, agent %s, generic %d, specific %d"
            % (n.enterprise, n.agent_addr, n.generic_trap, n.specific_trap)
        )
    for varbind in n.varbinds:
        # No value is to look as if it were a notification.
        text = re.sub("[\r\v\f]", ".", style.line(varbind))
        lines.append("  " + text.replace("\n", "\n    "))
    return "\n".join(lines)


def as_json(n):
    """A Notification as a line of JSON."""
    host, port = _source(n)
    found = {"time": round(time.time(), 3), "source": host, "port": port, "kind": _kind(n)}
    found["version"] = n.version
    if n.user is None:
        found["community"] = jsonable(4, n.community)["value"]
    else:
        found["user"] = jsonable(4, n.user)["value"]
        found["security_level"] = n.security_level
        found["engine_id"] = n.engine_id.hex()
        found["context"] = jsonable(4, n.context)["value"]
    for name in ("trap_oid", "uptime", "agent_addr", "enterprise", "generic_trap"):
        found[name] = getattr(n, name)
    found["specific_trap"] = n.specific_trap
    found["agent_addr"] = _host(found["agent_addr"])
    found = {name: value for name, value in found.items() if value is not None}
    found["varbinds"] = [dict(oid=vb[0], **jsonable(vb[1], vb[2])) for vb in n.varbinds]
    return json.dumps(found)
