# IF-MIB (RFC 2863): the interfaces of the board, as managers ask for them. Imports usnmp_mib and
# group, on a PC usnmp_base.interfaces_pc; ip_mib wants what it makes.

from usnmp_mib import Value

from .group import Group

if 0 & 1:  # for type checkers alone
    from typing import Any, Sequence
    from usnmp_base.store import Store
    from usnmp_base.uptime import Uptime
    from usnmp_mib import Mib

# The columns of which Interfaces.traffic has the value, at their place here modulo 5: ifInOctets,
# ifInUcastPkts, ifOutOctets, ifOutUcastPkts, ifOutErrors; and 100 more for those of ifXTable.
_COUNTED = b"\x0a\x0b\x10\x11\x14\x6a\0\x6e"


class Interfaces(Group):
    """ifNumber and ifTable, 1.3.6.1.2.1.2; what interfaces() makes.

    Attributes: nics; changed, ifLastChange of each, 0 for one that is as it was at the start.
    """

    # ifNumber; ifIndex to ifOutErrors: INT is 2, OCTSTR 4, A to C are COUNTER to TIMETICKS
    entries = ((), b"\2"), ((2, 1), b"\2\4\2\2B\4\2\2CAA\0AA\0AA\0AA")
    nics: "Sequence[Any]"
    uptime: "Uptime"
    wlan: "Any"  # the class of those that are Wi-Fi
    traffic: "list[int] | None" = None
    states: "list[int]"
    changed: "list[int]"
    aliases: "list[Any]"
    at = -1  # seconds of uptime, when poll() looked
    x: "Any" = None  # of ifXTable's provider, the other

    def ends(self, n: int) -> "tuple[int, int]":
        return (1, len(self.nics)) if n or self.x else (0, 0)

    def cell(self, n: int, row: int, column: int) -> "tuple[Any, ...] | None":
        if not self.x:
            return super().cell(n, row, column)
        if column < 18:
            value = self.x.read(1, row, column + 100)
            return None if value is None else (self.entries[0][1][column - 1], value)
        alias = self.aliases[row - 1]

        def write(value):
            if not _fits(value):
                raise ValueError("ifAlias has at most 64 octets")
            alias.set(value)

        return 4, alias(), write

    def read(self, n: int, row: int, column: int) -> "Any":
        if not n:
            return len(self.nics)
        nic = self.nics[row - 1]
        told = getattr(nic, "told", None)  # a PC's
        if told:
            told = told(column)
            if told is not None:
                return told
        wifi = self.wlan and type(nic) is self.wlan
        if column == 1:
            return row
        if column == 2:  # ifDescr; LibreNMS leaves out those that are empty, or "virtual-" ...
            return ("Wi-Fi " if wifi else "Ethernet ") + self.read(1, row, 101)
        if column == 3:
            return 71 if wifi else 6  # ieee80211, ethernetCsmacd
        if column == 4:
            return 1500
        if column == 5 or column == 115:  # ifSpeed, ifHighSpeed
            # Nominal, for no port tells it: 802.11n with one antenna, 100BASE-TX
            speed = 72 if wifi else 100
            return speed * 1000000 if column == 5 else speed
        if column == 6:
            try:
                return nic.config("mac")
            except Exception:  # the driver's
                return b""
        if column == 7 or column == 8:  # up(1), down(2)
            return self.poll()[row - 1] >> (column == 7) & 1 or 2
        if column == 9:
            self.poll()
            return self.changed[row - 1]
        if column == 101:
            row -= 1
            for other in self.nics[:row]:
                row -= type(other) is not type(nic)
            return ("wlan%d" if wifi else "eth%d") % row
        if not self.traffic or row > 1:
            return None
        i = _COUNTED.find(bytes((column,)))
        if i < 0:
            return 0  # of discards, and of errors received, a socket tells nothing
        found = self.traffic[i % 5]
        # Counter32 wraps; masking each time would make a heap int at 32 bit
        return found & 0xFFFFFFFF if column < 100 and found >> 32 else found

    def state(self, nic: "Any") -> int:
        """2: it is to be up, and 1: it is."""
        try:
            return 2 + bool(nic.isconnected()) if nic.active() else 0
        except Exception:  # the driver's: it is not up, then
            return 0

    def poll(self) -> "list[int]":
        """Look whether one went up or down, once in a second; to be called often."""
        states = self.states
        self.uptime()
        if self.at == self.uptime.seconds:
            return states
        self.at = self.uptime.seconds
        for i in range(len(states)):
            state = self.state(self.nics[i])
            if state & 1 != states[i] & 1:
                self.changed[i] = self.uptime()
            states[i] = state
        return states


