# Where `usnmp watch` listens to notifications, and whom it takes them from. Imports
# usnmp_receiver, cli's other modules; watch imports it.

from usnmp_receiver import Receiver

from . import users
from .faults import Failure
from .listen import Listening, Place


def add(parser):
    """Take the options."""
    add = parser.add_argument
    text = "show traps and informs that come to PORT or HOST:PORT; several"
    more = {"action": "append", "default": [], "type": Place, "metavar": "ADDRESS"}
    add("--listen", dest="places", help=text, **more)
    text = "with --listen: users of SNMPv3, createUser lines as snmptrapd.conf has them"
    add("--users", metavar="FILE", help=text)
    parser.set_defaults(own=None)


def receiver(args, log):
    """The Receiver of the options, bound to its places. With a user of SNMPv3 among the options of
    a request it takes nothing of SNMPv1 and v2c. log: called with one str. Raises Failure.
    """
    more, senders = users.of_file(args) if args.users else ({}, [])
    if args.version == "3":
        more.update(users=(), communities=())
        senders.append((args.session["user"], args.session["level"]))
    made = Receiver(log=log, **more)
    for sender in senders:
        made.v3.add(*sender)
    made.opener = lambda *at: Listening(args.places)
    try:
        made.bind()
    except (OSError, ValueError) as e:
        place = getattr(e, "place", args.places[0])
        text = getattr(e, "strerror", 0) or e
        raise Failure("cannot listen at %s: %s" % (place, text)) from None
    return made
