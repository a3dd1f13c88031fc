# Another engine, which is authoritative (RFC 3414 2.3): its ID, and its clock as far as that is
# known. Pure. Imports usnmp_codec, engine and usnmp_base.uptime; peer and the receiver import it.

from usnmp_base.uptime import Uptime
from usnmp_codec import tobytes_tv

from .engine import MOST


class RemoteEngine:
    """Another engine. id: its ID, bytes. uptime: the clock of ours, a usnmp_base.uptime.Uptime,
    which its own runs on with.

    boots and time() are what an authenticated message said last; `sure` tells whether one did.
    """

    def __init__(self, id: bytes, uptime: "Uptime | None" = None) -> None:
        self.id = id
        self.tlv = tobytes_tv(4, id)
        self.uptime = uptime or Uptime()
        self.sure = False
        self.latest = 0  # latestReceivedEngineTime
        self.set(0, 0)
        self._ahead = None

    def set(self, boots: int, time: int) -> None:
        """What its clock says now."""
        self.boots = boots
        self.head = self.tlv + tobytes_tv(2, boots)  # as it stands in messages
        self.uptime()
        self._ahead = time - self.uptime.seconds

    def time(self) -> int:
        """Its snmpEngineTime, now; 0 as long as nothing is known."""
        self.uptime()
        return 0 if self._ahead is None else min(self._ahead + self.uptime.seconds, MOST)

    def hint(self, boots: int, time: int) -> None:
        """What a message said that is not authenticated: to ask with, until one is."""
        if not self.sure and boots >= 0 and time >= 0:
            self.set(boots, time)

    def follow(self, boots: int, time: int) -> bool:
        """Set its clock to what is authenticated, and known to be of now. False, and nothing is
        done, if that is no time: boots have ended.
        """
        if boots < 0 or time < 0 or boots == MOST:
            return False
        self.sure = True
        self.latest = time
        self.set(boots, time)
        return True

    def timely(self, boots: int, time: int, window: int = 150) -> bool:
        """Is an authenticated message of that time in the window, seconds (RFC 3414 3.2 (7) (b))?
        What is later than was known sets the clock.
        """
        if not self.sure or boots > self.boots or boots == self.boots and time > self.latest:
            return self.follow(boots, time)
        return boots == self.boots < MOST and time >= max(0, self.time() - window)
