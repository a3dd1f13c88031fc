# The options of SNMPv3 as net-snmp spells them, with what the environment and snmp.conf have for
# those that are not given. Imports usnmp_v3, cli.arguments, .faults, and .v3_user where there is a
# user; options imports it.

import argparse
import os
import re

from usnmp_v3 import LEVELS, level_flags

_LEVELS = {"nanp": 0, "anp": 1, "ap": 3}
_AUTHS = {"MD5": "MD5", "SHA": "SHA", "SHA1": "SHA"}
_AUTHS.update({"SHA%d" % n: "SHA-%d" % n for n in (224, 256, 384, 512)})
_PRIVS = {"DES": "DES", "3DES": "3DES", "AES": "AES", "AES128": "AES"}
_PRIVS.update({"AES%d" % n: "AES-%d" % n for n in (192, 256)})
_PRIVS.update({"AES%dC" % n: "AES-%d-C" % n for n in (192, 256)})


# What is misspelt is not shown: it may be a password that has lost its option.


def level(text):
    """A security level, also in net-snmp's short forms."""
    names = {name.lower(): i for i, name in enumerate(LEVELS) if name}
    names.update(_LEVELS)
    if text.lower() not in names:
        raise argparse.ArgumentTypeError("it must be noAuthNoPriv, authNoPriv or authPriv")
    return LEVELS[names[text.lower()]]


def _listed(names):
    return ", ".join(dict.fromkeys(names.values()))


def _protocol(names):
    def protocol(text):
        found = names.get(text.upper().replace("-", ""))
        if not found:
            raise argparse.ArgumentTypeError("no such protocol; there are " + _listed(names))
        return found

    return protocol


def octets(text):
    """The octets of hex digits, with 0x before them or without. They may be a key: no message
    shows them."""
    found = re.fullmatch(r"(?:0[xX])?((?:[0-9A-Fa-f]{2}[ :]?)+)", text)
    if not found:
        raise argparse.ArgumentTypeError("not hex octets")
    return bytes.fromhex(re.sub("[ :]", "", found.group(1)))


def engine_id(text):
    """An engine ID."""
    found = octets(text)
    if not 5 <= len(found) <= 32:
        raise argparse.ArgumentTypeError("an engine ID has 5 to 32 octets, not %d" % len(found))
    return found


def _key(text):
    # m, M, k or K and the hex digits
    if text[:1] not in tuple("mMkK"):
        raise argparse.ArgumentTypeError("-3m, -3M, -3k or -3K")
    return text[0], octets(text[1:])


def _clock(text):
    found = re.fullmatch(r"([0-9]{1,10}),([0-9]{1,10})", text)
    if not found or max(map(int, found.groups())) > 2**31 - 1:
        raise argparse.ArgumentTypeError("%r is not BOOTS,TIME" % text)
    return tuple(map(int, found.groups()))


def add_secrets(add):
    """Take the options of a user's protocols and passwords."""
    more = {"metavar": "PROTOCOL", "type": _protocol(_AUTHS)}
    add("-a", dest="auth", help="of authentication: %s" % _listed(_AUTHS), **more)
    text = "of authentication; better in USNMP_AUTH_PASSWORD or snmp.conf than here"
    add("-A", dest="auth_password", metavar="PASSWORD", type=os.fsencode, help=text)
    more = {"metavar": "PROTOCOL", "type": _protocol(_PRIVS)}
    add("-x", dest="priv", help="of privacy: %s" % _listed(_PRIVS), **more)
    text = "of privacy; better in USNMP_PRIV_PASSWORD or snmp.conf than here"
    add("-X", dest="priv_password", metavar="PASSWORD", type=os.fsencode, help=text)
    more = {"action": "append", "default": [], "metavar": "{m,M,k,K} KEY", "type": _key}
    text = (
        "keys in place of passwords, in hex: the master keys of authentication (m) and privacy (M)"
    )
    add("-3", dest="keys", help=text + ", or those localised to the agent (k, K)", **more)


def add_level(parser, text):
    """Take the option of a security level."""
    text = "noAuthNoPriv, authNoPriv or authPriv; " + text
    parser.add_argument("-l", dest="level", metavar="LEVEL", type=level, help=text)


