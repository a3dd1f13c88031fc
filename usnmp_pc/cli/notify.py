# usnmp trap, inform: one notification, exactly as the arguments say (a program: usnmp_notify).
# Imports usnmp, usnmp_base.udp, cli's other modules.

import re
import socket
import time

import usnmp
from usnmp_base.trap import SNMP_TRAP_OID, SYS_UPTIME
from usnmp_base.udp import Udp, resolve
from usnmp_base.varbind import request_id
from usnmp_manager.response import SnmpError

from . import values
from .arguments import Peer
from .faults import Failure, guarded, told
from .options import Parser, host, manager

_ENTERPRISE = "1.3.6.1.4.1.3.1.1"  # of '', as with net-snmp
_TRAP, _INFORM, _TRAP2 = 0xA4, 0xA6, 0xA7
_V2C = "UPTIME TRAP-OID [OID TYPE VALUE]..."
_V1 = "ENTERPRISE AGENT GENERIC SPECIFIC UPTIME [OID TYPE VALUE]..."
_DESCRIPTIONS = {
    "trap": "Send a trap; with -v 1: HOST " + _V1,
    "inform": "Send a notification, again until it is acknowledged.",
}
_EMPTY = "An UPTIME of '' is that of this machine; so is an AGENT; an ENTERPRISE of '' is .%s"


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = Parser(name, "HOST " + _V2C, _DESCRIPTIONS[name], shows=False)
    parser.epilog = _EMPTY % _ENTERPRISE + "\n\n" + values.HELP
    host(parser, 162)
    parser.apps(i=("an inform", False))
    args = parser.parse(argv, "words")
    inform = name == "inform" or "i" in args.app
    if args.version == "1":
        if inform:
            parser.error("SNMPv1 has no informs")
        parser.usage = "usnmp trap -v 1 [options] HOST " + _V1
        return _send(args, _v1(parser, args))
    if len(args.words) < 2:
        parser.error("UPTIME and TRAP-OID are missing")
    uptime, trap_oid = args.words[:2]
    varbinds = [
        (SYS_UPTIME, (67, _uptime(parser, uptime))),
        (SNMP_TRAP_OID, (6, args.names.oid(trap_oid))),
    ]
    varbinds += _pairs(parser, args, args.words[2:])
    if inform:
        return _inform(args, varbinds)
    packet = usnmp.SnmpPacket(_TRAP2, ver=1, community=args.community, id=request_id())
    packet.varbinds.extend(varbinds)
    return _send(args, packet)


def _pairs(parser, args, words):
    found = values.varbinds(parser, args.names, words)
    return [(name, (type, value)) for name, type, value in found]


def _number(parser, what, text, most):
    if not re.fullmatch("[0-9]{1,10}", text) or int(text) > most:
        parser.error("%s must be a number up to %d, not %r" % (what, most, text))
    return int(text)


def _uptime(parser, text):
    if text:
        return _number(parser, "UPTIME", text, 0xFFFFFFFF)
    return int(time.monotonic() * 100) & 0xFFFFFFFF


def _v1(parser, args):
    words = args.words
    if len(words) < 5:
        parser.error("%s missing" % " ".join(_V1.split()[len(words) : 5]))
    packet = usnmp.SnmpPacket(
        _TRAP,
        community=args.community,
        enterprise=args.names.oid(words[0]) if words[0] else _ENTERPRISE,
        generic_trap=_number(parser, "GENERIC", words[2], 6),
        specific_trap=_number(parser, "SPECIFIC", words[3], 2**31 - 1),
        timestamp=_uptime(parser, words[4]),
    )
    packet.varbinds.extend(_pairs(parser, args, words[5:]))
    packet.agent_addr = _agent(args.peer, words[1])
    return packet


def _agent(peer, text):
    # The IPv4 address of the AGENT argument; of this machine, as `peer` sees it, if it is "".
    if text:
        agent = Peer(text)
        agent.family = socket.AF_INET
        return agent.address()
    _, address = resolve(peer.address(), peer.port)
    if len(address) > 2:  # of IPv6
        return "0.0.0.0"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.connect(address)  # sends nothing
            return s.getsockname()[0]
        except OSError:
            return "0.0.0.0"


def _send(args, packet):
    datagram = packet.tobytes()
    if args.version == "3":
        p = 5 if datagram[1] < 128 else datagram[1] - 123  # of the community
        try:
            if args.peer.tls:
                from .tls import trap
            else:
                from .v3_user import trap

            datagram = trap(args, datagram[p + 2 + datagram[p + 1] :])
        except ValueError as e:
            raise Failure(str(e))
    ipv6, address = resolve(args.peer.address(), args.peer.port)
    if callable(ipv6):  # Tcp
        udp = ipv6(int(args.timeout * 1000))
    else:
        udp = Udp("::" if ipv6 else "0.0.0.0", 0)
    if args.dump:
        from .dump import Dumped

        udp = Dumped(udp)
    try:
        if not udp.send(datagram, address):
            fault = getattr(getattr(datagram, "by", None), "fault", None)
            raise Failure("cannot send to %s%s" % (args.peer.text, fault and ": " + fault or ""))
    finally:
        udp.close()
    return 0


def _inform(args, varbinds):
    with manager(args) as m:
        packet = m.request(_INFORM, ())
        packet.varbinds.extend(varbinds)
        try:
            m.ask(packet)
        except SnmpError as e:
            return told(args, e)
    return 0
