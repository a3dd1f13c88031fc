# usnmp keys: the keys of passwords. Imports usnmp_v3.keys, cli's other modules.

import json

from usnmp_v3.auth import hash_of
from usnmp_v3.keys import localize, password_to_key, privacy_key
from usnmp_v3.privacy import key_length

from . import v3
from .faults import guarded
from .options import Parser


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    text = (
        "The keys of a user of SNMPv3: the master keys of the passwords, and those localised to\n"
    )
    text += "each engine, which are of no use elsewhere (RFC 3414 2.6)."
    parser = Parser(name, "[ENGINE-ID...]", text, asks=False, shows=False)
    v3.add_secrets(parser.add_argument)
    parser.add_argument("--json", action="store_true", help="a JSON object per engine")
    parser.add_argument("engines", metavar="ENGINE-ID", nargs="*", type=v3.engine_id)
    args = parser.parse(argv)
    v3.secrets(args, parser.default)
    if {"k", "K"} & set(args.keys):
        parser.error("-3k and -3K: what is localised cannot be localised again")
    if not args.auth:
        parser.error("-a PROTOCOL is missing: keys are made with its hash")
    try:
        made = _made(args)
    except ValueError as e:
        parser.error(str(e))
    _print(args, made)
    return 0


def _made(args):
    # {"auth": {"protocol", "master", engine ID: key}, "priv": the same}. Raises ValueError.
    hash_of(args.auth)
    made = {}
    for name, protocol, letter in (("auth", args.auth, "m"), ("priv", args.priv, "M")):
        password = getattr(args, name + "_password")
        if letter not in args.keys and password is None:
            continue
        if not protocol:
            raise ValueError("-x PROTOCOL is missing")
        ku = args.keys.get(letter) or password_to_key(args.auth, password)
        kept = made[name] = {"protocol": protocol, "master": ku}
        for engine in args.engines:
            kept[engine] = localize(args.auth, ku, engine)
            if name == "priv":
                key_length(protocol)
                kept[engine] = privacy_key(protocol, args.auth, kept[engine], engine)
    if not made:
        raise ValueError(
            "a password is missing: USNMP_AUTH_PASSWORD, USNMP_PRIV_PASSWORD, snmp.conf, -A or -X"
        )
    return made


def _print(args, made):
    if args.json:
        for engine in args.engines or [None]:
            line = {"engine_id": engine.hex()} if engine else {}
            for name, kept in made.items():
                line[name] = kept["protocol"]
                line[name + "_master_key"] = kept["master"].hex()
                if engine:
                    line[name + "_key"] = kept[engine].hex()
            print(json.dumps(line))
        return
    for name, kept in made.items():
        print("%s %s master key (Ku): %s" % (name, kept["protocol"], kept["master"].hex()))
    for engine in args.engines:
        for name, kept in made.items():
            text = "%s %s key (Kul) at %s: %s"
            print(text % (name, kept["protocol"], engine.hex(), kept[engine].hex()))