def add(parser):
    """Take the options of a request of SNMPv3."""
    add = parser.add_argument
    add("-u", dest="user", metavar="USER", type=os.fsencode, help="of SNMPv3, which it implies")
    add_level(parser, "default: what there are passwords or keys for")
    add_secrets(add)
    names = ["--context"] if parser.counts else ["-n", "--context"]
    add(*names, dest="context", metavar="NAME", type=os.fsencode, help="of SNMPv3")
    more = {"metavar": "ENGINE-ID", "type": engine_id}
    add("-e", dest="engine_id", help="of the agent, in hex; default: it is asked for", **more)
    add("-E", dest="context_engine_id", help="if it is another's", **more)
    text = "of that engine, with -e"
    add("-Z", dest="clock", metavar="BOOTS,TIME", type=_clock, help=text)


# --- what was not given ---


def settle(parser, args):
    """Give the options that were not given the values of the environment or of snmp.conf, or
    their defaults.
    """
    default = parser.default
    if _tls_wanted(args):
        if args.version not in (None, "3"):
            parser.error("tlstcp: has SNMPv3 alone")
        args.version = "3"
        try:
            args.session = _by_tls(parser, args)
        except ValueError as e:
            parser.error(str(e))
        return
    if args.version is None:
        args.version = "3" if args.user else default("defVersion", parser.version) or "2c"
    if args.version != "3":
        return
    for name, token, type in (
        ("user", "defSecurityName", os.fsencode),
        ("level", "defSecurityLevel", level),
        ("context", "defContext", os.fsencode),
    ):
        if getattr(args, name) is None:
            setattr(args, name, default(token, type))
    secrets(args, default)
    try:
        args.session = _session(args)
    except ValueError as e:
        parser.error(str(e))


def _tls_wanted(args):
    # Is any HOST to be asked by TLS?
    peers = [getattr(args, "peer", None), *getattr(args, "peers", ())]
    return any(peer.tls for peer in peers if peer)


def _by_tls(parser, args):
    # The arguments of a Manager, whose user is a certificate. Raises ValueError.
    from . import tls

    if args.user or args.level not in (None, "authPriv"):
        raise ValueError(
            "tlstcp: has no -u, and the level authPriv: who we are is in -T localCert"
        )
    return {
        "user": tls.credentials(parser, args),
        "context": args.context or b"",
        "context_engine_id": args.context_engine_id,
    }


def secrets(args, default):
    """The passwords and keys of args as attributes; default(token, type): what snmp.conf has."""
    args.asked = 3 if args.priv else 1 if args.auth else 0
    args.auth = args.auth or default("defAuthType", _protocol(_AUTHS))
    args.priv = args.priv or default("defPrivType", _protocol(_PRIVS))
    keys = dict(args.keys)
    either = default("defPassphrase", os.fsencode)
    for name, token, master, own in (("auth", "Auth", "m", "k"), ("priv", "Priv", "M", "K")):
        password = getattr(args, name + "_password")
        if password is None and not (master in keys or own in keys):
            password = os.environb.get(b"USNMP_%s_PASSWORD" % token.upper().encode())
            if password is None:
                password = default("def%sPassphrase" % token, os.fsencode) or either
            if password is None:
                for key, kind in ((master, "Master"), (own, "Localized")):
                    found = default("def%s%sKey" % (token, kind), octets)
                    if found:
                        keys[key] = found
            setattr(args, name + "_password", password)
    args.keys = keys


def strongest(args):
    """The flags of the highest level that there are passwords or keys for, or that options ask
    for: -a without a password is no wish for less.
    """
    has = [name for name in ("auth", "priv") if getattr(args, name + "_password") is not None]
    has += [name for key, name in _KEYS.items() if key in args.keys]
    return max(args.asked, 3 if "priv" in has else 1 if has else 0)


def _session(args):
    # The arguments of a Manager. Raises ValueError.
    from .v3_user import user

    if not args.user:
        raise ValueError("SNMPv3 needs -u USER, or defSecurityName in snmp.conf")
    level = args.level or LEVELS[strongest(args)]
    found = {"level": level, "context": args.context or b""}
    found["engine_id"] = args.engine_id
    found["context_engine_id"] = args.context_engine_id
    found["user"] = user(args, level_flags(level))
    if args.clock and not args.engine_id:
        raise ValueError("-Z needs -e")
    return found


_KEYS = {"m": "auth", "k": "auth", "M": "priv", "K": "priv"}
