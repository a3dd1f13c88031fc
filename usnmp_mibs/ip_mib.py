# IP-MIB (RFC 4293), the addresses of the board: ipAddressTable, and ipAddrTable of before, which
# LibreNMS and others still ask for first. Imports nothing of usnmp; IPv4 alone.

if 0 & 1:  # for type checkers alone
    from typing import Any, Iterator
    from usnmp_mib import Mib
    from .if_mib import Interfaces


class _Addresses:
    # A provider of both tables: one has less heap than two.

    def cells(self) -> "Iterator[Any]":
        """(index below 1.3.6.1.2.1.4, type, value) of each, as they come."""
        of = self.of
        for i in range(len(of.nics)):
            try:
                address, mask = of.nics[i].ifconfig()[:2]
            except Exception:  # the driver's: it has none, then
                continue
            if address == "0.0.0.0":
                continue
            ids = tuple([int(part) for part in address.split(".")])
            # ipAdEntAddr, -IfIndex, -NetMask; -BcastAddr, its last bit; -ReasmMaxSize, what each
            # host must take (RFC 1122)
            row = address, i + 1, mask, 1, 576
            for column in range(1, 6):
                yield (20, 1, column) + ids, b"@\2@\2\2"[column - 1], row[column - 1]
            # ipAddressIfIndex; -Type, unicast; -Prefix, none is told of; -Origin, other; -Status,
            # preferred; -Created and -LastChanged, with the link; -RowStatus, active;
            # -StorageType, volatile
            at = of.changed[i]
            row = i + 1, 1, "0.0", 1, 1, at, at, 1, 2
            for column in range(3, 12):
                t = b"\2\2\6\2\2CC\2\2"[column - 3]
                yield (34, 1, column, 1, 4) + ids, t, row[column - 3]

    def get(self, index):
        for cell in self.cells():
            if cell[0] == index:
                return cell[1:]

    def next(self, index):
        least = None
        for cell in self.cells():
            if cell[0] > index and (least is None or cell[0] < least[0]):
                least = cell
        return least


def addresses(mib: "Mib", interfaces: "Interfaces") -> None:
    """Serve ipAddressTable and ipAddrTable, 1.3.6.1.2.1.4.34 and 20, of `interfaces`, an
    if_mib.Interfaces: their IPv4 addresses. Raises ValueError if `mib` has something there.
    """
    there = _Addresses()
    there.of = interfaces
    mib.subtree("1.3.6.1.2.1.4", there)
