# IF-MIB (RFC 2863): the interfaces of the board, as managers ask for them. Imports usnmp_mib, and
# through it usnmp_mib.computed; usnmp_pc.interfaces on a PC. ip_mib wants what it makes.

from usnmp_mib import COUNTER, COUNTER64, GAUGE, INT, OCTSTR, TIMETICKS, Value

if 0 & 1:  # for type checkers alone
    from typing import Any, Sequence
    from usnmp_base.store import Store
    from usnmp_base.uptime import Uptime
    from usnmp_mib import Mib

_ALIAS = "1.3.6.1.2.1.31.1.1.1.18.%d"
# The columns of which Traffic.n has the value, at their place here modulo 5: ifInOctets,
# ifInUcastPkts, ifOutOctets, ifOutUcastPkts, ifOutErrors; and 100 more for those of ifXTable.
_COUNTED = b"\x0a\x0b\x10\x11\x14\x6a\0\x6e"


class Traffic:
    """Counts what goes through the sockets of usnmp, for a port that counts nothing itself: octets
    and datagrams received, octets and datagrams sent, and what could not be sent, in `n`. From now
    on, in all objects of the class `udp`, by default usnmp_base.udp.Udp.
    """

    def __init__(self, udp: "Any" = None) -> None:
        if not udp:
            from usnmp_base.udp import Udp as udp
        self.n = n = [0] * 5
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


def _fits(alias):  # ifAlias
    return len(alias.encode() if isinstance(alias, str) else alias) < 65


class Interfaces:
    """Serves ifNumber, ifTable and ifXTable, 1.3.6.1.2.1.2 and 31, a row for each of `nics`.

    nics: what a port has: network.WLAN, network.LAN and the like; or usnmp_pc.interfaces.Nic,
    which tell more. uptime: of sysUpTime, for ifLastChange; poll() sees the changes. traffic: a
    Traffic, for the counters of the first; those of others, and of all without it, are not there.
    store: a usnmp_base.store.Store to keep ifAlias in, which can be SET. wlan: the class of those
    that are Wi-Fi, network.WLAN. Raises ValueError if `mib` has such tables.
    """

    def __init__(
        self,
        mib: "Mib",
        uptime: "Uptime",
        nics: "Sequence[Any]",
        traffic: "Traffic | None" = None,
        store: "Store | None" = None,
        wlan: "Any" = None,
    ) -> None:
        self.nics = nics
        self.uptime = uptime
        self.traffic = traffic
        self._wlan = wlan
        self._at = -1  # seconds of uptime, when poll() looked
        self._states = [self._state(nic) for nic in nics]
        self.changed = [0] * len(nics)  # ifLastChange; 0: it was so at the start
        self._alias = []
        for i in range(len(nics)):
            value = store.value(_ALIAS % (i + 1), "", _fits) if store else Value("")
            self._alias.append(value)
        mib.scalar("1.3.6.1.2.1.2.1.0", INT, len(nics))
        columns = {1: INT, 2: OCTSTR, 3: INT, 4: INT, 5: GAUGE, 6: OCTSTR, 7: INT, 8: INT}
        columns[9] = TIMETICKS
        for column in b"\x0a\x0b\x0d\x0e\x10\x11\x13\x14":
            columns[column] = COUNTER
        mib.table("1.3.6.1.2.1.2.2.1", columns, nics, cell=self._cell)
        # Of ifXTable the cells are numbered from 101 on
        columns = {1: OCTSTR, 6: COUNTER64, 10: COUNTER64, 15: GAUGE, 18: OCTSTR}
        mib.table(
            "1.3.6.1.2.1.31.1.1.1",
            columns,
            nics,
            cell=lambda row, column: self._cell(row, column + 100),
            write={18: self._set_alias},
        )

    def _cell(self, row, column):
        nic = self.nics[row - 1]
        told = getattr(nic, "told", None)  # a PC's
        if told:
            told = told(column)
            if told is not None:
                return told
        wifi = self._wlan and type(nic) is self._wlan
        if column == 1:
            return row
        if column == 2:  # ifDescr; LibreNMS leaves out those that are empty, or "virtual-" ...
            return ("Wi-Fi " if wifi else "Ethernet ") + self._cell(row, 101)
        if column == 3:
            return 71 if wifi else 6  # ieee80211, ethernetCsmacd
        if column == 4:
            return 1500
        if column == 5 or column == 115:  # ifSpeed, ifHighSpeed
            # Nominal, for no port tells it: 802.11n with one antenna, 100BASE-TX
            speed = 72 if wifi else 100
            return speed * 1000000 if column == 5 else speed
        if column == 6:
            return nic.config("mac")
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
        if column == 118:
            return self._alias[row - 1]()
        if not self.traffic or row > 1:
            return None
        i = _COUNTED.find(bytes((column,)))
        if i < 0:
            return 0
        found = self.traffic.n[i % 5]
        # Counter32 wraps; masking each time would make a heap int at 32 bit
        return found & 0xFFFFFFFF if column < 100 and found >> 32 else found

    def _set_alias(self, row, alias):
        if not _fits(alias):
            raise ValueError("ifAlias has at most 64 octets")
        self._alias[row - 1].set(alias)

    def _state(self, nic):
        # 2: it is to be up, 1: it is.
        try:
            return 2 + bool(nic.isconnected()) if nic.active() else 0
        except Exception:  # the driver's: it is not up, then
            return 0

    def poll(self) -> "list[int]":
        """Look whether one went up or down, once in a second; to be called often."""
        states = self._states
        self.uptime()
        if self._at == self.uptime.seconds:
            return states
        self._at = self.uptime.seconds
        for i in range(len(states)):
            state = self._state(self.nics[i])
            if state & 1 != states[i] & 1:
                self.changed[i] = self.uptime()
            states[i] = state
        return states


def found() -> "list[Any]":
    """The interfaces of this board that are active: its Wi-Fi station, and Ethernet where the port
    tells of it when it is asked; on a PC those of the system.
    """
    try:
        import network
    except ImportError:
        from usnmp_pc.interfaces import nics

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
) -> Interfaces:
    """Serve `nics`, by default all found(), as Interfaces says, with counters of what goes through
    the sockets of usnmp. Call poll() of what is returned often.
    """
    try:
        from network import WLAN as wlan
    except ImportError:
        wlan = None
    there = Interfaces(mib, uptime, found() if nics is None else nics, store=store, wlan=wlan)
    if not [nic for nic in there.nics if hasattr(nic, "told")]:  # a PC's count themselves
        there.traffic = Traffic()
    return there
