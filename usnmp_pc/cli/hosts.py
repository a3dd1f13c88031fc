# The many hosts of `poll` and `watch`: named, or in a file; who they are to an AsyncManager, and
# why one does not answer. Imports usnmp_manager (lookup_pc, response, v3), cli's other modules.

import argparse
import sys

from usnmp_manager.lookup_pc import is_address
from usnmp_manager.response import NoResponse, SnmpError
from usnmp_manager.v3 import Refused

from .arguments import Peer, community
from .faults import Failure
from .options import session

# What asking one may raise; RuntimeError: there are no more threads
ERRORS = (Failure, SnmpError, OSError, RuntimeError)


def add(parser):
    """Take hosts as args.peers, and a file of them as args.file."""
    add = parser.add_argument
    add("peers", metavar="HOST", nargs="*", type=Peer)
    text = "with lines of HOST [COMMUNITY]; -: standard input"
    add("-f", dest="file", metavar="FILE", help=text)


def named(parser, args):
    """[(Peer, community)] of what add() took; not empty. Raises Failure."""
    found = [(peer, args.community) for peer in args.peers]
    if args.file:
        found += _read(args.file, None if args.version == "3" else args.community)
    if not found:
        file = "standard input" if args.file == "-" else args.file
        parser.error("no HOST in %s" % file if file else "no HOST")
    return found


def _octets(path):
    if path == "-":
        return sys.stdin.buffer.read() if sys.stdin else b""  # None if it is closed
    with open(path, "rb") as f:
        return f.read()


def _read(path, default):
    # Lines of HOST [COMMUNITY]. Octets that are not UTF-8 stay what they are.
    try:
        text = _octets(path).decode("utf-8-sig", "surrogateescape")  # with a BOM or without
    except (OSError, ValueError) as e:
        raise Failure("%s: %s" % (path, getattr(e, "strerror", "") or e))
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        words = line.split("#")[0].split()
        try:
            if len(words) > 2:
                raise argparse.ArgumentTypeError("HOST [COMMUNITY], not %d words" % len(words))
            if len(words) > 1 and default is None:
                raise argparse.ArgumentTypeError("SNMPv3 has no communities")
            if words:
                given = community(words[1]) if len(words) > 1 else default or ""
                found.append((Peer(words[0]), given))
        except argparse.ArgumentTypeError as e:
            raise Failure("%s, line %d: %s" % (path, number, e))
    return found


async def target(manager, look_ups, peer, community, args):
    """The Target of an AsyncManager for a Peer. look_ups: a usnmp_manager.lookup_pc.Lookups.
    Raises Failure if it cannot be found.
    """
    address = peer.address
    found = address() if is_address(peer.host) else await look_ups.call(address)
    more = session(args)
    if "community" in more:
        more["community"] = community
    made = manager.target(found, port=peer.port, **more)
    if args.version == "3" and args.clock:
        made.wrapper.peer.engine.set(*args.clock)
    return made


def why(error):
    """The text of one of ERRORS, without the host, which stands beside it."""
    if isinstance(error, NoResponse):
        return str(error).split(" from ")[0].split(" to ")[0]
    return str(error).partition(": ")[2] if isinstance(error, Refused) else str(error)


def status(answered):
    """The exit status for what each host has answered: 0; 3 if one has not, 1 if none has."""
    answered = [bool(one) for one in answered]
    return 0 if all(answered) else 3 if any(answered) else 1
