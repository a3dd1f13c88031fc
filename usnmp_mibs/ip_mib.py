# IP-MIB (RFC 4293), the addresses of the board: ipAddressTable, and ipAddrTable of before, which
# LibreNMS and others still ask for first. Imports listed; IPv4 alone.

from .listed import Listed

if 0 & 1:  # for type checkers alone
    from typing import Any, Iterator
    from usnmp_mib import Mib
    from .if_mib import Interfaces


def addresses(mib: "Mib", interfaces: "Interfaces") -> None:
    """Serve ipAddressTable and ipAddrTable, 1.3.6.1.2.1.4.34 and 20, of `interfaces`, an
    if_mib.Interfaces: their IPv4 addresses. Raises ValueError if `mib` has such tables.
    """

    def each():
        # (ifIndex, address, mask) of those that have one
        for i in range(len(interfaces.nics)):
            try:
                found = interfaces.nics[i].ifconfig()
            except Exception:  # the driver's: it has none, then
                continue
            if found[0] != "0.0.0.0":
                yield i + 1, found[0], found[1]

    def old_rows() -> "Iterator[Any]":
        for i, address, mask in each():
            row = {1: (64, address), 2: (2, i), 3: (64, mask)}
            # ipAdEntBcastAddr: its last bit; ipAdEntReasmMaxSize: what a host must take (RFC 1122)
            row.update({4: (2, 1), 5: (2, 576)})
            yield _octets(address), row

    def rows() -> "Iterator[Any]":
        for i, address, _ in each():
            at = interfaces.changed[i - 1]  # it came with the link
            # unicast; no prefix is told of; origin other; preferred
            row = {3: (2, i), 4: (2, 1), 5: (6, "0.0"), 6: (2, 1), 7: (2, 1)}
            # created, last changed; active; volatile
            row.update({8: (67, at), 9: (67, at), 10: (2, 1), 11: (2, 2)})
            yield (1, 4) + _octets(address), row  # ipv4, and how long it is

    mib.subtree("1.3.6.1.2.1.4.20.1", Listed(old_rows))
    mib.subtree("1.3.6.1.2.1.4.34.1", Listed(rows))


def _octets(address):
    return tuple([int(part) for part in address.split(".")])
