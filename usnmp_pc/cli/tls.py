# Who we are over TLS, and whom we expect: -T as net-snmp spells it, or snmp.conf. Certificates are
# files, or names in the folders tls/certs and tls/private that net-snmp-cert fills. Imports
# usnmp_v3.tsm_pc when there is TLS; options, v3 and trapd import it.

import argparse
import os

HELP = (
    "of tlstcp:HOST, as net-snmp has it: localCert=FILE, who we are; peerCert=FILE or a "
    "fingerprint, whom we ask; or trust_cert=FILE and their_hostname=NAME; key=FILE, if the key "
    "is not beside the certificate; oldest=1.0, for net-snmp's agents"
)
# KEY of -T: what a Tls calls it, the token of snmp.conf
_KEYS = {
    "localCert": ("certificate", "localCert"),
    "key": ("key", None),
    "peerCert": ("server", "peerCert"),
    "trust_cert": ("trust", "trustCert"),
    "their_hostname": ("identity", None),
    "oldest": ("oldest", None),
}
_OTHERS = {"our_identity": "localCert", "their_identity": "peerCert"}
_ENDS = "", ".crt", ".pem", ".cer"


def _pair(text):
    key, equals, value = text.partition("=")
    key = _OTHERS.get(key, key)
    if not equals or not value or key not in _KEYS:
        raise argparse.ArgumentTypeError("KEY=VALUE, with a KEY of %s" % ", ".join(_KEYS))
    return key, value


def add(parser):
    """Take the option."""
    more = {"action": "append", "default": [], "metavar": "KEY=VALUE", "type": _pair}
    parser.add_argument("-T", dest="tls", help=HELP, **more)


def credentials(parser, args):
    """The Tls of the options and of snmp.conf, to ask with. Raises ValueError, which says what is
    missing.
    """
    from usnmp_v3.tsm_pc import Tls  # and with it ssl, which takes long

    made = given(parser, args)
    if "certificate" not in made:
        raise ValueError("tlstcp: needs -T localCert=FILE, or localCert in snmp.conf")
    if "server" not in made and "trust" not in made:
        raise ValueError("tlstcp: needs -T peerCert=FILE, or -T trust_cert=FILE")
    try:
        found = Tls(**made)
        found.asking()
        return found
    except OSError as e:
        raise ValueError("%s: %s" % (e.filename, e.strerror or e)) from None


def given(parser, args):
    """The arguments of a Tls that the options and snmp.conf have."""
    said = dict(args.tls)
    made = {}
    for key, (name, token) in _KEYS.items():
        value = said.get(key) or token and parser.default(token, str)
        if value:
            made[name] = value
    folders = [os.path.join(folder, "tls") for folder in parser.conf.folders]
    for name in ("certificate", "server", "trust"):
        if name in made:
            made[name] = _found(folders, made[name])
    if "trust" in made:
        made["trust"] = [made["trust"]]
    if "certificate" in made:
        made.setdefault("key", _key(folders, made["certificate"]))
    return made


def trap(args, pdu):
    """The message with the trap `pdu` of the engine args.engine_id. Raises ValueError."""
    from usnmp_base.tls_pc import Outgoing
    from usnmp_v3.pack import message_id, scope_of
    from usnmp_v3.tsm_pc import pack

    if not args.engine_id:
        raise ValueError("a trap of SNMPv3 is of an engine: -e ENGINE-ID")
    id = message_id()
    scope = scope_of(args.context_engine_id or args.engine_id, args.session["context"])
    return Outgoing(pack(id, pdu, scope), id, args.session["user"])


def _found(folders, text):
    # The path of a certificate: a file, or one of net-snmp's by its name; else `text`.
    places = [""] + [os.path.join(folder, "certs") for folder in folders]
    for place in places:
        for end in _ENDS:
            path = os.path.join(place, text + end)
            if os.path.isfile(path):
                return path
    return text


def _key(folders, certificate):
    # The file of the private key: beside the certificate, in net-snmp's folder, or in the same
    # file, for which it is None.
    stem = os.path.splitext(certificate)[0]
    name = os.path.basename(stem) + ".key"
    places = [stem + ".key"] + [os.path.join(folder, "private", name) for folder in folders]
    return next((path for path in places if os.path.isfile(path)), None)
