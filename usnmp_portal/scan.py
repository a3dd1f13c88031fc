# The networks in reach, as the page offers them. Imports nothing of ours; usnmp_portal.opening and
# answer import it when they look for them.

if 0 & 1:  # for type checkers alone
    from typing import Any

NETWORKS = 12  # at most


def scan(station: "Any") -> str:
    """The networks in reach, the strongest first, a line each, which takes a third of a list of
    them: a digit, then the name. 0 to 2 is for a strong one, a fair and a weak one, with 3 more it
    is open. station: an active network.WLAN. Names are what others say, of any octets.
    """
    best = {}
    try:
        for found in station.scan():
            name = _name(found[0])
            if name and (name not in best or found[3] > best[name][0]):
                best[name] = found[3], found[4]
    except OSError:  # the next time may do better
        pass
    networks = ""
    for strength, name in sorted([(-best[name][0], name) for name in best])[:NETWORKS]:
        weak = (strength >= 60) + (strength >= 75)
        networks += "%d%s\n" % (weak if best[name][1] else weak + 3, name)
    return networks


def _name(octets):
    # The name of a network, if it is one that config.json can have.
    try:
        name = octets.decode()
    except ValueError:  # a name of octets that are no text
        return ""
    return "" if [c for c in name if c < " " or c == "\x7f"] else name
