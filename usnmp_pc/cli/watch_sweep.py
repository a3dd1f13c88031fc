# HOST arguments of `usnmp watch` that stand for a network: who answers there. Imports
# usnmp_pc (boards, loops), cli's other modules; watch imports it.

import ipaddress
import re

from usnmp_pc import loops
from usnmp_pc.boards import PrefixError, addresses, sweep

from .arguments import Peer
from .faults import Failure, tell
from .options import session

_RANGE = re.compile(r"[0-9.]+-[0-9.]+")


def expanded(asked, args):
    """`asked`, [(Peer, community)], with who answers in place of those whose host is a prefix or a
    range of addresses. Raises Failure.
    """
    found = []
    for peer, community in asked:
        if "/" in peer.host or _RANGE.fullmatch(peer.host):
            found += [(one, community) for one in _answering(peer, community, args)]
        else:
            found.append((peer, community))
    if not found:
        raise Failure("nobody answers")
    return found


def _answering(peer, community, args):
    # The Peers of a prefix that answer, by their addresses.
    try:
        hosts = addresses(peer.host)
    except PrefixError as e:
        raise Failure(str(e)) from None
    more = session(args)
    if "community" in more:
        more["community"] = community

    def target(manager, host):
        return manager.target(host, port=peer.port, **more)

    found = []
    tell("usnmp watch: asking %d addresses who is there" % len(hosts))
    loops.run(sweep(hosts, target, lambda one: found.append(one.host)))
    found.sort(key=lambda host: ipaddress.ip_address(host).packed)
    form = "[%s]:%d" if ":" in peer.host else "%s:%d"
    return [Peer(host if peer.port == 161 else form % (host, peer.port)) for host in found]
