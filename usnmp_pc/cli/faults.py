# How faults are told: in a line of standard error, that of net-snmp where it has one. Imports
# usnmp_manager (response, v3) and cli.plain.

import sys

from usnmp_manager.response import NoResponse, SnmpError

from .plain import plain

# What an error-status is called by net-snmp.
_REASONS = {
    1: "(tooBig) Response message would have been too large.",
    2: "(noSuchName) There is no such variable name in this MIB.",
    3: "(badValue) The value given has the wrong type or length.",
    4: "(readOnly) The two parties used do not have access to use the specified SNMP PDU.",
    5: "(genError) A general failure occured",
    6: "noAccess",
    7: "wrongType (The set datatype does not match the data type the agent expects)",
    8: "wrongLength (The set value has an illegal length from what the agent expects)",
    9: "wrongEncoding",
    10: "wrongValue (The set value is illegal or unsupported in some way)",
    11: "noCreation (That table does not support row creation or that object can not ever be "
    "created)",
    12: "inconsistentValue (The set value is illegal or unsupported in some way)",
    13: "resourceUnavailable (This is likely a out-of-memory failure within the agent)",
    14: "commitFailed",
    15: "undoFailed",
    16: "authorizationError (access denied to that object)",
    17: "notWritable (That object does not support modification)",
    18: "inconsistentName (That object can not currently be created)",
}


class Failure(Exception):
    """A fault to be told in a line; the exit status is 1. told: is that all of the line?"""

    told = False


def tell(text):
    """Print to standard error, after what standard output had. Lines are kept, and are plain."""
    sys.stdout.flush()
    print("\n".join(map(plain, text.split("\n"))), file=sys.stderr)


def told(args, error, dot="", packet="Error in packet."):
    """Tell a SnmpError as net-snmp does; the exit status."""
    if isinstance(error, NoResponse) and str(error).startswith("no response"):
        tell("Timeout: No Response from %s%s" % (args.peer.text, dot))
        more = str(error).partition(", which ")[2]
        if more:
            tell("usnmp: it " + more)
        return 1
    from usnmp_manager import Refused  # with all of SNMPv3

    if isinstance(error, Refused):  # its text begins with the address
        error = str(error).partition(": ")[2]
        tell("usnmp: %s: %s" % (args.peer.text, error))
        return 1
    if not error.status:
        tell("usnmp: %s: %s" % (args.peer.text, error))
        return 1
    text = "%s\nReason: %s" % (packet, _REASONS.get(error.status, "Unknown Error"))
    if error.index:
        text += "\nFailed object: " + (args.style.name(error.oid) + "\n" if error.oid else "")
    tell(text)
    return 2


def guarded(command):
    """Decorates run(command, argv): faults of users and networks are told in a line."""

    def run(name, argv):
        try:
            return command(name, argv)
        except (Failure, SnmpError) as e:
            tell(str(e) if getattr(e, "told", False) else "usnmp %s: %s" % (name, e))
            return 1

    return run