def _fits(alias):
    return len(alias.encode() if isinstance(alias, str) else alias) < 65


def count(udp: "Any" = None) -> "list[int]":
    """Count from now on what goes through the sockets of usnmp, for a port that counts nothing:
    [octets and datagrams received, octets and datagrams sent, what could not be sent], in all
    objects of the class `udp`, by default usnmp_base.udp.Udp.
    """
    if not udp:
        from usnmp_base.udp import Udp as udp
    n = [0] * 5
    recv = udp.recv
    send = udp.send

    def counted(socket, size, timeout_ms):
        found = recv(socket, size, timeout_ms)
        if found:
            n[0] += len(found[0])
            n[1] += 1
        return found

    def sent(socket, data, address):
        done = send(socket, data, address)
        if done:
            n[2] += len(data)
            n[3] += 1
        else:
            n[4] += 1
        return done

    udp.recv = counted
    udp.send = sent
    return n


def _found():
    # The interfaces of this board that are active: its Wi-Fi station, and Ethernet where the port
    # tells of it when it is asked; on a PC those of the system.
    try:
        import network
    except ImportError:
        from usnmp_base.interfaces_pc import nics

        return nics()
    there = []
    for make in (lambda: network.WLAN(network.STA_IF), lambda: network.LAN()):
        try:
            nic = make()
            if nic.active():
                there.append(nic)
        except Exception:  # no Wi-Fi; an ESP32 without the pins of its PHY; a driver's own
            pass
    return there


def interfaces(
    mib: "Mib",
    uptime: "Uptime",
    nics: "Sequence[Any] | None" = None,
    store: "Store | None" = None,
) -> "Interfaces":
    """Serve ifNumber, ifTable and ifXTable, 1.3.6.1.2.1.2 and 31, a row for each of `nics`; call
    poll() of what is returned often.

    uptime: of sysUpTime, for ifLastChange. nics: network.WLAN, network.LAN and their like; None:
    those that are active; on a PC all of the system. The counters of a PC are the system's; of a
    board the first has those of count(). store: a usnmp_base.store.Store to keep ifAlias in, which
    can be SET. Raises ValueError if `mib` has such tables.
    """
    there = Interfaces()
    there.nics = nics = _found() if nics is None else nics
    there.uptime = uptime
    try:
        from network import WLAN

        there.wlan = WLAN
    except ImportError:
        there.wlan = None
    there.states = [there.state(nic) for nic in nics]
    there.changed = [0] * len(nics)
    there.aliases = []
    for i in range(len(nics)):
        oid = "1.3.6.1.2.1.31.1.1.1.18.%d" % (i + 1)
        there.aliases.append(store.value(oid, "", _fits) if store else Value(""))
    x = Interfaces()
    x.x = there
    x.nics = nics
    x.aliases = there.aliases
    # ifName, ifHCInOctets, ifHCOutOctets, ifHighSpeed, ifAlias
    x.entries = (((1, 1, 1), b"\4\0\0\0\0F\0\0\0F\0\0\0\0B\0\0\4"),)
    mib.subtree("1.3.6.1.2.1.2", there)
    mib.subtree("1.3.6.1.2.1.31", x)
    if not [nic for nic in nics if hasattr(nic, "told")]:
        there.traffic = count()
    return there
