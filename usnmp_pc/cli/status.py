# usnmp status: what an agent is and how its interfaces are, in two lines as snmpstatus has them.
# Imports usnmp_manager.response, cli's other modules.

import json
import sys

from usnmp_manager.response import SnmpError

from .dump import peer
from .faults import guarded, told
from .options import Parser, host, manager
from .output import Style, octets
from .plain import is_terminal, plain

_DESCR, _UPTIME = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.3.0"
_IN, _OUT = "1.3.6.1.2.1.4.3.0", "1.3.6.1.2.1.4.10.0"  # ipInReceives, ipOutRequests
_INTERFACES = "1.3.6.1.2.1.2.2.1"  # ifEntry
_STATUS, _UP = 8, 1  # ifOperStatus
_RECEIVED, _SENT = (11, 12), (17, 18)  # ifInUcastPkts, ifInNUcastPkts; ifOut...


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    text = "Show what an agent is, since when, its interfaces and their packets."
    parser = Parser(name, "HOST", text)
    host(parser)
    parser.apps(f=("do not ask again without the object that is at fault", False))
    args = parser.parse(argv)
    try:
        with manager(args) as m:
            found, status = _scalars(args, m)
            if status and "f" in args.app:
                return status
            where = peer(m._address, m._udp.sock.getsockname())
            rows = list(_rows(m))
    except SnmpError as e:
        return told(args, e)
    (_json if args.json else _print)(found, rows, where)
    return 0


def _scalars(args, m):
    # ({OID: value} of the agent's, exit status); without those that it has not.
    oids = [_DESCR, _UPTIME, _IN, _OUT]
    status = 0
    while oids:
        try:
            found = m.get(*oids)
            found = [found] if isinstance(found, tuple) else found
            return {vb.oid: vb.value for vb in found if vb.value is not None}, status
        except SnmpError as e:
            status = told(args, e)
            if "f" in args.app or not e.status or not 0 < e.index <= len(oids):
                break
            del oids[e.index - 1]
    return {}, status


def _rows(m):
    # {column: value} of each interface.
    for _, cells in m.table(_INTERFACES, (_STATUS, *_RECEIVED, *_SENT)):
        yield {c: vb.value for c, vb in cells.items()}


def _counts(rows):
    received, sent = [sum(row.get(c, 0) for row in rows for c in cs) for cs in (_RECEIVED, _SENT)]
    return received, sent, len([row for row in rows if row.get(_STATUS, _UP) != _UP])


def _print(found, rows, where):
    descr = octets(found.get(_DESCR, "")).decode("utf-8", "backslashreplace")
    up = Style().value(67, found.get(_UPTIME, 0)).split(") ")[-1]
    if is_terminal(sys.stdout):
        descr = plain(descr)
    print("[%s]=>[%s] Up: %s" % (where, descr, up))
    received, sent, down = _counts(rows)
    text = "Interfaces: %d, Recv/Trans packets: %d/%d | IP: %d/%d"
    print(text % (len(rows), received, sent, found.get(_IN, 0), found.get(_OUT, 0)))
    if down:
        print("%d interface%s down!" % (down, "s are" if down > 1 else " is"))


def _json(found, rows, where):
    received, sent, down = _counts(rows)
    print(
        json.dumps(
            {
                "description": octets(found.get(_DESCR, "")).decode("utf-8", "backslashreplace"),
                "uptime": found.get(_UPTIME),
                "interfaces": len(rows),
                "down": down,
                "received": received,
                "sent": sent,
                "ip_received": found.get(_IN),
                "ip_sent": found.get(_OUT),
            }
        )
    )
