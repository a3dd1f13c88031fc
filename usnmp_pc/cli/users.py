# Whom `usnmp trapd` takes notifications of SNMPv3 from: the options, which are net-snmp's, and a
# file of createUser lines. Imports usnmp_v3, cli's other modules, usnmp_pc.create_user for a file.

import argparse
import os
import time

from usnmp_v3.engine import Engine

from . import v3
from .faults import Failure
from .v3_user import user

_2020 = 1577836800


def _three(text):
    if text != "3":
        raise argparse.ArgumentTypeError("it must be 3; without it all versions are taken")
    return text


def add(parser):
    """Take the options."""
    add = parser.add_argument
    text = "nothing of SNMPv1 and v2c"
    add("-v", dest="version", metavar="3", type=_three, help=text)
    add("-u", dest="user", metavar="USER", type=os.fsencode, help="a user of SNMPv3")
    v3.add_level(parser, "the least of that user; default the highest that there are keys for")
    v3.add_secrets(add)
    more = {"metavar": "ENGINE-ID", "type": v3.engine_id}
    add("-e", dest="engine_id", help="that user at this sender's engine alone, in hex", **more)
    text = "ours, in hex, which informs are for; default another at each start"
    add("--engine-id", dest="own", help=text, **more)
    text = "more users: createUser lines, as snmptrapd.conf has them"
    add("--users", metavar="FILE", help=text)


def of(parser, args):
    """(User, least level, engine ID) of the options alone."""
    v3.secrets(args, parser.default)
    return _user(parser, args, parser.default)


def options(parser, args):
    """(the arguments of a Receiver, those of V3.add() for each user); ({}, []) if there is to be
    no SNMPv3. Raises Failure.
    """
    default = parser.default
    given = [args.auth, args.auth_password, args.priv, args.priv_password, args.level]
    given += [args.engine_id, *args.keys]
    if args.user is None and (args.version and not args.users or any(given)):
        args.user = default("defSecurityName", os.fsencode)
        if args.user is None:
            parser.error("SNMPv3 needs -u USER or --users FILE, or defSecurityName in snmp.conf")
    if args.user is None and not args.users:
        if args.own:
            parser.error("--engine-id needs -u USER or --users FILE")
        return {}, []
    users = []
    if args.user is not None:
        v3.secrets(args, default)
        users.append(_user(parser, args, default))
    made = {"users": ()}
    if args.own:
        # Boots must grow from start to start, and nothing is kept: seconds do. Who starts again
        # within one is within the time window.
        made["engine"] = Engine(args.own, int(time.time()) - _2020)
    return made, users + (_of_file(args.users) if args.users else [])


def of_file(args):
    """As options(), of a receiver by TLS, whose file may have no users."""
    found = _of_file(args.users)
    made = {"users": ()} if found else {}
    if args.own:
        made["engine"] = Engine(args.own, int(time.time()) - _2020)
    return made, found


def _user(parser, args, default):
    # (User, least level, engine ID) of the options
    if {"k", "K"} & set(args.keys) and not args.engine_id:
        parser.error("-3k and -3K are of one engine: -e ENGINE-ID")
    level = args.level or default("defSecurityLevel", v3.level)
    try:
        strongest = max(v3.strongest(args), v3.level_flags(level or "noAuthNoPriv"))
        return user(args, strongest), level, args.engine_id
    except ValueError as e:
        parser.error(str(e))


def _of_file(path):
    from usnmp_pc.create_user import read

    try:
        with open(path, encoding="utf-8") as f:
            return read(f.read())
    except OSError as e:
        raise Failure("%s: %s" % (path, e.strerror or e))
    except ValueError as e:
        raise Failure("%s: %s" % (path, e))
