# An SNMP engine of our own: its ID, how often it booted, its time (RFC 3411 3.1.1, RFC 3414 2.2).
# Pure. Imports usnmp_codec and usnmp_base.uptime.

import os

from usnmp_base.uptime import Uptime
from usnmp_codec import tobytes_tv

MOST = (1 << 31) - 1  # of snmpEngineBoots and snmpEngineTime


def engine_id(octets: "bytes | None" = None) -> bytes:
    """An engine ID of RFC 3411 5, format 5 (octets): net-snmp's enterprise number, as sysObjectID
    has it, and `octets`, 1 to 27; by default 8 random ones. Raises ValueError.
    """
    octets = os.urandom(8) if octets is None else octets
    if not 0 < len(octets) < 28:
        raise ValueError("engine ID: 1 to 27 octets, not %d" % len(octets))
    return b"\x80\0\x1f\x88\x05" + octets


class Engine:
    """An SNMP engine of our own.

    id: the snmpEngineID, 5 to 32 octets, as bytes or hex digits, of no other device; None: a new
    random one, at each start. boots: snmpEngineBoots, how often an engine of that ID has started,
    this time included (boots.Boots counts them); 2**31 - 1: unknown, nothing authenticated is in
    time then (RFC 3414 2.2.2). uptime: a usnmp_base.uptime.Uptime. time: how many seconds ago that
    start was, as after a deep sleep. Raises ValueError.
    """

    def __init__(
        self,
        id: "bytes | str | None" = None,
        boots: int = 1,
        uptime: "Uptime | None" = None,
        time: int = 0,
    ) -> None:
        if isinstance(id, str):
            id = bytes.fromhex(id)
        self.id = engine_id() if id is None else bytes(id)
        if not 5 <= len(self.id) <= 32:
            raise ValueError("engine ID: 5 to 32 octets, not %d" % len(self.id))
        if self.id in (bytes(len(self.id)), b"\xff" * len(self.id)):  # RFC 3411 5
            raise ValueError("engine ID: neither all zeros nor all 255")
        if not 0 < boots <= MOST:
            raise ValueError("boots: 1 to 2**31 - 1, not %d" % boots)
        self.boots = boots
        self.uptime = uptime or Uptime()
        self.uptime()
        self._since = self.uptime.seconds - time  # when `boots` was set
        self.tlv = tobytes_tv(4, self.id)
        self.head = self.tlv + tobytes_tv(2, boots)  # as it stands in messages

    def time(self) -> int:
        """snmpEngineTime: the seconds since `boots` was set. At their end, after 68 years, boots
        goes on (RFC 3414 2.2.1).
        """
        self.uptime()
        seconds = self.uptime.seconds - self._since
        if seconds >= MOST:
            self._since += MOST
            seconds -= MOST
            if self.boots < MOST:
                self.boots += 1
                self.head = self.tlv + tobytes_tv(2, self.boots)
        return seconds
