# The networks in reach, as the page offers them. Imports nothing of ours; usnmp_portal.provision
# imports it when it looks for them.

if 0 & 1:  # for type checkers alone
    from typing import Any

NETWORKS = 12  # at most


def scan(station: "Any") -> "list[tuple[str, str]]":
    """(name, what is said of it) of the networks in reach, the strongest first. station: an active
    network.WLAN. Names are what others say, of any octets.
    """
    best = {}
    try:
        for found in station.scan():
            name = _name(found[0])
            if name and (name not in best or found[3] > best[name][0]):
                best[name] = found[3], found[4]
    except OSError:  # the next time may do better
        pass
    networks = []
    for strength, name in sorted([(-best[name][0], name) for name in best])[:NETWORKS]:
        words = " (strong" if strength < 60 else " (fair" if strength < 75 else " (weak"
        networks.append((name, words + (")" if best[name][1] else ", open)")))
    return networks


def _name(octets):
    # The name of a network, if it is one that config.json can have.
    try:
        name = octets.decode()
    except ValueError:  # a name of octets that are no text
        return ""
    return "" if [c for c in name if c < " " or c == "\x7f"] else name
